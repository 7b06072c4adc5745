package leveldb

import "github.com/openleveldb/openleveldb/native"

// Store is the interface between a [DB] and its storage: an ordered map of bytes to bytes. This
// package implements it for local databases. The client of a server is another implementation.
//
// Methods are safe for use by many goroutines, and return ErrClosed after Close. Their errors name
// neither key nor path; the DB adds them. Keys are whole keys, prefixes included, and may be any
// bytes.
type Store interface {
	// Get returns the value of key, in buf if it fits. The caller releases the Value. The error is
	// ErrNotFound if there is no such key.
	Get(key string, buf []byte, o ReadOptions) (Value, error)
	// Pin is Get without a buffer, for large values: it pins the value in place if the store can do
	// so.
	Pin(key string, o ReadOptions) (Value, error)
	// Lookup iterates over the values of the keys, in the order given. For a missing key the Value
	// method of the page returns ErrNotFound.
	Lookup(keys []string, o ReadOptions) (Cursor, error)
	// Gather copies rows of arrays. For each value that consists of the header and one row, it
	// copies the row to its place in rows. See native.DB.Gather.
	Gather(keys []string, header, rows []byte, o ReadOptions) ([]RowState, error)
	// Has reports whether key is in the store.
	Has(key string, o ReadOptions) (bool, error)
	// Put stores a copy of value.
	Put(key string, value []byte, o WriteOptions) error
	// Delete removes key. It returns no error if there is no such key.
	Delete(key string, o WriteOptions) error
	// Write applies a batch completely or not at all.
	Write(batch *RawBatch, o WriteOptions) error
	// Scan iterates over a span of keys, in the state at the time of the call. The caller closes
	// the Cursor.
	Scan(s Span, o ReadOptions) (Cursor, error)
	// Count returns the number of entries in the span, at most s.Limit if that is set.
	Count(s Span, o ReadOptions) (uint64, error)
	// Snapshot returns a read-only Store of the present state. Closing it does not close this
	// Store.
	Snapshot() (Store, error)
	// Property returns a property of LevelDB. The error is ErrNotFound for an unknown name.
	Property(name string) (string, error)
	// ApproximateSize returns the bytes on disk for the keys lower <= key < upper. An empty upper
	// means no upper bound.
	ApproximateSize(lower, upper string) (uint64, error)
	// Compact rewrites the tables of the keys lower <= key < upper without superseded values. An
	// empty upper means no upper bound.
	Compact(lower, upper string) error
	// Close closes the store. Closing twice is harmless.
	Close() error
}

// Cursor iterates over the entries of a span, a page at a time.
type Cursor interface {
	// Next returns the next page, or nil after the last one. The values of the previous page are
	// then no longer valid.
	Next() (*Page, error)
	// Close ends the iteration. Closing twice is harmless.
	Close()
}

// Page holds consecutive entries; see native.Page.
type Page = native.Page

// Span selects the whole keys Lower <= key < Upper and how to iterate over them. An empty bound
// means no bound.
type Span = native.Range

// Value holds stored bytes, in Go memory (native.ValueOf) or borrowed; see native.Value.
type Value = native.Value

// RowState is the result of Gather for one key.
type RowState = native.RowState

// RawBatch is a batch of whole keys and stored bytes.
type RawBatch = native.Batch
