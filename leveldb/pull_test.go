package leveldb_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Advancing a loop while one of its entries is being viewed does not deadlock. If LevelDB holds the
// value in place, the loop ends with an error. If the value was copied to a page, View returns
// ErrMoved.
func TestNextInsideView(t *testing.T) {
	for name, size := range map[string]int{"small": 10, "large": 100_000} {
		for _, all := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				db := openTest(t, nil)
				for _, key := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
					require.NoError(t, db.Put(key, strings.Repeat(key, size)))
				}
				entries := db.Entries(nil)
				if all {
					entries = db.Lookup(strings.Split("abcdefghijklmnopqrstuvwxyz", ""))
				}
				next, stop := iter.Pull2(entries)
				defer stop()
				e, err, ok := next()
				require.NoError(t, err)
				require.True(t, ok)
				var last error
				err = e.ViewRaw(func(p *leveldb.Pinned) error {
					for ok {
						if _, err, ok = next(); ok {
							last = err
						}
					}
					if size > 1000 {
						stored, err := p.Stored()
						require.NoError(t, err)
						require.Equal(t, "s"+strings.Repeat("a", size), string(stored))
					}
					return nil
				})
				if size > 1000 {
					require.ErrorIs(t, last, leveldb.ErrInvalidArgument)
					require.ErrorContains(t, last, "still in use")
					require.NoError(t, err)
				} else {
					require.NoError(t, last)
					require.ErrorIs(t, err, leveldb.ErrMoved)
				}
			})
		}
	}
}

// An entry has moved even if the loop is at an entry with the same index on the next page. A page
// of small values ends before a large one.
func TestNextInsideViewToTheSameIndex(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("a", "small"))
	require.NoError(t, db.Put("b", strings.Repeat("large", 20_000)))
	next, stop := iter.Pull2(db.Entries(nil))
	defer stop()
	e, err, ok := next()
	require.NoError(t, err)
	require.True(t, ok)
	err = e.ViewRaw(func(*leveldb.Pinned) error {
		after, err, ok := next()
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, "b", after.Key())
		return nil
	})
	require.ErrorIs(t, err, leveldb.ErrMoved)
}

// Calls that close, release and write inside View or a loop do not wait for View or the loop to
// end.
func TestEverythingInsideView(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("k", strings.Repeat("v", 100_000)))
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	for e, err := range snapshot.Entries(nil) {
		require.NoError(t, err)
		require.NoError(t, e.ViewRaw(func(p *leveldb.Pinned) error {
			for range snapshot.Entries(nil) {
			}
			b := db.NewBatch()
			require.NoError(t, b.Put("k", 1))
			require.NoError(t, b.Write())
			require.NoError(t, db.Compact(nil))
			require.NoError(t, snapshot.Close())
			require.NoError(t, db.Close())
			stored, err := p.Stored()
			require.NoError(t, err)
			require.Len(t, stored, 100_001)
			p.Release()
			return nil
		}))
		break
	}
}
