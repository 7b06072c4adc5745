package leveldb

import (
	"sync"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// scratch is memory for a stored value on its way in or out.
var scratch = sync.Pool{New: func() any {
	b := make([]byte, 4<<10)
	return &b
}}

// keepScratch is the largest piece of memory that goes back to the pool, where the garbage collector finds it in time.
const keepScratch = 32 << 20

func giveBack(b *[]byte) {
	if cap(*b) <= keepScratch {
		*b = (*b)[:cap(*b)]
		scratch.Put(b)
	}
}

// Put stores a value under key, in place of what was there. The value is encoded as the table in the package comment says,
// and copied. The error wraps codec.ErrUnsupported for a value that has no stored form, ErrTooLarge past 4 GiB.
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
	return fail("put", whole, db.store.Put(whole, stored, db.write))
}

// PutRaw stores bytes verbatim: they are meant to be what GetRaw gave, tag included. They are copied.
func (db *DB) PutRaw(key string, stored []byte) error {
	whole, err := db.writable(key)
	if err != nil {
		return err
	}
	return fail("put", whole, db.store.Put(whole, stored, db.write))
}

// Get reads the value of key as the Go type that fits it best, see the package comment. It is copied. The error is
// ErrNotFound if there is no such key; a stored None, or an empty stored value as Python takes it, is nil without an error.
func (db *DB) Get(key string) (any, error) {
	whole := db.prefix + key
	b := scratch.Get().(*[]byte)
	defer giveBack(b)
	stored, err := db.store.Get(whole, *b, db.read)
	if err != nil {
		return nil, fail("get", whole, err)
	}
	defer stored.Release()
	if a := db.adopt(stored.Bytes(), *b); a != nil {
		return a, nil
	}
	value, err := db.codec.Decode(stored.Bytes())
	if err != nil {
		return nil, fail("get", whole, err)
	}
	return value, nil
}

// Get reads the value of key as a T. The error wraps codec.ErrMismatch if the stored value is not one, or does not fit.
func Get[T any](db *DB, key string) (T, error) {
	var value T
	err := db.Load(key, &value)
	return value, err
}

// Load reads the value of key into what dst points to, as Get does for its type.
func (db *DB) Load(key string, dst any) error {
	whole := db.prefix + key
	b := scratch.Get().(*[]byte)
	defer giveBack(b)
	stored, err := db.store.Get(whole, *b, db.read)
	if err != nil {
		return fail("get", whole, err)
	}
	defer stored.Release()
	if array, ok := dst.(**ndarray.Array); ok && array != nil {
		if a := db.adopt(stored.Bytes(), *b); a != nil {
			*array = a
			return nil
		}
	}
	return fail("get", whole, db.codec.DecodeInto(stored.Bytes(), dst))
}

// GetRaw reads the stored bytes of key verbatim, tag included, appends them to dst, which may be nil, and returns the result.
// They are copied.
func (db *DB) GetRaw(key string, dst []byte) ([]byte, error) {
	whole := db.prefix + key
	stored, err := db.store.Get(whole, dst[len(dst):cap(dst)], db.read)
	if err != nil {
		return dst, fail("get", whole, err)
	}
	defer stored.Release()
	return append(dst, stored.Bytes()...), nil
}

// Kind says how the value of key is stored, without decoding it. The error is ErrNotFound if there is no such key, and wraps
// codec.ErrTag if the value has none of the tags.
func (db *DB) Kind(key string) (codec.Tag, error) {
	whole := db.prefix + key
	b := scratch.Get().(*[]byte)
	defer giveBack(b)
	stored, err := db.store.Get(whole, *b, db.read)
	if err != nil {
		return 0, fail("get", whole, err)
	}
	defer stored.Release()
	tag, err := codec.TagOf(stored.Bytes())
	return tag, fail("get", whole, err)
}

// Has says whether there is a value of key.
func (db *DB) Has(key string) (bool, error) {
	whole := db.prefix + key
	found, err := db.store.Has(whole, db.read)
	return found, fail("has", whole, err)
}

// Delete removes key. There is no error if there is no such key. The keys that a loop over a Range
// with a Prefix shows are not keys of db but of db.Sub(prefix); Delete of that removes them.
func (db *DB) Delete(key string) error {
	whole := db.prefix + key
	return fail("delete", whole, db.store.Delete(whole, db.write))
}
