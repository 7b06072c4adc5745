package bench

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDiskFloors checks that the floors read the arrays of a database, in each way that a workload
// uses: in several tables, across the chunks of a scan, in tables that are larger than the memory
// of a scan, and in more reads than are in progress at a time.
func TestDiskFloors(t *testing.T) {
	for _, c := range []struct {
		Size
		entries, tableBytes int
	}{{RowSize, 400, 1 << 20}, {Sizes[2], 64, 1 << 20}, {Sizes[3], 24, 16 << 20}} {
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

// TestLayoutErrors checks that databases in which arrays do not each fill a block, or occur twice,
// are refused.
func TestLayoutErrors(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "small")
	require.NoError(t, NewDataset(Sizes[0], 10).Build(dir, openLevelDB, Config{}))
	_, err := layoutOf(dir)
	require.ErrorContains(t, err, "not one array")

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
