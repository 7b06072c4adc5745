package native

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// identity identifies a file or directory independently of its path.
type identity struct {
	device, inode uint64
}

// opened holds the locks of this process by directory. Not all system locks exclude the process
// that holds them.
var opened = struct {
	sync.Mutex
	by map[identity]*lock
}{by: map[identity]*lock{}}

// lock excludes all others from a database or, if it is shared, all writers:
//   - in this process, by the table opened
//   - goleveldb and other users of flock, by an flock on the file LOCK
//   - LevelDB and Plyvel, by a lock that conflicts with their record locks on that file (setLock).
//     LevelDB in this process does not open the file: see env.cc.
//
// On Linux a lock lasts until its own descriptor is closed. On other systems, a record lock is
// dropped when the process closes any descriptor of the file. So while a database is open, this
// package opens no second descriptor of its LOCK, or closes it together with the first. It cannot
// prevent other code in the process from doing so.
//
// A directory without LOCK, such as a copy, was never opened by a writer. Readers do not create the
// file. They take an flock on the directory instead, and writers of this package check for that
// lock before they create LOCK. Other writers do not.
type lock struct {
	dir    identity
	id     identity   // of LOCK; zero for an flock on the directory
	file   *os.File   // LOCK, or the directory
	kept   []*os.File // of released locks on the same LOCK
	shared bool
	whole  bool   // excludes all others; false for an flock on the directory
	what   string // text of the error for later callers

	users int // users that have not released it; guarded by opened
	open  int // databases that are not closed; guarded by opened
}

// identify returns the identity of the directory path.
func identify(path string) (identity, error) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return identity{}, &fs.PathError{Path: path, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return identity{}, &fs.PathError{Path: path, Err: unix.ENOTDIR}
	}
	return identity{device: uint64(st.Dev), inode: uint64(st.Ino)}, nil
}

// held returns the lock of this process on the directory dir, or on the file LOCK in path, or nil.
// Two directories share a LOCK if one is a copy with hard links. The caller holds opened.
func held(dir identity, path string) *lock {
	if l := opened.by[dir]; l != nil {
		return l
	}
	var st unix.Stat_t
	if unix.Stat(filepath.Join(path, "LOCK"), &st) != nil {
		return nil // opening the file reports the error
	}
	return heldFile(identity{device: uint64(st.Dev), inode: uint64(st.Ino)})
}

// heldFile returns a lock of this process on a file LOCK, or nil. The caller holds opened.
func heldFile(id identity) *lock {
	for _, l := range opened.by {
		if l.id == id && id != (identity{}) {
			return l
		}
	}
	return nil
}

// acquire locks the database in path, an existing directory, for writing. what is the text of the
// error for later callers.
func acquire(path, what string) (*lock, error) {
	dir, err := identify(path)
	if err != nil {
		return nil, err
	}
	opened.Lock()
	defer opened.Unlock()
	if holder := held(dir, path); holder != nil {
		return nil, holder.refusal(dir)
	}
	l := &lock{dir: dir, what: what, users: 1, open: 1}
	name := filepath.Join(path, "LOCK")
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		var parent *os.File
		if parent, err = excludeReaders(path); err != nil {
			return nil, err
		}
		defer parent.Close()
		file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	}
	if err != nil {
		return nil, err
	}
	if err := l.take(file, unix.LOCK_EX, unix.F_WRLCK); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	opened.by[dir] = l
	return l, nil
}

// take locks the file LOCK.
func (l *lock) take(file *os.File, how int, kind int16) error {
	var st unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &st); err != nil {
		return &fs.PathError{Path: file.Name(), Err: err}
	}
	if err := flock(file, how); err != nil {
		return err
	}
	if err := lockRecord(file, kind); err != nil {
		return err
	}
	l.file, l.whole = file, true
	l.id = identity{device: uint64(st.Dev), inode: uint64(st.Ino)}
	return nil
}

// excludeReaders returns an error if the database in path, which has no file LOCK yet, is open for
// reading. Readers are excluded until the returned file is closed.
func excludeReaders(path string) (*os.File, error) {
	dir, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	// If the file system cannot lock directories (NFS), no reader has locked one.
	if err := flock(dir, unix.LOCK_EX); errors.Is(err, driver.ErrLocked) {
		return nil, errors.Join(err, dir.Close())
	}
	return dir, nil
}

// acquireShared locks the database in path for reading, together with any number of other readers.
func acquireShared(path string) (*lock, error) {
	dir, err := identify(path)
	if err != nil {
		return nil, err
	}
	opened.Lock()
	defer opened.Unlock()
	if holder := held(dir, path); holder != nil && !holder.shared {
		return nil, holder.refusal(dir)
	}
	l := opened.by[dir]
	if l == nil {
		l = &lock{dir: dir, shared: true, what: "has the database open for reading"}
		if err := l.share(path); err != nil {
			return nil, err
		}
		opened.by[dir] = l
	}
	l.users++
	l.open++
	return l, nil
}

// withoutLOCK is called when a reader has found no LOCK. Tests create the file there.
var withoutLOCK = func() {}

// share takes the locks of a reader. They also work on a read-only file system.
func (l *lock) share(path string) error {
	name := filepath.Join(path, "LOCK")
	for {
		file, err := os.Open(name)
		if err == nil {
			if err := l.take(file, unix.LOCK_SH, unix.F_RDLCK); err != nil {
				return errors.Join(err, l.close(file))
			}
			return nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		withoutLOCK()
		if file, err = os.Open(path); err != nil {
			return err
		}
		if err := flock(file, unix.LOCK_SH); err != nil {
			return errors.Join(err, file.Close())
		}
		// Stat, not Lstat: a dangling symbolic link cannot be opened either.
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			l.file = file
			return nil
		}
		// A writer has created the file in the meantime.
		if err := file.Close(); err != nil {
			return err
		}
	}
}

// release drops one use of the lock, and unlocks the database with the last. The database must be
// closed.
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
	// Unlock explicitly: a process that is being started may briefly hold copies of the
	// descriptors.
	err := errors.Join(flock(l.file, unix.LOCK_UN), unlockRecord(l.file))
	for _, file := range append(l.kept, l.file) {
		err = errors.Join(err, l.close(file))
	}
	return err
}

// close closes a file of the lock. If this process holds another lock on the same file, through a
// hard link, the file is closed with that lock: see lock. The caller holds opened.
func (l *lock) close(file *os.File) error {
	id := l.id
	if id == (identity{}) {
		var st unix.Stat_t
		if err := unix.Fstat(int(file.Fd()), &st); err == nil {
			id = identity{device: uint64(st.Dev), inode: uint64(st.Ino)}
		}
	}
	if other := heldFile(id); other != nil {
		other.kept = append(other.kept, file)
		return nil
	}
	return file.Close()
}

// closing records that a database was closed, although memory borrowed from it may still keep the
// lock.
func (l *lock) closing() {
	if l == nil { // NoLock
		return
	}
	opened.Lock()
	defer opened.Unlock()
	l.open--
}

// refusal returns the error for another caller in this process that wants to lock the directory
// dir.
func (l *lock) refusal(dir identity) error {
	what := l.what
	if l.open == 0 {
		what = "has closed the database, but has not yet released all memory borrowed from it"
	}
	if l.dir != dir {
		what += ", in a directory with the same file LOCK (a hard link: copy LOCK, or delete it in the copy)"
	}
	return &driver.Error{Class: driver.ErrLocked, Text: "this process " + what}
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
			return &fs.PathError{Path: f.Name(), Err: fmt.Errorf("flock: %w", err)}
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
			return &fs.PathError{Path: f.Name(), Err: fmt.Errorf("fcntl: %w", err)}
		}
	}
}
