package native

/*
#cgo noescape oldb_build_add
#cgo nocallback oldb_build_add
#cgo noescape oldb_build_put
#cgo nocallback oldb_build_put
#include "build.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Build is a new database whose tables are being written. It holds the lock of the directory. Its
// methods may be called from many goroutines at once. End must be called once, after the writers
// have ended.
type Build struct {
	path    string
	options *Options
	lock    *dblock.Lock

	mu      sync.Mutex
	number  uint64 // of the last file
	current string // name of the manifest; empty if there is none yet
	listed  int    // tables in the manifest
	writers []*TableWriter
	syncs   syncs
}

// StartBuild begins to build a database in the directory path. It creates the directory if it does
// not exist, locks it, and removes LevelDB's files from it. The error is ErrLocked if the database is
// open or being built elsewhere.
func StartBuild(path string, o *Options) (*Build, error) {
	if err := o.check(); err != nil {
		return nil, err
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
	b := &Build{path: path, options: o, lock: lock}
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

// removeFiles removes LevelDB's files of the selected kinds. CURRENT is the first: without it, no
// database is left that lacks tables.
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
	return filepath.Join(b.path, dbfile.TempName(b.next()))
}

func (b *Build) next() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.number++
	return b.number
}

// Install makes the directory a database that holds all finished tables. When it returns nil, the
// database is on the disk. It may be called again when there are more tables. The error is
// ErrInvalidArgument if the keys of two writers overlap.
func (b *Build) Install() error {
	if err := b.syncs.wait(); err != nil {
		return err
	}
	return b.Checkpoint()
}

// Checkpoint is Install for the tables that are on the disk already. Writers may write others during
// the call.
func (b *Build) Checkpoint() error {
	b.mu.Lock()
	defer b.mu.Unlock()
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

// Grown reports whether there are tables on the disk that are not in the database yet.
func (b *Build) Grown() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.syncs.tables()) > b.listed
}

// Publish renames the directory, which Install has made a database. If it fails, the directory has
// its old name.
func (b *Build) Publish(path string) error {
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

// End releases the lock. With remove, it first removes the directory.
func (b *Build) End(remove bool) error {
	defer live.Add(-1)
	err := b.syncs.wait()
	if remove {
		// The caller has reported the error of a sync, if there was one.
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

// TableWriter writes entries in key order to the tables of a Build. It must be used by one goroutine
// at a time.
type TableWriter struct {
	build *Build
	c     *C.oldb_build // nil after Close
	path  string        // of the table in progress; empty if there is none
	num   uint64

	some        bool   // there are finished tables; guarded by build.mu, as are their keys
	first, last string // keys
}

// leveldbWrites is set by tests that compare the tables with those that LevelDB writes.
var leveldbWrites bool

// Writer returns a new writer. The caller closes it.
func (b *Build) Writer() (*TableWriter, error) {
	o := b.options
	snappy := C.int(1)
	if o.Compression == NoCompression {
		snappy = 0
	}
	only := C.int(0)
	if leveldbWrites {
		only = 1
	}
	c := C.oldb_build_new(dbfile.BuiltSequence, C.size_t(o.MaxFileSize), C.size_t(o.BlockSize), C.int(o.BlockRestartInterval), snappy,
		C.int(o.BloomFilterBits), only)
	if c == nil {
		return nil, driver.ErrOutOfMemory
	}
	w := &TableWriter{build: b, c: c}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writers = append(b.writers, w)
	return w, nil
}

// Write adds the entries of a batch, which are puts in key order. After an error, the writer can only
// be closed.
func (w *TableWriter) Write(batch *driver.Batch) error {
	return batch.Read(func(packed []byte) error {
		for len(packed) > 0 {
			if err := w.begin(); err != nil {
				return err
			}
			var used C.size_t
			var full C.int
			var status C.oldb_status
			writes.acquire()
			C.oldb_build_add(w.c, buffer(packed), C.size_t(len(packed)), &used, &full, &status)
			writes.release()
			if err := w.end(&status, full); err != nil {
				return err
			}
			packed = packed[used:]
		}
		return nil
	})
}

// Put adds an entry. LevelDB reads the value in place. Errors are those of Write.
func (w *TableWriter) Put(key string, value []byte) error {
	if err := driver.CheckSize(len(key), len(value)); err != nil {
		return err
	}
	if err := w.begin(); err != nil {
		return err
	}
	var full C.int
	var status C.oldb_status
	writes.acquire()
	C.oldb_build_put(w.c, chars(key), C.size_t(len(key)), buffer(value), C.size_t(len(value)), &full, &status)
	writes.release()
	return w.end(&status, full)
}

// begin creates the next table, if none is in progress.
func (w *TableWriter) begin() error {
	if w.path != "" {
		return nil
	}
	w.num = w.build.next()
	path := filepath.Join(w.build.path, dbfile.TableName(w.num))
	var status C.oldb_status
	writes.acquire()
	defer writes.release()
	C.oldb_build_begin(w.c, chars(path), C.size_t(len(path)), &status)
	if err := statusError(&status); err != nil {
		return err
	}
	w.path = path
	return nil
}

// end checks the status of an addition, and finishes the table if it is full.
func (w *TableWriter) end(status *C.oldb_status, full C.int) error {
	if err := statusError(status); err != nil || full == 0 {
		return err
	}
	return w.Finish()
}

// Finish finishes the table in progress, if there is one.
func (w *TableWriter) Finish() error {
	if w.path == "" {
		return nil
	}
	path := w.path
	w.path = ""
	var table C.oldb_table
	writes.acquire()
	C.oldb_build_finish(w.c, &table)
	writes.release()
	if err := statusError(&table.status); err != nil {
		return err
	}
	s := &dbfile.Summary{
		First: C.GoStringN((*C.char)(pointer(&table.first)), C.int(table.first_size)),
		Last:  C.GoStringN((*C.char)(pointer(&table.last)), C.int(table.last_size)),
	}
	w.grow(s.FirstUser(), s.LastUser())
	return w.build.syncs.add(written{path, table.fd, dbfile.NewTable(w.num, 0, int64(table.size), s)})
}

// grow records the keys of a finished table.
func (w *TableWriter) grow(first, last string) {
	w.build.mu.Lock()
	defer w.build.mu.Unlock()
	if !w.some {
		w.first = first
	}
	w.some, w.last = true, last
}

// Close frees the writer. It does not finish the table in progress. Closing twice is harmless.
func (w *TableWriter) Close() {
	if w.c != nil {
		C.oldb_build_free(w.c)
		w.c = nil
	}
}

// syncs syncs finished tables while others are being written.
type syncs struct {
	mu      sync.Mutex
	changed sync.Cond // the queue has changed; L is mu
	queue   []written
	synced  []dbfile.Table
	running bool
	err     error // of the first sync that failed
}

// written is a finished table.
type written struct {
	path  string
	fd    C.int
	table dbfile.Table
}

// maxUnsynced is how many files may wait for their sync. They are open.
const maxUnsynced = 64

// add takes ownership of the file of a table. It returns the error of an earlier one.
func (s *syncs) add(w written) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) >= maxUnsynced {
		s.changed.Wait()
	}
	s.queue = append(s.queue, w)
	if !s.running {
		s.running = true
		go s.run()
	}
	return s.err
}

// run syncs files until none is left.
func (s *syncs) run() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 {
		next, failed := s.queue[0], s.err != nil
		s.mu.Unlock()
		err := next.sync(failed)
		s.mu.Lock()
		s.queue = s.queue[1:]
		switch {
		case s.err != nil:
		case err != nil:
			s.err = err
		default:
			s.synced = append(s.synced, next.table)
		}
		s.changed.Broadcast()
	}
	s.running = false
	s.changed.Broadcast()
}

// wait waits for all files, and returns the error of the first one that failed.
func (s *syncs) wait() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.running {
		s.changed.Wait()
	}
	return s.err
}

// tables returns the tables that are on the disk.
func (s *syncs) tables() []dbfile.Table {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.synced[:len(s.synced):len(s.synced)]
}

func (f written) sync(discard bool) error {
	upkeep.acquire()
	defer upkeep.release()
	only := C.int(0)
	if discard {
		only = 1
	}
	var status C.oldb_status
	C.oldb_build_sync(chars(f.path), C.size_t(len(f.path)), f.fd, only, &status)
	runtime.KeepAlive(f.path)
	return statusError(&status)
}

// extendCRC is ExtendCrc of crc.h, for tests.
func extendCRC(crc uint32, data []byte, portable bool) uint32 {
	only := C.int(0)
	if portable {
		only = 1
	}
	return uint32(C.oldb_crc(C.uint32_t(crc), buffer(data), C.size_t(len(data)), only))
}
