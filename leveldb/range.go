package leveldb

import (
	"iter"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Range selects entries of a database or sub-database, in bytewise order of their keys or in the
// order of Options.Comparator. nil and the zero value select all entries.
//
//	Python                                  Go
//	prefixed_iter(prefixes=["a", "b"])      Range{Prefix: Key("a", "b")}, or db.Sub("a", "b")
//	                                        and no Range
//	prefixed_iter(starting_by=["a", "b"])   Range{StartingBy: Key("a", "b")}
//	prefixed_iter(include_value=False)      Keys
//	prefixed_iter(include_key=False)        Values
//
// plyvel's iterator(start=a, stop=b, include_start=False, include_stop=True, reverse=True) is
//
//	Range{Start: a, Stop: b, ExcludeStart: true, IncludeStop: true, Reverse: true}
type Range struct {
	// Prefix selects the keys that begin with it. Loops return keys without it, as in Python, so
	// the returned key is not the complete key of the entry. If it is passed to Delete, Put or Get
	// of the same DB, it refers to another entry or to none, without an error. To modify entries in
	// a loop, iterate over db.Sub(prefix), whose methods take the keys that its loops return, or
	// use StartingBy.
	Prefix string
	// StartingBy selects the keys that begin with it, after Prefix if that is set. The keys that
	// loops return include it.
	StartingBy string

	// Start and Stop select the keys Start <= key < Stop. They are compared with the keys that
	// loops return. An empty string means no bound.
	Start, Stop  string
	ExcludeStart bool // Start < key
	IncludeStop  bool // key <= Stop

	Reverse bool // from the last key to the first
	Limit   int  // maximum number of entries, applied last; 0 means no limit
}

// span returns the span of complete keys, which may be empty, and the prefix to cut off each key.
func (db *DB) span(r *Range) (s driver.Span, cut string) {
	if r == nil {
		r = &Range{}
	}
	cut = db.prefix + r.Prefix
	if db.order != nil {
		return db.orderedSpan(r), cut
	}
	common := cut + r.StartingBy
	s = driver.PrefixSpan(common)
	s.Reverse, s.Limit = r.Reverse, max(r.Limit, 0)
	if r.Start != "" || r.ExcludeStart {
		start := cut + r.Start
		if r.ExcludeStart {
			start += "\x00" // the smallest key greater than start
		}
		s.Lower = max(s.Lower, start)
	}
	if r.Stop != "" {
		stop := cut + r.Stop
		if r.IncludeStop {
			stop += "\x00"
		}
		if s.Upper == "" || stop < s.Upper {
			s.Upper = stop
		}
	}
	return s, cut
}

// failRange adds the subject of an error about a range: the prefix of its keys, or the database if
// there is no prefix.
func (db *DB) failRange(op, prefix string, err error) error {
	if prefix == "" {
		prefix = db.name
	}
	return fail(op, prefix, err)
}

// Entries iterates over the entries of a range; a nil r selects all. The loop reads the state at
// the moment it begins. It does not see later writes, so its body may delete and change the entries
// it iterates over. With Range.Prefix the keys are shortened: see there before passing one to
// Delete. A value is fetched with its key, and decoded by the methods of Entry, which must be
// called before the next iteration.
//
// The second value of the loop is the error that ended the iteration. No entry comes with it or
// after it. If a value cannot be decoded, only the methods of its Entry return an error. Leaving
// the loop early releases everything.
func (db *DB) Entries(r *Range) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		w := db.iterate(r, withValues)
		defer w.close()
		for w.next() {
			if !yield(w.entry(), nil) {
				return
			}
		}
		if err := w.failed(); err != nil {
			yield(Entry{err: err}, err)
		}
	}
}

// Keys is like Entries, but iterates over the keys of a range without reading the values. With
// Range.Prefix the keys are shortened: see there before passing one to Delete.
func (db *DB) Keys(r *Range) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		w := db.iterate(r, keysOnly)
		defer w.close()
		for w.next() {
			if !yield(w.key(), nil) {
				return
			}
		}
		if err := w.failed(); err != nil {
			yield("", err)
		}
	}
}

// Values iterates over the decoded values of a range; a nil r selects all. An error comes with a
// nil value. If a value could not be decoded, the error names its key, and the loop continues. Any
// other error ends the iteration.
func (db *DB) Values(r *Range) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		w := db.iterate(r, reuseKeys)
		defer w.close()
		for w.next() {
			if !yield(w.entry().Value()) {
				return
			}
		}
		if err := w.failed(); err != nil {
			yield(nil, err)
		}
	}
}

// Count returns the number of entries in a range; a nil r selects all. It reads every key of the
// range.
func (db *DB) Count(r *Range) (int, error) {
	s, cut := db.span(r)
	n, err := db.store.Count(db.ctx, s, db.read)
	return int(n), db.failRange("count", cut, err)
}
