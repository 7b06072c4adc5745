package pagecache

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TempDir returns a new directory on a disk, which is removed when the test ends. It is in
// os.TempDir unless that is in memory, as on some distributions.
func TempDir(t testing.TB) string {
	t.Helper()
	var errs []error
	for _, parent := range []string{os.TempDir(), "/var/tmp", "."} {
		dir, err := onDisk(t, parent)
		if err == nil {
			return dir
		}
		errs = append(errs, err)
	}
	t.Fatal(errors.Join(errs...))
	return ""
}

func onDisk(t testing.TB, parent string) (string, error) {
	dir, err := os.MkdirTemp(parent, "openleveldb-test")
	if err != nil {
		return "", err
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if dir, err = filepath.Abs(dir); err != nil {
		return "", err
	}
	probe := filepath.Join(dir, "probe")
	if err := os.WriteFile(probe, make([]byte, os.Getpagesize()), 0o600); err != nil {
		return "", err
	}
	if err := Drop(dir); err != nil {
		return "", err
	}
	return dir, os.Remove(probe)
}
