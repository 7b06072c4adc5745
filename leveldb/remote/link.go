package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// link is a connection for short calls of many goroutines: see package wire. A goroutine that waits
// for a response reads responses until its own arrives, if no other goroutine does, and delivers
// those of others. A single caller therefore needs no second goroutine. Requests are written
// together: a goroutine that is writing also writes what others have added.
type link struct {
	conn    net.Conn
	timeout time.Duration

	mu       sync.Mutex
	in       *bufio.Reader // used by the reader
	waiting  map[uint32]*exchange
	last     uint32    // id of the last request
	reader   *exchange // whose goroutine reads; nil if none does
	poisoned bool      // the read deadline is in the past, to stop the reader
	deadline time.Time // for reading
	used     time.Time // when the last call was made
	idle     *time.Timer

	out, spare    []byte
	added         uint64 // bytes of all requests so far
	offered       uint64 // bytes that were passed to the connection, of those added
	writing       bool
	writeDeadline time.Time

	bye    bool
	failed error     // of a write: the link takes no more calls, and reads until drained
	drain  time.Time // when that ends
	err    error     // why the link cannot be used any more
}

// exchange is a request and its response.
type exchange struct {
	id    uint32
	end   uint64 // of the request in the bytes that the link sends
	began time.Time
	event chan struct{} // signals that the response has arrived, or that its goroutine must read

	// Guarded by link.mu:
	writes bool // its goroutine is writing, and so cannot read
	done   bool
	kind   byte
	body   []byte // memory for the response, then the response
	fail   *failure
}

var exchanges = sync.Pool{New: func() any { return &exchange{event: make(chan struct{}, 1)} }}

// errBye is the error of requests that the server did not execute before it closed the link.
var errBye = errors.New("the server closed the connection")

// linkChecked is the time without a call after which a link is checked before it is used.
const linkChecked = 100 * time.Millisecond

// drainTime is how long a link whose connection the server has closed reads what the server sent before.
const drainTime = 100 * time.Millisecond

// longPast is a deadline that ends a read in progress.
var longPast = time.Unix(1, 0)

// call makes a call. The response is read into buf if it fits. If the link cannot be used, again is
// true: the call was not made. If the response is too long for a link, long is true.
func (l *link) call(ctx context.Context, k *call, number byte, buf []byte) (body []byte, long, again bool, f *failure) {
	x := exchanges.Get().(*exchange)
	x.done, x.kind, x.body, x.fail, x.began = false, 0, buf, nil, time.Now()
	l.mu.Lock()
	if l.err == nil && len(l.waiting) == 0 && x.began.Sub(l.used) > linkChecked && hungUp(l.conn) {
		l.broke(errBye)
	}
	l.used = x.began
	if l.err != nil || l.failed != nil {
		l.mu.Unlock()
		exchanges.Put(x)
		return nil, false, true, nil
	}
	l.add(x, k, number)
	l.flush(ctx, x, x.began)
	if l.reader == nil && !x.done {
		l.reader = x
		l.read(ctx, x, x.began)
	}
	if !x.done {
		l.await(ctx, x)
	}
	body, f = x.body, x.fail
	long = x.kind == wire.LinkLong
	bye := l.bye && f != nil && !f.arrived && f.refused
	l.mu.Unlock()
	if f == nil && x.kind == wire.LinkError {
		f = errorIn(body)
		body = nil
	}
	x.body, x.fail = nil, nil
	exchanges.Put(x)
	return body, long, bye, f
}

// errorIn returns the failure that the server sent.
func errorIn(body []byte) *failure {
	sent, err := wire.ParseLinkError(body)
	if err != nil {
		return &failure{err: err, arrived: true}
	}
	return &failure{err: sent, refused: tryLater(wire.StatusOf(sent))}
}

// add adds a request to what will be sent. The caller holds mu.
func (l *link) add(x *exchange, k *call, number byte) {
	for {
		l.last++
		if _, used := l.waiting[l.last]; l.last != 0 && !used {
			break
		}
	}
	x.id = l.last
	l.waiting[x.id] = x
	before := len(l.out)
	l.out = wire.LinkHead{Size: len(k.head) + len(k.payload), ID: x.id, Kind: number}.Append(l.out)
	l.out = append(append(l.out, k.head...), k.payload...)
	l.added += uint64(len(l.out) - before)
	x.end = l.added
}

// flush sends the request of x, and those added before it, unless another goroutine is writing. A
// new goroutine sends requests that are added during the write, so that no caller writes for others
// for long. The caller holds mu, which is released during the write.
func (l *link) flush(ctx context.Context, x *exchange, now time.Time) {
	if ctx.Done() == nil { // a write cannot be cancelled without breaking the link
		x.writes = true
		l.write(now, x.end)
		x.writes = false
	}
	if !l.writing && len(l.out) > 0 {
		go func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.write(time.Now(), math.MaxUint64)
		}()
	}
}

// write sends what was added, up to the given position or a little more, unless another goroutine is
// writing. The caller holds mu, which is released in the meantime.
func (l *link) write(now time.Time, end uint64) {
	for !l.writing && len(l.out) > 0 && l.offered < end {
		buf := l.out
		l.out, l.writing = l.spare[:0], true
		if l.writeDeadline.Sub(now) < l.timeout {
			l.writeDeadline = now.Add(l.timeout + l.timeout/4) // so that it is rarely set
			_ = l.conn.SetWriteDeadline(l.writeDeadline)       // if it fails, so does the write
		}
		l.offered += uint64(len(buf)) // from now on the server may receive them
		l.mu.Unlock()
		n, err := l.conn.Write(buf)
		l.mu.Lock()
		l.writing = false
		l.offered -= uint64(len(buf) - n)
		if l.spare = buf; cap(buf) > 4*wire.MaxLinkBody {
			l.spare = nil
		}
		switch {
		case err == nil:
		case l.err == nil && len(l.waiting) > 0:
			// Responses that were sent before the connection was closed may not have been read.
			l.failed, l.drain, l.out = err, time.Now().Add(drainTime), nil
			if !l.poisoned {
				_ = l.conn.SetReadDeadline(l.drain) // if it fails, so does the read
			}
		default:
			l.broke(err)
		}
	}
}

// await waits for the response to x. The caller holds mu, which is released in the meantime.
func (l *link) await(ctx context.Context, x *exchange) {
	for !x.done {
		l.mu.Unlock()
		select {
		case <-x.event:
		case <-ctx.Done():
		}
		l.mu.Lock()
		switch {
		case x.done:
		case ctx.Err() != nil:
			l.abandon(x, ctx.Err())
		case l.reader == x:
			l.read(ctx, x, time.Now())
		}
	}
	select {
	case <-x.event: // for the next use of x
	default:
	}
}

// abandon ends a call whose caller does not wait any more. The request may have arrived, or may still
// be sent. The caller holds mu.
func (l *link) abandon(x *exchange, err error) {
	delete(l.waiting, x.id)
	x.done, x.fail = true, &failure{err: err, arrived: true}
	if l.reader == x {
		l.handOver()
	}
}

// handOver makes another waiting goroutine the reader. It does not choose one that is writing: its
// write may block until responses are read. If there is no other, that goroutine reads after its
// write. The caller holds mu.
func (l *link) handOver() {
	l.reader = nil
	if l.poisoned {
		l.poisoned, l.deadline = false, time.Time{}
	}
	for _, x := range l.waiting {
		if !x.writes {
			l.reader = x
			x.signal()
			return
		}
	}
	if l.failed != nil && len(l.waiting) == 0 {
		l.broke(l.failed) // nobody reads any more
	}
}

func (x *exchange) signal() {
	select {
	case x.event <- struct{}{}:
	default:
	}
}

// read reads responses until that of x has arrived, and then hands the role over. The caller holds
// mu, which is released in the meantime.
func (l *link) read(ctx context.Context, x *exchange, now time.Time) {
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.reader == x && !x.done {
				l.poisoned = true
				_ = l.conn.SetReadDeadline(longPast) // if it fails, the connection is closed
			}
		})()
	}
	for !x.done {
		switch {
		case l.poisoned:
		case l.failed != nil:
			_ = l.conn.SetReadDeadline(l.drain) // if it fails, so does the read
		case l.deadline.Sub(now) < l.timeout/2:
			if l.expire(now); x.done {
				continue
			}
			_ = l.conn.SetReadDeadline(l.deadline) // if it fails, so does the read
		}
		l.mu.Unlock()
		head, err := l.in.Peek(wire.LinkHeadSize)
		var h wire.LinkHead
		if err == nil {
			if h, err = wire.ParseLinkHead(head); err == nil {
				head, err = l.in.Peek(wire.LinkHeadSize + h.Size)
			}
		}
		l.mu.Lock()
		switch {
		case err == nil:
			l.deliver(h, head[wire.LinkHeadSize:])
		case errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil:
			l.abandon(x, ctx.Err())
			return
		case l.failed != nil:
			l.broke(l.failed)
		case errors.Is(err, os.ErrDeadlineExceeded):
			l.poisoned, l.deadline = false, time.Time{}
		default:
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			l.broke(err)
		}
		if !x.done {
			now = time.Now()
		}
	}
	if l.reader == x {
		l.handOver()
	}
}

// expire fails the calls that have waited for a response for the timeout, and sets deadline to the
// time at which it must be called again. The caller holds mu.
func (l *link) expire(now time.Time) {
	l.deadline = now.Add(l.timeout)
	for id, x := range l.waiting {
		if ends := x.began.Add(l.timeout); now.Before(ends) {
			if ends.Before(l.deadline) {
				l.deadline = ends
			}
			continue
		}
		delete(l.waiting, id)
		err := fmt.Errorf("%w: no progress for %v: %w", ErrUnavailable, l.timeout, os.ErrDeadlineExceeded)
		x.done, x.fail = true, &failure{err: err, arrived: true} // or it may still be sent
		x.signal()
	}
}

// deliver handles a response. The caller holds mu.
func (l *link) deliver(h wire.LinkHead, body []byte) {
	x := l.waiting[h.ID]
	switch {
	case h.Kind == wire.LinkBye && h.ID == 0:
		l.bye = true
		l.broke(errBye)
		return
	case h.Kind > wire.LinkLong:
		l.broke(fmt.Errorf("%w: a response of kind %d", wire.ErrProtocol, h.Kind))
		return
	case x != nil:
		delete(l.waiting, h.ID)
		x.kind, x.done = h.Kind, true
		if len(body) > cap(x.body) || x.body == nil {
			x.body = wire.MessageMemory(len(body))
		}
		x.body = append(x.body[:0], body...)
		x.signal()
	}
	if _, err := l.in.Discard(wire.LinkHeadSize + h.Size); err != nil {
		l.broke(err)
	}
}

// broke ends the link. All calls in progress fail. The caller holds mu.
func (l *link) broke(err error) {
	if l.err != nil {
		return
	}
	l.err, l.out = err, nil
	l.idle.Stop()
	_ = l.conn.Close() // nothing more is expected of it
	for id, x := range l.waiting {
		delete(l.waiting, id)
		x.done = true
		x.fail = &failure{err: l.err, broken: true, refused: l.bye, arrived: !l.bye && l.offered >= x.end}
		x.signal()
	}
}

// end ends the link, because the client is closed.
func (l *link) end(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broke(err)
}

// rest closes the link if it was not used for idleTimeout.
func (l *link) rest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch left := idleTimeout - time.Since(l.used); {
	case l.err != nil:
	case len(l.waiting) == 0 && left <= 0:
		l.broke(errBye)
	default:
		l.idle.Reset(max(left, time.Second))
	}
}

// usable reports whether calls can be made.
func (l *link) usable() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err == nil && l.failed == nil
}
