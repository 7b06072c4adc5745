package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/oracle"
	"github.com/tikv/client-go/v2/txnkv"

	"github.com/openleveldb/openleveldb/cluster/internal/testcluster"
	"github.com/openleveldb/openleveldb/cluster/internal/tests/clustertest"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// world is what faults happen to.
type world struct {
	*testcluster.Cluster
	client *txnkv.Client
	random *rand.Rand
	areas  [][]byte // the first key of each area, as TiKV holds it
}

// faults are what can happen to a cluster of three stores that has to go on. undo may be nil.
var faults = []struct {
	name string
	do   func(ctx context.Context, w *world, s *testcluster.Store) error
	undo func(ctx context.Context, w *world, s *testcluster.Store) error
}{
	{"KilledStore",
		func(_ context.Context, _ *world, s *testcluster.Store) error { return s.Kill() },
		func(_ context.Context, _ *world, s *testcluster.Store) error { return s.Start() }},
	{"PausedStore",
		func(_ context.Context, _ *world, s *testcluster.Store) error { return s.Pause() },
		func(_ context.Context, _ *world, s *testcluster.Store) error { return s.Resume() }},
	{"UnreachableStore",
		func(_ context.Context, _ *world, s *testcluster.Store) error { s.Link.Cut(); return nil },
		func(_ context.Context, _ *world, s *testcluster.Store) error { s.Link.Restore(); return nil }},
	{"SlowStore",
		func(_ context.Context, _ *world, s *testcluster.Store) error {
			s.Link.Delay(50 * time.Millisecond)
			return nil
		},
		func(_ context.Context, _ *world, s *testcluster.Store) error { s.Link.Delay(0); return nil }},
	{"MovedLeaders", func(ctx context.Context, w *world, s *testcluster.Store) error { return w.moveLeaders(ctx) }, nil},
	{"SplitRegions", func(ctx context.Context, w *world, s *testcluster.Store) error { return w.split(ctx) }, nil},
	{"RestartedPD", func(ctx context.Context, w *world, s *testcluster.Store) error {
		if err := w.KillPD(); err != nil {
			return err
		}
		return w.StartPD(ctx)
	}, nil},
}

// moveLeaders moves the leader of every region to a random store. PD may refuse a store, as one that
// was slow, but not all.
func (w *world) moveLeaders(ctx context.Context) error {
	regions, err := w.Regions(ctx)
	if err != nil {
		return err
	}
	moved := false
	var refused error
	for _, r := range regions {
		to := w.Stores[w.random.IntN(len(w.Stores))]
		if to.ID == r.Leader {
			continue
		}
		if err := w.TransferLeader(ctx, r.ID, to); err != nil {
			refused = errors.Join(refused, err)
		} else {
			moved = true
		}
	}
	if moved {
		return nil
	}
	return refused
}

// split splits regions at four random keys of the cluster.
func (w *world) split(ctx context.Context) error {
	var keys [][]byte // a random sample
	n := 0
	err := w.keys(func(key []byte) {
		if n++; len(keys) < 4 {
			keys = append(keys, bytes.Clone(key))
		} else if at := w.random.IntN(n); at < len(keys) {
			keys[at] = bytes.Clone(key)
		}
	})
	if err != nil {
		return err
	}
	_, err = w.client.SplitRegions(ctx, keys, false, nil)
	return err
}

// keys calls fn with all keys of the cluster, as TiKV holds them.
func (w *world) keys(fn func(key []byte)) error {
	ts, err := w.client.CurrentTimestamp(oracle.GlobalTxnScope)
	if err != nil {
		return err
	}
	snapshot := w.client.GetSnapshot(ts)
	snapshot.SetKeyOnly(true)
	it, err := snapshot.Iter(nil, nil)
	if err != nil {
		return err
	}
	defer it.Close()
	for it.Valid() {
		fn(it.Key())
		if err := it.Next(); err != nil {
			return err
		}
	}
	return nil
}

// newWorld returns the cluster and a database in it whose areas are in different regions.
func newWorld(t *testing.T) (*world, *leveldb.DB) {
	c := testcluster.OfOwn(t, 3)
	w := &world{Cluster: c, client: clustertest.Client(t, c), random: rand.New(rand.NewPCG(testdb.Seed(t), 0))}
	db := clustertest.Open(t, c, nil)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	b := db.NewBatch()
	for area := range areas {
		require.NoError(t, b.Put(counter(area, -1), 0))
	}
	require.NoError(t, b.Write())
	require.NoError(t, w.splitAreas(t.Context()))
	require.NoError(t, c.Wait(t.Context()))
	return w, db
}

// splitAreas begins a region at the counters of every area of the newest database.
func (w *world) splitAreas(ctx context.Context) error {
	w.areas = make([][]byte, areas)
	err := w.keys(func(key []byte) {
		for area := range w.areas {
			if bytes.HasSuffix(key, []byte(counter(area, -1))) {
				w.areas[area] = bytes.Clone(key)
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = w.client.SplitRegions(ctx, w.areas, false, nil)
	return err
}

// leader returns the store that leads the region of the first area.
func (w *world) leader(ctx context.Context) (*testcluster.Store, error) {
	region, err := w.client.GetPDClient().GetRegion(ctx, w.areas[0])
	if err != nil {
		return nil, err
	}
	for _, s := range w.Stores {
		if region.Leader != nil && s.ID == region.Leader.StoreId {
			return s, nil
		}
	}
	return nil, fmt.Errorf("no store leads %v", region.Meta)
}

// TestFault makes something fail below readers and writers. They go on, and what they see is right.
func TestFault(t *testing.T) {
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			c, db := newWorld(t)
			ctx := t.Context()
			w := start(t, db, 4, testdb.Seed(t))
			defer w.finish()
			require.NoError(t, w.progress(20))
			s, err := c.leader(ctx)
			require.NoError(t, err)
			require.NoError(t, fault.do(ctx, c, s))
			require.NoError(t, w.progress(20), "after the fault")
			if fault.undo != nil {
				require.NoError(t, fault.undo(ctx, c, s))
				require.NoError(t, w.progress(20), "after the repair")
			}
			require.NoError(t, c.Wait(ctx))
			require.NoError(t, c.Check())
		})
	}
}
