package faults

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/oracle"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
)

// TestClient checks the stores without package cluster. TiKV's client writes batches, and reads each
// timestamp several times, while the same faults happen. If this fails, the stores are wrong.
func TestClient(t *testing.T) {
	if os.Getenv("OPENLEVELDB_SECONDS") == "" {
		t.Skip("runs for minutes: see make chaos")
	}
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
				var first []string
				for round := 0; round < 5 && ctx.Err() == nil; round++ {
					got, err := w.client.GetSnapshot(ts).BatchGet(ctx, keys(of))
					if err != nil {
						break
					}
					var values []string
					for _, key := range keys(of) {
						values = append(values, string(got[string(key)]))
					}
					if first == nil {
						first = values
					}
					whole := !slices.ContainsFunc(values, func(value string) bool { return value != values[0] })
					if !whole || !slices.Equal(first, values) {
						t.Errorf("%v: writer %d at timestamp %d, round %d: %q, before %q", time.Since(began), of, ts, round, values, first)
						break
					}
					pause(ctx, 300*time.Millisecond)
				}
			}
		})
	}
	end := time.Now().Add(time.Duration(testdb.Seconds(t, 600) * float64(time.Second)))
	for round := 0; time.Now().Before(end); round++ {
		fault := faults[round%len(faults)]
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

// TestCatchingUp checks the stores without package cluster. A store that was down holds every version
// that was written while it was.
func TestCatchingUp(t *testing.T) {
	w, _ := newWorld(t)
	ctx := t.Context()
	key := append(w.areas[0][:len(w.areas[0]):len(w.areas[0])], "/versions"...)
	put := func(value string) (ts uint64) {
		txn, err := w.client.Begin()
		require.NoError(t, err)
		require.NoError(t, txn.Set(key, []byte(value)))
		require.NoError(t, txn.Commit(ctx))
		ts, err = w.client.CurrentTimestamp(oracle.GlobalTxnScope)
		require.NoError(t, err)
		return ts
	}
	put("before")
	leader, err := w.leader(ctx)
	require.NoError(t, err)
	down := w.Stores[(slices.Index(w.Stores, leader)+1)%len(w.Stores)]
	require.NoError(t, down.Kill())
	var versions []uint64
	for n := range 100 {
		versions = append(versions, put(strconv.Itoa(n)))
	}
	require.NoError(t, down.Start())
	require.NoError(t, w.Wait(ctx))
	require.Eventually(t, func() bool {
		leader, err := w.leader(ctx)
		require.NoError(t, err)
		if leader == down {
			return true
		}
		region, err := w.client.GetPDClient().GetRegion(ctx, key)
		require.NoError(t, err)
		require.NoError(t, w.TransferLeader(ctx, region.Meta.Id, down))
		return false
	}, time.Minute, time.Second)
	for n, ts := range versions {
		got, err := w.client.GetSnapshot(ts).BatchGet(ctx, [][]byte{key})
		require.NoError(t, err)
		assert.Equal(t, strconv.Itoa(n), string(got[string(key)]))
	}
}
