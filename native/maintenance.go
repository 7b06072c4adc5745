package native

/*
#include "shim.h"
*/
import "C"

import "github.com/jmhodges/levigo"

// Property returns one of LevelDB's own properties, such as "leveldb.stats" or
// "leveldb.num-files-at-level0". The error is ErrNotFound if this LevelDB has no such property.
func (db *DB) Property(name string) (string, error) {
	if err := db.enter(); err != nil {
		return "", err
	}
	defer db.leave()
	// levigo's PropertyValue leaks the text.
	var text C.uintptr_t
	var status C.oldb_status
	reads.acquire()
	C.oldb_property(db.c, chars(name), C.size_t(len(name)), &text, &status)
	reads.release()
	if err := statusError("property", &status); err != nil {
		return "", err
	}
	p := pointer(&text)
	defer C.oldb_free(p)
	return C.GoString((*C.char)(p)), nil
}

// ApproximateSize returns the approximate number of bytes on disk that hold the keys Lower <= key <
// Upper, after compression. Data that is only in memory is not counted. An empty Upper is the end
// of the database.
func (db *DB) ApproximateSize(r Range) (uint64, error) {
	if err := r.check(); err != nil {
		return 0, err
	}
	if r.Upper == "" {
		// LevelDB cannot express the end of the database, so use the first possible key after the
		// last one.
		last, err := db.lastKey()
		if err != nil {
			return 0, err
		}
		r.Upper = last + "\x00"
	}
	if err := db.enter(); err != nil {
		return 0, err
	}
	defer db.leave()
	reads.acquire()
	defer reads.release()
	return db.levigo.GetApproximateSizes([]levigo.Range{{Start: []byte(r.Lower), Limit: []byte(r.Upper)}})[0], nil
}

// lastKey returns the last key, or the empty string if there is none.
func (db *DB) lastKey() (string, error) {
	it, err := db.NewIterator(Range{Reverse: true, KeysOnly: true, Limit: 1}, ReadOptions{})
	if err != nil {
		return "", err
	}
	defer it.Close()
	page, err := it.Next()
	if err != nil || page == nil {
		return "", err
	}
	return page.Key(0), nil
}
