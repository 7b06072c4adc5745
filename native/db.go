package native

/*
#cgo CXXFLAGS: -std=c++17 -O2 -fno-rtti
#cgo LDFLAGS: -lleveldb
#include "shim.h"
*/
import "C"

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/leak"
)

// DB is an open database. Its methods may be called from many goroutines at once, in any order, and after Close.
type DB struct {
	*core
}

// core is what a DB and everything made from it share. It must not refer to the DB, which is collected when nobody has it.
//
// Who owns what: the C++ database belongs to core and is closed when references falls to zero. The open handle holds one
// reference, every iterator, snapshot and borrowed value one more, so that none outlives the database under it. A call into C++ that needs
// no handle of its own holds calls for reading meanwhile.
type core struct {
	path   string
	levigo *levigo.DB
	c      *C.leveldb_t
	config *configuration
	lock   *lock // nil with NoLock

	readOnly bool // every write is refused

	closing  atomic.Bool  // Close was called: refuse at once, without waiting for calls
	shutting sync.Once    // the one that closes
	calls    sync.RWMutex // held for reading by calls into C++, for writing by Close

	commits   commits // those who write, one at a time
	compacted compacted

	references atomic.Int64
	closed     chan struct{} // closed when the C++ database is
	closeErr   error         // valid when closed is closed

	mu       sync.Mutex
	children map[child]struct{}

	large atomic.Int32 // how much longer Get expects large values: see there
}

// child is a C++ object that lives on a database: an iterator or a snapshot.
type child interface {
	// end makes the child's later calls return ErrClosed and frees its C++ object now, or as soon as borrowed memory allows.
	// It says whether this call did: a child ends once.
	end() bool
	// describe says what the child is and where it was made, for the report of one that was forgotten.
	describe() (what string, made leak.Origin)
}

// Open opens the database in the directory path. With nil options an existing database is opened as
// LevelDB does by default.
//
// LevelDB opens its files by name for as long as the database is open. A relative path is made
// absolute first, so that the working directory may change. The directory itself must keep its
// name: see leveldb.Open.
//
// The error is fs.ErrNotExist if there is no database and CreateIfMissing is not set (nothing is
// created then), fs.ErrExist if there is one and ErrorIfExists is set, ErrLocked if it is open
// elsewhere, in this process or another, with the processes in its text where the system tells.
// Readers (Options.ReadOnly) exclude writers only.
func Open(path string, options *Options) (*DB, error) {
	if options == nil {
		options = &Options{}
	}
	if err := options.check(); err != nil {
		return nil, err
	}
	path, err := AbsolutePath(path)
	if err != nil {
		return nil, err
	}
	upkeep.acquire() // for the file system too: a disk that hangs must not use up the threads
	defer upkeep.release()
	exists, err := exists(path)
	switch {
	case err != nil:
		return nil, &Error{Op: "open", Class: ErrIO, Text: err.Error(), Cause: err}
	case !exists && !options.CreateIfMissing:
		if err := examine(path); err != nil {
			return nil, err
		}
		// LevelDB would find this out too, but leave a directory with a lock and a log file behind.
		return nil, &Error{Op: "open", Class: ErrNotFound, Text: "there is no database", Cause: fs.ErrNotExist}
	case exists && options.ErrorIfExists:
		return nil, &Error{Op: "open", Class: ErrInvalidArgument, Text: "the database exists", Cause: fs.ErrExist}
	}
	if _, err := os.Lstat(filepath.Join(path, "LOCK")); err != nil && !options.ReadOnly {
		// The lock would create the file, also in a directory that start refuses.
		if err := examine(path); err != nil {
			return nil, err
		}
	}
	lock, err := options.acquire(path)
	if err != nil {
		return nil, lockError("open", err)
	}
	var ldb *levigo.DB
	var config *configuration
	if lock != nil && lock.whole {
		ldb, config, err = options.start(path)
	} else {
		ldb, config, err = undisturbed(path, options.start)
	}
	if err != nil {
		return nil, errors.Join(err, lock.release())
	}
	core := &core{
		path:      path,
		levigo:    ldb,
		c:         (*C.leveldb_t)(unsafe.Pointer(ldb.Ldb)),
		config:    config,
		lock:      lock,
		readOnly:  options.ReadOnly,
		children:  map[child]struct{}{},
		compacted: compacted{atOnce: compactedAtOnce},
		closed:    make(chan struct{}),
	}
	core.references.Store(1)
	db := &DB{core: core}
	runtime.AddCleanup(db, func(made leak.Origin) {
		if !core.closing.Load() {
			leak.Report("the database "+core.path, made)
			for _, ch := range core.shut() {
				leak.Report(ch.describe()) // it held on to the database, so nobody has it either
			}
		}
	}, leak.Here())
	live.Add(1)
	return db, nil
}

// acquire takes the lock that the options ask for. To write, it makes the directory if there is none.
func (o *Options) acquire(path string) (*lock, error) {
	if o.ReadOnly {
		return o.lockShared(path)
	}
	if err := disk.Mkdir(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return acquire(path, "has the database open")
}

// start opens the C++ database.
func (o *Options) start(path string) (*levigo.DB, *configuration, error) {
	if err := examine(path); err != nil {
		return nil, nil, err
	}
	config := o.configure()
	ldb, err := levigo.Open(path, config.options)
	if err != nil {
		config.close()
		return nil, nil, namedLog(path, levigoError("open", err))
	}
	if o.ReadOnly {
		if err := config.readOnly.seal(ldb); err != nil {
			ldb.Close()
			config.close()
			return nil, nil, err
		}
	}
	return ldb, config, nil
}

// exists reports whether path holds a database, as LevelDB itself decides: by the file CURRENT.
func exists(path string) (bool, error) {
	switch _, err := os.Stat(filepath.Join(path, "CURRENT")); {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, err
	}
}

func lockError(op string, err error) error {
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	return &Error{Op: op, Class: ErrIO, Text: err.Error(), Cause: err}
}

// Close closes the database. Calls that are under way are waited for; later ones, those of iterators and snapshots
// included, return ErrClosed. Iterators and snapshots are released. Only where a Value borrows memory, the C++ database
// lives on until its Release, and keeps the directory locked meanwhile: Close does not wait for it.
//
// Closing twice is harmless: the second call returns what the first did.
func (db *DB) Close() error {
	db.core.shut()
	runtime.KeepAlive(db)
	return db.result()
}

// shut closes, and gives the children that were still alive.
func (c *core) shut() (ended []child) {
	c.closing.Store(true)
	c.shutting.Do(func() {
		c.calls.Lock()
		c.mu.Lock()
		children := slices.Collect(maps.Keys(c.children))
		c.mu.Unlock()
		for _, ch := range children {
			if ch.end() {
				ended = append(ended, ch)
			}
		}
		c.calls.Unlock()
		live.Add(-1)
		c.lock.closing()
		c.release()
	})
	return ended
}

// result gives what closing LevelDB gave, or nil if borrowed memory still keeps it open.
func (c *core) result() error {
	select {
	case <-c.closed:
		return c.closeErr
	default:
		return nil
	}
}

// enter begins a call into C++; the caller ends it with leave.
func (db *DB) enter() error {
	if db.closing.Load() {
		return ErrClosed
	}
	db.calls.RLock()
	if db.closing.Load() {
		db.calls.RUnlock()
		return ErrClosed
	}
	return nil
}

// enterToWrite is enter for a call that changes the database.
func (db *DB) enterToWrite() error {
	if err := db.enter(); err != nil {
		return err
	}
	if db.readOnly {
		db.leave()
		return ErrReadOnly
	}
	return nil
}

func (db *DB) leave() {
	db.calls.RUnlock()
	runtime.KeepAlive(db) // a DB that is in use is not leaked
}

// adopt counts a new child. The caller is inside a call.
func (c *core) adopt(ch child) {
	c.retain()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.children[ch] = struct{}{}
}

// disown is the end of a child whose C++ object is freed.
func (c *core) disown(ch child) {
	c.mu.Lock()
	delete(c.children, ch)
	c.mu.Unlock()
	c.release()
}

// holdsSnapshot reports whether there is a snapshot that was not released.
func (c *core) holdsSnapshot() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for ch := range c.children {
		if _, is := ch.(*snapshotCore); is {
			return true
		}
	}
	return false
}

// retain keeps the C++ database open until release. The caller is inside a call, or has a reference.
func (c *core) retain() { c.references.Add(1) }

// release gives up a reference, and closes the C++ database with the last.
func (c *core) release() {
	if c.references.Add(-1) > 0 {
		return
	}
	upkeep.acquire()
	defer upkeep.release()
	c.levigo.Close()
	c.config.close()
	c.closeErr = c.lock.release()
	close(c.closed)
}
