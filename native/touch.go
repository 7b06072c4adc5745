package native

/*
#include "shim.h"
*/
import "C"

import (
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// touchAttempts is the number of keys that touch tries before it rewrites an entry.
const touchAttempts = 8

// touch makes LevelDB's next compaction of the range of t rewrite t. It adds an entry between the
// first and the last key of t that does not change the contents of the database: the deletion of a
// key that does not exist, or the current value of an existing key. The caller has the turn to
// write.
func (db *DB) touch(t dbfile.Table) error {
	attempts := touchAttempts
	if db.order != nil {
		attempts = 1 // a comparator may not know other keys than those of the database
	}
	for i, key := 0, t.First; i < attempts && (i == 0 || key <= t.Last); i, key = i+1, key+"\x00" {
		if found, err := db.hasNow(key); err != nil {
			return err
		} else if !found {
			return db.cross(&write{kind: driver.DeleteEntry, key: key})
		}
	}
	value, err := db.getNow(t.First)
	if err != nil {
		return err
	}
	defer value.Release()
	if t.First == t.Last && holdsOnly(t, len(value.Bytes())) {
		return nil
	}
	return db.cross(&write{kind: driver.PutEntry, key: t.First, value: value.Bytes()})
}

// holdsOnly reports whether a table with one key presumably holds one value of the given size,
// uncompressed, and nothing else. Large arrays have their own tables, which are too expensive to
// rewrite unnecessarily.
func holdsOnly(t dbfile.Table, value int) bool {
	const overhead = 4 << 10 // index, filter, footer
	size := uint64(value) + uint64(len(t.First))
	return size <= t.Size && t.Size <= size+2*uint64(len(t.First))+overhead
}

// hasNow is Has for a caller that is already inside a call.
func (db *DB) hasNow(key string) (bool, error) {
	reads.acquire()
	defer reads.release()
	if db.order != nil {
		return ordered{db.order, db.c, nil, flags(driver.ReadOptions{DontFillCache: true})}.has(key)
	}
	var found C.int
	var status C.oldb_status
	C.oldb_has(db.c, nil, flags(driver.ReadOptions{DontFillCache: true}), chars(key), C.size_t(len(key)), &found, &status)
	return found != 0, statusError(&status)
}

// getNow is Pin for a caller that is already inside a call.
func (db *DB) getNow(key string) (driver.Value, error) {
	return db.fetch(nil, key, nil, true, driver.ReadOptions{DontFillCache: true})
}
