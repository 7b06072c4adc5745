//go:build openleveldb_poison

package leveldb_test

import (
	"iter"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

var sink float32

// requireFault requires that f reads borrowed memory after its release, and returns where the value
// was made and released.
func requireFault(t *testing.T, f func()) (story string) {
	t.Helper()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		t.Helper()
		fault, ok := recover().(interface {
			runtime.Error
			Addr() uintptr
		})
		require.True(t, ok, "no fault")
		story = native.ExplainFault(fault.Addr())
		assert.Contains(t, story, "\nand released at\n")
		assert.Contains(t, story, t.Name(), "the test function is in the stacks")
	}()
	f()
	return ""
}

// Memory of a view is inaccessible after its scope ends. This holds for arrays that LevelDB lends
// and for those that a loop copies.
func TestPoisonedViews(t *testing.T) {
	for _, size := range []int{1, 10, 1000, 100_000} {
		db := openTest(t, nil)
		for _, key := range []string{"a", "b", "c"} {
			a, err := ndarray.FromSlice(make([]float32, size), -1)
			require.NoError(t, err)
			require.NoError(t, db.Put(key, a))
		}
		var kept []float32
		require.NoError(t, leveldb.View(db, "a", func(elements []float32, _ []int) error {
			kept = elements
			sink = elements[size-1]
			return nil
		}))
		story := requireFault(t, func() { sink = kept[size-1] })
		assert.Contains(t, story, "leveldb.View[")

		for view, err := range leveldb.Views[float32](db, nil) {
			require.NoError(t, err)
			if kept != nil && view.Key() != "a" {
				requireFault(t, func() { sink = kept[0] })
			}
			kept = view.Elements
			sink = kept[0]
		}
		requireFault(t, func() { sink = kept[0] })

		require.NoError(t, db.ViewRaw("a", func(p *leveldb.Pinned) error {
			a, err := p.Array()
			require.NoError(t, err)
			kept, err = ndarray.View[float32](a)
			return err
		}))
		requireFault(t, func() { sink = kept[0] })
		requireFault(t, func() { // must not be reported as an unreadable table
			_ = db.ViewRaw("a", func(p *leveldb.Pinned) error {
				stored, err := p.Stored()
				require.NoError(t, err)
				p.Release()
				sink = float32(stored[0])
				return nil
			})
		})

		next, stop := iter.Pull2(db.Entries(nil))
		e, err, _ := next()
		require.NoError(t, err)
		var stored []byte
		require.NoError(t, e.ViewRaw(func(p *leveldb.Pinned) (err error) {
			stored, err = p.Stored()
			return err
		}))
		requireFault(t, func() { sink = float32(stored[0]) })
		stop()

		p, err := db.Pin("a")
		require.NoError(t, err)
		a, err := p.Array()
		require.NoError(t, err)
		require.NoError(t, db.Close())
		require.NotEmpty(t, a.String(), "the array is borrowed until its release")
		p.Release()
		p.Release()
		requireFault(t, func() { _, _ = a.At(0) })
		_, err = p.Array()
		require.ErrorIs(t, err, leveldb.ErrReleased)
		assert.ErrorContains(t, err, "\nand released at\n")
		assert.ErrorContains(t, err, t.Name())
	}
}
