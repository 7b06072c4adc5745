package leveldb

import (
	"sync"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// scratch pools buffers for stored values that are being read or written.
var scratch = sync.Pool{New: func() any {
	b := make([]byte, 4<<10)
	return &b
}}

// keepScratch is the capacity of the largest buffer that is returned to the pool. The garbage
// collector frees unused buffers in the pool.
const keepScratch = 32 << 20

func giveBack(b *[]byte) {
	if cap(*b) <= keepScratch {
		*b = (*b)[:cap(*b)]
		scratch.Put(b)
	}
}

// Put stores a copy of value under key, replacing any existing value. The table in the package
// comment shows how values are encoded. The error wraps codec.ErrUnsupported if the value cannot be
// stored, and ErrTooLarge if it exceeds 4 GiB.
func (db *DB) Put(key string, value any) error {
	whole, err := db.writable(key)
	if err != nil {
		return err
	}
	b := scratch.Get().(*[]byte)
	defer giveBack(b)
	stored, err := db.codec.Append((*b)[:0], value)
	if err != nil {
		return fail("put", whole, err)
	}
	*b = stored
	return fail("put", whole, db.store.Put(db.ctx, whole, stored, db.write))
}

// PutRaw stores a verbatim copy of stored, which should be bytes that AppendRaw returned, including
// the tag.
func (db *DB) PutRaw(key string, stored []byte) error {
	whole, err := db.writable(key)
	if err != nil {
		return err
	}
	return fail("put", whole, db.store.Put(db.ctx, whole, stored, db.write))
}

// Get returns a copy of the value of key as the Go type that fits it best; see the package comment.
// The error is ErrNotFound if there is no such key. Get returns nil without an error for a stored
// None, and for an empty stored value, which Python reads as None.
func (db *DB) Get(key string) (any, error) {
	whole := db.prefix + key
	b := scratch.Get().(*[]byte)
	defer giveBack(b)
	stored, err := db.store.Get(db.ctx, whole, *b, db.read)
	if err != nil {
		return nil, fail("get", whole, err)
	}
	defer stored.Release()
	if a := db.adopt(stored); a != nil {
		return a, nil
	}
	value, err := db.codec.Decode(stored.Bytes())
	if err != nil {
		return nil, fail("get", whole, err)
	}
	return value, nil
}

// Get returns the value of key as a T, decoded by codec.DecodeInto. T may be a slice whose elements
// can hold every value of a stored array's dtype, such as []float64 for float32, or a slice of
// structs for a structured array. The error wraps codec.ErrMismatch if the stored value is not a T
// or does not fit into a T.
func Get[T any](db *DB, key string) (T, error) {
	var value T
	err := db.Load(key, &value)
	return value, err
}

// Load decodes the value of key into the variable that dst points to, as the function Get does for
// its T.
func (db *DB) Load(key string, dst any) error {
	whole := db.prefix + key
	b := scratch.Get().(*[]byte)
	defer giveBack(b)
	stored, err := db.store.Get(db.ctx, whole, *b, db.read)
	if err != nil {
		return fail("get", whole, err)
	}
	defer stored.Release()
	if array, ok := dst.(**ndarray.Array); ok && array != nil {
		if a := db.adopt(stored); a != nil {
			*array = a
			return nil
		}
	}
	return fail("get", whole, db.codec.DecodeInto(stored.Bytes(), dst))
}

// AppendRaw appends a copy of the stored bytes of key, including the tag, to dst, and returns the
// result. dst may be nil.
func (db *DB) AppendRaw(dst []byte, key string) ([]byte, error) {
	whole := db.prefix + key
	stored, err := db.store.Get(db.ctx, whole, dst[len(dst):cap(dst)], db.read)
	if err != nil {
		return dst, fail("get", whole, err)
	}
	defer stored.Release()
	return append(dst, stored.Bytes()...), nil
}

// Kind returns the kind of the value stored under key, without decoding it. The error is
// ErrNotFound if there is no such key, and wraps codec.ErrKind if the tag is unknown.
func (db *DB) Kind(key string) (codec.Kind, error) {
	whole := db.prefix + key
	b := scratch.Get().(*[]byte)
	defer giveBack(b)
	stored, err := db.store.Get(db.ctx, whole, *b, db.read)
	if err != nil {
		return 0, fail("get", whole, err)
	}
	defer stored.Release()
	tag, err := codec.KindOf(stored.Bytes())
	return tag, fail("get", whole, err)
}

// Has reports whether key is in the database.
func (db *DB) Has(key string) (bool, error) {
	whole := db.prefix + key
	found, err := db.store.Has(db.ctx, whole, db.read)
	return found, fail("has", whole, err)
}

// Delete removes key. It returns no error if there is no such key. A loop over a Range with a
// Prefix returns keys of db.Sub(prefix), not of db; use Delete of that sub-database to remove them.
func (db *DB) Delete(key string) error {
	whole := db.prefix + key
	return fail("delete", whole, db.store.Delete(db.ctx, whole, db.write))
}
