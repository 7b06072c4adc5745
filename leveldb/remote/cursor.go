package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// Scan starts a range on the server, in the current state. If the connection breaks, it resumes in
// the same state. With span.Lazy it opens a cursor that implements driver.Seeker.
func (s *clientStore) Scan(ctx context.Context, span driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	if span.Seekable && span.Lazy {
		return s.openCursor(ctx, span, o)
	}
	return s.cursor(ctx, &iteration{
		name: wire.CallRange, head: s.body(o, len(span.Lower)+len(span.Upper)), reuse: span.Reuse,
		request: wire.RangeRequest{Span: spanOf(span)},
	})
}

// Lookup reads the values of keys. If the connection breaks, Lookup fails, because the rest would
// be read from another state. It resumes only on a snapshot, or if no value had arrived yet.
func (s *clientStore) Lookup(ctx context.Context, keys []string, o leveldb.ReadOptions) (driver.Cursor, error) {
	it := &iteration{name: wire.CallLookup, head: s.body(o, 0), wanted: keys, left: keys, frozen: s.snapshot != nil}
	if len(keys) == 0 {
		it.ended = true
	}
	return s.cursor(ctx, it)
}

// cursor is the user's handle of an iteration.
type cursor struct {
	*iteration
	store *clientStore // keeps the database open
}

// cursor starts an iteration.
func (s *clientStore) cursor(ctx context.Context, it *iteration) (driver.Cursor, error) {
	defer runtime.KeepAlive(s.handle)
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	it.client, it.made = s.client, leak.Here()
	it.began = ctx
	it.ctx, it.cancel = context.WithCancel(ctx)
	if err := it.begin(); err != nil {
		it.cancel()
		return nil, err
	}
	c := &cursor{it, s}
	runtime.AddCleanup(c, func(it *iteration) {
		if it.end() {
			leak.Report("a loop over "+it.client.endpoint.name+"/"+it.client.database, it.made)
		}
	}, it)
	return c, nil
}

func (c *cursor) Next(ctx context.Context) (*driver.Page, error) {
	defer runtime.KeepAlive(c)
	if done := ctx.Done(); done == nil || done == c.began.Done() { // the usual cases: c.ctx ends with ctx
		return c.next()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, c.cancel)()
	page, err := c.next()
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return page, err
}

func (c *cursor) Close() {
	c.end()
	runtime.KeepAlive(c)
}

// iteration iterates over a range or a lookup. It reads the pages of the response.
type iteration struct {
	client *client
	began  context.Context // of the call that began the iteration
	ctx    context.Context // derived from began; ends with the iteration
	cancel context.CancelFunc
	made   leak.Origin
	name   string // of the call
	head   []byte // of its body: the options
	turns  atomic.Uint64

	mu     sync.Mutex
	over   bool   // closed
	ended  bool   // nothing is left, or an error was returned
	reply  *reply // nil: the connection broke
	buffer *bufio.Reader
	frames wire.FrameReader
	reuse  bool   // the keys of the next page overwrite those of this page
	keys   []byte // memory for keys, if reuse is set
	values []byte // memory for the values of every page

	// For a range:
	id      uint64            // for resuming it; 0: it cannot be resumed
	request wire.RangeRequest // Resume, Taken and After are those of the next request
	ordered bool              // by a comparator: the client cannot check the order
	last    []byte            // the last key received, if Taken is not 0
	renewal *time.Timer

	// For a lookup:
	wanted, left []string
	received     int  // keys of the current call that were received
	requested    int  // keys of the current call
	frozen       bool // the state does not change
}

// begin makes the first call.
func (it *iteration) begin() error {
	if err := context.Cause(it.client.ctx); err != nil {
		return err
	}
	if it.ended {
		return it.ctx.Err()
	}
	return it.connect()
}

// connect makes the call for the rest of the iteration. Its response is read page by page.
func (it *iteration) connect() error {
	k := &call{name: it.name}
	if it.wanted != nil {
		it.received, it.requested = 0, some(it.left)
		k.head = wire.AppendKeys(it.head[:len(it.head):len(it.head)], it.left[:it.requested])
	} else {
		if it.request.Taken > 0 {
			it.request.Resume, it.request.After = it.id, string(it.last)
		} else if it.id != 0 {
			// Nothing was received yet, so the current state is equally good, and there is no key
			// to resume after.
			it.client.abandon(it.id)
			it.id = 0
		}
		k.head = it.request.Append(it.head[:len(it.head):len(it.head)])
	}
	return it.client.do(it.ctx, k, func(r *reply) error {
		if text := r.response.Header.Get(wire.HeaderRange); text != "" && it.wanted == nil {
			id, err := strconv.ParseUint(text, 10, 64)
			if err != nil || id == 0 {
				return fmt.Errorf("%w: invalid range id %.40q", ErrProtocol, text)
			}
			it.id = id
		}
		it.ordered = r.response.Header.Get(wire.HeaderOrder) != ""
		r.kept = true
		it.reply = r
		it.buffer = frameBuffers.Get().(*bufio.Reader)
		it.buffer.Reset(r)
		it.frames.R = it.buffer
		return nil
	})
}

// disconnect returns the connection for reuse, or closes it.
func (it *iteration) disconnect() {
	if it.reply != nil {
		it.reply.close()
		it.reply = nil
		freeBuffer(it.buffer)
		it.buffer, it.frames.R = nil, nil
	}
}

// next returns the next page, or nil after the last.
func (it *iteration) next() (*driver.Page, error) {
	it.mu.Lock()
	defer it.mu.Unlock()
	if it.over {
		return nil, leveldb.ErrClosed
	}
	it.turns.Add(1)
	if it.ended {
		return nil, nil
	}
	it.hold(false)
	page, err := it.page()
	err = it.client.name(err)
	if page == nil || err != nil {
		it.ended = true
		it.disconnect()
		if err != nil && it.id != 0 {
			it.client.abandon(it.id) // nobody will resume the range after the loop
		}
		return nil, err
	}
	it.hold(true)
	return page, nil
}

// page reads a page. If the connection breaks, it continues on another one.
func (it *iteration) page() (*driver.Page, error) {
	for attempt := 0; ; attempt++ {
		// After cancellation, return nothing, not even what is in memory already.
		if err := it.ctx.Err(); err != nil {
			return nil, err
		}
		if err := context.Cause(it.client.ctx); err != nil {
			return nil, err
		}
		if it.reply == nil {
			if err := it.resume(); err != nil {
				return nil, err
			}
		}
		page, err := it.read()
		if err == nil && page == nil && len(it.left) > 0 {
			attempt = -1
			continue // the next part of a long list of keys
		}
		if err == nil {
			return page, nil
		}
		f := it.reply.failed(err)
		it.disconnect()
		if !f.broken || attempt >= it.client.options.Retries {
			return nil, f.err
		}
		if !it.resumable() {
			return nil, fmt.Errorf("%w; the remaining values would be from a later state: look all keys up again", f.err)
		}
		if attempt > 0 { // the first time, the server may just have dropped a slow reader
			if err := it.client.pause(it.ctx, attempt, 0); err != nil {
				return nil, err
			}
		}
	}
}

// resumable reports whether the rest can be read in the same state as the entries that were read.
func (it *iteration) resumable() bool {
	if it.wanted != nil {
		return it.frozen || len(it.left) == len(it.wanted)
	}
	return it.id != 0 || it.request.Taken == 0
}

// resume makes the call for the rest of the iteration.
func (it *iteration) resume() error {
	err := it.connect()
	if errors.Is(err, ErrExpired) && it.wanted == nil {
		return fmt.Errorf("%w: the connection broke and the server no longer has the state of this range: iterate again, or resume after the last key if a later state is acceptable", err)
	}
	return err
}

// renewEvery is the initial interval at which the range of a slow reader is renewed. The server's
// lease determines the later ones.
const renewEvery = 15 * time.Second

// hold starts or stops renewing the range while the reader is away. A server disconnects a client
// that does not read, and keeps the range for the time of the lease. The caller must hold mu.
func (it *iteration) hold(on bool) {
	switch {
	case it.wanted != nil || it.id == 0:
	case !on && it.renewal != nil:
		it.renewal.Stop()
	case on && it.renewal != nil:
		it.renewal.Reset(renewEvery)
	case on:
		it.renewal = time.AfterFunc(renewEvery, func() { it.client.spawn(it.renew) })
	}
}

// renew renews the range once and schedules the next renewal.
func (it *iteration) renew() {
	it.mu.Lock()
	id, wanted := it.id, !it.over && !it.ended
	it.mu.Unlock()
	if !wanted {
		return
	}
	head := wire.AppendNumber(wire.Options{}.Append(nil), id)
	answered, err := it.client.plain(it.ctx, &call{name: wire.CallRenew, head: head}, nil, 16)
	every := renewEvery
	if err == nil {
		if lease, err := wire.ParseLease(answered); err == nil {
			every = min(every, time.Duration(lease.Milliseconds)*time.Millisecond/3)
		}
	}
	it.mu.Lock()
	defer it.mu.Unlock()
	if !it.over && !it.ended && !errors.Is(err, ErrExpired) {
		it.renewal.Reset(every)
	}
}

// end ends the iteration and reports whether it was open. It does not wait for the server.
func (it *iteration) end() bool {
	it.cancel() // ends a read in progress
	it.mu.Lock()
	defer it.mu.Unlock()
	if it.over {
		return false
	}
	it.over = true
	it.turns.Add(1)
	it.hold(false)
	it.disconnect()
	if it.id != 0 && !it.ended {
		it.client.abandon(it.id)
	}
	return true
}

// abandon notifies the server, in the background, that a range will not be resumed. The timeout is
// short, because the server eventually ends the range without a notice.
func (c *client) abandon(id uint64) {
	select {
	case c.notices <- struct{}{}:
	default:
		return
	}
	began := c.spawn(func() {
		defer func() { <-c.notices }()
		// Do not bind this to the client's own context: a caller who leaves a loop often closes the
		// database next.
		ctx, cancel := context.WithTimeout(context.Background(), noticeTimeout)
		defer cancel()
		head := wire.AppendNumber(wire.Options{}.Append(nil), id)
		_, _ = c.plain(ctx, &call{name: wire.CallAbandon, head: head, atOnce: true, closing: true}, nil, 0)
	})
	if !began {
		<-c.notices
	}
}
