package cluster

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"

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

// held is what all cursors have in common: a state that is read until the end of a context.
type held struct {
	db     *database
	view   *view
	ctx    context.Context // ends with the cursor and with the database
	cancel context.CancelFunc
	made   leak.Origin
	turns  atomic.Uint64

	mu    sync.Mutex
	over  bool // closed
	ended bool // after an error
}

// hold begins the state of a cursor.
func (s *store) hold(h *held, v *view) error {
	h.db, h.view, h.made = s.db, v, leak.Here()
	h.ctx, h.cancel = context.WithCancel(s.db.life)
	if err := s.db.add(h); err != nil {
		h.cancel()
		return err
	}
	s.db.client.keeper.hold(v.ts)
	return nil
}

// end closes the cursor and reports whether it was open.
func (h *held) end() bool {
	h.cancel() // ends a read in progress
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return false
	}
	h.over = true
	h.turns.Add(1)
	h.db.remove(h)
	h.db.client.keeper.release(h.view.ts)
	return true
}

// usable returns the error of a cursor that cannot be read. The caller holds mu.
func (h *held) usable(ctx context.Context) error {
	if h.over {
		return driver.ErrClosed
	}
	if err := context.Cause(h.db.life); err != nil {
		return err
	}
	return ctx.Err()
}

// both returns a context that ends with either the call or the cursor.
func (h *held) both(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(h.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}

// failed notes the error of a read that ends the iteration. The caller holds mu.
func (h *held) failed(ctx context.Context, err error) error {
	h.ended = true
	if h.ctx.Err() != nil && h.db.life.Err() == nil {
		return driver.ErrClosed // by another goroutine, during the read
	}
	return h.db.fail(ctx, err)
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

// pages reads the pages of a stream. After the first requests it makes one page ahead of its user.
type pages struct {
	stream *stream
	space  space
	ctx    context.Context // ends with the pages
	cancel context.CancelFunc
	pairs  []*kvrpcpb.KvPair // that are in no page yet
	large  bool              // there was a large value

	made   chan made     // after the making of pages ahead has begun
	wanted chan struct{} // the user waits for a page
}

type made struct {
	draft *draft
	err   error
}

// aheadSize is the size of the values that are read before they are wanted.
const aheadSize = 64 << 20

func (p *pages) stop() { p.cancel() }

// next returns the next page, or nil after the last.
func (p *pages) next(ctx context.Context) (*draft, error) {
	if p.made == nil {
		if !p.large && p.stream.requests < directRequests || p.stream.limit >= 0 && !p.large {
			return p.make(ctx)
		}
		p.made, p.wanted = make(chan made), make(chan struct{}, 1)
		go p.makeAhead()
	}
	select {
	case m := <-p.made:
		return m.draft, m.err
	default:
	}
	select {
	case p.wanted <- struct{}{}:
	default:
	}
	select {
	case m := <-p.made:
		select { // it is not wanted any more
		case <-p.wanted:
		default:
		}
		return m.draft, m.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// make makes the next page.
func (p *pages) make(ctx context.Context) (*draft, error) {
	d, err := p.draft(ctx)
	if err == nil && d != nil {
		err = d.complete(ctx, p.stream.view, p.space)
	}
	return d, err
}

func (p *pages) draft(ctx context.Context) (d *draft, err error) {
	if len(p.pairs) == 0 {
		if p.pairs, err = p.stream.next(ctx); err != nil || p.pairs == nil {
			return nil, err
		}
	}
	d, p.pairs, err = draftOf(p.pairs, p.stream.keysOnly)
	if err == nil {
		p.large = p.large || len(d.large) > 0
	}
	return d, err
}

// makeAhead makes pages until the end.
func (p *pages) makeAhead() {
	for {
		d, err := p.draft(p.ctx)
		if err == nil && d != nil {
			if d.size > aheadSize {
				select {
				case <-p.wanted:
				case <-p.ctx.Done():
					return
				}
			}
			err = d.complete(p.ctx, p.stream.view, p.space)
		}
		select {
		case p.made <- made{d, err}:
		case <-p.ctx.Done():
			return
		}
		if d == nil || err != nil {
			return
		}
	}
}
