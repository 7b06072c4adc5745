package leveldb

import (
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// BatchEntry is a write in a [Batch]: a put or a deletion. It stays valid after the loop over
// [Batch.Entries].
type BatchEntry struct {
	codec codec.Codec
	entry driver.PackedEntry
}

// Key returns the complete key, including the prefix of its sub-database, because a batch can hold
// writes to several sub-databases.
func (e BatchEntry) Key() string { return string(e.entry.Key) }

// Deleted reports whether the write is a deletion, which has no value.
func (e BatchEntry) Deleted() bool { return e.entry.Op == driver.DeleteEntry }

// Value decodes and returns the value, as DB.Get does. The value is a copy. The error is
// ErrNotFound for a deletion.
func (e BatchEntry) Value() (any, error) {
	if e.Deleted() {
		return nil, e.fail(ErrNotFound)
	}
	value, err := e.codec.Decode(e.entry.Value)
	if err != nil {
		return nil, e.fail(err)
	}
	return value, nil
}

// Load decodes the value into the variable that dst points to, as DB.Load does. The error is
// ErrNotFound for a deletion.
func (e BatchEntry) Load(dst any) error {
	if e.Deleted() {
		return e.fail(ErrNotFound)
	}
	return e.fail(e.codec.DecodeInto(e.entry.Value, dst))
}

// AppendRaw appends a copy of the stored bytes, including the tag, to dst, and returns the result.
// dst may be nil. The error is ErrNotFound for a deletion.
func (e BatchEntry) AppendRaw(dst []byte) ([]byte, error) {
	if e.Deleted() {
		return dst, e.fail(ErrNotFound)
	}
	return append(dst, e.entry.Value...), nil
}

// fail adds the key to an error.
func (e BatchEntry) fail(err error) error {
	if err == nil {
		return nil
	}
	return fail("get", e.Key(), err)
}
