package native

/*
#include "shim.h"
*/
import "C"

import (
	"context"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Property returns one of LevelDB's own properties, such as "leveldb.stats" or
// "leveldb.num-files-at-level0". The error is ErrNotFound if this LevelDB has no such property.
func (db *DB) Property(ctx context.Context, name string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := db.enter(); err != nil {
		return "", err
	}
	defer db.leave()
	reads.acquire()
	defer reads.release()
	return db.property(name)
}

// property is Property for a caller that is already inside a call and holds a slot.
func (c *core) property(name string) (string, error) {
	// levigo's PropertyValue leaks the text.
	var text C.uintptr_t
	var status C.oldb_status
	C.oldb_property(c.c, chars(name), C.size_t(len(name)), &text, &status)
	if err := statusError(&status); err != nil {
		return "", err
	}
	p := pointer(&text)
	defer C.oldb_free(p)
	return C.GoString((*C.char)(p)), nil
}

// ApproximateSize implements [driver.Store]. It is the size after compression. Data that is only in
// memory is not counted.
func (db *DB) ApproximateSize(ctx context.Context, lower, upper string) (uint64, error) {
	if err := (&driver.Span{Lower: lower, Upper: upper}).Check(); err != nil {
		return 0, err
	}
	if upper == "" {
		// LevelDB cannot express the end of the database, so use the first possible key after the
		// last one.
		last, err := db.lastKey(ctx)
		if err != nil {
			return 0, err
		}
		upper = last + "\x00"
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := db.enter(); err != nil {
		return 0, err
	}
	defer db.leave()
	reads.acquire()
	defer reads.release()
	return db.opened.approximateSize(lower, upper), nil
}

// lastKey returns the last key, or the empty string if there is none.
func (db *DB) lastKey(ctx context.Context) (string, error) {
	it, err := db.Scan(ctx, driver.Span{Reverse: true, KeysOnly: true, Limit: 1}, driver.ReadOptions{})
	if err != nil {
		return "", err
	}
	defer it.Close()
	page, err := it.Next(ctx)
	if err != nil || page == nil {
		return "", err
	}
	return page.Key(0), nil
}
