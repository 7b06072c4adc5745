package shared

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The names of the socket in the directory of the database, and of a socket that is being prepared,
// which only the process with the lock uses. LevelDB ignores files with such names.
const (
	socketName    = dbfile.SocketName
	newSocketName = socketName + dbfile.NewSuffix
)

// maxAddress is the maximum length of a socket's path on all systems.
const maxAddress = len(unix.RawSockaddrUnix{}.Path) - 1

// socket is the socket in a directory.
type socket struct {
	path string      // of the directory
	dir  *os.File    // open only if the path is too long for a socket
	used atomic.Bool // somebody has connected
}

func openSocket(path string) (*socket, error) {
	s := &socket{path: path}
	if len(filepath.Join(path, newSocketName)) <= maxAddress {
		return s, nil
	}
	var err error
	if s.dir, err = os.Open(path); err != nil {
		return nil, &driver.Error{Class: driver.ErrIO, Text: err.Error(), Cause: err}
	}
	return s, nil
}

func (s *socket) close() error {
	if s.dir == nil {
		return nil
	}
	return s.dir.Close()
}

// address returns a path of a file in the directory that is short enough for a socket.
func (s *socket) address(name string) (string, error) {
	if s.dir == nil {
		return filepath.Join(s.path, name), nil
	}
	through := fmt.Sprintf("/proc/self/fd/%d", s.dir.Fd())
	if _, err := os.Stat(through); err != nil {
		return "", &driver.Error{Class: driver.ErrNotSupported, Cause: err, Text: fmt.Sprintf(
			"option Shared: the path of the socket has %d bytes, but this system allows only %d; use a shorter path for the database",
			len(filepath.Join(s.path, newSocketName)), maxAddress)}
	}
	return through + "/" + name, nil
}

// listen creates the socket. It replaces the socket of a process that was killed. The caller must
// hold the lock of the database.
func (s *socket) listen() (net.Listener, error) {
	address, err := s.address(newSocketName)
	if err != nil {
		return nil, err
	}
	temporary := filepath.Join(s.path, newSocketName)
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &driver.Error{Class: driver.ErrIO, Text: err.Error(), Cause: err}
	}
	owner, err := ownerOf(s.path)
	if err != nil {
		return nil, err
	}
	l, err := (&net.ListenConfig{Control: onlyOwner}).Listen(context.Background(), "unix", address)
	if err != nil {
		return nil, noSockets(err)
	}
	listener := &listener{UnixListener: l.(*net.UnixListener), socket: s, path: filepath.Join(s.path, socketName)}
	listener.SetUnlinkOnClose(false)
	err = owner.apply(temporary)
	if err == nil {
		listener.made, err = os.Lstat(temporary)
	}
	if err == nil {
		err = os.Rename(temporary, listener.path)
	}
	if err != nil {
		listener.UnixListener.Close() // the first error matters more
		os.Remove(temporary)
		return nil, &driver.Error{Class: driver.ErrIO, Text: err.Error(), Cause: err}
	}
	return listener, nil
}

// noSockets returns the error for a socket that cannot be created.
func noSockets(err error) error {
	for _, cannot := range []error{syscall.EPERM, syscall.EOPNOTSUPP, syscall.ENOSYS, syscall.EINVAL} {
		if errors.Is(err, cannot) {
			return &driver.Error{Class: driver.ErrNotSupported, Cause: err,
				Text: "option Shared requires a file system with unix sockets: " + err.Error()}
		}
	}
	return &driver.Error{Class: driver.ErrIO, Text: err.Error(), Cause: err}
}

// listener removes its socket when it is closed.
type listener struct {
	*net.UnixListener
	socket *socket
	path   string
	made   fs.FileInfo
	remove sync.Once
	failed error
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.UnixListener.Accept()
	if err == nil {
		l.socket.used.Store(true)
	}
	return c, err
}

func (l *listener) Close() error {
	l.remove.Do(func() {
		if there, err := os.Lstat(l.path); err == nil && os.SameFile(there, l.made) {
			l.failed = os.Remove(l.path)
		}
	})
	return errors.Join(l.UnixListener.Close(), l.failed)
}

// owner holds the owner and mode of a socket. Whoever may write to its directory may connect.
type owner struct {
	user, group int
	mode        fs.FileMode
}

func ownerOf(directory string) (owner, error) {
	var st unix.Stat_t
	if err := unix.Stat(directory, &st); err != nil {
		return owner{}, &driver.Error{Class: driver.ErrIO, Text: err.Error(), Cause: err}
	}
	return owner{user: int(st.Uid), group: int(st.Gid), mode: socketMode(fs.FileMode(st.Mode))}, nil
}

// socketMode returns the mode of the socket in a directory with the given mode. Connecting requires
// write permission for the socket.
func socketMode(directory fs.FileMode) fs.FileMode {
	mode := fs.FileMode(0o600)
	for _, who := range []fs.FileMode{0o060, 0o006} {
		if directory&who&0o222 != 0 {
			mode |= who
		}
	}
	return mode
}

// apply sets the owner and the mode of a socket. If the process may not change the group, the group
// gets no access.
func (o owner) apply(path string) (err error) {
	path, release, err := reach(path)
	if err != nil {
		return err
	}
	defer release()
	mode := o.mode
	if err := os.Chown(path, -1, o.group); errors.Is(err, fs.ErrPermission) {
		mode &^= 0o060
	} else if err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(path, o.user, -1); err != nil {
			return err
		}
	}
	return os.Chmod(path, mode)
}
