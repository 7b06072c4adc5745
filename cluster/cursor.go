package cluster

import (
	"context"
	"runtime"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// cursor is the user's handle of an iteration. It implements driver.Seeker.
type cursor struct {
	*iteration
	store *store // keeps the database open
}

// iteration reads a span in one state of the database.
type iteration struct {
	held
	span  driver.Span
	ready *pages // the pages from the current position; nil after the end
	moved bool   // Seek was called
}

// Scan implements driver.Store.
func (s *store) Scan(ctx context.Context, span driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	v, err := s.state(ctx, o)
	if err != nil {
		return nil, err
	}
	it := &iteration{span: span}
	if err := s.hold(&it.held, v); err != nil {
		return nil, err
	}
	if err := it.seek(driver.Position{Reverse: span.Reverse}); err != nil {
		it.end()
		return nil, err
	}
	c := &cursor{it, s}
	runtime.AddCleanup(c, func(it *iteration) {
		if it.end() {
			leak.Report("a loop over "+it.db.address, it.made)
		}
	}, it)
	return c, nil
}

// Close implements driver.Cursor.
func (c *cursor) Close() {
	c.end()
	runtime.KeepAlive(c)
}

// Next implements driver.Cursor.
func (c *cursor) Next(ctx context.Context) (*driver.Page, error) {
	defer runtime.KeepAlive(c)
	it := c.iteration
	it.mu.Lock()
	defer it.mu.Unlock()
	if err := it.usable(ctx); err != nil {
		return nil, err
	}
	it.turns.Add(1)
	if it.ended || it.ready == nil {
		return nil, nil
	}
	merged, done := it.both(ctx)
	defer done()
	d, err := it.ready.next(merged)
	if err != nil {
		it.ready.stop()
		it.ready = nil
		return nil, it.failed(ctx, err)
	}
	if d == nil {
		it.ready.stop()
		it.ready = nil
		return nil, nil
	}
	return d.page(&it.turns, nil), nil
}

// Seek implements driver.Seeker.
func (c *cursor) Seek(to driver.Position) error {
	defer runtime.KeepAlive(c)
	it := c.iteration
	if err := driver.CheckSize(len(to.Key), 0); err != nil {
		return err
	}
	it.mu.Lock()
	defer it.mu.Unlock()
	if err := it.usable(context.Background()); err != nil {
		return err
	}
	if !it.span.Seekable {
		return invalid("the cursor is not seekable")
	}
	it.turns.Add(1)
	it.ended, it.moved = false, true
	return it.seek(to)
}

// seek begins to read at a position. The caller holds mu, or is the only user.
func (it *iteration) seek(to driver.Position) error {
	if to.Place > driver.AfterKey {
		return invalid("there is no place %d", to.Place)
	}
	if it.ready != nil {
		it.ready.stop()
	}
	space := it.db.space
	p := part{reverse: to.Reverse}
	p.from, p.to = space.span(it.span.Lower, it.span.Upper)
	if to.Place != driver.AtEdge {
		key := space.data(to.Key)
		if (to.Place == driver.AfterKey) != to.Reverse {
			key = append(key, 0)
		}
		if to.Reverse {
			p.to = least(p.to, key)
		} else {
			p.from = greatest(p.from, key)
		}
	}
	limit := -1
	if it.span.Limit > 0 {
		limit = max(it.span.Limit-to.Taken, 0)
	}
	ctx, cancel := context.WithCancel(it.ctx)
	first := firstEntries
	if it.span.KeysOnly {
		first *= 4
	}
	if it.moved || it.span.Lazy {
		first = firstSeek
	}
	it.ready = &pages{
		stream: &stream{view: it.view, ctx: ctx, keysOnly: it.span.KeysOnly, size: first, limit: limit, left: p},
		space:  space, ctx: ctx, cancel: cancel,
	}
	return nil
}

// firstSeek is the number of entries that are requested after Seek.
const firstSeek = 16

func least(a, b []byte) []byte {
	if string(a) < string(b) {
		return a
	}
	return b
}

func greatest(a, b []byte) []byte {
	if string(a) > string(b) {
		return a
	}
	return b
}
