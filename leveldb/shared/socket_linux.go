package shared

import (
	"fmt"
	"io/fs"

	"golang.org/x/sys/unix"
)

// reach returns a path that leads to a socket even if another user of its directory replaces it with
// a link. Without /proc it returns the path itself.
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
