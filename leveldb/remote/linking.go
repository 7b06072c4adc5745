package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// linking holds the link of a client, and the state that determines which calls use it.
type linking struct {
	turn chan struct{} // held while the server is asked for a link
	// long is set if the last value was too long for a link. The next call for a value then uses
	// HTTP at once.
	long atomic.Bool

	mu   sync.Mutex
	link *link
	none bool // links are not supported
	// refused is when the server refused a link for a reason that may go away.
	refused time.Time
}

// short makes a call over the link. If done is false, the call must use HTTP.
func (c *client) short(ctx context.Context, k *call, buf []byte, limit int64) (body []byte, done bool, f *failure) {
	number := wire.LinkNumber(k.name)
	if number == 0 || len(k.head)+len(k.payload) > wire.MaxLinkBody || k.returnsValue() && c.linking.long.Load() {
		return nil, false, nil
	}
	for range 3 {
		if err := ctx.Err(); err != nil {
			return nil, true, &failure{err: err}
		}
		l, err := c.linkOf(ctx)
		switch {
		case errors.Is(err, errNoProgress) || ctx.Err() != nil || c.ctx.Err() != nil:
			return nil, true, c.linkFailed(ctx, &failure{err: err, broken: true})
		case l == nil:
			return nil, false, nil // if that is because of err, HTTP has the same problem, and reports it
		}
		body, long, again, f := l.call(ctx, k, number, buf)
		switch {
		case again: // nothing was done: the server has closed an idle link, for example
			continue
		case long:
			c.linking.long.Store(true)
			return nil, false, nil
		case f != nil:
			return nil, true, c.linkFailed(ctx, f)
		case int64(len(body)) > limit:
			return nil, true, &failure{err: fmt.Errorf("%w: response of %d bytes, at most %d are expected", wire.ErrProtocol, len(body), limit), arrived: true}
		}
		return body, true, nil
	}
	return nil, false, nil
}

// returnsValue reports whether the response may be long.
func (k *call) returnsValue() bool { return k.name == wire.CallGet || k.name == wire.CallArray }

// arrives records the length of a value that was received over HTTP.
func (c *client) arrives(k *call, size int64) {
	if k.returnsValue() && size <= wire.MaxLinkBody {
		c.linking.long.Store(false)
	}
}

// linkFailed completes a failure of a link: it explains a broken connection, as attempt.explain
// does.
func (c *client) linkFailed(ctx context.Context, f *failure) *failure {
	if !f.broken {
		return f
	}
	switch {
	case ctx.Err() != nil:
		f.err, f.broken = ctx.Err(), false
	case c.ctx.Err() != nil:
		f.err, f.broken = context.Cause(c.ctx), false
	case errors.Is(f.err, errNoProgress):
		f.err, f.broken = c.noProgress(), false
	case errors.Is(f.err, wire.ErrProtocol):
		f.broken = false
	default:
		f.err = fmt.Errorf("%w: %w", ErrUnavailable, f.err)
		f.broken = c.disconnected(f.err)
	}
	return f
}

// refusedPause is the time for which a client that was refused a link uses HTTP only.
const refusedPause = time.Second

// state returns the link. decided reports whether the server need not be asked for one.
func (s *linking) state() (l *link, decided bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link != nil && s.link.usable() {
		return s.link, true
	}
	return nil, s.none || !s.refused.IsZero() && time.Since(s.refused) < refusedPause
}

// reset forgets what another server has said about links.
func (s *linking) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.none, s.refused = false, time.Time{}
}

// linkOf returns the link of the client. It is nil if there is none, and calls use HTTP.
func (c *client) linkOf(ctx context.Context) (*link, error) {
	l, decided := c.linking.state()
	if decided {
		return l, nil
	}
	timer := time.NewTimer(c.options.Timeout)
	defer timer.Stop()
	select {
	case c.linking.turn <- struct{}{}:
	case <-timer.C: // for another goroutine that asks the server
		return nil, errNoProgress
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.ctx.Done():
		return nil, context.Cause(c.ctx)
	}
	defer func() { <-c.linking.turn }()
	if l, decided = c.linking.state(); decided {
		return l, nil
	}
	l, none, err := c.dialLink(ctx)
	c.linking.mu.Lock()
	c.linking.link, c.linking.none = l, none
	if l == nil && err == nil {
		c.linking.refused = time.Now()
	}
	c.linking.mu.Unlock()
	if l != nil && c.ctx.Err() != nil {
		l.end(leveldb.ErrClosed)
	}
	return l, err
}

// dialLink requests a link from the server. l is nil if there is none. none reports whether the
// server, or the way to it, does not support links.
func (c *client) dialLink(ctx context.Context) (l *link, none bool, err error) {
	transport, ok := c.transport.(*http.Transport)
	if !ok || c.options.Proxy != nil && c.endpoint.network != "unix" {
		return nil, true, nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.ctx, func() { cancel(context.Cause(c.ctx)) })()
	timer := time.AfterFunc(c.options.Timeout, func() { cancel(errNoProgress) })
	defer timer.Stop()
	var conn net.Conn
	u := c.endpoint.base
	u.Path, u.RawQuery = wire.PathLink, c.query
	header := c.header.Clone()
	header.Set("Connection", "Upgrade")
	header.Set("Upgrade", wire.LinkProtocol)
	request := &http.Request{Method: http.MethodGet, URL: &u, Header: header, Host: c.endpoint.base.Host, ProtoMajor: 1, ProtoMinor: 1}
	response, err := transport.RoundTrip(request.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { conn = info.Conn },
	})))
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return nil, false, err
	}
	if response.StatusCode != http.StatusSwitchingProtocols || !wire.IsLinkRequest(response.Header) || conn == nil {
		_ = response.Body.Close() // the response does not matter: calls over HTTP report what is wrong
		later := tryLater(response.StatusCode) || response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden
		return nil, !later, nil
	}
	l = &link{
		conn: conn, timeout: c.options.Timeout, in: bufio.NewReaderSize(response.Body, wire.LinkHeadSize+wire.MaxLinkBody),
		waiting: map[uint32]*exchange{}, used: time.Now(),
	}
	l.idle = time.AfterFunc(idleTimeout, l.rest)
	return l, false, nil
}

// endLink closes the link, because the client is closed.
func (c *client) endLink() {
	c.linking.mu.Lock()
	l := c.linking.link
	c.linking.mu.Unlock()
	if l != nil {
		l.end(leveldb.ErrClosed)
	}
}
