package leveldb

import (
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
)

// There are three ways to read an array, and the name says what each costs:
//
//	View, Views, DB.Pin     no copy: elements are seen where LevelDB holds them, for as long as the call or handle lasts
//	ReadInto, ReadRows      one copy, from LevelDB's block into a slice of the caller's; nothing is allocated. A slice of 3 KiB
//	                        or less is filled by way of LevelDB's own Get: small copies cost less than keeping a value in its place
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

// viewIn returns the elements of a stored array, borrowed from stored, and sets r.shape to its shape.
func viewIn[T ndarray.Element](r *reader, stored []byte) ([]T, error) {
	npy, err := npyIn(stored)
	if err != nil {
		return nil, err
	}
	elements, err := ndarray.DecodeView[T](&r.decoder, npy)
	if err == nil {
		// Anew each time: the one before was in the hands of the caller.
		r.shape = r.decoder.AppendShape(r.shape[:0])
	}
	return elements, err
}

// npyIn gives the .npy bytes of a stored array.
func npyIn(stored []byte) ([]byte, error) {
	if len(stored) == 0 || codec.Tag(stored[0]) != codec.Array {
		return nil, notArray(stored)
	}
	return stored[1:], nil
}

func notArray(stored []byte) error {
	tag, err := codec.TagOf(stored)
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: the stored value is %v, not ndarray", codec.ErrMismatch, tag)
}

// View calls fn with the elements, in C order, and the shape of the array stored under key. Nothing is copied or, in itself,
// allocated: both slices are borrowed, valid until fn returns, and must not be changed: the elements may lie in memory that is
// mapped for reading. They stay as they are meanwhile whatever else is called, Close included, on any goroutine. They lie at
// any address, which Go does not mind; assembly of other libraries may (ndarray.Array.Aligned): give it a ReadInto.
//
// Where the disk fails, or somebody has truncated the table, a read of the elements ends fn, and the error is ErrIO; that goes for
// the goroutine that called, and not for what C++ reads itself. A panic of fn's own goes on.
//
// The error is that of fn, or ErrNotFound; it wraps codec.ErrMismatch if the value is not an array, ndarray.ErrDType if its
// elements are not T, and ndarray.ErrView if they cannot be seen as a []T without a copy, because of byte order, Fortran order
// or bool bytes other than 0 and 1: ReadInto and Get read those.
func View[T ndarray.Element](db *DB, key string, fn func(elements []T, shape []int) error) (err error) {
	whole := db.prefix + key
	stored, err := db.store.Pin(whole, db.read)
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

// ArrayView is an array seen where it lies, in a loop over Views. All of it is borrowed, valid until the loop moves on, and
// must not be changed.
type ArrayView[T ndarray.Element] struct {
	Elements []T // in C order
	Shape    []int
	key      string
}

// Key gives the key, without the prefixes that selected it. It is copied; that is what makes it a method.
func (v ArrayView[T]) Key() string { return strings.Clone(v.key) }

// Views walks over a range of arrays; nil is all. What View says of one array, and Entries of a loop, goes for each. An error
// beside a key is of that array alone, and the loop goes on behind it; one without a key has ended the loop. The whole loop
// allocates next to nothing. Elements that cannot be read are a panic with the error that View would give, as a loop's body cannot
// be ended otherwise.
func Views[T ndarray.Element](db *DB, r *Range) iter.Seq2[ArrayView[T], error] {
	return func(yield func(ArrayView[T], error) bool) {
		rd := readers.Get().(*reader)
		defer rd.release()
		w := db.walk(r, passing)
		defer w.close()
		var stored Value
		before := debug.SetPanicOnFault(true)
		defer func() { // also if the loop is left by a panic
			debug.SetPanicOnFault(before)
			defer func() { stored.Release() }()
			if p := recover(); p != nil {
				panic(unreadable(p, stored, "view", w.whole()))
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
}

// ReadInto copies the elements of the array stored under key to the start of dst, in C order and native byte order, and gives
// their number. It is one copy, from where LevelDB holds them, and allocates nothing; a dst of 3 KiB or less is filled from a copy
// that LevelDB makes, which is faster there.
//
// A dst that is too short stays as it is: the error then wraps ndarray.ErrShort, and n is the length needed. To learn it of an array
// that may be large, pass a nil dst, for which nothing is copied. Other errors are those of View, but for ErrView: whatever cannot be
// viewed is copied element by element.
func ReadInto[T ndarray.Element](db *DB, key string, dst []T) (n int, err error) {
	return readInto(db, key, nil, dst)
}

// ReadRows is ReadInto for the part of the array with first <= index < last along its first axis. In C order, which is the
// usual one, the other rows are not touched: if the array lies in a mapped table they are not even read from disk. A block
// that is compressed is decompressed whole. The error wraps ndarray.ErrIndex if the array has no such rows.
func ReadRows[T ndarray.Element](db *DB, key string, first, last int, dst []T) (n int, err error) {
	return readInto(db, key, &rows{first, last}, dst)
}

// rows are those with first <= index < last along the first axis.
type rows struct{ first, last int }

// smallRead is the size in bytes up to which a dst is filled from a copy of the value by LevelDB: where they are few, that takes less
// time than to keep the value where it lies. With its header, the value fits into scratch.
const smallRead = 3 << 10

// readInto reads some rows, or all if some is nil.
func readInto[T ndarray.Element](db *DB, key string, some *rows, dst []T) (n int, err error) {
	whole := db.prefix + key
	if far, ok := db.store.(ArrayReader); ok {
		if n, err := receive(far, whole, some, db.read, dst); err != errReadWhole {
			return n, fail("read", whole, err)
		}
	}
	var stored Value
	if size := len(dst) * int(unsafe.Sizeof(*new(T))); some == nil && 0 < size && size <= smallRead {
		b := scratch.Get().(*[]byte)
		defer giveBack(b)
		stored, err = db.store.Get(whole, *b, db.read)
	} else {
		stored, err = db.store.Pin(whole, db.read)
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
		a, err = a.Slice(some.first, some.last)
	}
	if err != nil {
		return 0, fail("read", whole, err)
	}
	n, err = ndarray.CopyIntoWith(dst, a, native.Copy)
	return n, fail("read", whole, err)
}
