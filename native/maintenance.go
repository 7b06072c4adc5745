package native

/*
#include "shim.h"
*/
import "C"

import (
	"cmp"
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
	var result struct {
		text   C.uintptr_t
		status C.oldb_status
	}
	err := c.order.call(func() { C.oldb_property(c.c, chars(name), C.size_t(len(name)), &result.text, &result.status) })
	if err != nil {
		return "", err
	}
	if err := statusError(&result.status); err != nil {
		return "", err
	}
	p := pointer(&result.text)
	defer C.oldb_free(p)
	return C.GoString((*C.char)(p)), nil
}

// ApproximateSize implements [driver.Store]. It returns the size after compression. Data that is
// only in memory is not counted.
func (db *DB) ApproximateSize(ctx context.Context, lower, upper string) (uint64, error) {
	if err := (&driver.Span{Lower: lower, Upper: upper}).Check(); err != nil {
		return 0, err
	}
	if db.order != nil {
		return db.approximateSize(ctx, lower, upper)
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
	return db.opened.approximateSize(lower, upper)
}

// approximateSize is ApproximateSize for a database with a comparator, which may not support keys
// that are not in the database. The size up to the end is therefore that of all tables, minus the
// size before lower.
func (db *DB) approximateSize(ctx context.Context, lower, upper string) (uint64, error) {
	first, found, err := db.firstKey(ctx)
	if err != nil {
		return 0, err
	}
	if err := db.enter(); err != nil {
		return 0, err
	}
	defer db.leave()
	reads.acquire()
	defer reads.release()
	if upper != "" {
		if lower == "" && !found {
			return 0, nil
		}
		return db.opened.approximateSize(cmp.Or(lower, first), upper)
	}
	m, err := db.readManifest()
	if err != nil {
		return 0, err
	}
	total, before := uint64(0), uint64(0)
	for _, t := range m.Tables {
		total += t.Size
	}
	if lower != "" && found {
		if before, err = db.opened.approximateSize(first, lower); err != nil {
			return 0, err
		}
	}
	return total - min(before, total), nil
}

// lastKey returns the last key, or the empty string if there is none.
func (db *DB) lastKey(ctx context.Context) (string, error) {
	key, _, err := db.endKey(ctx, true)
	return key, err
}

// firstKey returns the first key, and reports whether there is one.
func (db *DB) firstKey(ctx context.Context) (key string, found bool, err error) {
	return db.endKey(ctx, false)
}

func (db *DB) endKey(ctx context.Context, last bool) (key string, found bool, err error) {
	it, err := db.Scan(ctx, driver.Span{Reverse: last, KeysOnly: true, Limit: 1}, driver.ReadOptions{})
	if err != nil {
		return "", false, err
	}
	defer it.Close()
	page, err := it.Next(ctx)
	if err != nil || page == nil {
		return "", false, err
	}
	return page.Key(0), true, nil
}
