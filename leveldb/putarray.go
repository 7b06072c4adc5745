package leveldb

import "github.com/openleveldb/openleveldb/ndarray"

// Putter is a destination for values: a [DB], a [Batch] or a [Builder].
type Putter interface {
	Put(key string, value any) error
}

// PutArray stores data as an array of the given shape, in C order. One axis of the shape may be -1;
// its length is computed from len(data). Without a shape the array has one axis, as with Put(key,
// data), except that []byte becomes an array of uint8. The elements are copied once, into the
// stored value.
//
// The error wraps ndarray.ErrShape if data does not fill the shape. The other errors are those of
// Put.
func PutArray[T ndarray.Element](w Putter, key string, data []T, shape ...int) error {
	if len(shape) == 0 {
		shape = oneAxis
	}
	a, err := ndarray.FromSlice(data, shape...)
	if err != nil {
		return fail("put", wholeKey(w, key), err)
	}
	return w.Put(key, a)
}

// oneAxis is the shape of an array with one axis.
var oneAxis = []int{-1}

// wholeKey returns key with the prefix of the database or sub-database that w writes to.
func wholeKey(w Putter, key string) string {
	switch w := w.(type) {
	case *DB:
		return w.prefix + key
	case *Batch:
		return w.db.prefix + key
	}
	return key
}
