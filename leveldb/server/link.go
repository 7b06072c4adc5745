package server

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// link serves the calls of a link: see package wire.
//
// A short call takes a few microseconds, less than it takes to wake another goroutine. So the
// goroutine that reads the requests also serves them. If a call takes longer than linkTick, the
// Handler's watch starts another reader, and the goroutine of the call ends after its response.
// Synced writes, which always wait for the disk, are served by goroutines of their own. So are reads
// and writes that follow a slow one, until one is fast again.
type link struct {
	*Handler
	conn     net.Conn
	in       *bufio.Reader // of the goroutine that reads
	request  *http.Request // for all calls: it holds the context
	cancel   context.CancelFunc
	access   atomic.Pointer[linkAccess]
	database string
	client   string // whose limits apply
	// Kept open so that the client's budgets persist between calls.
	accounts [2]*account

	// turn counts changes of what the reader does. It is odd while the reader serves a call, and
	// even while it reads.
	turn  atomic.Uint64
	calls sync.WaitGroup // the role of the reader, and calls in progress
	apart chan struct{}  // limits the calls that have goroutines of their own
	busy  atomic.Int64   // calls being served
	// slow holds whether the last read, and the last write, took longer than linkSlow.
	slow [2]atomic.Bool

	// Used by watch:
	seen  uint64 // turn at the last tick
	quiet int    // ticks for which turn did not change
	idle  atomic.Bool

	stopping atomic.Bool
	out      outgoing
}

const (
	linkBuffer = 16 << 10
	// maxApart is the maximum number of calls of a link that have goroutines of their own. Beyond
	// that, its requests are not read.
	maxApart = 64
	// linkSlow is the duration of a call that is worth the cost of another goroutine.
	linkSlow = 200 * time.Microsecond
	// shortRequest is the length of a request that does not count against MaxMemory.
	shortRequest = 4 << 10
	// lingerTime is long enough for a client that is busy to read the last message.
	lingerTime = 50 * time.Millisecond
)

// linkAccess is what the credentials of a link permit, as long as the list of entries is current.
type linkAccess struct {
	Access
	known   bool
	entries *[]credential
}

// permitted returns what the client may do. Credentials may have been reloaded since the link was
// opened.
func (l *link) permitted() (Access, error) {
	a := l.access.Load()
	if c := l.options.Credentials; c != nil && c.entries.Load() != a.entries {
		a = &linkAccess{entries: c.entries.Load()}
		a.Access, a.known = c.Check(l.request)
		a.ReadOnly = a.ReadOnly || l.options.ReadOnly
		l.access.Store(a)
	}
	if !a.known {
		return Access{}, wire.ErrUnauthorized
	}
	return a.Access, nil
}

// serveLink makes the connection of a request a link.
func (h *Handler) serveLink(a *answer, r *http.Request, access Access) error {
	a.call = "link"
	if beyondShare(r) {
		a.Header().Set("Connection", "close")
		return errShare
	}
	if r.Method != http.MethodGet || !wire.IsLinkRequest(r.Header) {
		a.Header().Set("Upgrade", wire.LinkProtocol)
		return wire.Refusal(http.StatusUpgradeRequired, "%s requires GET with Upgrade: %s", wire.PathLink, wire.LinkProtocol)
	}
	client := callerOf(r, access)
	ctx, cancel := context.WithCancel(context.Background())
	l := &link{
		Handler: h, request: r.Clone(ctx), cancel: cancel, client: client,
		database: r.URL.Query().Get(wire.ParamDatabase), apart: make(chan struct{}, maxApart),
	}
	l.access.Store(&linkAccess{Access: access, known: true})
	a.database = l.database
	conn, buffered, err := a.control.Hijack()
	if err != nil {
		cancel()
		return &driver.Error{Class: driver.ErrNotSupported, Text: "this connection cannot become a link"}
	}
	a.status = http.StatusSwitchingProtocols
	l.conn, l.in = conn, bufio.NewReaderSize(conn, linkBuffer)
	l.out.conn, l.out.patience, l.out.written.L = conn, h.options.Progress, &l.out.mu
	const response = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + wire.LinkProtocol + "\r\n\r\n"
	l.out.add([]byte(response))
	if !h.links.add(l) {
		l.out.add(wire.LinkHead{Kind: wire.LinkBye}.Append(nil))
		_ = l.out.flush() // the client may have gone
		l.broke()
		return nil
	}
	if conn.SetDeadline(time.Time{}) != nil || buffered.Reader.Buffered() > 0 {
		a.code = aborted
		l.broke() // read and end return
	}
	if c := limitedOf(conn); c != nil {
		c.replace(l.stop)
	}
	l.accounts = [2]*account{h.places.account(client), h.memory.account(client)}
	l.calls.Add(1)
	go l.read()
	go l.end()
	h.links.active() // notices that the link is idle if no call comes
	return nil
}

// end closes the connection when nobody reads or serves any more.
func (l *link) end() {
	l.calls.Wait()
	if l.stopping.Load() {
		l.out.add(wire.LinkHead{Kind: wire.LinkBye}.Append(nil))
	}
	_ = l.out.flush() // the client may have gone
	if l.stopping.Load() {
		l.linger()
	}
	l.broke()
	for _, a := range l.accounts {
		a.close()
	}
	l.links.remove(l)
}

// linger waits for the client to close the connection. If a client that is sending found it closed,
// it might not read the responses and the last message before that, and take its requests for sent.
func (l *link) linger() {
	if l.conn.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
		_, _ = io.Copy(io.Discard, l.conn) // until the client closes, or does not for lingerTime
	}
}

// broke breaks the connection. Calls in progress end.
func (l *link) broke() {
	l.cancel()
	_ = l.conn.Close() // only the first call closes it
}

// stop makes the link end once the requests that were read are finished. It does not wait.
func (l *link) stop() {
	l.stopping.Store(true)
	_ = l.conn.SetReadDeadline(longAgo) // it fails if the link has ended
}

// serving reports whether the reader serves a call.
func (l *link) serving() bool { return l.turn.Load()%2 == 1 }

// check is called by watch at each tick. It replaces a reader that has served the same call since
// the last tick. It reports whether the link is active.
func (l *link) check() bool {
	turn := l.turn.Load()
	if turn != l.seen {
		l.seen, l.quiet = turn, 0
		return true
	}
	if turn%2 == 1 && l.busy.Load() < maxApart && l.turn.CompareAndSwap(turn, turn+1) {
		l.seen, l.quiet = turn+1, 0
		go l.read() // calls counts the role, which goes on
		return true
	}
	if turn%2 == 1 || l.out.busy() {
		return true
	}
	// The connection may be closed if the server needs it for another client. No call is lost.
	if l.quiet++; l.quiet == 1 {
		l.idle.Store(true)
		if c := limitedOf(l.conn); c != nil {
			c.waiting()
		}
	}
	return l.quiet < linkQuiet
}

// awake marks an idle link as active.
func (l *link) awake() {
	l.idle.Store(false)
	if c := limitedOf(l.conn); c != nil {
		c.working()
	}
}

// read reads requests and serves them, until the link ends or another goroutine reads.
func (l *link) read() {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // values may be on a failing disk
	err := l.out.flush()                                     // what the previous reader had not sent yet
	for {
		var m *message
		if err == nil {
			m, err = l.next()
		}
		if err != nil {
			if !l.stopping.Load() {
				l.broke()
			}
			l.calls.Done()
			return
		}
		if l.idle.Load() {
			l.awake()
		}
		if m.waits() || l.slow[m.writes()].Load() {
			// Earlier responses do not wait for this call.
			if err = l.out.flush(); err == nil {
				l.apart <- struct{}{}
				l.turn.Add(2) // the link is active
				l.links.active()
				l.calls.Add(1)
				go l.serveApart(m)
			}
		} else if !l.serveHere(m) {
			return
		}
	}
}

// serveHere serves a call. It reports whether the goroutine still reads.
func (l *link) serveHere(m *message) bool {
	l.calls.Add(1)
	defer l.calls.Done()
	turn := l.turn.Add(1)
	l.links.active()
	l.serve(m)
	l.slow[m.writes()].Store(time.Since(m.answer.began) > linkSlow)
	still := l.turn.CompareAndSwap(turn, turn+1)
	if !still || l.in.Buffered() < wire.LinkHeadSize || l.out.full() {
		if l.out.flush() != nil {
			l.broke() // next fails
		}
	}
	l.finish(m) // after the client has been answered
	return still
}

// serveApart serves a call in its own goroutine.
func (l *link) serveApart(m *message) {
	defer l.calls.Done()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	l.serve(m)
	if !m.waits() {
		l.slow[m.writes()].Store(time.Since(m.answer.began) > linkSlow)
	}
	<-l.apart
	if l.out.flush() != nil {
		l.broke()
	}
	l.finish(m)
}

// next reads a request.
func (l *link) next() (*message, error) {
	if l.stopping.Load() {
		return nil, io.EOF
	}
	head, err := l.in.Peek(wire.LinkHeadSize)
	if err != nil {
		return nil, err
	}
	h, err := wire.ParseLinkHead(head)
	if err != nil {
		return nil, err
	}
	if int(h.Kind) >= len(wire.LinkCalls) || h.Kind == 0 {
		return nil, wire.ErrProtocol
	}
	if _, err := l.in.Discard(wire.LinkHeadSize); err != nil {
		return nil, err
	}
	m := messages.Get().(*message)
	m.LinkHead = h
	if h.Size > shortRequest {
		err = l.room(m)
	}
	if err == nil {
		m.request = append(m.request[:0], make([]byte, h.Size)...)
		err = l.rest(m.request)
	}
	if err != nil {
		m.memory.close()
		return nil, err
	}
	return m, nil
}

// room waits until there is memory for a long request. Until then the link is not read.
func (l *link) room(m *message) error {
	m.memory = l.memory.account(l.client)
	size := min(int64(m.Size), l.memory.share)
	if m.memory.tryTake(size) {
		return nil
	}
	err := l.out.flush()
	for err == nil {
		if err = m.memory.take(l.request.Context(), size); !errors.Is(err, wire.ErrBusy) || l.stopping.Load() {
			return err
		}
		err = l.request.Context().Err()
	}
	return err
}

// rest reads the rest of a request. It must arrive in time.
func (l *link) rest(request []byte) error {
	if l.in.Buffered() >= len(request) {
		_, err := io.ReadFull(l.in, request)
		return err
	}
	if err := l.out.flush(); err != nil {
		return err
	}
	if err := l.conn.SetReadDeadline(time.Now().Add(l.options.Progress)); err != nil {
		return err
	}
	if l.stopping.Load() {
		l.stop() // its deadline was replaced
	}
	if _, err := io.ReadFull(l.in, request); err != nil {
		return err
	}
	if err := l.conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	if l.stopping.Load() {
		l.stop() // its deadline was replaced
	}
	return nil
}

// serve serves a call, and adds its response to out. The caller must call finish.
func (l *link) serve(m *message) {
	a := &m.answer
	*a = answer{short: m, whole: true, began: time.Now(), call: wire.LinkCalls[m.Kind], client: l.client, database: l.database, received: int64(len(m.request))}
	l.metrics.inFlight.Add(1)
	l.busy.Add(1)
	m.response = wire.LinkHead{ID: m.ID}.Append(m.response[:0]) // completed below
	err := l.try(a, m)
	if err == nil {
		a.status = http.StatusOK
		m.finish()
	} else {
		a.status = wire.StatusOf(err)
		code := wire.CodeOf(err)
		a.code = code.Name
		if a.status >= http.StatusInternalServerError && a.status != http.StatusServiceUnavailable {
			l.options.Logger.Error("a request failed", "method", "link", "path", wire.Prefix+a.call, "code", code.Name, "error", err)
		}
		m.response = wire.AppendLinkError(m.response[:0], m.ID, code, textOf(err))
	}
	a.sent = int64(len(m.response))
	l.out.add(m.response)
}

// finish counts the call and frees m.
func (l *link) finish(m *message) {
	m.place.close()
	m.memory.close()
	l.busy.Add(-1)
	l.Handler.end(&m.answer, l.request)
	m.free()
}

// try serves a call, or returns the error to respond with.
func (l *link) try(a *answer, m *message) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			l.options.Logger.Error("a request panicked", "method", "link", "path", wire.Prefix+a.call, "cause", cause, "stack", string(debug.Stack()))
			err = wire.ErrInternal
		}
	}()
	if l.Handler.stopping.Load() {
		return wire.ErrStopping
	}
	access, err := l.permitted()
	if err != nil {
		return err
	}
	a.caller = access.Name
	m.place = l.places.account(l.client)
	if err := m.place.take(l.request.Context(), 1); err != nil {
		return err
	}
	a.memory = l.memory.account(l.client)
	procedure := procedures[a.call]
	if procedure.writes && access.ReadOnly {
		return leveldb.ErrReadOnly
	}
	m.served = served{
		Handler: l.Handler, pages: pager{h: l.Handler, answer: a}, answer: a, request: l.request,
		access: access, database: l.database, release: append(m.served.release[:0], nil),
	}
	return m.served.run(procedure, m.request)
}
