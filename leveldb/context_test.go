package leveldb_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// In a local database, no call begins and no page is fetched once the context is done.
func TestWithContext(t *testing.T) {
	whole := openTest(t, nil)
	for i := range 5000 {
		require.NoError(t, whole.Put(fmt.Sprintf("p%05d", i), i))
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	db := whole.WithContext(ctx).Sub("p")
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	n, err := leveldb.Get[int](db, "00007")
	require.NoError(t, err)
	require.Equal(t, 7, n)
	n, err = db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 5000, n)

	seen := 0
	var last error
	for e, err := range db.Entries(nil) {
		if last = err; err == nil {
			value, err := e.Value()
			require.NoError(t, err, "entries in memory are still returned")
			require.EqualValues(t, seen, value)
			seen++
		}
		if seen == 100 {
			cancel()
		}
	}
	require.ErrorIs(t, last, context.Canceled)
	require.Less(t, seen, 5000)

	one := func(seq func(func(leveldb.Entry, error) bool)) (err error) {
		seq(func(_ leveldb.Entry, e error) bool { err = e; return false })
		return err
	}
	for name, use := range map[string]func(db *leveldb.DB) error{
		"get":    func(db *leveldb.DB) error { _, err := db.Get("00007"); return err },
		"pin":    func(db *leveldb.DB) error { _, err := db.Pin("00007"); return err },
		"has":    func(db *leveldb.DB) error { _, err := db.Has("00007"); return err },
		"put":    func(db *leveldb.DB) error { return db.Put("k", 1) },
		"delete": func(db *leveldb.DB) error { return db.Delete("00007") },
		"batch": func(db *leveldb.DB) error {
			batch := db.NewBatch()
			require.NoError(t, batch.Put("k", 1))
			return batch.Write()
		},
		"entries":  func(db *leveldb.DB) error { return one(db.Entries(nil)) },
		"lookup":   func(db *leveldb.DB) error { return one(db.Lookup([]string{"00007"})) },
		"len":      func(db *leveldb.DB) error { _, err := db.Count(nil); return err },
		"snapshot": func(db *leveldb.DB) error { _, err := db.Snapshot(); return err },
		"property": func(db *leveldb.DB) error { _, err := db.Property("leveldb.stats"); return err },
		"size":     func(db *leveldb.DB) error { _, err := db.ApproximateSize(nil); return err },
		"split":    func(db *leveldb.DB) error { _, err := db.Split(nil, 2); return err },
		"compact":  func(db *leveldb.DB) error { return db.Compact(nil) },
		"gather": func(db *leveldb.DB) error {
			into, err := ndarray.New(ndarray.Int8, 1)
			require.NoError(t, err)
			_, err = db.Gather([]string{"00007"}, &leveldb.GatherOptions{Into: into})
			return err
		},
		"read": func(db *leveldb.DB) error { _, err := leveldb.ReadInto(db, "00007", []int8{0}); return err },
	} {
		require.ErrorIs(t, use(db), context.Canceled, name)
		require.ErrorIs(t, use(snapshot), context.Canceled, name)
		// The last context applies.
		require.NotErrorIs(t, use(db.WithContext(context.Background()).Sub("other")), context.Canceled, name)
	}
	require.NoError(t, snapshot.Close(), "Close ignores the context")
	require.NoError(t, db.Close(), "the context is that of another handle")
	_, err = whole.Get("p00007")
	require.NoError(t, err)
}
