package dblock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// lockOp is the Op of an fs.PathError of locking a file.
const lockOp = "lock"

// CannotLock reports whether an error of Acquire or AcquireShared means that the file system
// cannot lock a file, rather than that somebody else has locked it.
func CannotLock(err error) bool {
	var failed *fs.PathError
	return errors.As(err, &failed) && failed.Op == lockOp
}

// flock locks or unlocks f without waiting.
func flock(f *os.File, how int) error {
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return heldBy(f, allLocks, holder{})
		default:
			return &fs.PathError{Op: lockOp, Path: f.Name(), Err: fmt.Errorf("flock: %w", err)}
		}
	}
}

// lockRecord takes a lock that conflicts with record locks, without waiting. kind is F_RDLCK, for
// which f need not be open for writing, or F_WRLCK.
func lockRecord(f *os.File, kind int16) error {
	for {
		err := setLock(f, kind)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES):
			return heldBy(f, posixLocks, recordHolder(f, kind))
		default:
			return &fs.PathError{Op: lockOp, Path: f.Name(), Err: fmt.Errorf("fcntl: %w", err)}
		}
	}
}
