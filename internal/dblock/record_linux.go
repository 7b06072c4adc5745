package dblock

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// setLock sets a lock on all of f without waiting. The lock belongs to the open file description,
// so the process keeps it when it closes another descriptor of the file. It conflicts with the
// record locks of LevelDB and Plyvel. If the system does not have such locks, setLock sets a record
// lock.
func setLock(f *os.File, kind int16) error {
	rl := unix.Flock_t{Type: kind}
	err := unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &rl)
	if errors.Is(err, unix.EINVAL) {
		rl = unix.Flock_t{Type: kind}
		err = unix.FcntlFlock(f.Fd(), unix.F_SETLK, &rl)
	}
	return err
}

// getLock stores in rl a lock that conflicts with it, if there is one.
func getLock(f *os.File, rl *unix.Flock_t) error {
	asked := *rl
	err := unix.FcntlFlock(f.Fd(), unix.F_OFD_GETLK, rl)
	if errors.Is(err, unix.EINVAL) {
		*rl = asked
		err = unix.FcntlFlock(f.Fd(), unix.F_GETLK, rl)
	}
	return err
}

// unlockRecord releases the lock that setLock set. A record lock is released when the file is
// closed.
func unlockRecord(f *os.File) error {
	err := unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_UNLCK})
	if errors.Is(err, unix.EINVAL) {
		return nil
	}
	return err
}
