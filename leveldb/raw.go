package leveldb

import "iter"

// Raw accesses a database without the codec: keys are arbitrary bytes, and values are the stored
// bytes. It is for databases of other programs, whose values have no tags and whose keys may be
// binary:
//
//	db, err := leveldb.Open("another-programs.db", &leveldb.Options{ErrorIfMissing: true})
//	raw := db.Raw()
//	value, err := raw.Get([]byte{0, 0xff, 1})
//	for e, err := range raw.Entries(&leveldb.Range{Start: "\x00"}) { … }
//
// A Range selects entries as it does for a DB; its strings may hold any bytes. The methods return
// the same errors as the methods of DB with the same names. A Raw is a view of its DB: it shares
// the prefix of a sub-database, the snapshot, the context and the options, and does not need to be
// closed. It is safe for concurrent use by multiple goroutines.
type Raw struct{ db *DB }

// Raw returns a view of the database, sub-database or snapshot for arbitrary keys and values
// without tags. It only creates a handle, which is cheap.
func (db *DB) Raw() *Raw { return &Raw{db} }

// Get returns a copy of the value of key. The error is ErrNotFound if there is no such key.
func (r *Raw) Get(key []byte) ([]byte, error) { return r.db.AppendRaw(nil, string(key)) }

// Append appends a copy of the value of key to dst, and returns the result.
func (r *Raw) Append(dst, key []byte) ([]byte, error) { return r.db.AppendRaw(dst, string(key)) }

// View calls fn with the value of key, read in place. The value is borrowed: it is valid until fn
// returns, and must not be modified. View returns the error of fn, or ErrNotFound if there is no
// such key.
func (r *Raw) View(key []byte, fn func(value []byte) error) error {
	return r.db.ViewRaw(string(key), viewStored(fn))
}

// viewStored returns a function that calls fn with the stored bytes of a Pinned.
func viewStored(fn func(value []byte) error) func(p *Pinned) error {
	return func(p *Pinned) error {
		value, err := p.Stored()
		if err != nil {
			return err
		}
		return fn(value)
	}
}

// Has reports whether key is in the database.
func (r *Raw) Has(key []byte) (bool, error) { return r.db.Has(string(key)) }

// Put stores copies of key and value. Unlike those of DB, it accepts keys that are not valid UTF-8,
// which the Python package openleveldb cannot read.
func (r *Raw) Put(key, value []byte) error {
	whole := r.db.prefix + string(key)
	return fail("put", whole, r.db.store.Put(r.db.ctx, whole, value, r.db.write))
}

// Delete removes key. It returns no error if there is no such key.
func (r *Raw) Delete(key []byte) error { return r.db.Delete(string(key)) }

// Entries iterates over the entries of a range; a nil r selects all. The loop is that of
// DB.Entries.
func (r *Raw) Entries(selected *Range) iter.Seq2[RawEntry, error] {
	return func(yield func(RawEntry, error) bool) {
		for e, err := range r.db.Entries(selected) {
			if !yield(RawEntry{e}, err) {
				return
			}
		}
	}
}

// Keys iterates over copies of the keys of a range, without reading the values.
func (r *Raw) Keys(selected *Range) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for key, err := range r.db.Keys(selected) {
			if !yield([]byte(key), err) {
				return
			}
		}
	}
}

// Cursor returns a cursor over a range, as DB.Cursor does. Its keys are strings that may hold any
// bytes. Its Raw method returns the stored bytes, which are borrowed until the cursor moves.
func (r *Raw) Cursor(selected *Range) *Cursor { return r.db.Cursor(selected) }

// Count returns the number of entries in a range; a nil r selects all.
func (r *Raw) Count(selected *Range) (int, error) { return r.db.Count(selected) }

// DeleteRange deletes the entries of a range, and returns the number deleted; nil selects all.
func (r *Raw) DeleteRange(selected *Range) (int, error) { return r.db.DeleteRange(selected) }

// RawEntry is an entry of a loop over [Raw.Entries]. Its value can be read until the loop continues
// or ends; afterwards its methods return ErrMoved. Its key stays valid.
type RawEntry struct{ entry Entry }

// Key returns a copy of the key.
func (e RawEntry) Key() []byte { return []byte(e.entry.Key()) }

// Value returns a copy of the value.
func (e RawEntry) Value() ([]byte, error) { return e.entry.AppendRaw(nil) }

// Append appends a copy of the value to dst, and returns the result.
func (e RawEntry) Append(dst []byte) ([]byte, error) { return e.entry.AppendRaw(dst) }

// View calls fn with the value, read in place, as Raw.View does.
func (e RawEntry) View(fn func(value []byte) error) error { return e.entry.ViewRaw(viewStored(fn)) }
