package leveldb

import (
	"iter"

	"github.com/openleveldb/openleveldb/native"
)

// Range selects entries of a database or sub-database, in the order of the keys' bytes. nil and the zero value select all.
//
//	Python                                  Go
//	prefixed_iter(prefixes=["a", "b"])      Range{Prefix: Key("a", "b")}, or db.Sub("a", "b") and no Range
//	prefixed_iter(starting_by=["a", "b"])   Range{StartingBy: Key("a", "b")}
//	prefixed_iter(include_value=False)      Keys
//	prefixed_iter(include_key=False)        Values
//	plyvel: iterator(start=a, stop=b, include_start=False, include_stop=True, reverse=True)
//	                                        Range{Start: a, Stop: b, ExcludeStart: true, IncludeStop: true, Reverse: true}
type Range struct {
	// Prefix selects the keys that begin with it. Keys are shown without it, as in Python, so a key
	// that is shown is not the key of the entry: passed to Delete, Put or Get of the same DB it
	// means another entry, or none, without an error. To change what a loop lists, iterate over
	// db.Sub(prefix), whose methods take keys as they are shown, or use StartingBy.
	Prefix string
	// StartingBy selects the keys that begin with it, after Prefix if there is one. It stays on the
	// keys shown.
	StartingBy string

	// Start and Stop select the keys Start <= key < Stop, compared as they are shown. An empty one is no bound.
	Start, Stop  string
	ExcludeStart bool // Start < key
	IncludeStop  bool // key <= Stop

	Reverse bool // from the last key to the first
	Limit   int  // at most so many entries, after everything else; 0 is no limit
}

// span returns the whole keys of a range, which may be empty, and the prefix that is cut off them.
func (db *DB) span(r *Range) (s Span, cut string) {
	if r == nil {
		r = &Range{}
	}
	cut = db.prefix + r.Prefix
	common := cut + r.StartingBy
	s = native.PrefixRange(common)
	s.Reverse, s.Limit = r.Reverse, max(r.Limit, 0)
	if r.Start != "" || r.ExcludeStart {
		start := cut + r.Start
		if r.ExcludeStart {
			start += "\x00" // the next key there can be
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

// failRange names what an error about a range was about: the prefix of its keys, or the database if
// it has none.
func (db *DB) failRange(op, prefix string, err error) error {
	if prefix == "" {
		prefix = db.name
	}
	return fail(op, prefix, err)
}

// Entries iterates over a range of entries; nil is all. The state is that of the moment the loop
// begins: later writes do not show, so a loop may delete and change what it lists. With
// Range.Prefix its keys are cut: see there before you pass one to Delete. A value is fetched along
// with its key, and decoded when the Entry is asked for it, which must be before the loop moves on.
//
// The second value of the loop is the error that ended the iteration; there is no entry with it,
// and none after it. A value that does not decode is an error of that Entry alone. Leaving the loop
// early releases everything.
func (db *DB) Entries(r *Range) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		w := db.walk(r, withValues)
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

// Keys iterates over the keys of a range, without reading the values; otherwise like Entries. With
// Range.Prefix the keys are cut: see there before you pass one to Delete.
func (db *DB) Keys(r *Range) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		w := db.walk(r, keysOnly)
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

// Values walks over the decoded values of a range. An error beside a nil value says why that one could not be decoded, with
// its key, or why the iteration ended; the loop goes on behind a value that does not decode.
func (db *DB) Values(r *Range) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		w := db.walk(r, passing)
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

// Len returns the number of entries in a range; nil is all. It reads every key of it.
func (db *DB) Len(r *Range) (int, error) {
	s, cut := db.span(r)
	n, err := db.store.Count(s, db.read)
	return int(n), db.failRange("count", cut, err)
}
