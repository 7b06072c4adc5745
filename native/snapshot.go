package native

/*
#include "shim.h"
*/
import "C"

import (
	"runtime"
	"sync"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// Snapshot is the state of a database at one moment. Pass it to reads in ReadOptions. Its methods
// may be called from many goroutines.
//
// A snapshot keeps superseded values on disk until it is released. In LevelDB 1.23, a compaction
// that runs while there is an explicit snapshot can bring back old values; later versions fixed
// this. Prefer a single iterator where that is enough: an iterator reads from an implicit snapshot
// of its own.
type Snapshot struct {
	db *DB // keeps the database open
	*snapshotCore
}

type snapshotCore struct {
	core *core
	mu   sync.RWMutex // held for reading by reads through the snapshot, for writing by release
	c    *C.oldb_snapshot
	made leak.Origin
}

// NewSnapshot takes a snapshot. The caller must release it.
func (db *DB) NewSnapshot() (*Snapshot, error) {
	if err := db.enter(); err != nil {
		return nil, err
	}
	defer db.leave()
	s := &snapshotCore{core: db.core, made: leak.Here()}
	reads.acquire()
	s.c = C.oldb_snapshot_new(db.c)
	reads.release()
	db.adopt(s)
	db.compacted.snapshots.Add(1)
	live.Add(1)
	snapshot := &Snapshot{db: db, snapshotCore: s}
	runtime.AddCleanup(snapshot, collected, child(s))
	return snapshot, nil
}

// Release releases the snapshot. Releasing twice is harmless. Later reads through it return
// ErrClosed.
func (s *Snapshot) Release() {
	s.end()
	runtime.KeepAlive(s)
}

// Held returns ErrClosed after Release, and nil before.
func (s *Snapshot) Held() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.c == nil {
		return ErrClosed
	}
	return nil
}

func (s *snapshotCore) describe() (string, leak.Origin) {
	return "a snapshot of " + s.core.path, s.made
}

func (s *snapshotCore) end() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c == nil {
		return false
	}
	reads.acquire()
	C.oldb_snapshot_release(s.core.c, s.c)
	reads.release()
	s.c = nil
	live.Add(-1)
	s.core.disown(s)
	return true
}

// hold keeps the snapshot open until drop, for a read on db.
func (s *Snapshot) hold(db *DB) (*C.oldb_snapshot, error) {
	if s.snapshotCore == nil || s.core != db.core { // a zero Snapshot belongs to no database
		return nil, &Error{Op: "read", Class: ErrInvalidArgument, Text: "the snapshot is one of another database"}
	}
	s.mu.RLock()
	if s.c == nil {
		s.mu.RUnlock()
		return nil, ErrClosed
	}
	return s.c, nil
}

func (s *Snapshot) drop() {
	s.mu.RUnlock()
	runtime.KeepAlive(s)
}
