package leveldb

import (
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// gathering holds a tensor while its rows are being read.
type gathering struct {
	tensor *ndarray.Array
	rows   []byte // the bytes of the tensor
	row    int    // size of a row, in bytes
	dtype  ndarray.DType
	shape  []int // of a row
	// header is the usual beginning of a stored row in C order: tag and .npy header. It is nil if
	// the first row is in another order.
	header []byte
	what   string // dtype and shape, for errors
	fixed  bool   // the tensor is the caller's, and cannot grow
}

// gathering returns the tensor for rows that match Into, or the first array that is found. It
// returns nil if there is no array.
func (db *DB) gathering(whole []string, o *GatherOptions) (*gathering, error) {
	if o.Into != nil {
		return db.gatherInto(o.Into, len(whole))
	}
	r := readers.Get().(*reader)
	defer r.release()
	for _, key := range whole {
		g, err := db.gatheringLike(key, r, whole)
		if err == nil {
			return g, nil
		}
		if o.RowErrors == nil {
			return nil, fail("gather", key, err)
		}
	}
	return nil, nil
}

// gatheringLike returns a tensor for rows that match the array stored under key.
func (db *DB) gatheringLike(key string, r *reader, whole []string) (g *gathering, err error) {
	stored, err := db.store.Pin(db.ctx, key, db.read)
	if err != nil {
		return nil, err
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "gather", key, &err)
	a, err := r.array(stored.Bytes())
	if err != nil {
		return nil, err
	}
	return newGathering(a, r.decoder.Header(), len(whole), func() (lower, upper string) {
		if db.order != nil {
			return "", "" // everything is at least as large
		}
		return slices.Min(whole), slices.Max(whole) + "\x00"
	}, db)
}

// maxUnread is the maximum size, in bytes, of a tensor that is allocated before its rows are read.
const maxUnread = 64 << 20

// newGathering returns a tensor for count rows that match a; header is the stored header of a. The
// tensor has room for all rows if they take at most maxUnread bytes, or if the tables that hold the
// keys of span have at least half as many bytes. Otherwise it has room for the first maxUnread
// bytes of rows, or for one row if that is larger.
func newGathering(a *ndarray.Array, header []byte, count int, span func() (lower, upper string), db *DB) (*gathering, error) {
	g := &gathering{dtype: a.DType(), shape: a.Shape(), row: a.NBytes()}
	if a.CContiguous() {
		g.header = append([]byte{byte(codec.KindArray)}, header...)
	}
	room := count
	if g.row > 0 && count > maxUnread/g.row {
		stored := uint64(0)
		// A size reported by a server cannot be trusted.
		if !driver.Far(db.store) {
			var err error
			lower, upper := span()
			if stored, err = db.store.ApproximateSize(db.ctx, lower, upper); err != nil {
				return nil, err
			}
		}
		if uint64(count/2) > stored/uint64(g.row) {
			room = max(maxUnread/g.row, 1)
		}
	}
	return g, g.grow(room)
}

// grow moves the rows to a new tensor with the given number of rows.
func (g *gathering) grow(rows int) error {
	tensor, err := ndarray.New(g.dtype, append([]int{rows}, g.shape...)...)
	if err != nil {
		return err
	}
	to, err := tensor.Bytes()
	if err != nil {
		return err
	}
	copy(to, g.rows)
	g.tensor, g.rows = tensor, to
	return nil
}

func (db *DB) gatherInto(into *ndarray.Array, rows int) (*gathering, error) {
	shape := into.Shape()
	if len(shape) == 0 || shape[0] != rows || !into.CContiguous() || into.ReadOnly() {
		return nil, db.failRange("gather", db.prefix, fmt.Errorf("%w: Into must be a writable array of %[3]d rows in C order; its shape is %[2]v", ErrInvalidArgument, shape, rows))
	}
	header, err := ndarray.AppendHeader([]byte{byte(codec.KindArray)}, ndarray.Header{DType: into.DType(), Shape: shape[1:]})
	if err != nil {
		return nil, db.failRange("gather", db.prefix, err)
	}
	g := &gathering{tensor: into, fixed: true, dtype: into.DType(), shape: shape[1:], header: header, row: into.NBytes() / max(rows, 1)}
	g.rows, err = into.Bytes()
	return g, db.failRange("gather", db.prefix, err)
}

// read reads the rows from index first until the tensor is full, and returns how many of them are
// in the database. Errors of rows are stored in rowErrors. If rowErrors is nil, read returns the
// first one.
func (g *gathering) read(db *DB, whole []string, first int, rowErrors []error) (found int, err error) {
	keys := whole[first:g.tensor.Dim(0)]
	var states []driver.RowState
	if g.header != nil {
		if states, err = db.store.Gather(db.ctx, keys, g.header, g.rows[first*g.row:], db.read); err != nil {
			return 0, db.failRange("gather", db.prefix, err)
		}
	}
	for i, key := range keys {
		if states != nil && states[i] == driver.RowCopied {
			found++
			continue
		}
		// The key is missing, or the header differs. A different header may still have the same
		// dtype and shape.
		err := g.copyRow(db, key, first+i)
		if err == nil {
			found++
			continue
		}
		if rowErrors == nil {
			return found, err
		}
		rowErrors[first+i] = err
	}
	return found, nil
}

// copyRow reads a single row.
func (g *gathering) copyRow(db *DB, key string, i int) (err error) {
	stored, err := db.store.Pin(db.ctx, key, db.read)
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
	if err == nil {
		err = g.check(a)
	}
	if err == nil {
		err = g.set(i, a)
	}
	return fail("gather", key, err)
}

// check returns an error if the array differs from the rows in dtype or shape. It shortens the text
// of a dtype, which can be longer than many rows.
func (g *gathering) check(a *ndarray.Array) error {
	if a.DType().Equal(g.dtype) && slices.Equal(a.Shape(), g.shape) {
		return nil
	}
	if g.what == "" {
		g.what = fmt.Sprintf("%.80v of shape %v", g.dtype, g.shape)
	}
	return fmt.Errorf("%w: %.80v of shape %v, want %s", ErrShapeMismatch, a.DType(), a.Shape(), g.what)
}

// set copies an array with the right dtype and shape to row i.
func (g *gathering) set(i int, a *ndarray.Array) error {
	row, err := a.AsCContiguous().Bytes()
	if err != nil {
		return err
	}
	native.Copy(g.rows[i*len(row):], row)
	return nil
}

// add copies the current entry of an iterator to row n of about count. For the first entry g is
// nil; the array of that entry determines the dtype and shape of the rows.
func (g *gathering) add(n int, w *iterator, rd *reader, r *Range, count int) (next *gathering, err error) {
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
		g, err = newGathering(a, rd.decoder.Header(), count, func() (lower, upper string) {
			s, _ := w.db.span(r)
			return s.Lower, s.Upper
		}, w.db)
	} else if err = g.check(a); err == nil && n == g.tensor.Dim(0) {
		if g.fixed {
			return nil, fmt.Errorf("%w: the range has more entries than the %d rows of Into", ErrShapeMismatch, n)
		}
		room := 2 * n
		if n < count { // otherwise concurrent writes have added rows after the count
			room = min(room, count)
		}
		err = g.grow(room)
	}
	if err != nil {
		return nil, err
	}
	return g, g.set(n, a)
}

// cleanBools changes bools other than 0 and 1 to 1. A tensor of the caller may share memory with a
// []bool, for which Go allows only 0 and 1.
func (g *gathering) cleanBools() {
	if g.dtype != ndarray.Bool {
		return
	}
	for i, b := range g.rows {
		if b > 1 {
			g.rows[i] = 1
		}
	}
}
