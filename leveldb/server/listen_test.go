package server

import (
	"context"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// safetySocket returns a path for a socket, which must be short.
func safetySocket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "s")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	return filepath.Join(dir, "s")
}

func TestListenTCP(t *testing.T) {
	l, err := Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	assert.True(t, private(l.Addr()))
	_, err = Listen(t.Context(), l.Addr().String())
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	require.NoError(t, l.Close())
	for _, address := range []string{"", "127.0.0.1", "127.0.0.1:x", "256.0.0.1:1:1", "unix:", "unix:@abstract", "unix:" + strings.Repeat("x", 200)} {
		if address == "" {
			continue // any port on any address, as in net.Listen
		}
		_, err := Listen(t.Context(), address)
		require.ErrorContains(t, err, "server: listen on", address)
	}
}

func TestListenUnix(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := safetySocket(t)
	l, err := Listen(t.Context(), "unix:"+path)
	require.NoError(t, err)
	assert.True(t, private(l.Addr()))
	info, err := os.Lstat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.ModeSocket|0o600, info.Mode(), "for the owner only, whatever the umask is")

	_, err = Listen(t.Context(), "unix:"+path)
	require.ErrorContains(t, err, "a server is listening there")
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	assert.FileExists(t, path)
	conn, err := net.Dial("unix", path)
	require.NoError(t, err, "the first one is unharmed")
	require.NoError(t, conn.Close())
	require.NoError(t, l.Close())
	assert.NoFileExists(t, path)
	require.ErrorIs(t, l.Close(), net.ErrClosed)
}

func TestListenUnixStale(t *testing.T) {
	path := safetySocket(t)
	left, err := new(net.ListenConfig).Listen(context.Background(), "unix", path)
	require.NoError(t, err)
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, left.Close())
	l, err := Listen(t.Context(), "unix:"+path)
	require.NoError(t, err)

	// A file that has been replaced by another one stays.
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.WriteFile(path, []byte("text"), 0o600))
	require.NoError(t, l.Close())
	_, err = Listen(t.Context(), "unix:"+path)
	require.ErrorIs(t, err, fs.ErrExist)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "text", string(content))

	// A link to a socket is not followed when removing it.
	link := path + "l"
	require.NoError(t, os.Symlink(path, link))
	_, err = Listen(t.Context(), "unix:"+link)
	require.ErrorIs(t, err, fs.ErrExist)
	_, err = os.Lstat(link)
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(path+"d", 0o755))
	_, err = Listen(t.Context(), "unix:"+path+"d")
	require.ErrorIs(t, err, fs.ErrExist)
}

func TestPrivate(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "0.0.0.0:1": false, "[::]:1": false, "192.168.1.5:1": false} {
		a, err := net.ResolveTCPAddr("tcp", address)
		require.NoError(t, err)
		assert.Equal(t, want, private(a), address)
	}
	assert.False(t, private(&net.TCPAddr{}), "all addresses")
	assert.False(t, private(&net.IPAddr{IP: net.IPv4(127, 0, 0, 1)}), "what is not known")
}
