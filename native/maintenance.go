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
	// Not levigo's PropertyValue, which leaks the text.
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

// ApproximateSize gives the bytes on disk that hold the keys Lower <= key < Upper, after compression. What is only in
// memory yet does not count. An empty Upper is the end of the database.
func (db *DB) ApproximateSize(r Range) (uint64, error) {
	if err := r.check(); err != nil {
		return 0, err
	}
	if r.Upper == "" {
		// LevelDB has no word for the end, so it is the first key behind the last one there is.
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

// lastKey gives the last key, or the empty string if there is none.
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

// CompactRange rewrites the tables that hold the keys Lower <= key < Upper, without the values that were superseded or
// deleted. It returns when that is done, and keeps Close waiting meanwhile. If it fails, because a table is damaged or the disk is
// full, the entries are as they were, and later writes fail too, until the database is opened anew.
func (db *DB) CompactRange(r Range) error {
	if err := r.check(); err != nil {
		return err
	}
	if err := db.enterToWrite(); err != nil {
		return err
	}
	defer db.leave()
	if err := db.beginCompaction(); err != nil {
		return err
	}
	db.levigo.CompactRange(levigo.Range{Start: []byte(r.Lower), Limit: []byte(r.Upper)})
	db.endCompaction()
	// LevelDB reports no error of a compaction; the next write does, also an empty one.
	return db.queue(&write{kind: packedEntries})
}

// beginCompaction waits until no other goroutine compacts the database: LevelDB compacts one range
// at a time, and a goroutine that waited in C++ would occupy a thread. After Close has been called
// the compactions that still wait are given up.
func (db *DB) beginCompaction() error {
	db.compacting.Lock()
	if db.closing.Load() {
		db.compacting.Unlock()
		return ErrClosed
	}
	compactions.acquire()
	return nil
}

func (db *DB) endCompaction() {
	compactions.release()
	db.compacting.Unlock()
}
