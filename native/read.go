package native

/*
#cgo noescape oldb_get
#cgo nocallback oldb_get
#cgo noescape oldb_has
#cgo nocallback oldb_has
#include "shim.h"
*/
import "C"

import (
	"context"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// state is the state that reads see: the current entries of a database, or those of a snapshot.
type state struct {
	db       *DB
	snapshot *Snapshot // nil: the current state
}

// enter begins a read, and leave ends it. The database and the snapshot stay open in between.
func (s state) enter(ctx context.Context) (*C.oldb_snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.db.enter(); err != nil {
		return nil, err
	}
	if s.snapshot == nil {
		return nil, nil
	}
	c, err := s.snapshot.hold()
	if err != nil {
		s.db.leave()
		return nil, err
	}
	return c, nil
}

func (s state) leave() {
	if s.snapshot != nil {
		s.snapshot.drop()
	}
	s.db.leave()
}

// Get implements [driver.Store]. A value that does not fit into buf is borrowed from C++.
//
// LevelDB has two ways to read. Its own Get copies the value and uses filters; it is 20% faster for
// small values. An iterator leaves the value in place; it is a hundred times faster for a value of
// a megabyte. Which one is faster is known only after the read, so Get uses an iterator if a recent
// read found a large value. Pin always uses an iterator, and is for values that are known to be
// large.
func (s state) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (driver.Value, error) {
	db := s.db
	expect := db.large.Load()
	v, err := s.get(ctx, key, buf, expect > 0, o)
	switch {
	case err != nil:
	case len(v.Bytes()) >= largeFrom:
		if expect < rememberLarge {
			db.large.Store(rememberLarge)
		}
	case expect > 0:
		db.large.Add(-1)
	}
	return v, err
}

// rememberLarge is the number of consecutive small values after which Get expects a small value
// again.
const rememberLarge = 32

// Pin implements [driver.Store]. The value may be in a mapped table, in a block of the cache, or in
// the memory for recent writes.
func (s state) Pin(ctx context.Context, key string, o driver.ReadOptions) (driver.Value, error) {
	return s.get(ctx, key, nil, true, o)
}

func (s state) get(ctx context.Context, key string, buf []byte, inPlace bool, o driver.ReadOptions) (driver.Value, error) {
	if err := driver.CheckSize(len(key), 0); err != nil {
		return driver.Value{}, err
	}
	snapshot, err := s.enter(ctx)
	if err != nil {
		return driver.Value{}, err
	}
	defer s.leave()
	return s.db.fetch(snapshot, key, buf, inPlace, o)
}

// fetch returns the value of key, through an iterator if inPlace is set. The caller is inside a
// call.
func (db *DB) fetch(snapshot *C.oldb_snapshot, key string, buf []byte, inPlace bool, o driver.ReadOptions) (driver.Value, error) {
	flags := flags(o)
	if inPlace {
		flags |= C.OLDB_PIN
	}
	if db.order != nil {
		return db.fetchOrdered(snapshot, key, buf, flags)
	}
	var out C.oldb_value
	reads.acquire()
	C.oldb_get(db.c, snapshot, flags, chars(key), C.size_t(len(key)), buffer(buf), C.size_t(len(buf)), &out)
	reads.release()
	if err := statusError(&out.status); err != nil {
		return driver.Value{}, err
	}
	return db.valueOf(&out, buf), nil
}

// fetchOrdered is fetch for a database with a comparator.
func (db *DB) fetchOrdered(snapshot *C.oldb_snapshot, key string, buf []byte, flags C.int) (driver.Value, error) {
	reads.acquire()
	out, err := ordered{db.order, db.c, snapshot, flags}.get(key, buf)
	reads.release()
	if err != nil {
		return driver.Value{}, err
	}
	return db.valueOf(&out, buf), nil
}

// valueOf returns the value that oldb_get found. A small value is in buf.
func (db *DB) valueOf(out *C.oldb_value, buf []byte) driver.Value {
	if out.owner == 0 {
		return driver.ValueOf(buf[:out.size:out.size])
	}
	db.retain()
	bytes := unsafe.Slice((*byte)(pointer(&out.data)), int(out.size))
	return borrow(bytes, pin{core: db.core, owner: pointer(&out.owner), kind: out.pinned})
}

// Has implements [driver.Store], without copying the value.
func (s state) Has(ctx context.Context, key string, o driver.ReadOptions) (bool, error) {
	if err := driver.CheckSize(len(key), 0); err != nil {
		return false, err
	}
	snapshot, err := s.enter(ctx)
	if err != nil {
		return false, err
	}
	defer s.leave()
	if s.db.order != nil {
		reads.acquire()
		defer reads.release()
		return ordered{s.db.order, s.db.c, snapshot, flags(o)}.has(key)
	}
	var found C.int
	var status C.oldb_status
	reads.acquire()
	C.oldb_has(s.db.c, snapshot, flags(o), chars(key), C.size_t(len(key)), &found, &status)
	reads.release()
	return found != 0, statusError(&status)
}
