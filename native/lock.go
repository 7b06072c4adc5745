package native

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// directory identifies a database whatever path led to it.
type directory struct {
	device, inode uint64
}

// opened holds the locks of this process. LevelDB's record lock does not keep a process out of what it holds itself, and
// LevelDB's own table goes by the spelling of the path.
var opened = struct {
	sync.Mutex
	by map[directory]*lock
}{by: map[directory]*lock{}}

// lock keeps everybody else away from a database's directory, or, if it is shared, everybody who writes:
//   - this process, by the table above;
//   - goleveldb and other users of flock, by an flock on the file LOCK;
//   - LevelDB and Plyvel, by a record lock on that file. A writer's is the one that LevelDB itself sets when it opens the
//     database; readers set their own, as LevelDB must not touch the file for them.
//
// Closing any descriptor of LOCK gives up the record locks that the process has on it. So the table comes first, no
// second descriptor is opened while a database is open, ours is closed only after LevelDB has closed its own, and all readers
// of a process share one.
//
// A directory without LOCK, a copy for instance, has never been opened by a writer. Readers do not make the file: they flock
// the directory instead, which is where our own writers look before they make it. Other writers do not know of that.
type lock struct {
	dir    directory
	file   *os.File // LOCK, or the directory
	shared bool
	whole  bool   // it keeps everybody away: false for an flock on the directory
	what   string // said to those who come later

	users int // not yet released; guarded by opened
	open  int // databases that are not closed yet; guarded by opened
}

// identify finds out which directory path is.
func identify(path string) (directory, error) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return directory{}, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return directory{}, &fs.PathError{Op: "open", Path: path, Err: unix.ENOTDIR}
	}
	return directory{device: uint64(st.Dev), inode: uint64(st.Ino)}, nil
}

// acquire locks the database in path, an existing directory, for writing. what is said to the one who comes second.
func acquire(path, what string) (*lock, error) {
	dir, err := identify(path)
	if err != nil {
		return nil, err
	}
	opened.Lock()
	defer opened.Unlock()
	if holder := opened.by[dir]; holder != nil {
		return nil, holder.refusal()
	}
	l := &lock{dir: dir, whole: true, what: what, users: 1, open: 1}
	name := filepath.Join(path, "LOCK")
	l.file, err = os.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		var parent *os.File
		if parent, err = excludeReaders(path); err != nil {
			return nil, err
		}
		defer parent.Close()
		l.file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	}
	if err != nil {
		return nil, err
	}
	if err := l.exclude(); err != nil {
		return nil, errors.Join(err, l.file.Close())
	}
	opened.by[dir] = l
	return l, nil
}

// excludeReaders makes sure that nobody reads the database in path, which has no file LOCK yet, and keeps it so until the file
// that it gives is closed.
func excludeReaders(path string) (*os.File, error) {
	dir, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	// A file system that does not lock directories (NFS) has no readers that did.
	if err := flock(dir, unix.LOCK_EX); errors.Is(err, ErrLocked) {
		return nil, errors.Join(err, dir.Close())
	}
	return dir, nil
}

// exclude takes the flock and makes sure that nobody holds the record lock.
func (l *lock) exclude() error {
	if err := flock(l.file, unix.LOCK_EX); err != nil {
		return err
	}
	if holder := recordHolder(l.file, unix.F_WRLCK); holder.held {
		return heldBy(l.file, posixLocks, holder)
	}
	return nil
}

// acquireShared locks the database in path for reading, among any number of others who read.
func acquireShared(path string) (*lock, error) {
	dir, err := identify(path)
	if err != nil {
		return nil, err
	}
	opened.Lock()
	defer opened.Unlock()
	l := opened.by[dir]
	switch {
	case l == nil:
		l = &lock{dir: dir, shared: true, what: "has the database open for reading"}
		if err := l.share(path); err != nil {
			return nil, err
		}
		opened.by[dir] = l
	case !l.shared:
		return nil, l.refusal()
	}
	l.users++
	l.open++
	return l, nil
}

// share takes the locks of a reader, which are the same for a file system that cannot be written to.
func (l *lock) share(path string) error {
	name := filepath.Join(path, "LOCK")
	for {
		var err error
		if l.file, err = os.Open(name); err == nil {
			l.whole = true
			if err = flock(l.file, unix.LOCK_SH); err == nil {
				err = setRecordLock(l.file, unix.F_RDLCK)
			}
		} else if errors.Is(err, fs.ErrNotExist) {
			if l.file, err = os.Open(path); err != nil {
				return err
			}
			if err = flock(l.file, unix.LOCK_SH); err == nil {
				if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
					return nil
				}
				// A writer was faster, and has made it.
				if err := l.file.Close(); err != nil {
					return err
				}
				continue
			}
		} else {
			return err
		}
		if err != nil {
			return errors.Join(err, l.file.Close())
		}
		return nil
	}
}

// recordLock takes the record lock for work that LevelDB does without (RepairDB). LevelDB takes it itself when it opens.
func (l *lock) recordLock() error { return setRecordLock(l.file, unix.F_WRLCK) }

// release lets others in, when every user of the lock has. The database must be closed.
func (l *lock) release() error {
	if l == nil { // NoLock
		return nil
	}
	opened.Lock()
	defer opened.Unlock()
	if l.users--; l.users > 0 {
		return nil
	}
	delete(opened.by, l.dir)
	return l.file.Close()
}

// closing notes that a database is closed, though memory borrowed from it may still keep the lock.
func (l *lock) closing() {
	if l == nil { // NoLock
		return
	}
	opened.Lock()
	defer opened.Unlock()
	l.open--
}

// refusal is the error for others in this process.
func (l *lock) refusal() error {
	what := l.what
	if l.open == 0 {
		what = "has closed the database, but has not yet released all memory borrowed from it"
	}
	return &Error{Op: "lock", Class: ErrLocked, Text: "this process " + what}
}

// flock locks f without waiting.
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
			return &fs.PathError{Op: "lock", Path: f.Name(), Err: fmt.Errorf("flock: %w", err)}
		}
	}
}

// setRecordLock takes a record lock on the whole of f without waiting: F_RDLCK, for which f need not be open for writing, or
// F_WRLCK.
func setRecordLock(f *os.File, kind int16) error {
	rl := unix.Flock_t{Type: kind}
	for {
		err := unix.FcntlFlock(f.Fd(), unix.F_SETLK, &rl)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES):
			return heldBy(f, posixLocks, recordHolder(f, kind))
		default:
			return &fs.PathError{Op: "lock", Path: f.Name(), Err: fmt.Errorf("fcntl: %w", err)}
		}
	}
}
