package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// pager reads the pages of a cursor and reserves the memory that they use.
//
// A cursor holds the entry at which it stands, so it cannot wait for memory after a step. pager
// therefore reserves memory before each step: the size of the longest value so far that counted.
// Opening a cursor reads its first page. That read counts as one of unknown size until next has
// weighed the page.
type pager struct {
	h      *Handler
	answer *answer
	held   int64  // reserved for the entry at which the cursor stands
	opened func() // ends the read that open began; nil after the first page was weighed
}

// open opens a cursor for reads with the given options. The caller must call close in the end.
func (p *pager) open(ctx context.Context, o leveldb.ReadOptions, open func(o leveldb.ReadOptions) (driver.Cursor, error)) (driver.Cursor, error) {
	if err := p.reserve(ctx); err != nil {
		return nil, err
	}
	done, err := p.h.reading(ctx)
	if err != nil {
		return nil, err
	}
	cursor, err := open(p.h.uncached(o))
	if err != nil {
		done()
		return nil, err
	}
	p.opened = done
	return cursor, nil
}

// reserve reserves the memory for the next step.
func (p *pager) reserve(ctx context.Context) error {
	want := min(p.h.longest.Load(), p.h.options.share()/2)
	if p.held >= want {
		return nil
	}
	err := p.answer.hold(ctx, want-p.held)
	if err == nil {
		p.held = want
	}
	return err
}

// next returns the next page of a cursor, or nil after the last. Of the reserved memory, it keeps
// what a long key or value of the page uses until the next step. If there is not enough memory, the
// error is ErrBusy. The caller must call reserve before next, except after open.
func (p *pager) next(ctx context.Context, cursor driver.Cursor) (*driver.Page, error) {
	done := p.opened
	if p.opened = nil; done == nil {
		var err error
		if done, err = p.h.reading(ctx); err != nil {
			return nil, err
		}
	}
	defer done()
	var size int64
	page, err := cursor.Next(ctx)
	if err == nil && page != nil && page.Len() == 1 { // a long entry has a page of its own
		size, err = p.h.weighPage(page)
	}
	switch {
	case err != nil:
		return nil, err
	case size <= p.held:
		p.answer.drop(p.held - size)
	case !p.answer.tryHold(size - p.held):
		return nil, fmt.Errorf("%w: no memory for an entry of %d bytes", wire.ErrBusy, size)
	}
	p.held = size
	return page, nil
}

// close ends the read that open began, if next was not called.
func (p *pager) close() {
	if p.opened != nil {
		p.opened()
		p.opened = nil
	}
}

// weighPage returns the memory that the only entry of a page uses beyond the buffers of a stream.
func (h *Handler) weighPage(page *driver.Page) (size int64, err error) {
	if key := len(page.Key(0)); key > freeValue {
		size = 2 * int64(key) // in the page and in the response
	}
	value, err := page.Value(0)
	if errors.Is(err, leveldb.ErrNotFound) {
		return size, nil
	}
	if err != nil {
		return 0, err
	}
	defer value.Release()
	return size + h.weigh(value), nil
}
