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
	"runtime"
	"unsafe"
)

// Get returns the value of key. A value that fits into buf is copied there, and the result is a
// part of buf. A longer value is borrowed from C++, and the caller must release it. The error is
// ErrNotFound if the key does not exist.
//
// LevelDB has two ways to read. Its own Get copies the value and uses filters; it is 20% faster for
// small values. An iterator leaves the value in place; it is a hundred times faster for a megabyte.
// The better way is known only after the read, so Get uses an iterator if one of the last reads
// found a large value. Pin always uses an iterator, and is for values that are known to be large.
func (db *DB) Get(key string, buf []byte, options ReadOptions) (Value, error) {
	expect := db.large.Load()
	v, err := db.get(key, buf, expect > 0, options)
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

// Pin returns the value of key without copying it. The value may be in a mapped table, in a block
// of the cache, or in the memory for recent writes. The caller must release it. The error is
// ErrNotFound if the key does not exist.
func (db *DB) Pin(key string, options ReadOptions) (Value, error) {
	return db.get(key, nil, true, options)
}

func (db *DB) get(key string, buf []byte, pin bool, options ReadOptions) (Value, error) {
	if err := checkSize("get", len(key), 0); err != nil {
		return Value{}, err
	}
	snapshot, err := db.reading(options)
	if err != nil {
		return Value{}, err
	}
	defer db.read(options)
	return db.fetch(snapshot, key, buf, pin, options)
}

// fetch returns the value of key. The caller is inside a call.
func (db *DB) fetch(snapshot *C.oldb_snapshot, key string, buf []byte, pin bool, options ReadOptions) (Value, error) {
	flags := options.flags()
	if pin {
		flags |= C.OLDB_PIN
	}
	var out C.oldb_value
	reads.acquire()
	C.oldb_get(db.c, snapshot, flags, chars(key), C.size_t(len(key)), buffer(buf), C.size_t(len(buf)), &out)
	reads.release()
	if err := statusError("get", &out.status); err != nil {
		return Value{}, err
	}
	if out.owner == 0 {
		return ValueOf(buf[:out.size:out.size]), nil
	}
	db.retain()
	bytes := unsafe.Slice((*byte)(pointer(&out.data)), int(out.size))
	return lend(bytes, db.core, pointer(&out.owner), out.pinned, nil), nil
}

// Has reports whether the key exists, without copying its value.
func (db *DB) Has(key string, options ReadOptions) (bool, error) {
	if err := checkSize("has", len(key), 0); err != nil {
		return false, err
	}
	snapshot, err := db.reading(options)
	if err != nil {
		return false, err
	}
	defer db.read(options)
	var found C.int
	var status C.oldb_status
	reads.acquire()
	C.oldb_has(db.c, snapshot, options.flags(), chars(key), C.size_t(len(key)), &found, &status)
	reads.release()
	return found != 0, statusError("has", &status)
}

// reading begins a call that reads, and read ends it. The database and the snapshot stay open in
// between.
func (db *DB) reading(options ReadOptions) (*C.oldb_snapshot, error) {
	if err := db.enter(); err != nil {
		return nil, err
	}
	if options.Snapshot == nil {
		return nil, nil
	}
	c, err := options.Snapshot.hold(db)
	if err != nil {
		db.leave()
		return nil, err
	}
	return c, nil
}

func (db *DB) read(options ReadOptions) {
	if options.Snapshot != nil {
		options.Snapshot.drop()
	}
	db.leave()
}

// chars returns a pointer to the bytes of a string, which C++ reads only during the call.
func chars(s string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(s))) }

// pinned pins a string whose pointer is stored inside a C struct, until the deferred Unpin.
func pinned(pinner *runtime.Pinner, s string) *C.char {
	if s == "" {
		return nil
	}
	pinner.Pin(unsafe.StringData(s))
	return chars(s)
}
