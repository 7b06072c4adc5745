package bench

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// TestDiskFloors checks that the floors read the arrays of a database, in each way that a workload
// uses: in several tables, across the chunks of a scan, in tables that are larger than the memory
// of a scan, and in more reads than are in progress at a time.
func TestDiskFloors(t *testing.T) {
	for _, c := range []struct {
		Size
		entries, tableBytes int
	}{{Sizes[0], 20_000, 1 << 20}, {RowSize, 400, 1 << 20}, {Sizes[2], 64, 1 << 20}, {Sizes[3], 24, 16 << 20}} {
		d := NewDataset(c.Size, c.entries)
		dir := filepath.Join(t.TempDir(), "db")
		require.NoError(t, d.Build(dir, openLevelDB, Config{TableBytes: c.tableBytes}))
		l, err := layoutOf(dir)
		require.NoError(t, err)
		require.Greater(t, len(l.tables), 1)
		for _, store := range slices.Concat(gatherFloors, scanFloors) {
			r, err := store.Open(dir, Config{})
			if errors.Is(err, errors.ErrUnsupported) {
				t.Logf("%s: left out: %v", store.Name, err)
				continue
			}
			require.NoError(t, err, store.Name)
			require.NoError(t, d.Check(r), store.Name)
			order := append(slices.Clone(d.Once), d.Once[0])
			tensor, err := r.Gather(d.Keys, order, make([]float32, len(order)*d.Elements()))
			require.NoError(t, err, store.Name)
			require.NoError(t, checkRows(tensor, order), store.Name)
			_, err = r.Gather(d.Keys, order, make([]float32, len(order)*d.Elements()-1))
			require.ErrorContains(t, err, "no room", store.Name)
			entries, sum, err := r.Scan()
			require.NoError(t, err, store.Name)
			require.Equal(t, len(d.Once), entries, store.Name)
			require.Equal(t, d.Total(), sum, store.Name)
			require.NoError(t, r.Close(), store.Name)
		}
	}
}

// TestDiskFloorsAtTheEnd checks that a table that became shorter is an error of every floor, also
// while many reads are in progress.
func TestDiskFloorsAtTheEnd(t *testing.T) {
	d := NewDataset(RowSize, RowSize.Short)
	dir := filepath.Join(t.TempDir(), "db")
	require.NoError(t, d.Build(dir, openLevelDB, Config{}))
	l, err := cachedLayout(dir)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(l.tables[0], l.sizes[0]/2))
	for _, store := range slices.Concat(gatherFloors, scanFloors) {
		r, err := store.Open(dir, Config{})
		if errors.Is(err, errors.ErrUnsupported) {
			continue
		}
		require.NoError(t, err, store.Name)
		_, err = r.Gather(d.Keys, d.Once, make([]float32, len(d.Once)*d.Elements()))
		require.Error(t, err, store.Name)
		_, err = r.Read(d.Keys, d.Once)
		require.Error(t, err, store.Name)
		_, _, err = r.Scan()
		require.Error(t, err, store.Name)
		require.NoError(t, r.Close(), store.Name)
	}
}

// TestLayoutErrors checks that databases with other entries than arrays, or in which arrays are
// missing or occur twice, are refused.
func TestLayoutErrors(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "other")
	db, err := leveldb.Open(dir, &leveldb.Options{Compression: leveldb.NoCompression})
	require.NoError(t, err)
	require.NoError(t, db.Put("0", 1))
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	_, err = layoutOf(dir)
	require.ErrorContains(t, err, "not an array")

	dir = filepath.Join(t.TempDir(), "twice")
	d := NewDataset(Sizes[2], 4)
	require.NoError(t, d.Build(dir, openLevelDB, Config{}))
	tables, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	require.NoError(t, err)
	data, err := os.ReadFile(tables[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "999999.ldb"), data, 0o666))
	_, err = layoutOf(dir)
	require.ErrorContains(t, err, "not compacted")

	dir = filepath.Join(t.TempDir(), "missing")
	require.NoError(t, d.Build(dir, openLevelDB, Config{TableBytes: 1 << 20}))
	w, err := openLevelDB.Open(dir, Config{})
	require.NoError(t, err)
	require.NoError(t, w.(Updater).Writer().Delete(d.Keys, []uint32{1}))
	require.NoError(t, w.(Updater).Writer().Compact())
	require.NoError(t, w.Close())
	_, err = layoutOf(dir)
	require.ErrorContains(t, err, "entry 1 is in no table")
}

// TestLayoutSkipsDeletions checks that the deletions that a compaction leaves are not taken for
// arrays, alone in a table and in front of an array.
func TestLayoutSkipsDeletions(t *testing.T) {
	d := NewDataset(RowSize, 50)
	dir := filepath.Join(t.TempDir(), "db")
	require.NoError(t, d.Build(dir, openLevelDB, Config{}))
	alone := levelDBTable(t, func(db *leveldb.DB) error { return db.Delete(d.Keys.Text(3) + "\x00") })
	require.NoError(t, os.Rename(alone, filepath.Join(dir, "999998.ldb")))
	values, err := NewValues(d.Elements(), 1)
	require.NoError(t, err)
	require.NoError(t, values.SetFirst(50))
	next := PresentKeys(51).Text(50)
	before := levelDBTable(t, func(db *leveldb.DB) error {
		return errors.Join(db.Delete(next[:len(next)-1]), db.Put(next, values.Array(50)))
	})
	require.NoError(t, os.Rename(before, filepath.Join(dir, "999999.ldb")))

	more := NewDataset(RowSize, 51)
	for _, store := range slices.Concat(readFloors, scanFloors) {
		r, err := store.Open(dir, Config{})
		require.NoError(t, err, store.Name)
		require.NoError(t, more.Check(r), store.Name)
		entries, sum, err := r.Scan()
		require.NoError(t, err, store.Name)
		require.Equal(t, 51, entries, store.Name)
		require.Equal(t, more.Total(), sum, store.Name)
		require.NoError(t, r.Close(), store.Name)
	}
}

// levelDBTable returns a table with what write has written to a new database.
func levelDBTable(t *testing.T, write func(db *leveldb.DB) error) (path string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "db")
	for range 2 { // LevelDB turns the log into a table when it opens the database
		db, err := leveldb.Open(dir, &leveldb.Options{Compression: leveldb.NoCompression})
		require.NoError(t, err)
		require.NoError(t, write(db))
		require.NoError(t, db.Close())
		write = func(*leveldb.DB) error { return nil }
	}
	tables, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, tables, 1)
	return tables[0]
}
