package leveldb

import "context"

// ContextStore is an optional interface for a [Store] whose calls can be cancelled.
type ContextStore interface {
	// WithContext returns the same Store with calls that end with the error of ctx once it is done.
	// Its Snapshots and Cursors use ctx as well.
	WithContext(ctx context.Context) Store
}

// WithContext returns a handle to the same database whose calls end when ctx is done. The error is
// then ctx.Err(): errors.Is finds context.Canceled or context.DeadlineExceeded. Sub-databases,
// snapshots and loops derived from the handle use ctx too. Closing a snapshot does not depend on
// ctx. If WithContext is called again on the result, only the last context counts.
//
// A request to a server is cancelled at once. It has been sent by then, so a write may still be
// applied. In a local database a call in progress is completed, and no other call begins. Loops end
// when they need entries that are not in memory yet.
func (db *DB) WithContext(ctx context.Context) *DB {
	d := db.derive()
	store := db.store
	if b, ok := store.(*bound); ok {
		store = b.Store
	}
	if far, ok := store.(ContextStore); ok {
		d.store = far.WithContext(ctx)
	} else {
		d.store = &bound{store, ctx}
	}
	return d
}

// bound is a Store that begins no call once its context is done.
type bound struct {
	Store
	ctx context.Context
}

func (b *bound) Get(key string, buf []byte, o ReadOptions) (Value, error) {
	if err := b.ctx.Err(); err != nil {
		return Value{}, err
	}
	return b.Store.Get(key, buf, o)
}

func (b *bound) Pin(key string, o ReadOptions) (Value, error) {
	if err := b.ctx.Err(); err != nil {
		return Value{}, err
	}
	return b.Store.Pin(key, o)
}

func (b *bound) Lookup(keys []string, o ReadOptions) (Cursor, error) {
	return b.cursor(func() (Cursor, error) { return b.Store.Lookup(keys, o) })
}

func (b *bound) Gather(keys []string, header, rows []byte, o ReadOptions) ([]RowState, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	return b.Store.Gather(keys, header, rows, o)
}

func (b *bound) Has(key string, o ReadOptions) (bool, error) {
	if err := b.ctx.Err(); err != nil {
		return false, err
	}
	return b.Store.Has(key, o)
}

func (b *bound) Put(key string, value []byte, o WriteOptions) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	return b.Store.Put(key, value, o)
}

func (b *bound) Delete(key string, o WriteOptions) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	return b.Store.Delete(key, o)
}

func (b *bound) Write(batch *RawBatch, o WriteOptions) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	return b.Store.Write(batch, o)
}

func (b *bound) Scan(s Span, o ReadOptions) (Cursor, error) {
	return b.cursor(func() (Cursor, error) { return b.Store.Scan(s, o) })
}

func (b *bound) Count(s Span, o ReadOptions) (uint64, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.Store.Count(s, o)
}

func (b *bound) Snapshot() (Store, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	s, err := b.Store.Snapshot()
	if err != nil {
		return nil, err
	}
	return &bound{s, b.ctx}, nil
}

func (b *bound) Property(name string) (string, error) {
	if err := b.ctx.Err(); err != nil {
		return "", err
	}
	return b.Store.Property(name)
}

func (b *bound) ApproximateSize(lower, upper string) (uint64, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.Store.ApproximateSize(lower, upper)
}

func (b *bound) Compact(lower, upper string) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	return b.Store.Compact(lower, upper)
}

func (b *bound) cursor(begin func() (Cursor, error)) (Cursor, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	c, err := begin()
	if err != nil {
		return nil, err
	}
	return &boundCursor{c, b.ctx}, nil
}

// boundCursor is a Cursor that fetches no page once its context is done.
type boundCursor struct {
	Cursor
	ctx context.Context
}

func (c *boundCursor) Next() (*Page, error) {
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	return c.Cursor.Next()
}
