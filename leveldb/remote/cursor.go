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
// the same state.
func (s *clientStore) Scan(ctx context.Context, span driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	return s.cursor(ctx, &walk{
		name: wire.CallRange, head: s.body(o, len(span.Lower)+len(span.Upper)), reuse: span.Reuse,
		request: wire.RangeRequest{Span: spanOf(span)},
	})
}

// Lookup reads the values of keys. If the connection breaks, Lookup fails, because the rest would
// be of another state. It resumes only on a snapshot, or if no value had arrived yet.
func (s *clientStore) Lookup(ctx context.Context, keys []string, o leveldb.ReadOptions) (driver.Cursor, error) {
	w := &walk{name: wire.CallLookup, head: s.body(o, 0), wanted: keys, left: keys, frozen: s.snapshot != nil}
	if len(keys) == 0 {
		w.ended = true
	}
	return s.cursor(ctx, w)
}

// cursor is the user's handle of a walk.
type cursor struct {
	*walk
	store *clientStore // keeps the database open
}

// cursor starts a walk.
func (s *clientStore) cursor(ctx context.Context, w *walk) (driver.Cursor, error) {
	defer runtime.KeepAlive(s.handle)
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	w.client, w.made = s.client, leak.Here()
	w.began = ctx
	w.ctx, w.cancel = context.WithCancel(ctx)
	if err := w.begin(); err != nil {
		w.cancel()
		return nil, err
	}
	c := &cursor{w, s}
	runtime.AddCleanup(c, func(w *walk) {
		if w.end() {
			leak.Report("a loop over "+w.client.endpoint.name+"/"+w.client.database, w.made)
		}
	}, w)
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

// walk is an iteration over a range or a lookup. It reads the pages of the response.
type walk struct {
	client *client
	began  context.Context // of the call that began the walk
	ctx    context.Context // derived from began; ends with the walk
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
	last    []byte            // the last key received, if Taken is not 0
	renewal *time.Timer

	// For a lookup:
	wanted, left []string
	came         int  // keys of the current call that were received
	asked        int  // keys of the current call
	frozen       bool // the state does not change
}

// begin makes the first call.
func (w *walk) begin() error {
	if err := context.Cause(w.client.ctx); err != nil {
		return err
	}
	if w.ended {
		return w.ctx.Err()
	}
	return w.connect()
}

// connect makes the call for what is left. Its response is read page by page.
func (w *walk) connect() error {
	k := &call{name: w.name}
	if w.wanted != nil {
		w.came, w.asked = 0, some(w.left)
		k.head = wire.AppendKeys(w.head[:len(w.head):len(w.head)], w.left[:w.asked])
	} else {
		if w.request.Taken > 0 {
			w.request.Resume, w.request.After = w.id, string(w.last)
		} else if w.id != 0 {
			// Nothing was received yet. The current state will do as well, and there is no key to
			// resume after.
			w.client.abandon(w.id)
			w.id = 0
		}
		k.head = w.request.Append(w.head[:len(w.head):len(w.head)])
	}
	return w.client.do(w.ctx, k, func(r *reply) error {
		if text := r.response.Header.Get(wire.HeaderRange); text != "" && w.wanted == nil {
			id, err := strconv.ParseUint(text, 10, 64)
			if err != nil || id == 0 {
				return fmt.Errorf("%w: a range with the id %.40q", ErrProtocol, text)
			}
			w.id = id
		}
		r.kept = true
		w.reply = r
		w.buffer = frameBuffers.Get().(*bufio.Reader)
		w.buffer.Reset(r)
		w.frames.R = w.buffer
		return nil
	})
}

// disconnect returns the connection for reuse, or closes it.
func (w *walk) disconnect() {
	if w.reply != nil {
		w.reply.close()
		w.reply = nil
		freeBuffer(w.buffer)
		w.buffer, w.frames.R = nil, nil
	}
}

// next returns the next page, or nil after the last.
func (w *walk) next() (*driver.Page, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return nil, leveldb.ErrClosed
	}
	w.turns.Add(1)
	if w.ended {
		return nil, nil
	}
	w.hold(false)
	page, err := w.page()
	err = w.client.name(err)
	if page == nil || err != nil {
		w.ended = true
		w.disconnect()
		if err != nil && w.id != 0 {
			w.client.abandon(w.id) // whatever ended the loop, nobody will resume the range
		}
		return nil, err
	}
	w.hold(true)
	return page, nil
}

// page reads a page. If the connection breaks, it continues on another one.
func (w *walk) page() (*driver.Page, error) {
	for attempt := 0; ; attempt++ {
		// After cancellation, return nothing, not even what is in memory already.
		if err := w.ctx.Err(); err != nil {
			return nil, err
		}
		if err := context.Cause(w.client.ctx); err != nil {
			return nil, err
		}
		if w.reply == nil {
			if err := w.resume(); err != nil {
				return nil, err
			}
		}
		page, err := w.read()
		if err == nil && page == nil && len(w.left) > 0 {
			attempt = -1
			continue // the next part of a long list of keys
		}
		if err == nil {
			return page, nil
		}
		f := w.reply.failed(err)
		w.disconnect()
		if !f.broken || attempt >= w.client.options.Retries {
			return nil, f.err
		}
		if !w.resumable() {
			return nil, fmt.Errorf("%w; what is left would be of a later state than what was read: begin anew", f.err)
		}
		if attempt > 0 { // the first time, the server may just have dropped a slow reader
			if err := w.client.pause(w.ctx, attempt, 0); err != nil {
				return nil, err
			}
		}
	}
}

// resumable reports whether the rest can be read in the same state as what was read.
func (w *walk) resumable() bool {
	if w.wanted != nil {
		return w.frozen || len(w.left) == len(w.wanted)
	}
	return w.id != 0 || w.request.Taken == 0
}

// resume makes the call for what is left.
func (w *walk) resume() error {
	err := w.connect()
	if errors.Is(err, ErrExpired) && w.wanted == nil {
		return fmt.Errorf("%w: the state of this range, after the connection broke: iterate again, from the last key on if another state will do", err)
	}
	return err
}

// renewEvery is the initial interval at which the range of a slow reader is renewed. The server's
// lease determines the later ones.
const renewEvery = 15 * time.Second

// hold starts or stops renewing the range while the reader is away. A server disconnects a client
// that does not read, and keeps the range for the time of the lease. The caller must hold mu.
func (w *walk) hold(on bool) {
	switch {
	case w.wanted != nil || w.id == 0:
	case !on && w.renewal != nil:
		w.renewal.Stop()
	case on && w.renewal != nil:
		w.renewal.Reset(renewEvery)
	case on:
		w.renewal = time.AfterFunc(renewEvery, func() { w.client.spawn(w.renew) })
	}
}

// renew renews the range once and schedules the next renewal.
func (w *walk) renew() {
	w.mu.Lock()
	id, wanted := w.id, !w.over && !w.ended
	w.mu.Unlock()
	if !wanted {
		return
	}
	head := wire.AppendNumber(wire.Options{}.Append(nil), id)
	answered, err := w.client.plain(w.ctx, &call{name: wire.CallRenew, head: head}, nil, 16)
	every := renewEvery
	if err == nil {
		if lease, err := wire.ParseLease(answered); err == nil {
			every = min(every, time.Duration(lease.Milliseconds)*time.Millisecond/3)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.over && !w.ended && !errors.Is(err, ErrExpired) {
		w.renewal.Reset(every)
	}
}

// end ends the walk and reports whether it was open. It does not wait for the server.
func (w *walk) end() bool {
	w.cancel() // ends a read in progress
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return false
	}
	w.over = true
	w.turns.Add(1)
	w.hold(false)
	w.disconnect()
	if w.id != 0 && !w.ended {
		w.client.abandon(w.id)
	}
	return true
}

// abandon tells the server, in the background, that a range will not be resumed. It gives up soon,
// because the server eventually ends the range without being told.
func (c *client) abandon(id uint64) {
	select {
	case c.farewells <- struct{}{}:
	default:
		return
	}
	began := c.spawn(func() {
		defer func() { <-c.farewells }()
		// Do not bind this to the client's own context: a caller who leaves a loop often closes the
		// database next.
		ctx, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		head := wire.AppendNumber(wire.Options{}.Append(nil), id)
		_, _ = c.plain(ctx, &call{name: wire.CallAbandon, head: head, atOnce: true, leaving: true}, nil, 0)
	})
	if !began {
		<-c.farewells
	}
}
