//go:build !linux

package dblock

import (
	"os"

	"golang.org/x/sys/unix"
)

// setLock sets a record lock on all of f without waiting. The process loses the lock when it closes
// any descriptor of the file.
func setLock(f *os.File, kind int16) error {
	rl := unix.Flock_t{Type: kind}
	return unix.FcntlFlock(f.Fd(), unix.F_SETLK, &rl)
}

// getLock stores in rl a lock that conflicts with it, if there is one.
func getLock(f *os.File, rl *unix.Flock_t) error { return unix.FcntlFlock(f.Fd(), unix.F_GETLK, rl) }

// unlockRecord does nothing: the lock is released when the file is closed.
func unlockRecord(*os.File) error { return nil }
