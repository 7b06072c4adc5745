package faults

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
)

// TestChaos kills a store every half minute, and makes something else fail between, for
// OPENLEVELDB_SECONDS. Never is more than one store unusable.
func TestChaos(t *testing.T) {
	if os.Getenv("OPENLEVELDB_SECONDS") == "" {
		t.Skip("runs for minutes: see make chaos")
	}
	c, db := newWorld(t)
	w := start(t, db, 8, testdb.Seed(t))
	defer w.finish()
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(testdb.Seconds(t, 600)*float64(time.Second)))
	defer cancel()
	for round := 0; ctx.Err() == nil; round++ {
		halfMinute := time.After(30 * time.Second)
		kill := faults[0]
		s := c.Stores[c.random.IntN(len(c.Stores))]
		require.NoError(t, kill.do(t.Context(), c, s))
		pause(ctx, time.Duration(5+c.random.IntN(5))*time.Second)
		require.NoError(t, kill.undo(t.Context(), c, s))
		require.NoError(t, c.Wait(t.Context()))
		t.Logf("%v: killed %s\n%s", time.Since(began).Round(time.Second), s.Address, w.summary())
		for passed := false; !passed && ctx.Err() == nil; {
			fault := faults[1+c.random.IntN(len(faults)-1)]
			s := c.Stores[c.random.IntN(len(c.Stores))]
			t.Logf("%v: %s %s", time.Since(began).Round(time.Millisecond), fault.name, s.Address)
			require.NoError(t, fault.do(t.Context(), c, s), fault.name)
			pause(ctx, time.Duration(1+c.random.IntN(4))*time.Second)
			if fault.undo != nil {
				require.NoError(t, fault.undo(t.Context(), c, s), fault.name)
			}
			require.NoError(t, c.Wait(t.Context()), fault.name)
			select {
			case <-halfMinute:
				passed = true
			default:
			}
		}
		require.False(t, t.Failed())
	}
	require.NoError(t, w.progress(10))
	require.NoError(t, c.Check())
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
