package native

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/stretchr/testify/require"
)

// Two directories with one LOCK: to close one of its descriptors could drop the lock of the other
// database on other systems, so it stays open until that is closed.
func TestLinkedLOCKStaysOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	linked := linkedCopy(t, path)
	db := openTestAt(t, path, &Options{ReadOnly: true})
	_, err := Open(linked, nil)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, "in a directory with the same file LOCK (a hard link")
	_, err = Open(path, nil)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.NotContains(t, err.Error(), "hard link")

	second := openTestAt(t, linked, &Options{ReadOnly: true})
	require.Equal(t, 2, descriptorsOf(t, filepath.Join(path, "LOCK")))
	require.NoError(t, second.Close())
	require.Equal(t, 2, descriptorsOf(t, filepath.Join(path, "LOCK")))
	require.NoError(t, db.Close())
	require.Zero(t, descriptorsOf(t, filepath.Join(path, "LOCK")))
}

// descriptorsOf returns how many descriptors this process has of the file, whatever its names.
func descriptorsOf(t *testing.T, name string) (n int) {
	t.Helper()
	want, err := os.Stat(name)
	require.NoError(t, err)
	entries, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	for _, e := range entries {
		// The descriptor that ReadDir had is closed.
		if file, err := os.Stat(filepath.Join("/proc/self/fd", e.Name())); err == nil && os.SameFile(want, file) {
			n++
		}
	}
	return n
}
