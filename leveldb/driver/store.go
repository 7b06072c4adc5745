package driver

import (
	"context"
	"io"
)

// Store is an ordered map of bytes to bytes: a database, or a snapshot of one.
//
// Methods are safe for use by many goroutines, and return ErrClosed after Close. Keys are complete,
// including prefixes, and may be any bytes. They are ordered bytewise, unless the Store is Ordered and
// has a Comparator.
type Store interface {
	// Get returns the value of key, in buf if it fits. The caller releases the Value. The error is
	// ErrNotFound if there is no such key.
	Get(ctx context.Context, key string, buf []byte, o ReadOptions) (Value, error)
	// Pin is Get without a buffer, for large values: it pins the value in place if the engine can
	// do so.
	Pin(ctx context.Context, key string, o ReadOptions) (Value, error)
	// Lookup iterates over the values of the keys, in the order given, in the state at the time of
	// the call. For a missing key, Page.Value returns ErrNotFound. The caller closes the Cursor.
	Lookup(ctx context.Context, keys []string, o ReadOptions) (Cursor, error)
	// Gather copies rows of arrays. rows has room for len(keys) rows of equal size. If a value is
	// header followed by exactly one row, Gather copies the row to its place in rows; the other
	// places are unchanged. It returns a state for each key. After an error the states are
	// meaningless.
	Gather(ctx context.Context, keys []string, header, rows []byte, o ReadOptions) ([]RowState, error)
	// Has reports whether key is in the store.
	Has(ctx context.Context, key string, o ReadOptions) (bool, error)
	// Scan iterates over a span of keys, in the state at the time of the call. The caller closes
	// the Cursor.
	Scan(ctx context.Context, s Span, o ReadOptions) (Cursor, error)
	// Count returns the number of entries in the span, at most s.Limit if that is set.
	Count(ctx context.Context, s Span, o ReadOptions) (uint64, error)

	// Put stores a copy of value.
	Put(ctx context.Context, key string, value []byte, o WriteOptions) error
	// Delete removes key. It returns no error if there is no such key.
	Delete(ctx context.Context, key string, o WriteOptions) error
	// Write applies the entries that the batch holds at the time of the call, completely or not at
	// all. An empty batch writes nothing; with o.Sync it still waits for all earlier writes.
	Write(ctx context.Context, batch *Batch, o WriteOptions) error

	// Snapshot returns a read-only Store of the present state. Closing it does not close this
	// Store. A snapshot of a snapshot is ErrInvalidArgument.
	Snapshot(ctx context.Context) (Store, error)
	// Property returns a property of LevelDB. The error is ErrNotFound for an unknown name.
	Property(ctx context.Context, name string) (string, error)
	// ApproximateSize returns the bytes on disk for the keys lower <= key < upper. An empty upper
	// means no upper bound.
	ApproximateSize(ctx context.Context, lower, upper string) (uint64, error)
	// Compact rewrites the tables of the keys lower <= key < upper without superseded values. An
	// empty upper means no upper bound.
	Compact(ctx context.Context, lower, upper string) error

	// Close closes the store. Closing twice is harmless.
	Close() error
}

// Cursor iterates over the entries of a span or a lookup, a page at a time.
type Cursor interface {
	// Next returns the next page, or nil after the last one. The values of the previous page are
	// then no longer valid. After an error there are no more pages. Entries that were read before
	// the error may be returned first, in a page whose Err is the error.
	Next(ctx context.Context) (*Page, error)
	// Close ends the iteration. Closing twice is harmless.
	Close()
}

// Seeker is implemented by cursors that can move to any entry of their span, in both directions: for
// leveldb.Cursor, and for a server whose last pages were lost in transit. The iteration keeps the
// state in which it began.
type Seeker interface {
	Cursor
	// Seek moves the cursor. Next then returns pages that begin at the position, in its direction;
	// the first one may be short. Like Next, Seek invalidates the values of the current page. The
	// span must be Seekable; otherwise, and if the position is invalid, the error is
	// ErrInvalidArgument.
	Seek(to Position) error
}

// Position is where a Seeker moves to. The zero Position is the first entry of the span.
type Position struct {
	Place   Place
	Key     string // a key of the store, which need not exist and may be outside the span
	Reverse bool   // move towards smaller keys from there; Span.Reverse does not count then
	Taken   int    // number of entries that count against Span.Limit so far
}

// Place is the place of the first entry that is returned, in the direction of a Position.
type Place uint8

// The places of a Position. Their numbers are those of shim.h in package native and of the protocol
// in leveldb/remote.
const (
	AtEdge   Place = iota // the first entry of the span; with Reverse, the last
	AtKey                 // the first entry whose key is at least Key; with Reverse, at most Key
	AfterKey              // the first entry whose key is greater than Key; with Reverse, less
)

// Prefetcher is implemented by a Store that can read from the disk before the entries are asked for.
// Both calls are hints: an entry that does not exist is not an error.
type Prefetcher interface {
	Store
	// Prefetch requests the values of the keys from the disk, and does not wait for them. An engine
	// may limit the number of bytes.
	Prefetch(ctx context.Context, keys []string) error
	// PrefetchSpan reads what a scan of the span would read. It returns when most of it is in
	// memory. An engine may limit the number of bytes.
	PrefetchSpan(ctx context.Context, s Span) error
}

// ArrayReader is implemented by a Store whose values come from another process or machine. It
// transfers the elements of an array directly into the caller's memory, without the rows that were
// not requested.
type ArrayReader interface {
	Store
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
	ReadArray(ctx context.Context, key string, first, last int, o ReadOptions, read func(head ArrayHead, elements io.Reader) error) error
}

// Splitter is implemented by a Store in another process or machine that cuts a span itself, which
// takes one call instead of many.
type Splitter interface {
	Store
	// Split returns at most n-1 keys of the span, in increasing order, that cut it into parts of
	// about equal stored size. Each key is greater than s.Lower and begins a part. s.Reverse and
	// s.Limit are not set. The error is ErrNotSupported if the other side cannot do it; the caller
	// then uses Scan and ApproximateSize.
	Split(ctx context.Context, s Span, n int, o ReadOptions) ([]string, error)
}

// Estimator is implemented by a Store in another process or machine that estimates the number of
// entries itself, which takes one call instead of many.
type Estimator interface {
	Store
	// EstimateCount returns about the number of entries in the span, at most s.Limit if that is
	// set, as leveldb.DB.EstimatedCount does. The error is ErrNotSupported if the other side cannot
	// do it; the caller then uses Count, Scan and ApproximateSize.
	EstimateCount(ctx context.Context, s Span, o ReadOptions) (uint64, error)
}

// ArrayHead is the beginning of an array that is read by an [ArrayReader].
type ArrayHead struct {
	// Header holds the stored bytes before the elements: tag and .npy header. It is borrowed, and
	// valid until read returns.
	Header []byte
	Rows   bool  // the elements are only those of the requested rows
	Size   int64 // size of the elements that follow, in bytes
}

// RowState is the result of Gather for one key.
type RowState uint8

// The states of a row. Their numbers are those of shim.h in package native.
const (
	RowCopied    RowState = iota
	RowMissing            // the key does not exist
	RowDifferent          // the value has another header or length
)
