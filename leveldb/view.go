package leveldb

import (
	"fmt"
	"iter"
	"sync"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// There are three ways to read an array, and the name says what each costs:
//
//	View, Views, DB.Pin     no copy: elements are seen where LevelDB holds them, for as long as the call or handle lasts
//	ReadInto, ReadRows      one copy, from LevelDB's block into a slice of the caller's; nothing is allocated
//	Get, DB.Get             one copy into fresh memory, aligned, the caller's own for ever
//
// All of them want the array as the standard codec stores it.

// reader is what a read of an array needs: kept from read to read, as the next array is likely to have the same header.
type reader struct {
	decoder ndarray.Decoder
	shape   []int
}

var readers = sync.Pool{New: func() any { return &reader{shape: make([]int, 0, 8)} }}

func (r *reader) release() {
	r.decoder.Forget()
	readers.Put(r)
}

// array decodes a stored array: borrowed from stored and from r.
func (r *reader) array(stored []byte) (*ndarray.Array, error) {
	npy, err := npyIn(stored)
	if err != nil {
		return nil, err
	}
	return r.decoder.Decode(npy)
}

// npyIn gives the .npy bytes of a stored array.
func npyIn(stored []byte) ([]byte, error) {
	tag, err := codec.TagOf(stored)
	if err != nil {
		return nil, err
	}
	if tag != codec.Array {
		return nil, fmt.Errorf("%w: the stored value is %v, not ndarray", codec.ErrMismatch, tag)
	}
	return stored[1:], nil
}

// View calls fn with the elements, in C order, and the shape of the array stored under key. Nothing is copied or, in itself,
// allocated: both slices are borrowed, valid until fn returns, and must not be changed: the elements may lie in memory that is
// mapped for reading. They stay as they are meanwhile whatever else is called, Close included, on any goroutine.
//
// The error is that of fn, or ErrNotFound; it wraps codec.ErrMismatch if the value is not an array, ndarray.ErrDType if its
// elements are not T, and ndarray.ErrView if they cannot be seen as a []T without a copy, because of byte order, Fortran order
// or bool bytes other than 0 and 1: ReadInto and Get read those.
func View[T ndarray.Element](db *DB, key string, fn func(elements []T, shape []int) error) error {
	whole := db.prefix + key
	stored, err := db.store.Pin(whole, db.read)
	if err != nil {
		return fail("view", whole, err)
	}
	defer stored.Release()
	r := readers.Get().(*reader)
	defer r.release()
	a, err := r.array(stored.Bytes)
	if err != nil {
		return fail("view", whole, err)
	}
	elements, err := ndarray.View[T](a)
	if err != nil {
		return fail("view", whole, err)
	}
	r.shape = a.AppendShape(r.shape[:0])
	return fn(elements, r.shape)
}

// ArrayView is an array seen where it lies, in a loop over Views. Elements and Shape are borrowed, valid until the loop moves
// on, and must not be changed.
type ArrayView[T ndarray.Element] struct {
	Key      string
	Elements []T // in C order
	Shape    []int
}

// Views walks over a range of arrays; nil is all. What View says of one array, and Entries of a loop, goes for each. An error
// beside a key is of that array alone, and the loop goes on behind it; one without a key has ended the loop.
func Views[T ndarray.Element](db *DB, r *Range) iter.Seq2[ArrayView[T], error] {
	return func(yield func(ArrayView[T], error) bool) {
		rd := readers.Get().(*reader)
		defer rd.release()
		err := db.walk(r, false, func(p Page, i, cut int) bool {
			view := ArrayView[T]{Key: p.Key(i)[cut:]}
			stored, err := p.Value(i)
			if err == nil {
				defer stored.Release()
				var a *ndarray.Array
				if a, err = rd.array(stored.Bytes); err == nil {
					rd.shape = a.AppendShape(rd.shape[:0])
					view.Shape = rd.shape
					view.Elements, err = ndarray.View[T](a)
				}
			}
			if err != nil {
				err = fail("view", p.Key(i), err)
			}
			return yield(view, err)
		})
		if err != nil {
			yield(ArrayView[T]{}, err)
		}
	}
}

// ReadInto copies the elements of the array stored under key to the start of dst, in C order and native byte order, and gives
// their number. It is one copy, from where LevelDB holds them, and allocates nothing. A dst that is too short stays as it
// is: the error then wraps ndarray.ErrShort, and n is the length needed. Other errors are those of View, but for ErrView:
// whatever cannot be viewed is copied element by element.
func ReadInto[T ndarray.Element](db *DB, key string, dst []T) (n int, err error) {
	return readInto(db, key, dst, func(a *ndarray.Array) (*ndarray.Array, error) { return a, nil })
}

// ReadRows is ReadInto for the part of the array with first <= index < last along its first axis. In C order, which is the
// usual one, the other rows are not touched: if the array lies in a mapped table they are not even read from disk. A block
// that is compressed is decompressed whole. The error wraps ndarray.ErrIndex if the array has no such rows.
func ReadRows[T ndarray.Element](db *DB, key string, first, last int, dst []T) (n int, err error) {
	return readInto(db, key, dst, func(a *ndarray.Array) (*ndarray.Array, error) { return a.Slice(first, last) })
}

func readInto[T ndarray.Element](db *DB, key string, dst []T, part func(*ndarray.Array) (*ndarray.Array, error)) (int, error) {
	whole := db.prefix + key
	stored, err := db.store.Pin(whole, db.read)
	if err != nil {
		return 0, fail("read", whole, err)
	}
	defer stored.Release()
	r := readers.Get().(*reader)
	defer r.release()
	a, err := r.array(stored.Bytes)
	if err == nil {
		a, err = part(a)
	}
	if err != nil {
		return 0, fail("read", whole, err)
	}
	n, err := ndarray.CopyIntoWith(dst, a, native.Copy)
	return n, fail("read", whole, err)
}
