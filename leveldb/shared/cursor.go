package shared

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Lookup implements driver.Store.
func (s *store) Lookup(ctx context.Context, keys []string, o driver.ReadOptions) (driver.Cursor, error) {
	return s.iterate(ctx, func(b *backend) (driver.Cursor, error) { return b.store.Lookup(ctx, keys, o) })
}

// Scan implements driver.Store.
func (s *store) Scan(ctx context.Context, span driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	scan := func(b *backend) (driver.Cursor, error) { return b.store.Scan(ctx, span, o) }
	if !span.Seekable || !span.Lazy {
		return s.iterate(ctx, scan)
	}
	c, far, err := s.begin(ctx, scan)
	if sought, ok := c.(driver.Seeker); ok && far && err == nil {
		return &seeker{Seeker: sought, session: s.session}, nil
	}
	return c, err
}

// begin starts an iteration. far reports whether another process holds its state.
func (s *store) begin(ctx context.Context, start func(b *backend) (driver.Cursor, error)) (c driver.Cursor, far bool, err error) {
	err = s.do(ctx, func(b *backend) (err error) {
		c, err = start(b)
		far = b.far != nil
		return err
	})
	return c, far, err
}

// iterate returns a cursor that starts again if its server is gone before the first page.
func (s *store) iterate(ctx context.Context, start func(b *backend) (driver.Cursor, error)) (driver.Cursor, error) {
	c, far, err := s.begin(ctx, start)
	if err != nil || !far {
		return c, err
	}
	return &cursor{store: s, start: start, Cursor: c, far: true}, nil
}

// cursor iterates over entries that another process serves.
type cursor struct {
	store *store
	start func(b *backend) (driver.Cursor, error)

	closed atomic.Bool
	begun  atomic.Bool // a page was returned

	mu            sync.Mutex // guards the fields below; not held during a call of Cursor
	driver.Cursor            // of a server
	far           bool       // another process holds the state
}

// Next implements driver.Cursor.
func (c *cursor) Next(ctx context.Context) (*driver.Page, error) {
	for attempt := 1; ; attempt++ {
		c.mu.Lock()
		inner, far := c.Cursor, c.far
		c.mu.Unlock()
		b := c.store.current.Load()
		page, err := inner.Next(ctx)
		if err == nil {
			c.begun.Store(true)
			return page, nil
		}
		if !far {
			return nil, err
		}
		if c.begun.Load() || c.closed.Load() || c.store.pinned != nil || attempt == maxAttempts {
			return nil, c.store.explain(err, &c.closed)
		}
		again, err := c.store.again(ctx, b, err)
		if !again {
			return nil, err
		}
		if err := c.restart(ctx, err); err != nil {
			return nil, err
		}
	}
}

// restart begins the iteration again, with the next server.
func (c *cursor) restart(ctx context.Context, cause error) error {
	next, far, err := c.store.begin(ctx, c.start)
	if err != nil {
		return fmt.Errorf("%w (after: %v)", err, cause)
	}
	c.mu.Lock()
	before := c.Cursor
	closed := c.closed.Load()
	if !closed {
		c.Cursor, c.far = next, far
	}
	c.mu.Unlock()
	before.Close()
	if closed {
		next.Close()
		return driver.ErrClosed
	}
	return nil
}

// Close implements driver.Cursor.
func (c *cursor) Close() {
	c.mu.Lock()
	c.closed.Store(true)
	inner := c.Cursor
	c.mu.Unlock()
	inner.Close()
}

// seeker is a cursor whose state another process may hold. It cannot start again: the state was
// that of the moment when it was opened.
type seeker struct {
	driver.Seeker
	session *session
	closed  atomic.Bool
}

// Next implements driver.Cursor.
func (c *seeker) Next(ctx context.Context) (*driver.Page, error) {
	page, err := c.Seeker.Next(ctx)
	if err != nil {
		err = c.session.explain(err, &c.closed)
	}
	return page, err
}

// Close implements driver.Cursor.
func (c *seeker) Close() {
	c.closed.Store(true)
	c.Seeker.Close()
}
