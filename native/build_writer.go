package native

/*
#cgo noescape oldb_build_add
#cgo nocallback oldb_build_add
#cgo noescape oldb_build_put
#cgo nocallback oldb_build_put
#include "build.h"
*/
import "C"

import (
	"path/filepath"
	"sync"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// TableWriter writes entries in key order to the tables of a Build. Its calls wait for each other.
// After an error, all calls return it.
type TableWriter struct {
	build *Build
	mu    sync.Mutex
	err   error
	c     *C.oldb_build // nil after Close
	path  string        // of the table in progress; empty between two tables
	num   uint64

	some        bool   // there are finished tables; guarded by build.mu, as are their keys
	first, last string // keys
}

// leveldbWrites is set by tests that compare the tables with those that LevelDB writes.
var leveldbWrites bool

// Writer returns a new writer. The caller closes it.
func (b *Build) Writer() (*TableWriter, error) {
	o := b.options
	snappy := C.int(1)
	if o.Compression == NoCompression {
		snappy = 0
	}
	only := C.int(0)
	if leveldbWrites {
		only = 1
	}
	c := C.oldb_build_new(dbfile.BuiltSequence, C.size_t(o.MaxFileSize), C.size_t(o.BlockSize), C.int(o.BlockRestartInterval), snappy,
		C.int(o.BloomFilterBits), only)
	if c == nil {
		return nil, driver.ErrOutOfMemory
	}
	w := &TableWriter{build: b, c: c}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open {
		w.Close()
		return nil, driver.ErrClosed
	}
	b.writers = append(b.writers, w)
	return w, nil
}

// do calls f, unless the writer is closed or has failed.
func (w *TableWriter) do(f func() error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.c == nil {
		return driver.ErrClosed
	}
	if w.err == nil {
		w.err = f()
	}
	return w.err
}

// Write adds the entries of a batch, which are puts in key order.
func (w *TableWriter) Write(batch *driver.Batch) error {
	return batch.Read(func(packed []byte) error {
		return w.do(func() error { return w.addAll(packed) })
	})
}

func (w *TableWriter) addAll(packed []byte) error {
	for len(packed) > 0 {
		if err := w.begin(); err != nil {
			return err
		}
		var used C.size_t
		var full C.int
		var status C.oldb_status
		writes.acquire()
		C.oldb_build_add(w.c, buffer(packed), C.size_t(len(packed)), &used, &full, &status)
		writes.release()
		if err := w.end(&status, full); err != nil {
			return err
		}
		packed = packed[used:]
	}
	return nil
}

// Put adds an entry. The value is read in place.
func (w *TableWriter) Put(key string, value []byte) error {
	if err := driver.CheckSize(len(key), len(value)); err != nil {
		return err
	}
	return w.do(func() error {
		if err := w.begin(); err != nil {
			return err
		}
		var full C.int
		var status C.oldb_status
		writes.acquire()
		C.oldb_build_put(w.c, chars(key), C.size_t(len(key)), buffer(value), C.size_t(len(value)), &full, &status)
		writes.release()
		return w.end(&status, full)
	})
}

// begin creates the next table, if none is in progress.
func (w *TableWriter) begin() error {
	if w.path != "" {
		return nil
	}
	number, dir := w.build.next()
	path := filepath.Join(dir, dbfile.TableName(number))
	var status C.oldb_status
	writes.acquire()
	defer writes.release()
	C.oldb_build_begin(w.c, chars(path), C.size_t(len(path)), &status)
	if err := statusError(&status); err != nil {
		return err
	}
	w.num, w.path = number, path
	return nil
}

// end checks the status of an addition, and finishes the table if it is full.
func (w *TableWriter) end(status *C.oldb_status, full C.int) error {
	if err := statusError(status); err != nil || full == 0 {
		return err
	}
	return w.finish()
}

// Finish finishes the table in progress, if there is one.
func (w *TableWriter) Finish() error { return w.do(w.finish) }

func (w *TableWriter) finish() error {
	if w.path == "" {
		return nil
	}
	path := w.path
	w.path = ""
	var table C.oldb_table
	writes.acquire()
	C.oldb_build_finish(w.c, &table)
	writes.release()
	if err := statusError(&table.status); err != nil {
		return err
	}
	s := &dbfile.Summary{
		First: C.GoStringN((*C.char)(pointer(&table.first)), C.int(table.first_size)),
		Last:  C.GoStringN((*C.char)(pointer(&table.last)), C.int(table.last_size)),
	}
	w.grow(s.FirstUser(), s.LastUser())
	return w.build.syncs.add(written{path, table.fd, dbfile.NewTable(w.num, 0, int64(table.size), s)})
}

// grow records the keys of a finished table.
func (w *TableWriter) grow(first, last string) {
	w.build.mu.Lock()
	defer w.build.mu.Unlock()
	if !w.some {
		w.first = first
	}
	w.some, w.last = true, last
}

// Close frees the writer. It does not finish the table in progress. Closing twice is harmless.
func (w *TableWriter) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.c != nil {
		C.oldb_build_free(w.c)
		w.c = nil
	}
}
