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

// Put implements [driver.Store]. Key and value are copied before it returns.
func (db *DB) Put(ctx context.Context, key string, value []byte, o driver.WriteOptions) error {
	if err := driver.CheckSize(len(key), len(value)); err != nil {
		return err
	}
	return db.commit(ctx, &write{kind: driver.PutEntry, key: key, value: value, sync: o.Sync})
}

// Delete implements [driver.Store].
func (db *DB) Delete(ctx context.Context, key string, o driver.WriteOptions) error {
	if err := driver.CheckSize(len(key), 0); err != nil {
		return err
	}
	return db.commit(ctx, &write{kind: driver.DeleteEntry, key: key, sync: o.Sync})
}

// Write implements [driver.Store]. It writes the entries that the batch holds when Write is called;
// other goroutines may add entries at the same time. After a crash, either all of them are in the
// database or none.
func (db *DB) Write(ctx context.Context, batch *driver.Batch, o driver.WriteOptions) error {
	return batch.Read(func(packed []byte) error {
		return db.commit(ctx, &write{kind: packedEntries, value: packed, sync: o.Sync})
	})
}

// commit applies a write, alone or, if other goroutines are writing, in a group with other waiting
// writes. See commits.
func (db *DB) commit(ctx context.Context, w *write) error {
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
	return db.queue(w)
}

// queue applies a write when its turn comes. The caller is inside a call.
func (db *DB) queue(w *write) error {
	group, leads, err := db.commits.admit(w)
	switch {
	case err != nil:
		return err
	case group == nil:
		defer db.commits.next()
		return db.cross(w)
	case leads && group.packed == nil:
		return db.commits.lead(group, func() error { return db.cross(w) })
	case leads:
		return db.commits.lead(group, func() error {
			return db.cross(&write{kind: packedEntries, value: *group.packed, sync: group.sync})
		})
	default:
		return group.wait()
	}
}

// write is one call of Put, Delete or Write. The caller owns its bytes.
type write struct {
	kind  byte // deleteEntry, putEntry or packedEntries
	key   string
	value []byte // for packedEntries, the entries of a batch
	sync  bool
}

// Kinds of write that are not a single entry of a Batch.
const (
	packedEntries = 2 // any number of packed entries
	aloneInTurn   = 3 // no entries: see DB.alone
)

// size returns the number of bytes that appendTo appends, or a size that is too large to join a
// group.
func (w *write) size() int {
	switch w.kind {
	case packedEntries:
		return len(w.value)
	case aloneInTurn:
		return maxJoinSize + 1
	default:
		return driver.BatchOverhead + len(w.key) + len(w.value)
	}
}

// appendTo appends the write to packed entries. Entries that are already packed are checked after
// the copy: the caller's memory may change at any time, and a wrong length would damage the entries
// of other writes.
func (w *write) appendTo(packed []byte) ([]byte, error) {
	if w.kind != packedEntries {
		return driver.AppendEntry(packed, w.kind, w.key, w.value), nil
	}
	size := len(packed)
	packed = append(packed, w.value...)
	if _, err := driver.CountEntries(packed[size:]); err != nil {
		return packed[:size], err
	}
	return packed, nil
}

// cross makes LevelDB apply a write. The caller has the turn to write.
func (db *DB) cross(w *write) error {
	return db.commits.attempt(func() error { return w.cross(db.c) })
}

func (w *write) cross(db *C.leveldb_t) error {
	sync := C.int(0)
	if w.sync {
		sync = 1
	}
	key, keySize := chars(w.key), C.size_t(len(w.key))
	value, valueSize := (*C.char)(unsafe.Pointer(unsafe.SliceData(w.value))), C.size_t(len(w.value))
	var status C.oldb_status
	writes.acquire()
	defer writes.release()
	switch w.kind {
	case driver.PutEntry:
		C.oldb_put(db, sync, key, keySize, value, valueSize, &status)
	case driver.DeleteEntry:
		C.oldb_delete(db, sync, key, keySize, &status)
	default:
		C.oldb_write(db, sync, value, valueSize, &status)
	}
	return statusError(&status)
}
