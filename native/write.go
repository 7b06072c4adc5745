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

// MaxEntrySize is the largest sum of a key and its value, and of a batch's keys and values with BatchOverhead for each
// entry, in bytes. LevelDB keeps offsets and lengths in 32 bits and checks none of them; 8 MiB are left for what it puts
// beside an entry in the same block or log record (a block may hold up to 4 MiB before its last entry is added).
const MaxEntrySize = 1<<32 - 8<<20

// Put stores value under key. Both are copied before it returns.
func (db *DB) Put(key string, value []byte, options WriteOptions) error {
	if err := checkSize("put", len(key), len(value)); err != nil {
		return err
	}
	if err := db.enterToWrite(); err != nil {
		return err
	}
	defer db.leave()
	var status C.oldb_status
	C.oldb_put(db.c, options.sync(), chars(key), C.size_t(len(key)),
		(*C.char)(unsafe.Pointer(unsafe.SliceData(value))), C.size_t(len(value)), &status)
	return statusError("put", &status)
}

// Delete removes key. It is no error if there is none.
func (db *DB) Delete(key string, options WriteOptions) error {
	if err := checkSize("delete", len(key), 0); err != nil {
		return err
	}
	if err := db.enterToWrite(); err != nil {
		return err
	}
	defer db.leave()
	var status C.oldb_status
	C.oldb_delete(db.c, options.sync(), chars(key), C.size_t(len(key)), &status)
	return statusError("delete", &status)
}

// Write applies the batch: all of it or, after a crash too, nothing. The batch may be used again.
func (db *DB) Write(batch *Batch, options WriteOptions) error {
	if err := db.enterToWrite(); err != nil {
		return err
	}
	defer db.leave()
	if len(batch.packed) == 0 {
		return nil
	}
	var status C.oldb_status
	C.oldb_write(db.c, options.sync(), (*C.char)(unsafe.Pointer(&batch.packed[0])), C.size_t(len(batch.packed)), &status)
	return statusError("write", &status)
}

func checkSize(op string, key, value int) error {
	if uint64(key)+uint64(value) <= MaxEntrySize {
		return nil
	}
	return &Error{Op: op, Class: ErrTooLarge,
		Text: fmt.Sprintf("key of %d and value of %d bytes; LevelDB holds %d in all", key, value, uint64(MaxEntrySize))}
}
