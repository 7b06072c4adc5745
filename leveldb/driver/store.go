package driver

import (
	"context"
	"io"
)

// Store is an ordered map from bytes to bytes: a database, or a snapshot of one.
//
// Methods are safe for concurrent use by multiple goroutines, and return ErrClosed after Close.
// Keys are complete, including prefixes, and may hold any bytes. They are in bytewise order, unless
// the Store is Ordered and has a Comparator.
type Store interface {
	// Get returns the value of key, in buf if it fits. The caller must release the Value. The error
	// is ErrNotFound if there is no such key.
	Get(ctx context.Context, key string, buf []byte, o ReadOptions) (Value, error)
	// Pin is like Get, but for large values: it uses no buffer, and pins the value in place if the
	// engine can do so.
	Pin(ctx context.Context, key string, o ReadOptions) (Value, error)
	// Lookup iterates over the values of the keys, in the order given, in the state at the time of
	// the call. For a missing key, Page.Value returns ErrNotFound. The caller must close the
	// Cursor.
	Lookup(ctx context.Context, keys []string, o ReadOptions) (Cursor, error)
	// Gather copies rows of arrays. rows has room for len(keys) rows of equal size. If a value
	// consists of header and exactly one row, Gather copies the row to its place in rows; the other
	// places are unchanged. It returns a state for each key. After an error the states are
	// meaningless.
	Gather(ctx context.Context, keys []string, header, rows []byte, o ReadOptions) ([]RowState, error)
	// Has reports whether key is in the store.
	Has(ctx context.Context, key string, o ReadOptions) (bool, error)
	// Scan iterates over a span of keys, in the state at the time of the call. The caller must
	// close the Cursor.
	Scan(ctx context.Context, s Span, o ReadOptions) (Cursor, error)
	// Count returns the number of entries in the span, at most s.Limit if that is set.
	Count(ctx context.Context, s Span, o ReadOptions) (uint64, error)

	// Put stores a copy of value.
	Put(ctx context.Context, key string, value []byte, o WriteOptions) error
	// Delete removes key. It returns no error if there is no such key.
	Delete(ctx context.Context, key string, o WriteOptions) error
	// Write atomically applies the entries that the batch holds at the time of the call. An empty
	// batch writes nothing; with o.Sync, Write still waits until all earlier writes are on disk.
	Write(ctx context.Context, batch *Batch, o WriteOptions) error

	// Snapshot returns a read-only Store of the current state. Closing it does not close this
	// Store. The error is ErrInvalidArgument if this Store is a snapshot.
	Snapshot(ctx context.Context) (Store, error)
	// Property returns a property of LevelDB. The error is ErrNotFound for an unknown name.
	Property(ctx context.Context, name string) (string, error)
	// ApproximateSize returns the bytes on disk for the keys lower <= key < upper. An empty upper
	// means no upper bound.
	ApproximateSize(ctx context.Context, lower, upper string) (uint64, error)
	// Compact rewrites the tables of the keys lower <= key < upper, dropping superseded values. An
	// empty upper means no upper bound.
	Compact(ctx context.Context, lower, upper string) error

	// Close closes the store. Closing twice is harmless.
	Close() error
}

// Cursor iterates over the entries of a span or a lookup, one page at a time.
type Cursor interface {
	// Next returns the next page, or nil after the last one. It invalidates the values of the
	// previous page. After an error there are no more pages. Entries that were read before the
	// error may be returned first, in a page whose Err is the error.
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

// Position is a position to which a Seeker moves. The zero Position is the first entry of the span.
type Position struct {
	Place   Place
	Key     string // a key of the store, which need not exist and may be outside the span
	Reverse bool   // move towards smaller keys from there; Span.Reverse is ignored
	Taken   int    // number of entries that count against Span.Limit so far
}

// Place selects the first entry that is returned, in the direction of a Position.
type Place uint8

// The places of a Position. Their numbers are those of shim.h in package native and of the protocol
// in leveldb/remote.
const (
	AtEdge   Place = iota // the first entry of the span; with Reverse, the last
	AtKey                 // the first entry whose key is at least Key; with Reverse, at most Key
	AfterKey              // the first entry whose key is greater than Key; with Reverse, less
)

// Prefetcher is implemented by a Store that can read entries from disk before they are needed. Both
// calls are hints: an entry that does not exist is not an error.
type Prefetcher interface {
	Store
	// Prefetch starts reading the values of the keys from disk, and does not wait for them. An
	// engine may limit the number of bytes.
	Prefetch(ctx context.Context, keys []string) error
	// PrefetchSpan reads the data that a scan of the span would read. It returns when most of that
	// data is in memory. An engine may limit the number of bytes.
	PrefetchSpan(ctx context.Context, s Span) error
}

// ArrayReader is implemented by a Store whose values come from another process or machine. It
// transfers the elements of an array directly into the caller's memory, and only the requested
// rows.
type ArrayReader interface {
	Store
	// ReadArray calls read with the beginning of the array stored under key, and a reader of its
	// elements. If last is not negative and the rows first <= index < last are contiguous, the
	// reader returns only the elements of those rows. Elements that read does not consume are not
	// fetched. If the elements do not arrive completely, read may be called again, for another
	// attempt from the start.
	//
	// Nothing is guaranteed but that the header is the beginning of the value. The value may not be
	// an array, or may not have the requested rows.
	//
	// ReadArray returns the error of read, or ErrNotFound if there is no such key. It returns
	// ErrNotSupported if the values are in this process at present; the caller then uses Get or
	// Pin.
	ReadArray(ctx context.Context, key string, first, last int, o ReadOptions, read func(head ArrayHead, elements io.Reader) error) error
}

// Far reports whether the values of a Store come from another process or machine at present, and
// are therefore best read with ReadArray.
func Far(s Store) bool {
	if s, ok := s.(interface{ Far() bool }); ok {
		return s.Far()
	}
	_, far := s.(ArrayReader)
	return far
}

// Splitter is implemented by a Store in another process or machine that can split a span in one
// call instead of many.
type Splitter interface {
	Store
	// Split returns at most n-1 keys of the span, in increasing order, that divide it into parts of
	// about equal stored size. Each key is greater than s.Lower and begins a part. s.Reverse and
	// s.Limit are not set. The error is ErrNotSupported if the other side cannot do it; the caller
	// then uses Scan and ApproximateSize.
	Split(ctx context.Context, s Span, n int, o ReadOptions) ([]string, error)
}

// Estimator is implemented by a Store in another process or machine that can estimate the number of
// entries in one call instead of many.
type Estimator interface {
	Store
	// EstimateCount returns the approximate number of entries in the span, at most s.Limit if that
	// is set, as leveldb.DB.EstimatedCount does. The error is ErrNotSupported if the other side
	// cannot do it; the caller then uses Count, Scan and ApproximateSize.
	EstimateCount(ctx context.Context, s Span, o ReadOptions) (uint64, error)
}

// ArrayHead is the beginning of an array that an [ArrayReader] reads.
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
