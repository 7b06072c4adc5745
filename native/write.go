package native

/*
#cgo noescape oldb_put
#cgo nocallback oldb_put
#cgo noescape oldb_delete
#cgo nocallback oldb_delete
#cgo noescape oldb_write
#cgo nocallback oldb_write
#include "shim.h"
*/
import "C"

import (
	"context"
	"unsafe"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// write is one call of Put, Delete or Write. The caller owns its bytes.
type write struct {
	kind  byte // driver.PutEntry, driver.DeleteEntry, packedEntries or aloneInTurn
	key   string
	value []byte // for packedEntries, the entries of a batch
	sync  bool
}

// Kinds of write that are not a single entry of a Batch.
const (
	packedEntries = 2 // any number of packed entries
	aloneInTurn   = 3 // no entries: see DB.alone
)

// Put implements [driver.Store]. Key and value are copied before it returns.
func (db *DB) Put(ctx context.Context, key string, value []byte, o driver.WriteOptions) error {
	if err := driver.CheckSize(len(key), len(value)); err != nil {
		return err
	}
	return db.write(ctx, &write{kind: driver.PutEntry, key: key, value: value, sync: o.Sync})
}

// Delete implements [driver.Store].
func (db *DB) Delete(ctx context.Context, key string, o driver.WriteOptions) error {
	if err := driver.CheckSize(len(key), 0); err != nil {
		return err
	}
	return db.write(ctx, &write{kind: driver.DeleteEntry, key: key, sync: o.Sync})
}

// Write implements [driver.Store]. It writes the entries that the batch holds when Write is called;
// other goroutines may add entries concurrently. After a crash, the database holds either all of
// the entries or none.
func (db *DB) Write(ctx context.Context, batch *driver.Batch, o driver.WriteOptions) error {
	return batch.Read(func(packed []byte) error {
		return db.write(ctx, &write{kind: packedEntries, value: packed, sync: o.Sync})
	})
}

// write applies w when its turn comes: see commits. Another goroutine may write w together with
// other waiting writes.
func (db *DB) write(ctx context.Context, w *write) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := db.enterToWrite(); err != nil {
		return err
	}
	defer db.leave()
	if w.size() == 0 && !w.sync {
		return nil
	}
	group, mine, err := db.commits.await(w)
	if !mine {
		return err
	}
	defer db.commits.end(group)
	return group.result(db.cross(group.all(w)))
}

// cross makes LevelDB apply w, unless an earlier write has failed. All writes enter C++ here. The
// caller has the turn to write.
func (db *DB) cross(w *write) error {
	if err := db.commits.earlierFailure(); err != nil {
		return err
	}
	if db.order != nil {
		writes.acquire()
		defer writes.release()
		err := db.order.write(db.c, w)
		db.commits.wrote(err)
		return err
	}
	sync := C.int(0)
	if w.sync {
		sync = 1
	}
	key, keySize := chars(w.key), C.size_t(len(w.key))
	value, valueSize := buffer(w.value), C.size_t(len(w.value))
	var status C.oldb_status
	writes.acquire()
	defer writes.release()
	switch w.kind {
	case driver.PutEntry:
		C.oldb_put(db.c, sync, key, keySize, value, valueSize, &status)
	case driver.DeleteEntry:
		C.oldb_delete(db.c, sync, key, keySize, &status)
	case packedEntries:
		C.oldb_write(db.c, sync, value, valueSize, &status)
	}
	err := statusError(&status)
	db.commits.wrote(err)
	return err
}

// chars returns a pointer to the bytes of a string, which C++ reads only during the call.
func chars(s string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(s))) }

// buffer returns a pointer to the bytes of a slice, which C++ uses only during the call.
func buffer(b []byte) *C.char { return (*C.char)(unsafe.Pointer(unsafe.SliceData(b))) }
