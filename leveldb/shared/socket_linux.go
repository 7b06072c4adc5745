package shared

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// reach returns a path that leads to a socket even if another user of its directory replaces it
// with a link. Without /proc it returns the path itself.
func reach(path string) (through string, release func(), err error) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	release = func() { unix.Close(fd) } // it was not written to
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFSOCK {
		release()
		return "", nil, &fs.PathError{Op: "open", Path: path, Err: unix.ENOTSOCK}
	}
	through = fmt.Sprintf("/proc/self/fd/%d", fd)
	if unix.Access(through, unix.F_OK) != nil {
		through = path
	}
	return through, release, nil
}

// onlyOwner makes a socket that will be bound accessible only to its owner.
func onlyOwner(_, _ string, c syscall.RawConn) error {
	var failed error
	err := c.Control(func(fd uintptr) { failed = unix.Fchmod(int(fd), 0o600) })
	return errors.Join(err, failed)
}
