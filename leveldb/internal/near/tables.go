package near

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

const (
	// maxTables is the maximum number of tables that stay mapped without a value in use.
	maxTables = 4096
	// sweepEvery is the time after which a table that was removed from the directory, or was not
	// used, is unmapped. Until then its space on the disk is not free.
	sweepEvery = 10 * time.Second
)

// tables are the tables of a database that another process has open, mapped for reading.
type tables struct {
	dir string

	mu     sync.Mutex
	mapped map[string]*table
	sweep  *time.Timer // runs while tables are mapped
	closed bool
}

// table is a mapped table. Its fields are guarded by tables.mu.
type table struct {
	bytes []byte
	inode uint64
	uses  int // values that borrow from it, and 1 while it is in tables.mapped
	idle  bool
}

func newTables(dir string) *tables { return &tables{dir: dir, mapped: map[string]*table{}} }

// value returns the bytes at a location. The caller must release the value. The table may be
// unmapped at any time after that.
func (s *tables) value(at driver.Location) (driver.Value, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return driver.Value{}, driver.ErrClosed
	}
	t := s.mapped[at.Table]
	if t != nil && t.inode != at.Inode {
		s.remove(at.Table, t) // another table with that name, as after a repair
		t = nil
	}
	if t == nil {
		var err error
		if t, err = mapTable(filepath.Join(s.dir, at.Table)); err != nil {
			return driver.Value{}, err
		}
		s.add(at.Table, t)
	}
	if t.inode != at.Inode {
		return driver.Value{}, fmt.Errorf("%w: %s is another file", driver.ErrIO, at.Table)
	}
	if at.Size > int64(len(t.bytes)) || at.Offset > int64(len(t.bytes))-at.Size {
		return driver.Value{}, fmt.Errorf("%w: %s has %d bytes, and a value at %d of %d bytes", driver.ErrIO, at.Table, len(t.bytes), at.Offset, at.Size)
	}
	t.idle = false
	t.uses++
	return borrow(s, t, t.bytes[at.Offset:at.Offset+at.Size:at.Offset+at.Size]), nil
}

// mapTable maps a file. The system reads single pages without readahead, unless more are requested.
func mapTable(name string) (*table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var info unix.Stat_t
	err = unix.Fstat(int(file.Fd()), &info)
	if err != nil {
		return nil, err
	}
	if info.Mode&unix.S_IFMT != unix.S_IFREG || info.Size <= 0 || info.Size != int64(int(info.Size)) {
		return nil, fmt.Errorf("%w: %s is not a table", driver.ErrIO, name)
	}
	bytes, err := unix.Mmap(int(file.Fd()), 0, int(info.Size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, &fs.PathError{Op: "mmap", Path: name, Err: err}
	}
	if err := unix.Madvise(bytes, unix.MADV_RANDOM); err != nil {
		return nil, errors.Join(&fs.PathError{Op: "madvise", Path: name, Err: err}, unix.Munmap(bytes))
	}
	return &table{bytes: bytes, inode: info.Ino}, nil
}

// add keeps a table mapped for later reads. The caller holds mu.
func (s *tables) add(name string, t *table) {
	for other, old := range s.mapped {
		if len(s.mapped) < maxTables {
			break
		}
		s.remove(other, old)
	}
	t.uses++
	s.mapped[name] = t
	if s.sweep == nil {
		s.sweep = time.AfterFunc(sweepEvery, s.swept)
	}
}

// remove unmaps a table as soon as no value uses it. The caller holds mu.
func (s *tables) remove(name string, t *table) {
	delete(s.mapped, name)
	t.drop()
}

// drop ends a use. The caller holds mu.
func (t *table) drop() {
	if t.uses--; t.uses == 0 {
		if err := unix.Munmap(t.bytes); err != nil {
			panic(err) // the arguments are those of a mapping, so this cannot happen
		}
		t.bytes = nil
	}
}

// swept unmaps tables that were removed from the directory, or not used since the last time.
func (s *tables) swept() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, t := range s.mapped {
		_, err := os.Lstat(filepath.Join(s.dir, name))
		if t.idle || errors.Is(err, fs.ErrNotExist) {
			s.remove(name, t)
		}
		t.idle = true
	}
	s.sweep = nil
	if len(s.mapped) > 0 && !s.closed {
		s.sweep = time.AfterFunc(sweepEvery, s.swept)
	}
}

// forget unmaps the tables that no value uses, and the others when their values are released. Later
// values are in tables that are mapped again.
func (s *tables) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, t := range s.mapped {
		s.remove(name, t)
	}
}

// close unmaps the tables that no value uses, and the others when their values are released.
func (s *tables) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for name, t := range s.mapped {
		s.remove(name, t)
	}
	if s.sweep != nil {
		s.sweep.Stop()
	}
}
