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
	"fmt"
	"unsafe"
)

// MaxEntrySize is the maximum size in bytes of a key and its value together, and of all entries of
// a batch, where each entry counts its key, its value and BatchOverhead. LevelDB keeps offsets and
// lengths in 32 bits and checks none of them. 8 MiB are reserved for what LevelDB adds to an entry
// in the same block or log record: a block may hold up to 4 MiB before its last entry is added.
const MaxEntrySize = 1<<32 - 8<<20

// Put stores value under key. Both are copied before it returns.
func (db *DB) Put(key string, value []byte, options WriteOptions) error {
	if err := checkSize("put", len(key), len(value)); err != nil {
		return err
	}
	return db.commit(&write{kind: putEntry, key: key, value: value, sync: options.Sync})
}

// Delete removes key. It is not an error if the key does not exist.
func (db *DB) Delete(key string, options WriteOptions) error {
	if err := checkSize("delete", len(key), 0); err != nil {
		return err
	}
	return db.commit(&write{kind: deleteEntry, key: key, sync: options.Sync})
}

// Write applies the batch atomically: either all of it or nothing, even after a crash. It writes
// the entries that the batch holds when Write is called; other goroutines may add entries at the
// same time. The batch can be reused. An empty batch does nothing without Sync. With Sync it
// returns when all earlier writes are on the disk.
func (db *DB) Write(batch *Batch, options WriteOptions) error {
	packed, err := batch.borrow()
	if err != nil {
		return err
	}
	defer batch.giveBack()
	return db.commit(&write{kind: packedEntries, value: packed, sync: options.Sync})
}

// commit applies a write, alone or, if other goroutines are writing, in a group with other waiting
// writes. See commits.
func (db *DB) commit(w *write) error {
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
		return w.failed(db.commits.lead(group, func() error {
			return db.cross(&write{kind: packedEntries, value: *group.packed, sync: group.sync})
		}))
	default:
		return w.failed(group.wait())
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

// operations holds the operation names of the kinds, for Error.Op.
var operations = [...]string{deleteEntry: "delete", putEntry: "put", packedEntries: "write"}

// size returns the number of bytes that appendTo appends, or a size that is too large to join a
// group.
func (w *write) size() int {
	switch w.kind {
	case packedEntries:
		return len(w.value)
	case aloneInTurn:
		return maxJoinSize + 1
	default:
		return BatchOverhead + len(w.key) + len(w.value)
	}
}

// appendTo appends the write to packed entries. Entries that are already packed are checked after
// the copy: the caller's memory may change at any time, and a wrong length would damage the entries
// of other writes.
func (w *write) appendTo(packed []byte) ([]byte, error) {
	if w.kind != packedEntries {
		return appendEntry(packed, w.kind, w.key, w.value), nil
	}
	size := len(packed)
	packed = append(packed, w.value...)
	if _, err := countEntries(packed[size:]); err != nil {
		return packed[:size], err
	}
	return packed, nil
}

// cross makes LevelDB apply a write. The caller has the turn to write.
func (db *DB) cross(w *write) error {
	return db.commits.attempt(operations[w.kind], func() error { return w.cross(db.c) })
}

func (w *write) cross(db *C.leveldb_t) error {
	sync := WriteOptions{Sync: w.sync}.sync()
	key, keySize := chars(w.key), C.size_t(len(w.key))
	value, valueSize := (*C.char)(unsafe.Pointer(unsafe.SliceData(w.value))), C.size_t(len(w.value))
	var status C.oldb_status
	writes.acquire()
	defer writes.release()
	switch w.kind {
	case putEntry:
		C.oldb_put(db, sync, key, keySize, value, valueSize, &status)
	case deleteEntry:
		C.oldb_delete(db, sync, key, keySize, &status)
	default:
		C.oldb_write(db, sync, value, valueSize, &status)
	}
	return statusError(operations[w.kind], &status)
}

// failed returns the error of a group, which all members share, with the operation of this write.
func (w *write) failed(err error) error {
	if shared, ok := err.(*Error); ok {
		own := *shared
		own.Op = operations[w.kind]
		return &own
	}
	return err
}

func checkSize(op string, key, value int) error {
	if uint64(key)+uint64(value) <= MaxEntrySize {
		return nil
	}
	return &Error{Op: op, Class: ErrTooLarge,
		Text: fmt.Sprintf("key of %d and value of %d bytes; LevelDB holds %d in all", key, value, uint64(MaxEntrySize))}
}
