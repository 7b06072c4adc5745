package native

/*
#include "shim.h"
*/
import "C"

import (
	"context"
	"runtime"
	"sync"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Snapshot is the state of a database at one moment. It implements [driver.Store] for reading. Its
// methods are safe for concurrent use by multiple goroutines.
//
// A snapshot keeps superseded values on disk until it is closed. In LevelDB 1.23, a compaction that
// runs while there is an explicit snapshot can make superseded values reappear; later versions
// fixed this. Prefer a single iterator if that is enough: an iterator reads from its own implicit
// snapshot.
type Snapshot struct {
	state // its db keeps the database open
	*snapshotCore
}

type snapshotCore struct {
	core *core
	mu   sync.RWMutex // held for reading by reads through the snapshot, for writing by release
	c    *C.oldb_snapshot
	made leak.Origin
}

// Snapshot implements [driver.Store].
func (db *DB) Snapshot(ctx context.Context) (driver.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := db.enter(); err != nil {
		return nil, err
	}
	defer db.leave()
	s := &snapshotCore{core: db.core, made: leak.Here()}
	reads.acquire()
	c, err := s.take()
	reads.release()
	if err != nil {
		return nil, err
	}
	s.c = c
	db.adopt(s)
	db.compacted.snapshots.Add(1)
	live.Add(1)
	snapshot := &Snapshot{snapshotCore: s}
	snapshot.state = state{db, snapshot}
	runtime.AddCleanup(snapshot, collected, child(s))
	return snapshot, nil
}

// take returns a new C++ object.
func (s *snapshotCore) take() (c *C.oldb_snapshot, err error) {
	order, db := s.core.order, s.core.c
	if order == nil {
		return C.oldb_snapshot_new(db), nil
	}
	taken := new(*C.oldb_snapshot)
	if err := order.call(func() { *taken = C.oldb_snapshot_new(db) }); err != nil {
		return nil, err
	}
	return *taken, nil
}

// Close releases the snapshot. Closing twice is harmless. Later reads through it return ErrClosed.
func (s *Snapshot) Close() error {
	s.end()
	runtime.KeepAlive(s)
	return nil
}

// Put returns ErrReadOnly, like Delete, Write and Compact.
func (s *Snapshot) Put(ctx context.Context, _ string, _ []byte, _ driver.WriteOptions) error {
	return refuseWrite(ctx)
}

// Delete returns ErrReadOnly.
func (s *Snapshot) Delete(ctx context.Context, _ string, _ driver.WriteOptions) error {
	return refuseWrite(ctx)
}

// Write returns ErrReadOnly.
func (s *Snapshot) Write(ctx context.Context, _ *driver.Batch, _ driver.WriteOptions) error {
	return refuseWrite(ctx)
}

// Compact returns ErrReadOnly.
func (s *Snapshot) Compact(ctx context.Context, _, _ string) error { return refuseWrite(ctx) }

func refuseWrite(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return driver.ErrReadOnly
}

// Snapshot returns ErrInvalidArgument.
func (s *Snapshot) Snapshot(ctx context.Context) (driver.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, &driver.Error{Class: driver.ErrInvalidArgument, Text: "cannot take a snapshot of a snapshot"}
}

// Property implements [driver.Store]. It returns a property of the database.
func (s *Snapshot) Property(ctx context.Context, name string) (string, error) {
	if _, err := s.enter(ctx); err != nil {
		return "", err
	}
	s.leave() // the call below enters again, and must not do so inside: Close may be waiting
	return s.state.db.Property(ctx, name)
}

// ApproximateSize implements [driver.Store]. It returns a size in the database.
func (s *Snapshot) ApproximateSize(ctx context.Context, lower, upper string) (uint64, error) {
	if _, err := s.enter(ctx); err != nil {
		return 0, err
	}
	s.leave() // the call below enters again, and must not do so inside: Close may be waiting
	return s.state.db.ApproximateSize(ctx, lower, upper)
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
	db, c := s.core.c, s.c
	reads.acquire()
	_ = s.core.order.call(func() { C.oldb_snapshot_release(db, c) }) // a failed database keeps it
	reads.release()
	s.c = nil
	live.Add(-1)
	s.core.disown(s)
	return true
}

// hold keeps the snapshot open until drop.
func (s *Snapshot) hold() (*C.oldb_snapshot, error) {
	s.mu.RLock()
	if s.c == nil {
		s.mu.RUnlock()
		return nil, driver.ErrClosed
	}
	return s.c, nil
}

func (s *Snapshot) drop() {
	s.mu.RUnlock()
	runtime.KeepAlive(s)
}
