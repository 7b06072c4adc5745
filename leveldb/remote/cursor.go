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
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// Scan begins a range on the server, in the state of now. If the connection breaks it goes on in that state.
func (s *clientStore) Scan(span leveldb.Span, o leveldb.ReadOptions) (leveldb.Cursor, error) {
	return s.cursor(&walk{
		name: wire.CallRange, head: s.body(o, len(span.Lower)+len(span.Upper)), reuse: span.Reuse,
		request: wire.RangeRequest{Span: spanOf(span)},
	})
}

// Lookup reads the values of keys. If the connection breaks it ends, unless it is one of a snapshot or nothing had come yet: the
// rest would be of another state.
func (s *clientStore) Lookup(keys []string, o leveldb.ReadOptions) (leveldb.Cursor, error) {
	w := &walk{name: wire.CallLookup, head: s.body(o, 0), wanted: keys, left: keys, frozen: s.snapshot != nil}
	if len(keys) == 0 {
		w.ended = true
	}
	return s.cursor(w)
}

// cursor is a walk in the hands of a user.
type cursor struct {
	*walk
	store *clientStore // keeps the database open
}

// cursor begins a walk.
func (s *clientStore) cursor(w *walk) (leveldb.Cursor, error) {
	defer runtime.KeepAlive(s.handle)
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	w.client, w.made = s.client, leak.Here()
	w.ctx, w.cancel = context.WithCancel(s.ctx)
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

func (c *cursor) Next() (*leveldb.Page, error) {
	defer runtime.KeepAlive(c)
	return c.next()
}

func (c *cursor) Close() {
	c.end()
	runtime.KeepAlive(c)
}

// walk reads the pages of a range or a lookup.
type walk struct {
	client *client
	ctx    context.Context
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
	reuse  bool   // keys of a page are overwritten by those of the next
	keys   []byte // memory for them, then
	values []byte // memory for values, of every page

	// Of a range:
	id      uint64            // to resume it with; 0: it cannot be
	request wire.RangeRequest // Resume, Taken and After are those of the next one to be made
	last    []byte            // the last key that came, if Taken is not 0
	renewal *time.Timer

	// Of a lookup:
	wanted, left []string
	came         int  // keys of the present call that came
	asked        int  // keys of it
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

// connect makes the call for what is left. Its answer is read page by page.
func (w *walk) connect() error {
	k := &call{name: w.name}
	if w.wanted != nil {
		w.came, w.asked = 0, some(w.left)
		k.head = wire.AppendKeys(w.head[:len(w.head):len(w.head)], w.left[:w.asked])
	} else {
		if w.request.Taken > 0 {
			w.request.Resume, w.request.After = w.id, string(w.last)
		} else if w.id != 0 {
			// Nothing has come yet: the state of now will do as well, and no key says where to go on.
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
		w.frames.R, w.frames.Op = w.buffer, w.name
		return nil
	})
}

// disconnect gives the connection back, or ends it.
func (w *walk) disconnect() {
	if w.reply != nil {
		w.reply.close()
		w.reply = nil
		freeBuffer(w.buffer)
		w.buffer, w.frames.R = nil, nil
	}
}

// next gives the next page, nil after the last.
func (w *walk) next() (*leveldb.Page, error) {
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
			w.client.abandon(w.id) // whatever ended the loop, nobody comes back for what is left
		}
		return nil, err
	}
	w.hold(true)
	return page, nil
}

// page reads a page, on another connection if the present one breaks.
func (w *walk) page() (*leveldb.Page, error) {
	for attempt := 0; ; attempt++ {
		// What is in memory already is not given any more either.
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
		if attempt > 0 { // the first time it may be but the server, which does not wait for slow readers for ever
			if err := w.client.pause(w.ctx, attempt, 0); err != nil {
				return nil, err
			}
		}
	}
}

// resumable says whether what is left can be had in the same state as what was read.
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

// renewEvery is how often a range is renewed whose reader takes its time, at first. The server says how long it holds it.
const renewEvery = 15 * time.Second

// hold has the range renewed, or no more, until the reader comes back: a server cuts off who does not read, and keeps the range
// for a while. The caller holds mu.
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

// renew renews the range once, and sees to the next time.
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

// end ends the walk, and says whether that had not been done. It does not wait for the server.
func (w *walk) end() bool {
	w.cancel() // of a read that is under way
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

// abandon tells the server in the background that nobody comes back for a range. It gives up soon: the server finds out by itself.
func (c *client) abandon(id uint64) {
	select {
	case c.farewells <- struct{}{}:
	default:
		return
	}
	began := c.spawn(func() {
		defer func() { <-c.farewells }()
		// Not bound to the client's own context: who leaves a loop often closes the database next.
		ctx, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		head := wire.AppendNumber(wire.Options{}.Append(nil), id)
		_, _ = c.plain(ctx, &call{name: wire.CallAbandon, head: head, atOnce: true, leaving: true}, nil, 0)
	})
	if !began {
		<-c.farewells
	}
}
