package leveldb_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// openRows returns a database with n arrays of one element each, in tables and in memory.
func openRows(t *testing.T, n int) *leveldb.DB {
	db := openTest(t, nil)
	for i := range n {
		a, err := ndarray.FromSlice([]int64{int64(i)}, -1)
		require.NoError(t, err)
		require.NoError(t, db.Put(fmt.Sprintf("row/%04d", i), a))
		if i == n/2 {
			require.NoError(t, db.Compact(nil))
		}
	}
	return db
}

// Every array is seen once, within its part in the order of the range, by the requested number of
// goroutines.
func TestParallelViews(t *testing.T) {
	const rows = 1000
	whole := openRows(t, rows)
	snapshot, err := whole.Snapshot()
	require.NoError(t, err)
	defer func() { require.NoError(t, snapshot.Close()) }()
	for name, db := range map[string]*leveldb.DB{"sub-database": whole.Sub("row/"), "snapshot": snapshot.Sub("row/")} {
		for _, workers := range []int{0, 1, 2, 7, 2000} {
			for _, reverse := range []bool{false, true} {
				var mu sync.Mutex
				var seen []string
				err := leveldb.ParallelViews(db, &leveldb.Range{Reverse: reverse}, workers, func(v leveldb.ArrayView[int64]) error {
					mu.Lock()
					defer mu.Unlock()
					if fmt.Sprintf("%04d", v.Elements[0]) != v.Key() || !slices.Equal(v.Shape, []int{1}) {
						return fmt.Errorf("%q holds %v", v.Key(), v.Elements)
					}
					seen = append(seen, v.Key())
					return nil
				})
				require.NoError(t, err, name)
				if workers == 1 {
					require.True(t, slices.IsSortedFunc(seen, func(a, b string) int {
						if reverse {
							a, b = b, a
						}
						return map[bool]int{true: -1, false: 1}[a <= b]
					}), "one goroutine takes the parts in order")
				}
				slices.Sort(seen)
				require.Equal(t, keysIn(t, db, nil), seen, name)
			}
		}
	}
}

// fn runs in as many goroutines as requested. This would not end if there were fewer.
func TestParallelViewsWorkers(t *testing.T) {
	db := openRows(t, 100)
	var together sync.WaitGroup
	together.Add(3)
	var arrived sync.Map
	err := leveldb.ParallelViews(db, nil, 3, func(v leveldb.ArrayView[int64]) error {
		if _, loaded := arrived.LoadOrStore(v.Elements[0]/40, true); !loaded {
			together.Done()
			together.Wait()
		}
		return nil
	})
	require.NoError(t, err)
}

// The first error ends the iteration and is returned.
func TestParallelViewsError(t *testing.T) {
	handles := native.LiveHandles()
	db := openRows(t, 1000)
	mine := errors.New("of fn")
	for _, workers := range []int{1, 2, 5} {
		var calls atomic.Int64
		err := leveldb.ParallelViews(db, nil, workers, func(leveldb.ArrayView[int64]) error {
			calls.Add(1)
			return mine
		})
		require.Equal(t, mine, err)
		require.LessOrEqual(t, calls.Load(), int64(workers))
	}
	require.NoError(t, db.Put("row/0500+", "text"))
	err := leveldb.ParallelViews(db, nil, 2, func(leveldb.ArrayView[int64]) error { return nil })
	require.ErrorIs(t, err, codec.ErrMismatch)
	require.ErrorContains(t, err, `view "row/0500+"`)
	err = leveldb.ParallelViews(db, nil, 2, func(leveldb.ArrayView[float32]) error { return nil })
	require.ErrorIs(t, err, ndarray.ErrDType)

	ctx, cancel := context.WithCancel(context.Background())
	err = leveldb.ParallelViews(db.WithContext(ctx), &leveldb.Range{Stop: "row/0500"}, 2, func(leveldb.ArrayView[int64]) error {
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	for _, r := range []*leveldb.Range{{Limit: 1}, nil} {
		err = leveldb.ParallelViews(db, r, -map[bool]int{true: 1, false: 0}[r == nil], func(leveldb.ArrayView[int64]) error { return nil })
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	}
	assert.Equal(t, handles+1, native.LiveHandles(), "iterators that were left open")
}

// A panic in fn reaches the caller with its value, and so does runtime.Goexit.
func TestParallelViewsPanic(t *testing.T) {
	handles := native.LiveHandles()
	db := openRows(t, 100)
	for _, value := range []any{"text", errors.New("error"), &leveldb.Error{Op: "own", Err: leveldb.ErrIO}} {
		require.PanicsWithValue(t, value, func() {
			_ = leveldb.ParallelViews(db, nil, 2, func(leveldb.ArrayView[int64]) error { panic(value) })
		})
	}
	returned, exited := false, make(chan bool)
	go func() {
		defer close(exited)
		_ = leveldb.ParallelViews(db, nil, 2, func(leveldb.ArrayView[int64]) error {
			runtime.Goexit()
			return nil
		})
		returned = true
	}()
	<-exited
	require.False(t, returned)
	assert.Equal(t, handles+1, native.LiveHandles(), "iterators that were left open")
}
