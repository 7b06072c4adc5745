package leveldb

import (
	"strings"
	"sync/atomic"
)

// walk is a loop over the entries of a cursor:
//
//	w := db.walk(r, withValues)
//	defer w.close()
//	for w.next() { … w.key() … }
//	err := w.failed()
//
// It belongs to one goroutine; the entries it gives do not.
type walk struct {
	db     *DB
	op     string
	prefix string // cut off the keys
	cursor Cursor // nil: there is nothing to walk over
	page   *Page
	index  int
	count  int // entries in the page
	err    error

	at atomic.Int64 // index of the last entry that was handed out, which alone can be read; -1 after the end
}

// walking is what a walk fetches beside the keys.
type walking int

const (
	keysOnly   walking = iota
	withValues         // keys stay in their page
	passing            // keys are overwritten by those of the next page, as values always are
)

// walk begins a loop over a range.
func (db *DB) walk(r *Range, what walking) *walk {
	s, cut := db.span(r)
	w := &walk{db: db, op: "iterate", prefix: cut}
	s.KeysOnly, s.Reuse = what == keysOnly, what == passing
	w.begin(db.store.Scan(s, db.read))
	return w
}

func (w *walk) begin(cursor Cursor, err error) {
	if w.err = err; err == nil {
		w.cursor = cursor
	}
}

// next steps to the next entry.
func (w *walk) next() bool {
	if w.index++; w.index < w.count {
		return true
	}
	return w.turn()
}

// turn steps to the next page.
func (w *walk) turn() bool {
	if w.err != nil || w.cursor == nil {
		return false
	}
	if w.page != nil {
		if w.err = w.page.Err(); w.err != nil {
			return false
		}
	}
	var page *Page
	if page, w.err = w.cursor.Next(); page == nil {
		w.cursor.Close()
		w.cursor, w.count = nil, 0
		return false
	}
	w.page, w.index, w.count = page, 0, page.Len()
	return true
}

func (w *walk) key() string { return w.page.Key(w.index)[len(w.prefix):] }

// whole gives a copy of the whole key, for an error.
func (w *walk) whole() string { return strings.Clone(w.page.Key(w.index)) }

// value gives the stored bytes; the caller releases them.
func (w *walk) value() (Value, error) { return w.page.Value(w.index) }

// entry returns the present entry. The one before it can no longer be read.
func (w *walk) entry() Entry {
	w.at.Store(int64(w.index))
	return Entry{walk: w, page: w.page, index: w.index}
}

// failed returns the error that ended the walk, or nil.
func (w *walk) failed() error {
	if w.err == nil {
		return nil
	}
	return w.db.failRange(w.op, w.prefix, w.err)
}

// wrong gives an error of the present entry.
func (w *walk) wrong(op string, err error) error {
	return fail(op, w.whole(), err)
}

func (w *walk) close() {
	w.at.Store(-1)
	if w.cursor != nil {
		w.cursor.Close()
	}
}
