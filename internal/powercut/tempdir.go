package powercut

import (
	"os"
	"testing"
)

// TempDir returns a directory for a test that syncs a lot and does not need the disk. It is in
// memory where the system has such a file system, so that a sync takes no time.
func TempDir(t testing.TB) string {
	t.Helper()
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "openleveldb")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
