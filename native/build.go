package native

/*
#include "build.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Build is a new database whose tables are being written. It holds the lock of the directory until
// End, after which all methods return ErrClosed. The methods are safe for concurrent use by
// multiple goroutines.
type Build struct {
	path    string
	options *Options
	lock    *dblock.Lock

	mu      sync.Mutex
	open    bool   // End was not called
	number  uint64 // of the last file
	current string // name of the manifest; empty before the first Install
	listed  int    // tables in the manifest
	writers []*TableWriter
	syncs   syncs
}

// StartBuild begins to build a database in the directory path. It creates the directory if it does
// not exist, locks it, and removes LevelDB's files from it. The name must end with
// dbfile.PartialSuffix, so that StartBuild never removes a complete database; otherwise the error
// is ErrInvalidArgument. The error is ErrLocked if the database is open or being built elsewhere.
func StartBuild(path string, o *Options) (*Build, error) {
	if o == nil {
		o = &Options{}
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Comparator != nil {
		return nil, &driver.Error{Class: driver.ErrNotSupported,
			Text: fmt.Sprintf("tables in the order of the comparator %q cannot be built; open the database and write to it", o.Comparator.Name)}
	}
	path, err := AbsolutePath(path)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(path, dbfile.PartialSuffix) {
		return nil, &driver.Error{Class: driver.ErrInvalidArgument, Text: "a database is built in a directory whose name ends with " + dbfile.PartialSuffix}
	}
	upkeep.acquire()
	defer upkeep.release()
	if err := disk.Mkdir(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, ioError(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		return nil, ioError(err)
	}
	lock, err := dblock.Acquire(path, "is building the database")
	if err != nil {
		return nil, err
	}
	b := &Build{path: path, options: o, lock: lock, open: true}
	b.syncs.changed.L = &b.syncs.mu
	// The previous owner of the lock may have renamed or removed the directory.
	if now, err := os.Stat(path); err != nil || !os.SameFile(before, now) {
		return nil, errors.Join(&driver.Error{Class: driver.ErrLocked, Text: "another build has just ended"}, lock.Release())
	}
	if err := b.removeFiles(func(kind dbfile.FileKind) bool { return kind != dbfile.LockFile }); err != nil {
		return nil, errors.Join(ioError(err), lock.Release())
	}
	live.Add(1)
	return b, nil
}

// removeFiles removes LevelDB's files of the selected kinds. It removes CURRENT first, so that it
// never leaves a database that lacks tables.
func (b *Build) removeFiles(selected func(dbfile.FileKind) bool) error {
	current := filepath.Join(b.path, "CURRENT")
	if _, err := os.Lstat(current); err == nil {
		if err := errors.Join(disk.Remove(current), disk.Sync(b.path)); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(b.path)
	for _, e := range entries {
		if kind, _ := dbfile.ParseName(e.Name()); kind != dbfile.OtherFile && selected(kind) {
			err = errors.Join(err, disk.Remove(filepath.Join(b.path, e.Name())))
		}
	}
	return err
}

// NextFile returns the path of a temporary file that does not exist yet.
func (b *Build) NextFile() string {
	number, dir := b.next()
	return filepath.Join(dir, dbfile.TempName(number))
}

// next returns the number of the next file, and the directory, which Publish renames.
func (b *Build) next() (number uint64, dir string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.number++
	return b.number, b.path
}

// Install makes the directory a database that holds all finished tables. When it returns nil, the
// database is on disk. It may be called again when there are more tables. The error is
// ErrInvalidArgument if the keys of two writers overlap.
func (b *Build) Install() error {
	if err := b.syncs.wait(); err != nil {
		return err
	}
	return b.Checkpoint()
}

// Checkpoint is like Install, but only for the tables that are already on disk. Writers may write
// other tables during the call.
func (b *Build) Checkpoint() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open {
		return driver.ErrClosed
	}
	if err := checkDisjoint(b.writers); err != nil {
		return err
	}
	return ioError(b.install())
}

func (b *Build) install() error {
	upkeep.acquire()
	defer upkeep.release()
	m := dbfile.NewManifest()
	tables, total := b.syncs.tables(), uint64(0)
	for _, t := range tables {
		total += t.Size
	}
	for _, t := range tables {
		t.Level = dbfile.LevelFor(total)
		m.Tables[t.Number] = t
		m.LastSequence = dbfile.BuiltSequence
	}
	b.number++
	m.Name, m.NextFile = dbfile.ManifestName(b.number), b.number+2
	if err := dbfile.WriteManifest(filepath.Join(b.path, m.Name), m); err != nil {
		return err
	}
	if err := disk.Sync(b.path); err != nil {
		return err
	}
	draft := filepath.Join(b.path, dbfile.TempName(b.number+1))
	if err := disk.WriteFile(draft, []byte(m.Name+"\n")); err != nil {
		return err
	}
	if err := disk.Rename(draft, filepath.Join(b.path, "CURRENT")); err != nil {
		return err
	}
	b.number++
	old := b.current
	b.listed = len(tables)
	if b.current = m.Name; old != "" {
		return disk.Remove(filepath.Join(b.path, old))
	}
	return nil
}

// Installed reports whether Install has made the directory a database.
func (b *Build) Installed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.current != ""
}

// Grown reports whether there are tables on disk that are not in the database yet.
func (b *Build) Grown() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.syncs.tables()) > b.listed
}

// Publish renames the directory, which Install has made a database, to the name without
// dbfile.PartialSuffix. If it fails, the directory keeps its old name.
func (b *Build) Publish() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open {
		return driver.ErrClosed
	}
	path := strings.TrimSuffix(b.path, dbfile.PartialSuffix)
	err := disk.Rename(b.path, path)
	if err == nil {
		b.path = path
		return nil
	}
	if _, moved := os.Lstat(b.path); errors.Is(moved, fs.ErrNotExist) {
		err = errors.Join(err, disk.Rename(path, b.path))
	}
	return ioError(err)
}

// End closes the writers and releases the lock. With remove, it first removes the directory.
func (b *Build) End(remove bool) error {
	b.mu.Lock()
	first, writers := b.open, b.writers
	b.open = false
	b.mu.Unlock()
	if !first {
		return driver.ErrClosed
	}
	for _, w := range writers {
		w.Close()
	}
	defer live.Add(-1)
	err := b.syncs.wait()
	if remove {
		// The caller has already reported the error of a sync, if there was one.
		err = b.removeFiles(func(kind dbfile.FileKind) bool { return kind != dbfile.LockFile })
		err = errors.Join(err, b.removeFiles(func(dbfile.FileKind) bool { return true }), disk.Remove(b.path))
	}
	b.lock.Closed()
	return errors.Join(ioError(err), b.lock.Release())
}

// checkDisjoint returns an error if the key ranges of two writers overlap.
func checkDisjoint(writers []*TableWriter) error {
	var all []*TableWriter
	for _, w := range writers {
		if w.some {
			all = append(all, w)
		}
	}
	slices.SortFunc(all, func(a, b *TableWriter) int { return strings.Compare(a.first, b.first) })
	for i := 1; i < len(all); i++ {
		if a, b := all[i-1], all[i]; a.last >= b.first {
			return &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf("the parts overlap: one has the keys from %s to %s, another from %s to %s",
				keytext.Quote(a.first), keytext.Quote(a.last), keytext.Quote(b.first), keytext.Quote(b.last))}
		}
	}
	return nil
}

// extendCRC is ExtendCrc of crc.h, for tests.
func extendCRC(crc uint32, data []byte, portable bool) uint32 {
	only := C.int(0)
	if portable {
		only = 1
	}
	return uint32(C.oldb_crc(C.uint32_t(crc), buffer(data), C.size_t(len(data)), only))
}
