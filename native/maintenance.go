package native

/*
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"unsafe"

	"github.com/jmhodges/levigo"
)

// Property gives one of LevelDB's own properties, such as "leveldb.stats" or "leveldb.num-files-at-level0". The error is
// ErrNotFound if this LevelDB has no such property.
func (db *DB) Property(name string) (string, error) {
	if err := db.enter(); err != nil {
		return "", err
	}
	defer db.leave()
	// Not levigo's PropertyValue, which leaks the text.
	text := C.oldb_property(db.c, chars(name), C.size_t(len(name)))
	if text == nil {
		return "", ErrNotFound
	}
	defer C.oldb_free(unsafe.Pointer(text))
	return C.GoString(text), nil
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
	db.levigo.CompactRange(levigo.Range{Start: []byte(r.Lower), Limit: []byte(r.Upper)})
	// LevelDB reports no error of a compaction; the next write does, also an empty one.
	return db.queue(&write{kind: packedEntries})
}

// Repair rebuilds the database in path from what is readable there. Some data may be lost; nothing whose checksum does not fit
// is kept. What is replaced goes to the subdirectory "lost"; the rest is rewritten, which takes its time and space. The database must be closed: the error is ErrLocked if it is open
// anywhere.
func Repair(path string, options *Options) error {
	if options == nil {
		options = &Options{}
	}
	strict := *options
	strict.ParanoidChecks = true // else LevelDB keeps damaged blocks as they are
	return offline("repair", path, &strict, func(l *lock, config *configuration) error {
		// LevelDB's repair takes no lock of its own.
		if err := l.recordLock(); err != nil {
			return lockError("repair", err)
		}
		if err := salvageLogs(path); err != nil {
			return &Error{Op: "repair", Class: ErrIO, Text: err.Error(), Cause: err}
		}
		if err := levigo.RepairDatabase(path, config.options); err != nil {
			return levigoError("repair", err)
		}
		return levigoError("repair", order(path, config))
	})
}

// order merges the tables of a database that was repaired. Repair leaves all of them on level 0, where a Get believes that the table
// with the highest number is the newest: but that may be one that a compaction made of old ones. A compaction goes by the sequence
// numbers of the entries.
func order(path string, config *configuration) error {
	db, err := levigo.Open(path, config.options)
	if err != nil {
		return err
	}
	defer db.Close()
	db.CompactRange(levigo.Range{})
	// A compaction reports no error; the next write does, also an empty one.
	batch, options := levigo.NewWriteBatch(), levigo.NewWriteOptions()
	defer batch.Close()
	defer options.Close()
	return db.Write(options, batch)
}

// Destroy deletes the database in path, and the directory if nothing else is in it. The database must be closed: the error
// is ErrLocked if it is open anywhere.
func Destroy(path string) error {
	return offline("destroy", path, nil, func(_ *lock, config *configuration) error {
		return levigoError("destroy", levigo.DestroyDatabase(path, config.options))
	})
}

// offline does work on a directory that nobody has open.
func offline(op, path string, options *Options, work func(*lock, *configuration) error) error {
	if options == nil {
		options = &Options{}
	}
	if err := options.check(); err != nil {
		return err
	}
	if options.ReadOnly {
		return &Error{Op: op, Class: ErrReadOnly, Text: "so the options say"}
	}
	if _, err := exists(path); err != nil {
		return &Error{Op: op, Class: ErrIO, Text: err.Error(), Cause: err}
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return &Error{Op: op, Class: ErrIO, Text: err.Error(), Cause: err}
	}
	if !holdsDatabase(entries) {
		return &Error{Op: op, Class: ErrNotFound, Text: "there is no database", Cause: fs.ErrNotExist}
	}
	lock, err := acquire(path, fmt.Sprintf("is at work on the database (%s)", op))
	if err != nil {
		return lockError(op, err)
	}
	config := options.configure()
	defer config.close()
	return errors.Join(work(lock, config), lock.release())
}

// holdsDatabase says whether a directory holds files of a database, of which CURRENT may be lost.
func holdsDatabase(entries []os.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return e.Name() == "CURRENT" || manifestFile.MatchString(e.Name()) || holdsEntries(e.Name())
	})
}

// The names of LevelDB's files (db/filename.cc).
var (
	manifestFile = regexp.MustCompile(`^MANIFEST-[0-9]+$`)
	logFile      = regexp.MustCompile(`^[0-9]+\.log$`)
	tableFile    = regexp.MustCompile(`^[0-9]+\.(ldb|sst)$`)
)

// holdsEntries says whether a file of this name holds entries of a database.
func holdsEntries(name string) bool { return logFile.MatchString(name) || tableFile.MatchString(name) }
