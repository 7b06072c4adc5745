package faults

import (
	"context"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/oracle"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
)

// TestClient checks the cluster without package cluster: TiKV's client writes and reads in the same
// way while the same faults happen. If it fails, the cluster is wrong.
func TestClient(t *testing.T) {
	w, db := newWorld(t)
	defer db.Close()
	const writers = 8
	var running sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	keys := func(writer int) (all [][]byte) {
		for _, area := range w.areas {
			all = append(all, append(area[:len(area):len(area)], "/client/"+strconv.Itoa(writer)...))
		}
		return all
	}
	began := time.Now()
	for writer := range writers {
		running.Go(func() {
			for n := 1; ctx.Err() == nil; n++ {
				txn, err := w.client.Begin()
				if err != nil {
					continue
				}
				for _, key := range keys(writer) {
					assert.NoError(t, txn.Set(key, []byte(strconv.Itoa(n))))
				}
				_ = txn.Commit(ctx) // whole, whatever the outcome
			}
		})
		running.Go(func() {
			for ctx.Err() == nil {
				of := rand.IntN(writers)
				ts, err := w.client.CurrentTimestamp(oracle.GlobalTxnScope)
				if err != nil {
					continue
				}
				got, err := w.client.GetSnapshot(ts).BatchGet(ctx, keys(of))
				if err != nil {
					continue
				}
				var values []string
				for _, key := range keys(of) {
					values = append(values, string(got[string(key)]))
				}
				for _, value := range values {
					if value != values[0] {
						t.Errorf("%v: torn: writer %d, timestamp %d: %q", time.Since(began), of, ts, values)
						break
					}
				}
			}
		})
	}
	end := time.Now().Add(time.Duration(testdb.Seconds(t, 20) * float64(time.Second)))
	for round := 0; time.Now().Before(end); round++ {
		fault := faults[(1+round)%len(faults)]
		s := w.Stores[w.random.IntN(len(w.Stores))]
		t.Logf("%v: %s %s", time.Since(began), fault.name, s.Address)
		require.NoError(t, fault.do(t.Context(), w, s))
		pause(ctx, 3*time.Second)
		if fault.undo != nil {
			t.Logf("%v: undo", time.Since(began))
			require.NoError(t, fault.undo(t.Context(), w, s))
		}
		require.NoError(t, w.Wait(t.Context()))
	}
	stop()
	running.Wait()
}
