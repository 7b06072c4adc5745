package leveldb

import (
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// GatherOptions say how arrays are gathered. nil is the defaults.
type GatherOptions struct {
	// Into takes the rows, instead of a new array: its shape is (len(keys), …row), C order, its dtype the rows'. With it the
	// rows are compared with what Into says, without it with the first row that is there.
	Into *ndarray.Array
	// RowErrors, if it is not nil, has len(keys) places. What is wrong with a row goes there, the row is left as it is (zeros in
	// a new array), and the rest is gathered all the same. Without it the first such row is the error of Gather.
	RowErrors []error
}

// Gather reads the arrays stored under many keys, which have the same dtype and shape, into one tensor of shape
// (len(keys), …shape), in the order of the keys. It crosses into LevelDB once for all of them, and copies each row once, from
// LevelDB's block to its place.
//
// The error names the first key that is missing (ErrNotFound) or whose array has another dtype or shape (ErrRow).
func (db *DB) Gather(keys []string, o *GatherOptions) (*ndarray.Array, error) {
	if o == nil {
		o = &GatherOptions{}
	}
	if o.RowErrors != nil && len(o.RowErrors) != len(keys) {
		return nil, db.failRange("gather", db.prefix, fmt.Errorf("%w: %d places in RowErrors for %d keys", ErrInvalidArgument, len(o.RowErrors), len(keys)))
	}
	clear(o.RowErrors)
	whole := keys
	if db.prefix != "" {
		whole = make([]string, len(keys))
		for i, key := range keys {
			whole[i] = db.prefix + key
		}
	}
	g, err := db.gathering(whole, o)
	if err != nil {
		return nil, err
	}
	if g == nil {
		// No row was read: find out whether the database is open.
		if _, err := db.store.Gather(nil, nil, nil, db.read); err != nil {
			return nil, db.failRange("gather", db.prefix, err)
		}
		return nil, db.failRange("gather", db.prefix, fmt.Errorf("%w: none of %d keys has an array that could say the shape", ErrNotFound, len(keys)))
	}
	var states []RowState
	if g.header != nil {
		if states, err = db.store.Gather(whole, g.header, g.rows, db.read); err != nil {
			return nil, db.failRange("gather", db.prefix, err)
		}
	}
	for i := range whole {
		if states != nil && states[i] == native.RowCopied {
			continue
		}
		// Missing, or with another header, which may yet mean the same: look at it by itself.
		if err := g.copyRow(db, whole[i], i); err != nil {
			if o.RowErrors == nil {
				return nil, err
			}
			o.RowErrors[i] = err
		}
	}
	if o.Into != nil && g.dtype == ndarray.Bool {
		// It may be a []bool of the caller's, in which Go knows only 0 and 1.
		for i, b := range g.rows {
			if b > 1 {
				g.rows[i] = 1
			}
		}
	}
	return g.tensor, nil
}

// ErrRow: an array has another dtype or shape than those it is gathered with.
var ErrRow = errors.New("array does not fit")

// gathering is a tensor whose rows are being filled.
type gathering struct {
	tensor *ndarray.Array
	rows   []byte // of the tensor
	dtype  ndarray.DType
	shape  []int  // of a row
	header []byte // of a stored row in C order, tag included, as it is usually written; nil if the first is in another order
}

// gathering finds out what the rows are, from the options or the first key that has an array. It gives nil if none has.
func (db *DB) gathering(whole []string, o *GatherOptions) (*gathering, error) {
	if o.Into != nil {
		return gatherInto(o.Into, len(whole))
	}
	r := readers.Get().(*reader)
	defer r.release()
	for _, key := range whole {
		stored, err := db.store.Pin(key, db.read)
		if err == nil {
			defer stored.Release()
			var a *ndarray.Array
			if a, err = r.array(stored.Bytes()); err == nil {
				return newGathering(a, r.decoder.Header(), len(whole))
			}
		}
		if o.RowErrors == nil {
			return nil, fail("gather", key, err)
		}
	}
	return nil, nil
}

// newGathering makes a tensor of rows like a, whose stored header is given.
func newGathering(a *ndarray.Array, header []byte, rows int) (*gathering, error) {
	shape := a.Shape()
	tensor, err := ndarray.New(a.DType(), append([]int{rows}, shape...)...)
	if err != nil {
		return nil, fail("gather", "", err)
	}
	g := &gathering{tensor: tensor, dtype: a.DType(), shape: shape}
	if a.CContiguous() {
		g.header = append([]byte{byte(codec.Array)}, header...)
	}
	g.rows, err = tensor.Bytes()
	return g, err
}

func gatherInto(into *ndarray.Array, rows int) (*gathering, error) {
	shape := into.Shape()
	if len(shape) == 0 || shape[0] != rows || !into.CContiguous() || into.ReadOnly() {
		return nil, fail("gather", "", fmt.Errorf("%w: Into has shape %v, and %d rows in C order are to be written to it", ErrInvalidArgument, shape, rows))
	}
	header, err := ndarray.AppendHeader([]byte{byte(codec.Array)}, ndarray.Header{DType: into.DType(), Shape: shape[1:]})
	if err != nil {
		return nil, fail("gather", "", err)
	}
	g := &gathering{tensor: into, dtype: into.DType(), shape: shape[1:], header: header}
	g.rows, err = into.Bytes()
	return g, err
}

// copyRow reads one row by itself.
func (g *gathering) copyRow(db *DB, key string, i int) (err error) {
	stored, err := db.store.Pin(key, db.read)
	if err != nil {
		return fail("gather", key, err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "gather", key, &err)
	npy, err := npyIn(stored.Bytes())
	if err != nil {
		return fail("gather", key, err)
	}
	a, err := ndarray.Decode(npy)
	if err != nil {
		return fail("gather", key, err)
	}
	return fail("gather", key, g.set(i, a))
}

// set copies an array to a row, if it fits.
func (g *gathering) set(i int, a *ndarray.Array) error {
	if !a.DType().Equal(g.dtype) || !slices.Equal(a.Shape(), g.shape) {
		return fmt.Errorf("%w: it is %v of shape %v, the others are %v of shape %v", ErrRow, a.DType(), a.Shape(), g.dtype, g.shape)
	}
	row, err := a.ToC().Bytes()
	if err != nil {
		return err
	}
	native.Copy(g.rows[i*len(row):], row)
	return nil
}

// GatherRange reads the arrays of a range, which have the same dtype and shape, into one tensor of shape (n, …shape) in the
// order of the keys. An error names the key. A range without entries is ErrNotFound, as nothing says the shape.
func (db *DB) GatherRange(r *Range) (*ndarray.Array, error) {
	hint, err := db.Len(r)
	if err != nil {
		return nil, err
	}
	rd := readers.Get().(*reader)
	defer rd.release()
	var g *gathering
	n := 0
	w := db.walk(r, passing)
	defer w.close()
	for ; w.next(); n++ {
		if g, err = g.add(n, w, rd, max(hint, 1)); err != nil {
			return nil, w.wrong("gather", err)
		}
	}
	if err := w.failed(); err != nil {
		return nil, err
	}
	if g == nil {
		return nil, db.failRange("gather", db.prefix, fmt.Errorf("%w: no entry in the range", ErrNotFound))
	}
	return g.tensor.Slice(0, n)
}

// add copies the present entry of a walk to row n. The first one, for which g is nil, says what the rows are.
func (g *gathering) add(n int, w *walk, rd *reader, hint int) (next *gathering, err error) {
	stored, err := w.value()
	if err != nil {
		return nil, err
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "gather", w.prefix, &err)
	a, err := rd.array(stored.Bytes())
	if err != nil {
		return nil, err
	}
	if g == nil {
		g, err = newGathering(a, rd.decoder.Header(), hint)
	} else if n == g.tensor.Dim(0) { // somebody writes: there are more than were counted
		g, err = g.grown(2 * n)
	}
	if err != nil {
		return nil, err
	}
	return g, g.set(n, a)
}

func (g *gathering) grown(rows int) (*gathering, error) {
	tensor, err := ndarray.New(g.dtype, append([]int{rows}, g.shape...)...)
	if err != nil {
		return nil, err
	}
	to, err := tensor.Bytes()
	if err != nil {
		return nil, err
	}
	copy(to, g.rows)
	return &gathering{tensor: tensor, rows: to, dtype: g.dtype, shape: g.shape, header: g.header}, nil
}

// Lookup walks over the values of the keys, in their order, in few crossings. It is like Entries but for the keys: an Entry
// whose key is not in the database has ErrNotFound for a value.
func (db *DB) Lookup(keys []string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		whole := make([]string, len(keys))
		for i, key := range keys {
			whole[i] = db.prefix + key
		}
		w := &walk{db: db, op: "lookup", prefix: db.prefix}
		w.begin(db.store.Lookup(whole, db.read))
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

// GetAll reads the values of the keys as Ts, in their order. The error names the first key that is missing or no T.
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
