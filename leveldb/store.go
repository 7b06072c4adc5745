package leveldb

import "github.com/openleveldb/openleveldb/native"

// Store is what a [DB] stands on: an ordered map of bytes to bytes. This package has the local one; a server's client is
// another. Methods are safe for use by many goroutines, and return ErrClosed after Close. Their errors name neither key nor
// path, which the DB adds. Keys are whole keys, prefixes included, and any bytes.
type Store interface {
	// Get reads the value of key, into buf if it fits. The caller releases the Value. ErrNotFound if there is none.
	Get(key string, buf []byte, o ReadOptions) (Value, error)
	// Pin is Get without a buffer, for values that are large: it leaves the value where it is, if the store can.
	Pin(key string, o ReadOptions) (Value, error)
	// Lookup walks over the values of the keys in their order. A page's Value is ErrNotFound for a key that is not there.
	Lookup(keys []string, o ReadOptions) (Cursor, error)
	// Gather copies the values of the keys that are the header followed by one row to their rows, as native.DB.Gather does.
	Gather(keys []string, header, rows []byte, o ReadOptions) ([]RowState, error)
	// Has says whether there is a value of key.
	Has(key string, o ReadOptions) (bool, error)
	// Put stores a copy of value.
	Put(key string, value []byte, o WriteOptions) error
	// Delete removes key; it is no error if there is none.
	Delete(key string, o WriteOptions) error
	// Write applies a batch: all of it or nothing.
	Write(batch *RawBatch, o WriteOptions) error
	// Scan walks over a span of keys, in the state at the time of the call. The caller closes the Cursor.
	Scan(s Span, o ReadOptions) (Cursor, error)
	// Count gives the number of entries in the span, at most s.Limit if that is set.
	Count(s Span, o ReadOptions) (uint64, error)
	// Snapshot gives a read-only Store that stays in the present state. Its Close leaves this one open.
	Snapshot() (Store, error)
	// Property gives a property of LevelDB; ErrNotFound if there is no such.
	Property(name string) (string, error)
	// ApproximateSize gives the bytes on disk for the keys lower <= key < upper; an empty upper is the end.
	ApproximateSize(lower, upper string) (uint64, error)
	// Compact rewrites the tables of the keys lower <= key < upper without what was superseded; an empty upper is the end.
	Compact(lower, upper string) error
	// Close gives the store up. Closing twice is harmless.
	Close() error
}

// Cursor walks over the entries of a span, a page at a time.
type Cursor interface {
	// Next gives the next page, nil after the last. It ends the values of the page before.
	Next() (*Page, error)
	// Close ends the walk. Closing twice is harmless.
	Close()
}

// Page is a run of entries; see native.Page.
type Page = native.Page

// Span is the whole keys Lower <= key < Upper and how to walk over them. An empty bound is none.
type Span = native.Range

// Value is stored bytes, in Go memory (native.ValueOf) or borrowed; see native.Value.
type Value = native.Value

// RowState says what Gather found for a key.
type RowState = native.RowState

// RawBatch is a batch of whole keys and stored bytes.
type RawBatch = native.Batch
