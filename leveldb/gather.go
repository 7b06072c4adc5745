package leveldb

import (
	"fmt"
	"iter"

	"github.com/openleveldb/openleveldb/ndarray"
)

// GatherOptions configure [DB.Gather] and [DB.GatherRange]. nil selects the defaults.
type GatherOptions struct {
	// Into receives the rows. It has shape (n, …row) in C order, for n rows. Each row must have the
	// dtype of Into and the shape …row. If Into is nil, a new array is allocated, and all rows must
	// match the first one that is found.
	Into *ndarray.Array
	// RowErrors is for Gather only. If it is not nil, its length is len(keys), and it receives the
	// error of each row. A row with an error is not changed (it is zeros in a new array), and the
	// other rows are gathered. If RowErrors is nil, Gather returns the first such error.
	//
	// A new array grows past 64 MiB only while at least a quarter of the rows read so far are in
	// the database; otherwise Gather returns an error that wraps ErrTooLarge. Into has no such
	// limit.
	RowErrors []error
}

// Gather reads the arrays stored under many keys into one tensor of shape (len(keys), …shape), in
// the order of the keys. All arrays must have the same dtype and shape. Gather copies each row
// once, from LevelDB's block to its place in the tensor, and calls into LevelDB once for all rows.
//
// The error names the first key that is missing (ErrNotFound) or whose array has another dtype or
// shape (ErrShapeMismatch).
//
// A single row never determines how much memory is allocated. A tensor that is larger than 64 MiB,
// and larger than twice the tables that hold the rows, grows as its rows are read. Growing copies
// each row at most once more.
func (db *DB) Gather(keys []string, o *GatherOptions) (*ndarray.Array, error) {
	own := GatherOptions{} // a copy, so that the caller's options stay unchanged
	if o != nil {
		own = *o
	}
	o = &own
	if o.RowErrors != nil && len(o.RowErrors) != len(keys) {
		return nil, db.failRange("gather", db.prefix, fmt.Errorf("%w: RowErrors has length %d, want %d", ErrInvalidArgument, len(o.RowErrors), len(keys)))
	}
	clear(o.RowErrors)
	whole := db.wholeKeys(keys)
	g, err := db.gathering(whole, o)
	if err != nil {
		return nil, err
	}
	if g == nil || len(keys) == 0 {
		// No row is read, so check that the database is open.
		if err := db.checkOpen(db.ctx); err != nil {
			return nil, db.failRange("gather", db.prefix, err)
		}
	}
	if g == nil {
		return nil, db.failRange("gather", db.prefix, fmt.Errorf("%w: none of the %d keys holds an array", ErrNotFound, len(keys)))
	}
	for read, found := 0, 0; read < len(whole); {
		if room := g.tensor.Dim(0); read == room {
			if found < (read+3)/4 {
				return nil, db.failRange("gather", db.prefix, fmt.Errorf("%w: %d rows of %d bytes, and only %d of the first %d are in the database; "+
					"set GatherOptions.Into", ErrTooLarge, len(whole), g.row, found, read))
			}
			if err := g.grow(min(2*room, len(whole))); err != nil {
				return nil, db.failRange("gather", db.prefix, err)
			}
		}
		n, err := g.read(db, whole, read, o.RowErrors)
		if err != nil {
			return nil, err
		}
		found += n
		read = g.tensor.Dim(0)
	}
	if o.Into != nil {
		g.cleanBools()
	}
	return g.tensor, nil
}

// GatherRange reads the arrays of a range into one tensor of shape (n, …shape), in the order of the
// keys. All arrays must have the same dtype and shape. Memory is allocated as for Gather. Errors
// name the key. A range without entries has no shape, so the error wraps ErrNotFound and names the
// prefix. If GatherOptions.Into is set and the range does not have as many entries as Into has
// rows, the error wraps ErrShapeMismatch, and Into may hold the first rows.
func (db *DB) GatherRange(r *Range, o *GatherOptions) (*ndarray.Array, error) {
	if o == nil {
		o = &GatherOptions{}
	}
	_, cut := db.span(r)
	if o.RowErrors != nil {
		return nil, db.failRange("gather", cut, fmt.Errorf("%w: RowErrors is not supported by GatherRange", ErrInvalidArgument))
	}
	count, err := db.Count(r)
	if err != nil {
		return nil, err
	}
	var g *gathering
	if o.Into != nil {
		rows := 0 // of a scalar, which gatherInto rejects
		if o.Into.NDim() > 0 {
			rows = o.Into.Dim(0)
		}
		if g, err = db.gatherInto(o.Into, rows); err != nil {
			return nil, err
		}
	}
	rd := readers.Get().(*reader)
	defer rd.release()
	n := 0
	w := db.iterate(r, reuseKeys)
	defer w.close()
	for ; w.next(); n++ {
		if g, err = g.add(n, w, rd, r, max(count, 1)); err != nil {
			return nil, w.wrong("gather", err)
		}
	}
	if err := w.failed(); err != nil {
		return nil, err
	}
	switch {
	case g == nil:
		return nil, db.nothingIn(r)
	case o.Into == nil:
		return g.tensor.Slice(0, n)
	case n < g.tensor.Dim(0):
		return nil, db.failRange("gather", cut, fmt.Errorf("%w: the range has %[3]d entries, Into has %[2]d rows", ErrShapeMismatch, g.tensor.Dim(0), n))
	}
	g.cleanBools()
	return g.tensor, nil
}

// nothingIn returns the error for a range without entries.
func (db *DB) nothingIn(r *Range) error {
	if r == nil {
		r = &Range{}
	}
	bounds := ""
	if r.Start != "" {
		bounds += fmt.Sprintf(" from %q", r.Start)
	}
	if r.Stop != "" {
		bounds += fmt.Sprintf(" to %q", r.Stop)
	}
	prefix := db.prefix + r.Prefix + r.StartingBy
	if prefix == "" {
		return db.failRange("gather", "", fmt.Errorf("%w: no entries%s", ErrNotFound, bounds))
	}
	return fail("gather", prefix, fmt.Errorf("%w: no entries with this prefix%s", ErrNotFound, bounds))
}

// Lookup iterates over the values of the keys, in the order given, with few calls into LevelDB. It
// is like Entries, except that it returns an Entry for every key. If a key is not in the database,
// Found of its Entry returns false, and the methods that read the value return ErrNotFound.
func (db *DB) Lookup(keys []string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		w := &iterator{current: current{db: db, prefix: db.prefix}, op: "lookup"}
		w.begin(db.store.Lookup(db.ctx, db.wholeKeys(keys), db.read))
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

// GetAll returns the values of the keys as Ts, in the order of the keys. The error names the first
// key that is missing or whose value is not a T.
func GetAll[T any](db *DB, keys []string) ([]T, error) {
	values := make([]T, 0, len(keys))
	for e, err := range db.Lookup(keys) {
		if err != nil {
			return nil, err
		}
		value, err := ValueAs[T](e)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}
