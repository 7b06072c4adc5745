package leveldb

import (
	"context"
	"errors"
	"io"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/arrays"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// errReadWhole means that the elements cannot be read directly into their destination: the complete
// value must be read first.
var errReadWhole = errors.New("read the whole value")

// receive reads elements into dst, as readInto does. For an invalid value it returns errReadWhole,
// and the caller then reads the complete value, so that the errors are those of a local database.
func receive[T ndarray.Element](ctx context.Context, far driver.ArrayReader, key string, some *rows, o ReadOptions, dst []T) (n int, err error) {
	first, last := 0, -1
	if some != nil {
		if first, last = some.first, some.last; first < 0 || last < first {
			return 0, errReadWhole
		}
	}
	read := func(head driver.ArrayHead, elements io.Reader) error {
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
	err = far.ReadArray(ctx, key, first, last, o, read)
	return n, err
}

// adopt returns the array in a stored value that this package owns, without copying its elements.
// It returns nil unless the elements are aligned like those of a copy, and the array is valid.
func (db *DB) adopt(stored driver.Value) *ndarray.Array {
	bytes := stored.Bytes()
	if !stored.Owned() || db.codec != codec.Default() || len(bytes) == 0 || codec.Kind(bytes[0]) != codec.KindArray {
		return nil
	}
	a, err := arrays.Adopt(bytes[1:])
	if err != nil {
		return nil
	}
	return a
}
