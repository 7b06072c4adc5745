package native

/*
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

	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// DB is an open database. Its methods may be called by multiple goroutines at once, in any order,
// and after Close.
type DB struct {
	*core
}

// core is the state that a DB shares with everything made from it. It must not refer to the DB, so
// that an unreachable DB can be collected.
//
// The core owns the C++ database, and closes it when references drops to zero. The open handle
// holds one reference, and every iterator, snapshot and borrowed value holds one more, so that none
// outlives the database. A call into C++ that needs no other handle holds calls for reading while
// it runs.
type core struct {
	path   string
	opened *levelDB
	c      *C.leveldb_t // of opened
	order  *ordering    // of opened; nil for bytewise order
	lock   *dblock.Lock // nil with NoLock

	readOnly bool // writes return ErrReadOnly
	tables   directTables

	closing  atomic.Bool  // Close was called: refuse new calls immediately
	shutting sync.Once    // runs the shutdown once
	calls    sync.RWMutex // held for reading by calls into C++, for writing by Close

	commits   commits // the queue of writers
	compacted compacted

	references atomic.Int64
	closed     chan struct{} // closed when the C++ database is closed
	closeErr   error         // valid when closed is closed

	mu       sync.Mutex
	children map[child]struct{}

	large atomic.Int32 // number of further reads that expect a large value: see Get
}

// child is a C++ object that belongs to a database: an iterator or a snapshot.
type child interface {
	// end makes the child's later calls return ErrClosed. It frees the C++ object immediately, or
	// as soon as borrowed memory is released. It reports whether this call ended the child: a child
	// ends once.
	end() bool
	// describe returns a description of the child and the place where it was made, for a leak
	// report.
	describe() (what string, made leak.Origin)
}

// Open opens the database in the directory path. Nil options open an existing database with
// LevelDB's defaults.
//
// LevelDB opens its files by name for as long as the database is open. A relative path is first
// made absolute, so that the working directory may change. The directory itself must keep its name:
// see leveldb.Open.
//
// The error is fs.ErrNotExist if there is no database and CreateIfMissing is not set; nothing is
// created then. It is fs.ErrExist if there is a database and ErrorIfExists is set. It is ErrLocked
// if the database stays open elsewhere, in this process or another, for longer than
// Options.LockTimeout; its text names the processes if the system reports them. Readers
// (Options.ReadOnly) exclude only writers.
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
	var lock *dblock.Lock
	err = waitForLock(options.LockTimeout, func() (err error) {
		upkeep.acquire() // covers file system calls too: a hung disk must not use up the threads
		defer upkeep.release()
		lock, err = options.claim(path)
		return err
	})
	if err != nil {
		return nil, err
	}
	undo := func() {}
	if options.Locked != nil {
		switch u, err := options.Locked(); {
		case err != nil:
			return nil, errors.Join(err, lock.Release())
		case u != nil:
			undo = u
		}
	}
	upkeep.acquire()
	defer upkeep.release()
	var opened *levelDB
	if lock.ExcludesWriters() {
		opened, err = options.start(path)
	} else {
		opened, err = undisturbed(path, options.start)
	}
	if err != nil {
		undo()
		return nil, errors.Join(err, lock.Release())
	}
	core := &core{
		path:      path,
		opened:    opened,
		c:         opened.handle(),
		order:     opened.config.order,
		lock:      lock,
		readOnly:  options.ReadOnly,
		children:  map[child]struct{}{},
		compacted: compacted{atOnce: compactedAtOnce},
		closed:    make(chan struct{}),
	}
	if m := opened.manifest; m != nil && options.ReadOnly {
		core.tables.manifest = m
	} else if m != nil {
		core.compacted.opened = m.NextFile
	}
	opened.manifest = nil
	core.references.Store(1)
	db := &DB{core: core}
	runtime.AddCleanup(db, func(made leak.Origin) {
		if !core.closing.Load() {
			leak.Report("the database "+core.path, made)
			for _, ch := range core.shut() {
				leak.Report(ch.describe()) // it refers to the database, so it is unreachable too
			}
		}
	}, leak.Here())
	live.Add(1)
	return db, nil
}

// waitForLock is replaced by tests.
var waitForLock = dblock.Wait

// claim checks whether there is a database, and locks it.
func (o *Options) claim(path string) (*dblock.Lock, error) {
	exists, err := exists(path)
	switch {
	case err != nil:
		return nil, ioError(err)
	case !exists && !o.CreateIfMissing:
		if _, err := examine(path, o.Comparator); err != nil {
			return nil, err
		}
		// LevelDB would detect this too, but would leave a directory with a lock and a log file.
		return nil, &driver.Error{Class: driver.ErrNotFound, Text: "there is no database", Cause: fs.ErrNotExist}
	case exists && o.ErrorIfExists:
		return nil, &driver.Error{Class: driver.ErrInvalidArgument, Text: "the database exists", Cause: fs.ErrExist}
	}
	if _, err := os.Lstat(filepath.Join(path, "LOCK")); err != nil && !o.ReadOnly {
		// Locking would create the file, even in a directory that start rejects.
		if _, err := examine(path, o.Comparator); err != nil {
			return nil, err
		}
	}
	return o.acquire(path)
}

// acquire takes the lock that the options require. To write, it creates a missing directory.
func (o *Options) acquire(path string) (*dblock.Lock, error) {
	if o.ReadOnly {
		return o.lockShared(path)
	}
	if err := disk.Mkdir(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, ioError(err)
	}
	return dblock.Acquire(path, "has the database open")
}

// start opens the C++ database, after a check of the directory. LevelDB changes nothing if the
// database is opened read-only, so it reads the directory at the same time as the check.
func (o *Options) start(path string) (*levelDB, error) {
	check := sync.OnceValues(func() (examined, error) { return examine(path, o.Comparator) })
	var found examined
	var err error
	if o.ReadOnly && o.Comparator == nil && !anyRegistered() {
		go check()
	} else if found, err = check(); err != nil {
		return nil, err
	}
	opened, err := o.open(path, found)
	found, refused := check()
	switch {
	case refused != nil && err == nil:
		return nil, errors.Join(refused, opened.close())
	case refused != nil:
		return nil, refused
	case err != nil:
		return nil, err
	}
	opened.manifest = found.manifest
	return opened, nil
}

// open opens the C++ database.
func (o *Options) open(path string, found examined) (*levelDB, error) {
	config := o.configure(found.comparator)
	if err := config.order.checkLevels(found.manifest); err != nil {
		config.close()
		return nil, err
	}
	if err := config.logTo(o.Logger, path); err != nil {
		config.close()
		return nil, err
	}
	opened, err := openLevelDB(path, config)
	if err != nil {
		return nil, namedLog(path, err)
	}
	if o.ReadOnly {
		if err := opened.config.readOnly.seal(opened.handle()); err != nil {
			return nil, errors.Join(err, opened.close())
		}
	}
	return opened, nil
}

// exists reports whether path holds a database. Like LevelDB, it looks for the file CURRENT.
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

// Close closes the database and releases its iterators and snapshots. It waits for calls that are
// in progress. Later calls, including those of iterators and snapshots, return ErrClosed. If a
// Value still borrows memory, Close does not wait for it: the C++ database stays open, and the
// directory locked, until the Value is released.
//
// Closing twice is harmless: the second call returns the same result as the first.
func (db *DB) Close() error {
	db.core.shut()
	runtime.KeepAlive(db)
	return db.result()
}

// shut closes the database and returns the children that were still open.
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
		c.lock.Closed()
		c.release()
	})
	return ended
}

// result returns the error of closing LevelDB, or nil if borrowed memory still keeps it open.
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
		return driver.ErrClosed
	}
	db.calls.RLock()
	if db.closing.Load() {
		db.calls.RUnlock()
		return driver.ErrClosed
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
		return driver.ErrReadOnly
	}
	return nil
}

func (db *DB) leave() {
	db.calls.RUnlock()
	runtime.KeepAlive(db) // a DB in use is not a leak
}

// adopt registers a new child. The caller is inside a call.
func (c *core) adopt(ch child) {
	c.retain()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.children[ch] = struct{}{}
}

// disown removes a child whose C++ object has been freed.
func (c *core) disown(ch child) {
	c.mu.Lock()
	delete(c.children, ch)
	c.mu.Unlock()
	c.release()
}

// holdsSnapshot reports whether there is an unreleased snapshot.
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

// retain keeps the C++ database open until release. The caller is inside a call or holds a
// reference.
func (c *core) retain() { c.references.Add(1) }

// release drops a reference. Dropping the last one closes the C++ database.
func (c *core) release() {
	if c.references.Add(-1) > 0 {
		return
	}
	defer c.opened.config.log.flush()
	upkeep.acquire()
	defer upkeep.release()
	// Even if the comparator has failed, LevelDB no longer changes a file.
	err := c.opened.close()
	c.tables.free()
	c.closeErr = errors.Join(err, c.lock.Release())
	close(c.closed)
}
