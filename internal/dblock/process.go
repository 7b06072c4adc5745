package dblock

import (
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
	by map[identity]*Lock
}{by: map[identity]*Lock{}}

// identify returns the identity of the directory path.
func identify(path string) (identity, error) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return identity{}, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return identity{}, &fs.PathError{Op: "stat", Path: path, Err: unix.ENOTDIR}
	}
	return identity{device: uint64(st.Dev), inode: uint64(st.Ino)}, nil
}

// identityOf returns the identity of an open file.
func identityOf(file *os.File) (identity, error) {
	var st unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &st); err != nil {
		return identity{}, &fs.PathError{Op: "stat", Path: file.Name(), Err: err}
	}
	return identity{device: uint64(st.Dev), inode: uint64(st.Ino)}, nil
}

// isAt reports whether a path still leads to a file.
func isAt(id identity, path string) bool {
	var st unix.Stat_t
	return unix.Stat(path, &st) == nil && id == identity{device: uint64(st.Dev), inode: uint64(st.Ino)}
}

// held returns the lock of this process on the directory dir, or on the file LOCK in path, or nil.
// Two directories share a LOCK if one is a copy with hard links. The caller holds opened.
func held(dir identity, path string) *Lock {
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
func heldFile(id identity) *Lock {
	for _, l := range opened.by {
		if l.id == id && id != (identity{}) {
			return l
		}
	}
	return nil
}

// refusal returns the error for another caller in this process that wants to lock the directory
// dir. The caller holds opened.
func (l *Lock) refusal(dir identity) error {
	what := l.what
	if l.open == 0 {
		what = "has closed the database, but has not yet released all memory borrowed from it"
	}
	if l.dir != dir {
		what += ", in a directory with the same file LOCK (a hard link: copy LOCK, or delete it in the copy)"
	}
	return &driver.Error{Class: driver.ErrLocked, Text: "this process " + what}
}
