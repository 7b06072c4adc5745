package dblock

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Two directories share one LOCK. On other systems, closing one of its descriptors could drop the
// lock of the other database, so the descriptor stays open until that database is closed.
func TestLinkedLOCKStaysOpen(t *testing.T) {
	path, linked := t.TempDir(), t.TempDir()
	makeLOCK(t, path)
	require.NoError(t, os.Link(filepath.Join(path, "LOCK"), filepath.Join(linked, "LOCK")))
	first := lock(t, path, true)
	refused(t, linked, false, "in a directory with the same file LOCK (a hard link")
	_, err := Acquire(path, "")
	require.ErrorIs(t, err, driver.ErrLocked)
	require.NotContains(t, err.Error(), "hard link")

	second := lock(t, linked, true)
	require.Equal(t, 2, descriptorsOf(t, filepath.Join(path, "LOCK")))
	require.NoError(t, second.Release())
	require.Equal(t, 2, descriptorsOf(t, filepath.Join(path, "LOCK")))
	require.NoError(t, first.Release())
	require.Zero(t, descriptorsOf(t, filepath.Join(path, "LOCK")))
}

// descriptorsOf returns the number of descriptors that this process has of the file, under any
// name.
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
