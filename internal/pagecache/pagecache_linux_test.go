package pagecache_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/pagecache"
)

// Dirty and clean pages of all files are dropped, and a page that stays is an error.
func TestDrop(t *testing.T) {
	dir := pagecache.TempDir(t)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "below"), 0o777))
	path := filepath.Join(dir, "below", "file")
	const size = 3<<20 + 5
	require.NoError(t, os.WriteFile(path, make([]byte, size), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "empty"), nil, 0o666))
	all := (size + os.Getpagesize() - 1) / os.Getpagesize()
	requireResident := func(want int) {
		t.Helper()
		pages, err := pagecache.Resident(dir)
		require.NoError(t, err)
		require.Equal(t, want, pages)
	}
	requireResident(all)
	require.ErrorIs(t, pagecache.DropClean(dir), pagecache.ErrResident)
	require.NoError(t, pagecache.Drop(dir))
	requireResident(0)

	_, err := os.ReadFile(path)
	require.NoError(t, err)
	requireResident(all)
	require.NoError(t, pagecache.DropClean(dir))
	requireResident(0)

	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	mapped, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	require.NoError(t, err)
	require.Zero(t, mapped[size/2])
	err = pagecache.Drop(dir)
	require.ErrorIs(t, err, pagecache.ErrResident)
	require.ErrorContains(t, err, path)
	require.NoError(t, unix.Munmap(mapped))
	require.NoError(t, pagecache.Drop(dir))
}
