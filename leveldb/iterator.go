package leveldb

import (
	"strings"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// iterator iterates over the entries of a cursor:
//
//	w := db.iterate(r, withValues)
//	defer w.close()
//	for w.next() { … w.key() … }
//	err := w.failed()
//
// It belongs to one goroutine. The entries it returns may be used by any goroutine.
type iterator struct {
	current
	op     string
	cursor driver.Cursor // nil if there is nothing left to iterate over
	page   *driver.Page
	index  int
	count  int // entries in the page
	err    error
}

// current holds the state of a loop or Cursor that its entries need.
type current struct {
	db     *DB
	prefix string // cut off the keys

	// at is the index of the last entry returned, the only one that can be read. It is -1 after the
	// end.
	at atomic.Int64
}

// iteratorMode selects what an iterator fetches in addition to keys, and how long keys are valid.
type iteratorMode int

const (
	keysOnly   iteratorMode = iota
	withValues              // keys stay in their page
	reuseKeys               // keys are overwritten by those of the next page, as values always are
)

// iterate begins an iteration over a range.
func (db *DB) iterate(r *Range, what iteratorMode) *iterator {
	s, cut := db.span(r)
	w := &iterator{current: current{db: db, prefix: cut}, op: "iterate"}
	s.KeysOnly, s.Reuse = what == keysOnly, what == reuseKeys
	w.begin(db.store.Scan(db.ctx, s, db.read))
	return w
}

func (w *iterator) begin(cursor driver.Cursor, err error) {
	if w.err = err; err == nil {
		w.cursor = cursor
	}
}

// next moves to the next entry. It reports whether there is one.
func (w *iterator) next() bool {
	if w.index++; w.index < w.count {
		return true
	}
	return w.turn()
}

// turn moves to the next page. It reports whether there is one.
func (w *iterator) turn() bool {
	if w.err != nil || w.cursor == nil {
		return false
	}
	if w.page != nil {
		if w.err = w.page.Err(); w.err != nil {
			return false
		}
	}
	var page *driver.Page
	if page, w.err = w.cursor.Next(w.db.ctx); page == nil {
		w.cursor.Close()
		w.cursor, w.count = nil, 0
		return false
	}
	w.page, w.index, w.count = page, 0, page.Len()
	return true
}

func (w *iterator) key() string { return w.page.Key(w.index)[len(w.prefix):] }

// whole returns a copy of the complete key, for an error.
func (w *iterator) whole() string { return strings.Clone(w.page.Key(w.index)) }

// value returns the stored bytes. The caller must release them.
func (w *iterator) value() (driver.Value, error) { return w.page.Value(w.index) }

// entry returns the current entry. The previous entry can no longer be read.
func (w *iterator) entry() Entry {
	w.at.Store(int64(w.index))
	return Entry{it: &w.current, page: w.page, index: w.index}
}

// failed returns the error that ended the loop, or nil.
func (w *iterator) failed() error {
	if w.err == nil {
		return nil
	}
	return w.db.failRange(w.op, w.prefix, w.err)
}

// wrong returns an error about the current entry.
func (w *iterator) wrong(op string, err error) error {
	return fail(op, w.whole(), err)
}

func (w *iterator) close() {
	w.at.Store(-1)
	if w.cursor != nil {
		w.cursor.Close()
	}
}
