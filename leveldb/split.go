package leveldb

import (
	"errors"
	"fmt"
	"slices"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Split divides a range into at most n consecutive ranges of about equal stored size, for
// goroutines or machines that share the work. A nil r selects the entire database. Every key of r
// is in exactly one part, including keys that are written later. The parts are in iteration order:
// with Range.Reverse, the first one has the largest keys.
//
// There are fewer parts if the range has fewer than n entries or blocks to distribute. A range that
// cannot be divided, such as an empty one, is returned as one part. The error is ErrInvalidArgument
// if n is less than 1, or if r has a Limit, which would count the entries of all parts.
//
// Sizes are sizes on disk, after compression. If a range has more than 16 MiB on disk, or more than
// 32,768 entries, Split reads only a few of its keys, and does not count recent writes that are
// only in memory. Smaller ranges are read, and divided by the size of their entries.
//
// With Options.Comparator, Split reads all entries.
//
// Entries may be written or deleted while Split runs; this affects only how equal the parts are. To
// iterate over all parts in the same state, split a snapshot and iterate over that.
func (db *DB) Split(r *Range, n int) ([]*Range, error) {
	if r == nil {
		r = &Range{}
	}
	s, cut := db.span(r)
	keys, err := db.cuts(r, s, n)
	if err != nil {
		return nil, db.failRange("split", cut, err)
	}
	parts := make([]*Range, 0, len(keys)+1)
	rest := *r
	for _, key := range keys {
		key = key[len(cut):]
		part := rest
		part.Stop, part.IncludeStop = key, false
		parts = append(parts, &part)
		rest.Start, rest.ExcludeStart = key, false
	}
	parts = append(parts, &rest)
	if r.Reverse {
		slices.Reverse(parts)
	}
	return parts, nil
}

// cuts returns the complete keys, in increasing order, at which the second and later parts of a
// range begin.
func (db *DB) cuts(r *Range, s driver.Span, n int) ([]string, error) {
	var refused error
	switch {
	case n < 1:
		refused = fmt.Errorf("%w: %d parts, want at least 1", ErrInvalidArgument, n)
	case r.Limit > 0:
		refused = fmt.Errorf("%w: a range with a Limit cannot be split", ErrInvalidArgument)
	}
	if refused != nil {
		// A closed database returns ErrClosed, regardless of the arguments.
		if err := db.checkOpen(db.ctx); err != nil {
			return nil, err
		}
		return nil, refused
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	s.Reverse = false
	if store, ok := db.store.(driver.Splitter); ok {
		keys, err := store.Split(db.ctx, s, n, db.read)
		if !errors.Is(err, driver.ErrNotSupported) {
			return keys, err
		}
	}
	sp := &splitter{ctx: db.ctx, store: db.store, span: s, options: db.read}
	sp.options.DontFillCache = true
	if db.order != nil {
		// Bisection compares keys that are not in the database, which a comparator may not support.
		if _, err := sp.read(n, false); err != nil {
			return nil, err
		}
		// An empty key cannot be a bound of a Range.
		return slices.DeleteFunc(sp.nearest(n), func(key string) bool { return key == "" }), nil
	}
	return sp.cuts(n)
}
