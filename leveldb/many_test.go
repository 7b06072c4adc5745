package leveldb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Keys of a megabyte that differ only at their end work in every call that accepts or returns keys.
func TestLongKeys(t *testing.T) {
	for name, o := range map[string]*leveldb.Options{"default": nil, "bloom": {BloomFilterBits: 10, WriteBufferSize: 64 << 10}} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t, o)
			prefix := strings.Repeat("é", 1<<19)
			keys := make([]string, 5)
			b := db.NewBatch()
			for i := range keys {
				keys[i] = fmt.Sprintf("%s/%d", prefix, i)
				row, err := ndarray.FromSlice([]int64{int64(i), 1}, -1)
				require.NoError(t, err)
				if i%2 == 0 {
					require.NoError(t, db.Put(keys[i], row))
				} else {
					require.NoError(t, b.Put(keys[i], row))
				}
			}
			require.NoError(t, b.Delete(prefix))
			require.NoError(t, b.Write())
			requireLongKeys(t, db, prefix, keys)
			require.NoError(t, db.Compact(nil))
			requireLongKeys(t, db, prefix, keys)

			require.NoError(t, db.Sub(prefix).Delete("/3"))
			_, err := db.Get(keys[3])
			require.ErrorIs(t, err, leveldb.ErrNotFound)
			require.Less(t, len(err.Error()), 8*len(prefix), "the error names the key, and no more")
		})
	}
}

func requireLongKeys(t *testing.T, db *leveldb.DB, prefix string, keys []string) {
	t.Helper()
	sub := db.Sub(prefix)
	for i, key := range keys {
		found, err := db.Has(key)
		require.NoError(t, err)
		require.True(t, found)
		require.NoError(t, leveldb.View(sub, key[len(prefix):], func(elements []int64, _ []int) error {
			require.Equal(t, []int64{int64(i), 1}, elements)
			return nil
		}))
	}
	for _, reverse := range []bool{false, true} {
		var got []string
		for e, err := range db.Entries(&leveldb.Range{StartingBy: prefix, Reverse: reverse}) {
			require.NoError(t, err)
			a, err := leveldb.ValueAs[*ndarray.Array](e)
			require.NoError(t, err)
			require.Equal(t, 2, a.Size())
			got = append(got, e.Key())
		}
		require.Len(t, got, len(keys))
		for i, key := range got {
			if reverse {
				i = len(keys) - 1 - i
			}
			require.True(t, key == keys[i], "key %d", i)
		}
	}
	var shown []string
	for key, err := range sub.Keys(&leveldb.Range{Start: "/1", Stop: "/3", IncludeStop: true}) {
		require.NoError(t, err)
		shown = append(shown, key)
	}
	require.Equal(t, []string{"/1", "/2", "/3"}, shown)
	n, err := db.Count(&leveldb.Range{Start: keys[0], ExcludeStart: true, Stop: keys[4]})
	require.NoError(t, err)
	require.Equal(t, 3, n)

	tensor, err := db.Gather(keys, nil)
	require.NoError(t, err)
	require.Equal(t, []int{len(keys), 2}, tensor.Shape())
	arrays, err := leveldb.GetAll[*ndarray.Array](db, keys)
	require.NoError(t, err)
	require.Len(t, arrays, len(keys))
	size, err := db.ApproximateSize(&leveldb.Range{Prefix: prefix})
	require.NoError(t, err)
	require.Less(t, size, uint64(64<<20))
}

// A million prefixes, each of them a sub-database, cost no more than a million keys.
func TestManyPrefixes(t *testing.T) {
	prefixes := 1_000_000
	if testing.Short() {
		prefixes = 50_000
	}
	db := openTest(t, &leveldb.Options{WriteBufferSize: 32 << 20, MaxFileSize: 32 << 20})
	name := func(i int) string { return fmt.Sprintf("run%07d/", i) }
	b := db.NewBatch()
	for i := range prefixes {
		require.NoError(t, b.Put(leveldb.Key(name(i), "k"), i))
		if b.Len() == 10_000 || i == prefixes-1 {
			require.NoError(t, b.Write())
			b.Reset()
		}
	}
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, prefixes, n)
	n, err = db.Count(&leveldb.Range{Prefix: "run00"})
	require.NoError(t, err)
	require.Equal(t, min(prefixes, 100_000), n)

	i := 0
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		if e.Key() != name(i)+"k" {
			require.Equal(t, name(i)+"k", e.Key())
		}
		i++
	}
	require.Equal(t, prefixes, i)

	// Read some of them individually.
	for i := 0; i < prefixes; i += prefixes / 500 {
		sub := db.Sub(name(i))
		value, err := leveldb.Get[int](sub, "k")
		require.NoError(t, err)
		require.Equal(t, i, value)
		require.NoError(t, sub.Put("second", i))
		var keys []string
		for key, err := range sub.Keys(nil) {
			require.NoError(t, err)
			keys = append(keys, key)
		}
		require.Equal(t, []string{"k", "second"}, keys)
		n, err := sub.Count(&leveldb.Range{StartingBy: "s"})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.NoError(t, sub.Delete("k"))
		require.NoError(t, sub.Delete("second"))
		n, err = sub.Count(nil)
		require.NoError(t, err)
		require.Zero(t, n)
	}
}

// A process can have many databases open, and use them from many goroutines. They share one
// compaction thread, so there are hardly more threads than with one database.
func TestManyDatabases(t *testing.T) {
	const databases = 200
	live, files := native.LiveHandles(), openFiles()
	dir := t.TempDir()
	all := make([]*leveldb.DB, databases)
	for i := range all {
		db, err := leveldb.Open(filepath.Join(dir, fmt.Sprint(i)), &leveldb.Options{WriteBufferSize: 64 << 10})
		require.NoError(t, err)
		all[i] = db
	}
	require.Equal(t, live+databases, native.LiveHandles())
	var wg sync.WaitGroup
	failed := make([]error, 16)
	for g := range failed {
		wg.Go(func() { failed[g] = useMany(all[g*databases/len(failed) : (g+1)*databases/len(failed)]) })
	}
	wg.Wait()
	for _, err := range failed {
		require.NoError(t, err)
	}
	for i, db := range all {
		require.NoError(t, db.Close())
		_, err := db.Get("k")
		require.ErrorIs(t, err, leveldb.ErrClosed, "database %d", i)
	}
	require.Equal(t, live, native.LiveHandles())
	require.LessOrEqual(t, openFiles(), files, "open files")
	for i := range all {
		require.NoError(t, leveldb.Destroy(filepath.Join(dir, fmt.Sprint(i))), "the database is closed")
	}
}

// useMany writes more than a write buffer to each database, and reads it back with the views and
// loops of all databases open at the same time.
func useMany(all []*leveldb.DB) error {
	const values = 40
	for i := range values {
		for d, db := range all {
			if err := db.Put(fmt.Sprintf("k%02d", i), strings.Repeat(string(rune('a'+d%26)), 4<<10)); err != nil {
				return err
			}
		}
	}
	var pinned []*leveldb.Pinned
	defer func() {
		for _, p := range pinned {
			p.Release()
		}
	}()
	for d, db := range all {
		p, err := db.Pin("k00")
		if err != nil {
			return err
		}
		pinned = append(pinned, p)
		n := 0
		for e, err := range db.Entries(nil) {
			if err != nil {
				return err
			}
			text, err := leveldb.ValueAs[string](e)
			if err != nil {
				return err
			}
			if text != strings.Repeat(string(rune('a'+d%26)), 4<<10) {
				return fmt.Errorf("%v: %q is that of another database", db, e.Key())
			}
			n++
		}
		if n != values {
			return fmt.Errorf("%v: %d values", db, n)
		}
	}
	return nil
}

// openFiles returns the number of file descriptors of the process, or 0 on systems that do not
// report it.
func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
