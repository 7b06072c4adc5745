package native

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// No more goroutines than the limit hold a slot. Each gets one, and at the end all slots are free.
func TestSemaphore(t *testing.T) {
	for _, limit := range []int64{1, 2, 7} {
		s := newSemaphore(limit)
		var inside, most atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				for range 200 {
					s.acquire()
					n := inside.Add(1)
					assert.LessOrEqual(t, n, limit)
					for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
					}
					runtime.Gosched()
					inside.Add(-1)
					s.release()
				}
			})
		}
		wg.Wait()
		require.Equal(t, limit, most.Load())
		require.Zero(t, s.count.Load())
		require.Empty(t, s.slots)
	}
}

// occupyAll takes all slots, so that others wait until free is called.
func (s *semaphore) occupyAll(t *testing.T) (free func()) {
	t.Helper()
	for range s.limit {
		s.acquire()
	}
	free = sync.OnceFunc(func() {
		for range s.limit {
			s.release()
		}
	})
	t.Cleanup(free) // otherwise a failed test would hang in Close
	return free
}

// waitFor waits until the given number of goroutines wait for a slot.
func (s *semaphore) waitFor(t *testing.T, waiting int64) {
	t.Helper()
	require.Eventually(t, func() bool { return s.count.Load() == s.limit+waiting }, 20*time.Second, time.Millisecond)
}

// Every call that can block in C++ waits for a slot first, without a thread, and releases the slot.
func TestCallsHoldSlots(t *testing.T) {
	db := openTest(t, nil)
	fill(t, db)
	snapshot, err := db.Snapshot(ctx)
	require.NoError(t, err)
	defer snapshot.Close()
	iterator := func(t *testing.T, r driver.Span) driver.Cursor {
		it, err := db.Scan(ctx, r, driver.ReadOptions{})
		require.NoError(t, err)
		t.Cleanup(it.Close)
		return it
	}
	pin := func(t *testing.T, key string) driver.Value {
		v, err := db.Pin(ctx, key, driver.ReadOptions{})
		require.NoError(t, err)
		return v
	}
	var lane *semaphore // of the cursor of a test
	for name, test := range map[string]struct {
		of    *semaphore                      // nil: lane
		begin func(t *testing.T) func() error // prepares a call
	}{
		"get": {reads, func(*testing.T) func() error {
			return func() error { _, err := snapshot.Get(ctx, "k", make([]byte, 10), driver.ReadOptions{}); return err }
		}},
		"pin":     {reads, func(t *testing.T) func() error { return func() error { pin(t, key(99)).Release(); return nil } }},
		"release": {reads, func(t *testing.T) func() error { v := pin(t, key(99)); return func() error { v.Release(); return nil } }},
		"has": {reads, func(*testing.T) func() error {
			return func() error { _, err := db.Has(ctx, "k", driver.ReadOptions{}); return err }
		}},
		"count": {reads, func(*testing.T) func() error {
			return func() error { _, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{}); return err }
		}},
		"property": {reads, func(*testing.T) func() error {
			return func() error { _, err := db.Property(ctx, "leveldb.stats"); return err }
		}},
		"size": {reads, func(*testing.T) func() error {
			return func() error { _, err := db.ApproximateSize(ctx, "", "z"); return err }
		}},
		"iterator": {reads, func(t *testing.T) func() error { return func() error { iterator(t, driver.Span{}); return nil } }},
		"lookup": {reads, func(*testing.T) func() error {
			return func() error { it, err := db.Lookup(ctx, []string{"k"}, driver.ReadOptions{}); it.Close(); return err }
		}},
		"close it": {reads, func(t *testing.T) func() error {
			it := iterator(t, driver.Span{})
			return func() error { it.Close(); return nil }
		}},
		"gather": {reads, func(*testing.T) func() error {
			return func() error { _, err := db.Gather(ctx, []string{"k"}, nil, nil, driver.ReadOptions{}); return err }
		}},
		"snapshot": {reads, func(*testing.T) func() error {
			return func() error { s, err := db.Snapshot(ctx); s.Close(); return err }
		}},
		"release it": {reads, func(t *testing.T) func() error {
			s, err := db.Snapshot(ctx)
			require.NoError(t, err)
			return func() error { s.Close(); return nil }
		}},
		"next": {nil, func(t *testing.T) func() error {
			it := iterator(t, driver.Span{})
			lane = paging[it.(*Iterator).lane]
			_, err := it.Next(ctx)
			require.NoError(t, err)
			return func() error { _, err := it.Next(ctx); return err }
		}},
		"seek": {nil, func(t *testing.T) func() error {
			it := iterator(t, driver.Span{Seekable: true})
			lane = paging[it.(*Iterator).lane]
			return func() error {
				if err := resume(it, "k", 1); err != nil {
					return err
				}
				_, err := it.Next(ctx)
				return err
			}
		}},
		"put": {writes, func(*testing.T) func() error {
			return func() error { return db.Put(ctx, "k", []byte("value"), driver.WriteOptions{}) }
		}},
		"delete": {writes, func(*testing.T) func() error {
			return func() error { return db.Delete(ctx, "nope", driver.WriteOptions{}) }
		}},
		"write": {writes, func(*testing.T) func() error {
			return func() error { return db.Write(ctx, &driver.Batch{}, driver.WriteOptions{Sync: true}) }
		}},
		"compact": {compactions, func(*testing.T) func() error { return func() error { return db.Compact(ctx, "", "") } }},
		"open": {upkeep, func(t *testing.T) func() error {
			path := t.TempDir()
			return func() error {
				db, err := Open(path, &Options{CreateIfMissing: true})
				if err == nil {
					err = db.Close()
				}
				return err
			}
		}},
		"close": {upkeep, func(t *testing.T) func() error { return openTest(t, nil).Close }},
		"repair": {upkeep, func(t *testing.T) func() error {
			closed := openTest(t, nil)
			require.NoError(t, closed.Close())
			return func() error { return Repair(closed.path, nil) }
		}},
		"destroy": {upkeep, func(t *testing.T) func() error {
			closed := openTest(t, nil)
			require.NoError(t, closed.Close())
			return func() error { return Destroy(closed.path) }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			call := test.begin(t)
			if test.of == nil {
				test.of = lane
			}
			free := test.of.occupyAll(t)
			var wg sync.WaitGroup
			wg.Go(func() { assert.NoError(t, call()) })
			test.of.waitFor(t, 1)
			for _, other := range append(paging[:], reads, writes, upkeep, compactions) {
				if other != test.of {
					require.LessOrEqual(t, other.count.Load(), int64(1), "no other kind of work is held up")
				}
			}
			free()
			wg.Wait()
			require.Zero(t, test.of.count.Load(), "a slot was not given back")
		})
	}
}

// Compactions of one database wait for each other in Go. Close waits neither for those that have
// not begun nor for later pieces of the current one.
func TestCompactionsWaitAsGoroutines(t *testing.T) {
	db := openTest(t, nil)
	fill(t, db)
	free := compactions.occupyAll(t)
	const calls = 1000
	var closed atomic.Int64
	var wg sync.WaitGroup
	for range calls {
		wg.Go(func() {
			if err := db.Compact(ctx, "", ""); err != nil {
				assert.ErrorIs(t, err, driver.ErrClosed)
				closed.Add(1)
			}
		})
	}
	compactions.waitFor(t, 1)
	wg.Go(func() { assert.NoError(t, db.Close()) })
	require.Eventually(t, db.closing.Load, 20*time.Second, time.Millisecond)
	free()
	wg.Wait()
	require.Equal(t, int64(calls), closed.Load())
}
