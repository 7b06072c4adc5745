package remote

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
)

// Listen listens on an address: "host:port", where port 0 is any that is free, or "unix:PATH" for a unix socket.
//
// The file of a unix socket may be used by its owner only (mode 0600), and is removed when the listener is closed. One that a
// server left behind is replaced: it is a socket, and nobody answers on it. Anything else in its place is an error.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var l net.Listener
	var err error
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		l, err = listenUnix(ctx, path)
	} else {
		l, err = new(net.ListenConfig).Listen(ctx, "tcp", address)
	}
	if err != nil {
		return nil, fmt.Errorf("remote: listen on %q: %w", address, err)
	}
	return l, nil
}

func listenUnix(ctx context.Context, path string) (net.Listener, error) {
	if path == "" || strings.HasPrefix(path, "@") {
		return nil, fmt.Errorf("%w: a unix socket needs the path of a file", leveldb.ErrInvalidArgument)
	}
	// Close may come after a change of the working directory. The socket itself is bound to path as
	// it was given: the system limits its length to about 100 bytes.
	absolute, err := native.AbsolutePath(path)
	if err != nil {
		return nil, err
	}
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		if runtime.GOOS != "linux" {
			return nil // bind takes no mode from the socket; there is chmod below
		}
		var failed error
		return errors.Join(c.Control(func(fd uintptr) { failed = unix.Fchmod(int(fd), 0o600) }), failed)
	}}
	l, err := config.Listen(ctx, "unix", path)
	if errors.Is(err, syscall.EADDRINUSE) {
		if err := removeStale(ctx, path); err != nil {
			return nil, err
		}
		l, err = config.Listen(ctx, "unix", path)
	}
	if err != nil {
		return nil, err
	}
	socket := &unixListener{UnixListener: l.(*net.UnixListener), path: absolute}
	socket.SetUnlinkOnClose(false)
	err = os.Chmod(path, 0o600)
	if err == nil {
		socket.made, err = os.Lstat(path)
	}
	if err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	return socket, nil
}

// removeStale removes a socket on which nobody answers.
func removeStale(ctx context.Context, path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if info.Mode().Type() != fs.ModeSocket {
		return fmt.Errorf("%w: there is a file that is no socket", fs.ErrExist)
	}
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "unix", path)
	switch {
	case err == nil:
		return errors.Join(fmt.Errorf("%w: a server answers there", syscall.EADDRINUSE), conn.Close())
	case errors.Is(err, syscall.ECONNREFUSED):
		return os.Remove(path)
	default: // it may be one that has much to do
		return err
	}
}

// unixListener removes its file when it is closed, unless that is another's by then.
type unixListener struct {
	*net.UnixListener
	path   string // absolute
	made   fs.FileInfo
	remove sync.Once
	failed error
}

func (l *unixListener) Close() error {
	l.remove.Do(func() {
		if there, err := os.Lstat(l.path); err == nil && l.made != nil && os.SameFile(there, l.made) {
			l.failed = os.Remove(l.path)
		}
	})
	return errors.Join(l.UnixListener.Close(), l.failed)
}
