package secret

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(path, []byte("hidden"), 0o600))
	text, err := Read(path, 6)
	require.NoError(t, err)
	require.Equal(t, "hidden", string(text))
	_, err = Read(path, 5)
	require.ErrorContains(t, err, "more than 5 bytes")
	link := path + ".link"
	require.NoError(t, os.Symlink(path, link))
	_, err = Read(link, 6)
	require.NoError(t, err)
	for _, mode := range []os.FileMode{0o640, 0o604, 0o610, 0o602, 0o644, 0o777} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := Read(path, 6)
		require.ErrorContains(t, err, "chmod 600 "+path, "%v", mode)
		assert.NotContains(t, err.Error(), "hidden")
	}
}

// A FIFO without a writer, a directory and a device are refused without blocking.
func TestReadIrregular(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	require.NoError(t, unix.Mkfifo(fifo, 0o600))
	for _, path := range []string{fifo, t.TempDir(), os.DevNull} {
		_, err := Read(path, 100)
		require.ErrorContains(t, err, "not a regular file", path)
	}
}

func TestReadMissing(t *testing.T) {
	_, err := Read(filepath.Join(t.TempDir(), "none"), 100)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// The owner must be the user of the process, or root.
func TestOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("x", 3)), 0o600))
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, check(f, path, os.Geteuid()))
	if os.Geteuid() == 0 {
		require.NoError(t, check(f, path, 1000), "other users may use root's files")
		require.NoError(t, os.Chown(path, 1000, -1))
		require.ErrorContains(t, check(f, path, 0), "owned by user 1000")
		require.NoError(t, check(f, path, 1000))
	} else {
		require.ErrorContains(t, check(f, path, os.Geteuid()+1), "owned by user")
	}
}
