package bench

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/pagecache"
)

// coldTest returns a database of few rows for openleveldb.
func coldTest(t *testing.T) *cold {
	t.Helper()
	d := NewDataset(RowSize, 100)
	c := &cold{Dataset: d, store: openLevelDBInto, dir: filepath.Join(pagecache.TempDir(t), "db")}
	require.NoError(t, d.Build(c.dir, openLevelDB, testConfigs[0]))
	return c
}

// TestWarmIsAnError checks that reads from the page cache are detected, and reads from the disk are
// not mistaken for them.
func TestWarmIsAnError(t *testing.T) {
	c := coldTest(t)
	read := func(r Reader, before uint64) error {
		require.NoError(t, c.Check(r))
		require.NoError(t, r.Close())
		after, err := ioNow()
		require.NoError(t, err)
		return checkFetched(after.ReadBytes-before, len(c.Once)*c.Bytes)
	}
	r, before, err := c.open()
	require.NoError(t, err)
	require.NoError(t, read(r, before))

	warm, err := ioNow()
	require.NoError(t, err)
	r, err = c.store.Open(c.dir, largeConfig())
	require.NoError(t, err)
	require.ErrorContains(t, read(r, warm.ReadBytes), "not cold")
}

// TestColdOpenNeedsDrop checks that a database that is open, and whose pages are mapped, cannot be
// measured.
func TestColdOpenNeedsDrop(t *testing.T) {
	c := coldTest(t)
	r, _, err := c.open()
	require.NoError(t, err)
	require.NoError(t, c.Check(r))
	_, _, err = c.open()
	require.ErrorIs(t, err, pagecache.ErrResident)
	require.NoError(t, r.Close())
}

// TestWindows checks that the rows of successive reads are different ones, and their sum.
func TestWindows(t *testing.T) {
	c := &cold{Dataset: NewDataset(RowSize, 100)}
	seen := map[uint32]bool{}
	for n := range 3 {
		order, sum := c.window(n, 30)
		require.Len(t, order, 30)
		var want float64
		for _, i := range order {
			require.False(t, seen[i])
			seen[i] = true
			want += pageSumOf(i, c.Elements())
		}
		require.Equal(t, want, sum)
	}
	for n := range 1000 { // in the bounds
		order, _ := c.window(n, 100-n%100)
		require.Len(t, order, 100-n%100)
	}
}

// TestGatherShared checks the rows that several goroutines gather into one tensor, and that an
// error of one of them is returned.
func TestGatherShared(t *testing.T) {
	d := NewDataset(Sizes[0], 400)
	eachDatabaseOf(t, d, func(dir string, store Store) {
		r, err := store.Open(dir, testConfigs[0])
		require.NoError(t, err)
		if _, ok := r.(Forker); ok {
			tensor := make([]float32, len(d.Once)*d.Elements())
			filled, err := gatherShared(t, r, 7, d.Keys, d.Once, tensor)
			require.NoError(t, err, store.Name)
			require.NoError(t, checkRows(filled, d.Once), store.Name)
			_, err = gatherShared(t, r, 7, d.Missing, d.Once, tensor)
			require.Error(t, err, store.Name)
		}
		require.NoError(t, r.Close())
	})
}

// TestBuiltIsOnDisk checks that every builder waits until its files are on the disk.
func TestBuiltIsOnDisk(t *testing.T) {
	dirty := filepath.Join(pagecache.TempDir(t), "file")
	require.NoError(t, os.WriteFile(dirty, make([]byte, 1<<20), 0o666))
	require.ErrorIs(t, pagecache.DropClean(filepath.Dir(dirty)), pagecache.ErrResident)

	d := NewDataset(RowSize, RowSize.Short)
	values, err := NewValues(d.Elements(), len(d.Once))
	require.NoError(t, err)
	for _, w := range builders {
		dir := filepath.Join(pagecache.TempDir(t), "db")
		require.NoError(t, w.run(dir, Config{TableBytes: 2 << 20}, d.Keys, sequence(len(d.Once)), values, 1))
		require.NoError(t, pagecache.DropClean(dir), w.Name)
	}
}
