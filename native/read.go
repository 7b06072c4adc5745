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

// Get reads the value of key. A value that fits into buf is put there, and the result is a part of buf; a longer one is
// borrowed from C++ and must be released. The error is ErrNotFound if there is no such key.
//
// LevelDB has two ways to read. Its own Get copies the value, asks filters, and is faster by a fifth for small ones; an
// iterator leaves the value where it lies, which is faster by a hundred times for a megabyte. Which is better shows only when
// the value is there, so Get takes the second way if one of the last reads found a large value; Pin, for what is known to be
// large, always takes it.
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

// rememberLarge is how many small values in a row make Get expect another small one.
const rememberLarge = 32

// Pin reads the value of key without copying it, wherever it lies: in a table that is mapped, a block in the cache, or the
// memory for recent writes. It must be released. The error is ErrNotFound if there is no such key.
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

// fetch reads the value of key. The caller is inside a call.
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

// Has reports whether there is a value of key, without copying it.
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

// reading begins a call that reads; read ends it. Between the two neither the database nor the
// snapshot goes away.
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

// chars points to the bytes of a string; C++ reads them only during the call.
func chars(s string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(s))) }

// pinned keeps a Go pointer that is stored inside a C struct in place until the deferred Unpin.
func pinned(pinner *runtime.Pinner, s string) *C.char {
	if s == "" {
		return nil
	}
	pinner.Pin(unsafe.StringData(s))
	return chars(s)
}
