package dblock

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Lock excludes all others from a database or, if it is shared, all writers:
//   - in this process, by the table opened
//   - goleveldb and other users of flock, by an flock on the file LOCK
//   - LevelDB and Plyvel, by a lock that conflicts with their record locks on that file (setLock).
//
// On Linux a lock lasts until its own descriptor is closed. On other systems, a record lock is
// dropped when the process closes any descriptor of the file. So while a database is open, this
// package opens no second descriptor of its LOCK, or closes it together with the first. It cannot
// prevent other code in the process from doing so. LevelDB itself must not open the file: package
// native runs it with an environment that does not.
//
// A directory without LOCK, such as a copy, was never opened by a writer. Readers do not create the
// file. They take an flock on the directory instead, and writers of this package check for that
// lock before they create LOCK. Other writers do not.
//
// All methods may be called on a nil Lock, which locks nothing.
type Lock struct {
	dir    identity
	id     identity   // of LOCK; zero for an flock on the directory
	file   *os.File   // LOCK, or the directory
	kept   []*os.File // of released locks on the same LOCK
	shared bool
	onLOCK bool   // excludes all writers; false for an flock on the directory
	what   string // text of the error for later callers

	users int // users that have not released it; guarded by opened
	open  int // databases that are not closed; guarded by opened
}

// Acquire locks the database in path, an existing directory, for writing. what is the text of the
// error for later callers in this process, such as "has the database open".
func Acquire(path, what string) (*Lock, error) {
	l, err := acquire(path, what)
	return l, wrap(err)
}

// AcquireShared locks the database in path, an existing directory, for reading, together with any
// number of other readers. It changes nothing in the directory.
func AcquireShared(path string) (*Lock, error) {
	l, err := acquireShared(path)
	return l, wrap(err)
}

// ExcludesWriters reports whether no program can write to the database while the lock is held. It
// is false for a reader of a directory without LOCK, which only users of this package respect.
func (l *Lock) ExcludesWriters() bool { return l != nil && l.onLOCK }

// Closed records that the database was closed, although the lock must be kept because memory
// borrowed from the database has not been released. It changes the error for later callers.
func (l *Lock) Closed() {
	if l == nil {
		return
	}
	opened.Lock()
	defer opened.Unlock()
	l.open--
}

// Release drops one use of the lock, and unlocks the database with the last. The database must be
// closed.
func (l *Lock) Release() error {
	if l == nil {
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
	return wrap(err)
}

// wrap returns an error of the file system as a driver.ErrIO.
func wrap(err error) error {
	var known *driver.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &driver.Error{Class: driver.ErrIO, Text: err.Error(), Cause: err}
}

func acquire(path, what string) (*Lock, error) {
	for {
		l, err := acquireOnce(path, what)
		if !errors.Is(err, errReplaced) {
			return l, err
		}
	}
}

// errReplaced means that the file LOCK was removed before it was locked, as by Destroy. Another
// process may have locked the next one.
var errReplaced = errors.New("the file LOCK was replaced")

// beforeLock is called between opening and locking the file LOCK. Tests replace it.
var beforeLock = func() {}

func acquireOnce(path, what string) (*Lock, error) {
	dir, err := identify(path)
	if err != nil {
		return nil, err
	}
	opened.Lock()
	defer opened.Unlock()
	if holder := held(dir, path); holder != nil {
		return nil, holder.refusal(dir)
	}
	l := &Lock{dir: dir, what: what, users: 1, open: 1}
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
	beforeLock()
	err = l.take(file, unix.LOCK_EX, unix.F_WRLCK)
	if err == nil && !isAt(l.id, name) {
		err = errReplaced
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	opened.by[dir] = l
	return l, nil
}

// take locks the file LOCK.
func (l *Lock) take(file *os.File, how int, kind int16) error {
	id, err := identityOf(file)
	if err != nil {
		return err
	}
	if err := flock(file, how); err != nil {
		return err
	}
	if err := lockRecord(file, kind); err != nil {
		return err
	}
	l.file, l.onLOCK, l.id = file, true, id
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

func acquireShared(path string) (*Lock, error) {
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
		l = &Lock{dir: dir, shared: true, what: "has the database open for reading"}
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
func (l *Lock) share(path string) error {
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

// close closes a file of the lock. If this process holds another lock on the same file, through a
// hard link, the file is closed with that lock: see Lock. The caller holds opened.
func (l *Lock) close(file *os.File) error {
	id := l.id
	if id == (identity{}) {
		if of, err := identityOf(file); err == nil {
			id = of
		}
	}
	if other := heldFile(id); other != nil {
		other.kept = append(other.kept, file)
		return nil
	}
	return file.Close()
}
