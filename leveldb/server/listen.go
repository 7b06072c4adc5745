package server

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

// Listen listens on an address: "host:port", where port 0 selects any free port, or "unix:PATH" for
// a unix socket.
//
// The file of a unix socket is accessible to its owner only (mode 0600). It is removed when the
// listener is closed. A stale socket that a server left, on which nobody answers, is replaced. Any
// other existing file at PATH is an error.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var l net.Listener
	var err error
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		l, err = listenUnix(ctx, path)
	} else {
		l, err = new(net.ListenConfig).Listen(ctx, "tcp", address)
	}
	if err != nil {
		return nil, fmt.Errorf("server: listen on %q: %w", address, err)
	}
	return l, nil
}

func listenUnix(ctx context.Context, path string) (net.Listener, error) {
	if path == "" || strings.HasPrefix(path, "@") {
		return nil, fmt.Errorf("%w: a unix socket needs the path of a file", leveldb.ErrInvalidArgument)
	}
	// Close may be called after the working directory changed. The socket itself is bound to path
	// as it was given, because the system limits its length to about 100 bytes.
	absolute, err := native.AbsolutePath(path)
	if err != nil {
		return nil, err
	}
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		if runtime.GOOS != "linux" {
			return nil // bind ignores the mode of the socket; chmod follows below
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
		return fmt.Errorf("%w: the file is not a socket", fs.ErrExist)
	}
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "unix", path)
	switch {
	case err == nil:
		return errors.Join(fmt.Errorf("%w: a server is listening there", syscall.EADDRINUSE), conn.Close())
	case errors.Is(err, syscall.ECONNREFUSED):
		return os.Remove(path)
	default: // it may be a server that is busy
		return err
	}
}

// unixListener removes its socket file when it is closed, unless the file has been replaced.
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
