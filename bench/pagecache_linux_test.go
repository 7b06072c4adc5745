package bench

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// residentIn returns the number of pages in the page cache of all files below a directory.
func residentIn(t *testing.T, dir string) (pages int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		n, err := residentPages(f)
		pages += n
		return errors.Join(err, f.Close())
	}))
	return pages
}

// TestDropPages checks that dirty and clean pages of all files are dropped, and that a page that
// stays is an error.
func TestDropPages(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "below"), 0o777))
	path := filepath.Join(dir, "below", "file")
	const size = 3<<20 + 5
	require.NoError(t, os.WriteFile(path, make([]byte, size), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "empty"), nil, 0o666))
	all := (size + os.Getpagesize() - 1) / os.Getpagesize()
	require.Equal(t, all, residentIn(t, dir))
	require.NoError(t, dropPages(dir))
	require.Zero(t, residentIn(t, dir))

	_, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, all, residentIn(t, dir))
	require.NoError(t, dropPages(dir))
	require.Zero(t, residentIn(t, dir))

	mapped, err := mapFile(path)
	require.NoError(t, err)
	require.Zero(t, mapped[size/2])
	require.Positive(t, residentIn(t, dir))
	err = dropPages(dir)
	require.ErrorIs(t, err, errResident)
	require.ErrorContains(t, err, path)
	require.NoError(t, unix.Munmap(mapped))
	require.NoError(t, dropPages(dir))
}

// coldTest returns a database of few rows for openleveldb.
func coldTest(t *testing.T) *cold {
	t.Helper()
	d := NewDataset(RowSize, 100)
	c := &cold{Dataset: d, store: openLevelDBInto, dir: filepath.Join(t.TempDir(), "db")}
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
	require.ErrorIs(t, err, errResident)
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
	dirty := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(dirty, make([]byte, 1<<20), 0o666))
	require.ErrorIs(t, dropAllClean(filepath.Dir(dirty)), errResident)

	d := NewDataset(RowSize, RowSize.Short)
	values, err := NewValues(d.Elements(), len(d.Once))
	require.NoError(t, err)
	for _, w := range builders {
		dir := filepath.Join(t.TempDir(), "db")
		require.NoError(t, w.run(dir, Config{TableBytes: 2 << 20}, d.Keys, sequence(len(d.Once)), values, 1))
		require.NoError(t, dropAllClean(dir), w.Name)
	}
}

// dropAllClean drops pages without waiting for the disk. It returns an error if a page is dirty.
func dropAllClean(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(dropOnce(f), f.Close())
	})
}
