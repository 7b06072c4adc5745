package native

import (
	"context"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A database and a snapshot both implement driver.Store. Their reads are methods of state.
var (
	_ driver.Store  = (*DB)(nil)
	_ driver.Store  = (*Snapshot)(nil)
	_ driver.Seeker = (*Iterator)(nil)

	_ driver.Prefetcher = (*DB)(nil)
	_ driver.Prefetcher = (*Snapshot)(nil)

	_ driver.Ordered = (*DB)(nil)
	_ driver.Ordered = (*Snapshot)(nil)
)

// Get implements [driver.Store]. A value that does not fit into buf is borrowed from C++.
func (db *DB) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (driver.Value, error) {
	return state{db: db}.Get(ctx, key, buf, o)
}

// Pin implements [driver.Store], without copying the value.
func (db *DB) Pin(ctx context.Context, key string, o driver.ReadOptions) (driver.Value, error) {
	return state{db: db}.Pin(ctx, key, o)
}

// Lookup implements [driver.Store]. Each page is one call into C++.
func (db *DB) Lookup(ctx context.Context, keys []string, o driver.ReadOptions) (driver.Cursor, error) {
	return state{db: db}.Lookup(ctx, keys, o)
}

// Gather implements [driver.Store], in one call into C++.
func (db *DB) Gather(ctx context.Context, keys []string, header, rows []byte, o driver.ReadOptions) ([]driver.RowState, error) {
	return state{db: db}.Gather(ctx, keys, header, rows, o)
}

// Has implements [driver.Store], without copying the value.
func (db *DB) Has(ctx context.Context, key string, o driver.ReadOptions) (bool, error) {
	return state{db: db}.Has(ctx, key, o)
}

// Scan implements [driver.Store]. The Cursor is an *Iterator.
func (db *DB) Scan(ctx context.Context, s driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	return state{db: db}.Scan(ctx, s, o)
}

// Count implements [driver.Store], in one call into C++.
func (db *DB) Count(ctx context.Context, s driver.Span, o driver.ReadOptions) (uint64, error) {
	return state{db: db}.Count(ctx, s, o)
}

// Prefetch implements [driver.Prefetcher], for at most 1 GiB.
func (db *DB) Prefetch(ctx context.Context, keys []string) error {
	return state{db: db}.Prefetch(ctx, keys)
}

// PrefetchSpan implements [driver.Prefetcher], for at most 1 GiB.
func (db *DB) PrefetchSpan(ctx context.Context, s driver.Span) error {
	return state{db: db}.PrefetchSpan(ctx, s)
}

// Comparator implements [driver.Ordered].
func (db *DB) Comparator() *driver.Comparator { return state{db: db}.Comparator() }

// Comparator implements [driver.Ordered].
func (s state) Comparator() *driver.Comparator {
	if s.db.order == nil {
		return nil
	}
	return s.db.order.Comparator
}
