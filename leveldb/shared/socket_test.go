package shared

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Whoever may write to the directory may connect, and nobody else.
func TestMode(t *testing.T) {
	for directory, want := range map[fs.FileMode]fs.FileMode{0o700: 0o600, 0o755: 0o600, 0o775: 0o660, 0o777: 0o666, 0o722: 0o666, 0o707: 0o606} {
		path := t.TempDir()
		require.NoError(t, os.Chmod(path, directory))
		s, err := openSocket(path)
		require.NoError(t, err)
		umask := unix.Umask(0o077)
		l, err := s.listen()
		unix.Umask(umask)
		require.NoError(t, err)
		info, err := os.Lstat(filepath.Join(path, socketName))
		require.NoError(t, err)
		assert.Equal(t, want, info.Mode().Perm(), "directory of mode %v", directory)
		require.NoError(t, l.Close())
		require.NoError(t, s.close())
	}
}

// A socket is replaced by the next one, and only its own listener removes it.
func TestReplacedSocket(t *testing.T) {
	path := t.TempDir()
	s, err := openSocket(path)
	require.NoError(t, err)
	first, err := s.listen()
	require.NoError(t, err)
	second, err := s.listen()
	require.NoError(t, err)
	require.NoError(t, first.Close())
	c, err := net.Dial("unix", filepath.Join(path, socketName))
	require.NoError(t, err)
	require.NoError(t, c.Close())
	require.NoError(t, second.Close())
	files, err := os.ReadDir(path)
	require.NoError(t, err)
	assert.Empty(t, files)
}

// The errors of bind on a file system without sockets say so.
func TestNoSockets(t *testing.T) {
	for _, cannot := range []error{syscall.EPERM, syscall.EOPNOTSUPP} {
		err := noSockets(&net.OpError{Op: "listen", Err: os.NewSyscallError("bind", cannot)})
		assert.ErrorIs(t, err, driver.ErrNotSupported)
		assert.ErrorIs(t, err, cannot)
		assert.ErrorContains(t, err, "file system with unix sockets")
	}
	assert.ErrorIs(t, noSockets(syscall.ENOSPC), driver.ErrIO)
}

// A socket that was replaced with a link is not changed through the link.
func TestLinkIsNotFollowed(t *testing.T) {
	target := filepath.Join(t.TempDir(), "target")
	require.NoError(t, os.WriteFile(target, nil, 0o644))
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(target, link))
	require.Error(t, owner{mode: 0o666, user: -1, group: -1}.apply(link))
	info, err := os.Stat(target)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o644), info.Mode().Perm())
}
