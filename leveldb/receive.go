package leveldb

import (
	"errors"
	"io"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// ArrayReader is what a [Store] can be beside if its values come from afar: ReadInto and ReadRows then let the elements arrive
// where the caller wants them, without the rows that nobody asked for. Its Values lie in Go memory and are the receiver's own: Get
// makes arrays of them without another copy.
type ArrayReader interface {
	// ReadArray calls read with how the array stored under key begins, and a reader of its elements; or of those in its rows
	// first <= index < last, if last is not negative and they lie together. What read leaves is not fetched. If the
	// elements do not arrive whole read may be called again, for another attempt from the start. Nothing is promised but that
	// the header is how the value begins: it may be no array, and have no such rows.
	//
	// The error is that of read, and ErrNotFound if there is no such key.
	ReadArray(key string, first, last int, o ReadOptions, read func(head ArrayHead, elements io.Reader) error) error
}

// ArrayHead is how an array begins that is read by a [ArrayReader].
type ArrayHead struct {
	Header []byte // the stored bytes before the elements: tag and .npy header. Borrowed, valid until read returns
	Rows   bool   // the elements are only those of the rows that were asked for
	Size   int64  // of the elements that come, in bytes
}

// errReadWhole: the elements cannot go straight to where they are wanted; the value has to be read first.
var errReadWhole = errors.New("read the whole value")

// receive reads elements into dst, as readInto does. What is wrong with a value is left to a look at the whole of it, so that the
// errors are those of a local database.
func receive[T ndarray.Element](far ArrayReader, key string, some *rows, o ReadOptions, dst []T) (n int, err error) {
	first, last := 0, -1
	if some != nil {
		if first, last = some.first, some.last; first < 0 || last < first {
			return 0, errReadWhole
		}
	}
	read := func(head ArrayHead, elements io.Reader) error {
		npy, err := npyIn(head.Header)
		if err != nil {
			return errReadWhole
		}
		h, offset, err := ndarray.ParseHeader(npy)
		if err != nil || offset != len(npy) {
			return errReadWhole
		}
		if some != nil {
			if h, err = h.Slice(first, last); err != nil {
				return err
			}
		}
		if h.Fortran || head.Rows != (some != nil) || int64(h.NBytes()) != head.Size {
			return errReadWhole
		}
		n, err = ndarray.Receive(dst, h, func(b []byte) error {
			_, err := io.ReadFull(elements, b)
			return err
		})
		return err
	}
	err = far.ReadArray(key, first, last, o, read)
	return n, err
}

// adopt gives the array in a stored value without copying its elements, if the value is the caller's own memory and not buf, the
// elements are aligned there as those of a copy are, and there is nothing wrong with it. Otherwise it gives nil.
func (db *DB) adopt(stored, buf []byte) *ndarray.Array {
	if _, far := db.store.(ArrayReader); !far || db.codec != codec.Default || len(stored) <= len(buf) || codec.Tag(stored[0]) != codec.Array {
		return nil
	}
	a, err := ndarray.Adopt(stored[1:])
	if err != nil {
		return nil
	}
	return a
}
