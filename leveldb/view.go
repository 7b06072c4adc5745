package leveldb

import (
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/arrays"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// There are three ways to read an array:
//
//	View, Views, DB.Pin   no copy. Elements are read where LevelDB holds them, for as long as the
//	                      call or handle lasts.
//	ReadInto, ReadRows    one copy, from LevelDB's block into the caller's slice. Nothing is
//	                      allocated. A slice of 3 KiB or less is filled through LevelDB's own Get,
//	                      because a small copy costs less than pinning the value.
//	Get, DB.Get           one copy into new, aligned memory that the caller owns. Get converts the
//	                      elements where no value is lost, the others never do.
//
// All of them require the format of the standard codec.

// reader holds the state for reading an array. Readers are reused, because the next array is likely
// to have the same header.
type reader struct {
	decoder arrays.Decoder
	shape   []int
}

var readers = sync.Pool{New: func() any { return &reader{shape: make([]int, 0, 8)} }}

func (r *reader) release() {
	r.decoder.Forget()
	readers.Put(r)
}

// array decodes a stored array. The result is borrowed from stored and from r.
func (r *reader) array(stored []byte) (*ndarray.Array, error) {
	npy, err := npyIn(stored)
	if err != nil {
		return nil, err
	}
	return r.decoder.Decode(npy)
}

// viewIn returns the elements of a stored array, borrowed from stored, and sets r.shape to its
// shape.
func viewIn[T ndarray.Element](r *reader, stored []byte) ([]T, error) {
	npy, err := npyIn(stored)
	if err != nil {
		return nil, err
	}
	elements, err := arrays.View[T](&r.decoder, npy)
	if err == nil {
		// Do not keep the previous shape: the caller may have modified that slice.
		r.shape = r.decoder.AppendShape(r.shape[:0])
	}
	return elements, err
}

// npyIn returns the .npy bytes of a stored array.
func npyIn(stored []byte) ([]byte, error) {
	if len(stored) == 0 || codec.Kind(stored[0]) != codec.KindArray {
		return nil, notArray(stored)
	}
	return stored[1:], nil
}

func notArray(stored []byte) error {
	tag, err := codec.KindOf(stored)
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: the stored value is %v, not ndarray", codec.ErrMismatch, tag)
}

// View calls fn with the elements, in C order, and the shape of the array stored under key. View
// itself copies nothing and allocates nothing. Both slices are borrowed: they are valid until fn
// returns, and must not be modified. The elements may be in memory that is mapped for reading only.
// They do not change until fn returns, regardless of other calls on any goroutine, including Close.
//
// View returns the error of fn, or ErrNotFound if there is no such key. The error wraps
// codec.ErrMismatch if the value is not an array, and ndarray.ErrDType if its elements are not of
// type T. It wraps ndarray.ErrView if they cannot be used as a []T without a copy, because of byte
// order, Fortran order, or bool bytes other than 0 and 1. ReadInto and Get can read those.
//
// If the disk fails, or the table was truncated, reading the elements aborts fn, and the error is
// ErrIO. This covers only reads on the calling goroutine, and not reads in C++. Panics of fn
// propagate.
//
// The elements may be unaligned. Go code handles that; assembly code in other libraries may not
// (see ndarray.Array.Aligned). Use ReadInto for such code.
func View[T ndarray.Element](db *DB, key string, fn func(elements []T, shape []int) error) (err error) {
	whole := db.prefix + key
	stored, err := db.store.Pin(db.ctx, whole, db.read)
	if err != nil {
		return fail("view", whole, err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "view", whole, &err)
	r := readers.Get().(*reader)
	defer r.release()
	elements, err := viewIn[T](r, stored.Bytes())
	if err != nil {
		return fail("view", whole, err)
	}
	return fn(elements, slices.Clip(r.shape))
}

// ArrayView is an array in a loop over Views, read in place. Its slices are borrowed: they are
// valid until the next iteration, and must not be modified.
type ArrayView[T ndarray.Element] struct {
	Elements []T // in C order
	Shape    []int
	key      string
}

// Key returns a copy of the key, without Range.Prefix and the prefix of a sub-database. It is a
// method because it copies.
func (v ArrayView[T]) Key() string { return strings.Clone(v.key) }

// Views iterates over a range of arrays; a nil r selects all. The rules of View apply to each
// array, and the rules of Entries to the loop. The loop allocates almost nothing.
//
// An error with a key applies to that array only, and the loop continues. An error without a key
// ends the loop. If elements cannot be read, Views panics with the error that View would return,
// because a loop body cannot be aborted in any other way.
func Views[T ndarray.Element](db *DB, r *Range) iter.Seq2[ArrayView[T], error] {
	return func(yield func(ArrayView[T], error) bool) {
		views(db, r, yield, func(unreadable error) { panic(unreadable) })
	}
}

// views calls yield with the arrays of a range and their errors until yield returns false. If
// elements cannot be read, it calls fault, and returns when fault returns.
func views[T ndarray.Element](db *DB, r *Range, yield func(ArrayView[T], error) bool, fault func(unreadable error)) {
	rd := readers.Get().(*reader)
	defer rd.release()
	w := db.iterate(r, reuseKeys)
	defer w.close()
	var stored driver.Value
	before := debug.SetPanicOnFault(true)
	defer func() { // also if yield panics
		debug.SetPanicOnFault(before)
		defer func() { stored.Release() }()
		if p := recover(); p != nil {
			fault(unreadable(p, stored, "view", w.whole()))
		}
	}()
	for w.next() {
		view := ArrayView[T]{key: w.key()}
		var err error
		if stored, err = w.value(); err == nil {
			if view.Elements, err = viewIn[T](rd, stored.Bytes()); err == nil {
				view.Shape = slices.Clip(rd.shape)
			}
		}
		if err != nil {
			err = w.wrong("view", err)
		}
		if !yield(view, err) {
			return
		}
		stored.Release()
	}
	if err := w.failed(); err != nil {
		yield(ArrayView[T]{}, err)
	}
}

// ReadInto copies the elements of the array stored under key to the start of dst, in C order and
// native byte order. It returns the number of elements. It copies once, directly from LevelDB's
// memory, and allocates nothing. A dst of 3 KiB or less is filled from a copy that LevelDB makes,
// which is faster for small arrays.
//
// If dst is too short, it is not changed: the error wraps ndarray.ErrShort, and n is the required
// length. To get the length of an array that may be large, pass a nil dst; nothing is copied. The
// other errors are those of View, except ErrView: arrays that cannot be viewed are copied element
// by element.
func ReadInto[T ndarray.Element](db *DB, key string, dst []T) (n int, err error) {
	return readInto(db, key, nil, dst)
}

// ReadRows is like ReadInto, but reads only the rows first <= index < last along the first axis.
// The error wraps ndarray.ErrIndex if the array has no such rows. In C order, which is the usual
// order, the other rows are not touched. If the array is in a mapped table, they are not even read
// from disk. A compressed block is always decompressed completely.
func ReadRows[T ndarray.Element](db *DB, key string, first, last int, dst []T) (n int, err error) {
	return readInto(db, key, &rows{first, last}, dst)
}

// rows selects the rows with first <= index < last along the first axis.
type rows struct{ first, last int }

// smallRead is the maximum size, in bytes, of a dst that is filled from a copy of the value made by
// LevelDB. For small values this is faster than pinning. The value fits into scratch, including its
// header.
const smallRead = 3 << 10

// readInto reads the rows that some selects, or all rows if some is nil.
func readInto[T ndarray.Element](db *DB, key string, some *rows, dst []T) (n int, err error) {
	whole := db.prefix + key
	if far, ok := db.store.(driver.ArrayReader); ok && driver.Far(far) {
		if n, err := receive(db.ctx, far, whole, some, db.read, dst); err != errReadWhole && !errors.Is(err, ErrNotSupported) {
			return n, fail("read", whole, err)
		}
	}
	var stored driver.Value
	if size := len(dst) * int(unsafe.Sizeof(*new(T))); some == nil && 0 < size && size <= smallRead {
		b := scratch.Get().(*[]byte)
		defer giveBack(b)
		stored, err = db.store.Get(db.ctx, whole, *b, db.read)
	} else {
		stored, err = db.store.Pin(db.ctx, whole, db.read)
	}
	if err != nil {
		return 0, fail("read", whole, err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "read", whole, &err)
	r := readers.Get().(*reader)
	defer r.release()
	a, err := r.array(stored.Bytes())
	if err == nil && some != nil {
		if a, err = a.Slice(some.first, some.last); err == nil {
			requestRows(stored.Bytes(), a)
		}
	}
	if err != nil {
		return 0, fail("read", whole, err)
	}
	n, err = arrays.CopyInto(dst, a, native.Copy)
	return n, fail("read", whole, err)
}

// hugeValue is the minimum size of a value that may be only partly in memory.
const hugeValue = 1 << 20

// requestRows asks the system to read the rows of a stored array from disk. Otherwise it might read
// other rows too, or fewer bytes at a time.
func requestRows(stored []byte, a *ndarray.Array) {
	if len(stored) < hugeValue || !a.CContiguous() {
		return
	}
	if rows, err := a.Bytes(); err == nil {
		native.Request(rows[:min(len(rows), hugeValue)]) // Copy requests the rest
	}
}
