package leveldb

import (
	"errors"
	"io"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/arrays"
	"github.com/openleveldb/openleveldb/ndarray"
)

// ArrayReader is an optional interface for a [Store] whose values come from another process or
// machine. ReadInto and ReadRows use it to receive the elements directly in the caller's memory,
// without rows that were not requested. The Values of such a Store are in Go memory and belong to
// the caller. Get makes arrays of them without another copy.
type ArrayReader interface {
	// ReadArray calls read with the beginning of the array stored under key, and a reader of its
	// elements. If last is not negative and the rows first <= index < last are contiguous, the
	// reader has only the elements of those rows. What read does not consume is not fetched. If the
	// elements do not arrive completely, read may be called again, for another attempt from the
	// start.
	//
	// Only the header is guaranteed to be the beginning of the value. The value may not be an
	// array, and may not have the requested rows.
	//
	// The error is that of read, or ErrNotFound if there is no such key.
	ReadArray(key string, first, last int, o ReadOptions, read func(head ArrayHead, elements io.Reader) error) error
}

// ArrayHead is the beginning of an array that is read by an [ArrayReader].
type ArrayHead struct {
	// Header holds the stored bytes before the elements: tag and .npy header. It is borrowed, and
	// valid until read returns.
	Header []byte
	Rows   bool  // the elements are only those of the requested rows
	Size   int64 // size of the elements that follow, in bytes
}

// errReadWhole reports that the elements cannot be read directly into their destination. The
// complete value must be read first.
var errReadWhole = errors.New("read the whole value")

// receive reads elements into dst, as readInto does. For an invalid value it returns errReadWhole,
// and the caller then reads the complete value, so that the errors are those of a local database.
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
		n, err = arrays.Receive(dst, h, func(b []byte) error {
			_, err := io.ReadFull(elements, b)
			return err
		})
		return err
	}
	err = far.ReadArray(key, first, last, o, read)
	return n, err
}

// adopt returns the array in a stored value without copying its elements. This requires that the
// value is in memory that the caller owns, not in buf, that the elements are aligned as those of a
// copy are, and that the array is valid. Otherwise adopt returns nil.
func (db *DB) adopt(stored, buf []byte) *ndarray.Array {
	if _, far := db.store.(ArrayReader); !far || db.codec != codec.Default() || len(stored) <= len(buf) || codec.Tag(stored[0]) != codec.Array {
		return nil
	}
	a, err := arrays.Adopt(stored[1:])
	if err != nil {
		return nil
	}
	return a
}
