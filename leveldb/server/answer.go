package server

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// pieceSize is the maximum size of one write, so that progress of a large response is visible. A
// one-megabyte array fits into one write. In four pieces it takes twice as long, because each piece
// wakes the client.
const pieceSize = 5 << 18

// answer writes the response to a request. It disconnects a client that makes no progress in
// sending or receiving, and collects the figures for metrics and the log. Its methods are for the
// goroutine that serves the request, except abortWrites.
type answer struct {
	http.ResponseWriter
	control *http.ResponseController
	stall   stallBudget

	began    time.Time
	call     string // for metrics
	caller   string
	client   string   // the client whose limits apply
	memory   *account // its share of HandlerOptions.MaxMemory; nil until it is admitted
	database string
	code     string   // of the error, if the response is one
	status   int      // 0: the response has not begun
	short    *message // collects the response instead of the ResponseWriter; nil for HTTP
	sent     int64
	received int64
	whole    bool // the body was received completely

	mu   sync.Mutex // the write deadline is also set from other goroutines
	cut  bool
	over bool
}

var errAborted = errors.New("the connection was aborted")

// longAgo is a deadline in the past. It ends a read or write in progress.
var longAgo = time.Unix(1, 0)

// stallBudget is the remaining time that a client may make no progress: at most
// HandlerOptions.Progress. A client slower than HandlerOptions.MinRate uses it up. A faster client
// regains it.
type stallBudget struct {
	most, left time.Duration
	rate       int64 // bytes per second
}

// spend records a read or write of n bytes.
func (p *stallBudget) spend(began time.Time, n int) {
	earned := time.Duration(float64(n) / float64(p.rate) * float64(time.Second))
	p.left = min(p.most, p.left-time.Since(began)+earned)
}

// begin starts a request.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request) *answer {
	a := &answer{
		ResponseWriter: w,
		control:        http.NewResponseController(w),
		stall:          stallBudget{h.options.Progress, h.options.Progress, h.options.MinRate},
		began:          time.Now(),
		whole:          r.ContentLength == 0,
	}
	h.metrics.inFlight.Add(1)
	if !a.whole {
		// This applies even if nobody reads the body: net/http reads a part of it after the
		// response.
		a.receiveUntil(a.began.Add(h.options.Progress))
		r.Body = &receiving{r.Body, a, a.stall}
	}
	return a
}

// end finishes a request, also during a panic.
func (h *Handler) end(a *answer, r *http.Request) {
	if a.memory != nil {
		a.memory.close()
	}
	a.mu.Lock()
	a.over = true
	a.mu.Unlock()
	h.metrics.count(a)
	if h.options.LogRequests {
		path := r.URL.Path
		if a.short != nil {
			path = wire.Prefix + a.call
		}
		h.options.Logger.Info("request", "method", r.Method, "path", path, "database", a.database, "caller", a.caller,
			"remote", r.RemoteAddr, "status", a.status, "code", a.result(), "received", a.received, "sent", a.sent, "seconds", time.Since(a.began).Seconds())
	}
}

// Results of requests that ended without an error code.
const (
	succeeded = "ok"
	aborted   = "aborted"
)

// result returns how the request ended.
func (a *answer) result() string {
	switch {
	case a.code != "":
		return a.code
	case a.status == 0 || a.status >= http.StatusBadRequest:
		return aborted
	}
	return succeeded
}

// Unwrap is used by http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write writes b in pieces. It fails if the client makes no progress.
func (a *answer) Write(b []byte) (n int, err error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	for {
		began := time.Now()
		if !a.sendUntil(began.Add(a.stall.left)) {
			return n, errAborted
		}
		m, err := a.ResponseWriter.Write(b[n:min(n+pieceSize, len(b))])
		a.stall.spend(began, m)
		n += m
		a.sent += int64(m)
		if err != nil || n == len(b) {
			return n, err
		}
	}
}

// FlushError sends buffered data. It is used by http.ResponseController.
func (a *answer) FlushError() error {
	began := time.Now()
	if !a.sendUntil(began.Add(a.stall.left)) {
		return errAborted
	}
	err := a.control.Flush()
	a.stall.spend(began, 0)
	return err
}

// abort aborts the response, because the client has gone or does not accept it. It does not return.
func (a *answer) abort() {
	a.code = aborted
	panic(http.ErrAbortHandler)
}

// text sends a response with a status other than 200. It disconnects a client that does not accept
// it.
func (a *answer) text(status int, text string) {
	a.Header().Set("Content-Length", strconv.Itoa(len(text)))
	a.WriteHeader(status)
	if _, err := a.Write([]byte(text)); err != nil {
		a.abort()
	}
}

// send sends the parts, in order, as the response. It disconnects a client that does not accept
// them. No error can be reported after that, so the returned error is always nil.
func (a *answer) send(parts ...[]byte) error {
	if a.short != nil {
		a.short.send(parts)
		return nil
	}
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	a.Header().Set("Content-Length", strconv.Itoa(size))
	for _, part := range parts {
		if _, err := a.Write(part); err != nil {
			a.abort()
		}
	}
	return nil
}

// sendUntil sets the write deadline. It returns false if the connection was cut off.
func (a *answer) sendUntil(deadline time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cut {
		return false
	}
	setDeadline(a.control.SetWriteDeadline, deadline)
	return true
}

// receiveUntil sets the read deadline.
func (a *answer) receiveUntil(deadline time.Time) { setDeadline(a.control.SetReadDeadline, deadline) }

// setDeadline sets a deadline. It ignores the error. Either the writer has no connection, as in a
// test, or the connection is closed, which the next write will report.
func setDeadline(set func(time.Time) error, deadline time.Time) {
	_ = set(deadline)
}

// abortWrites makes the write in progress and all later writes fail. It may be called from any
// goroutine at any time.
func (a *answer) abortWrites() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.over {
		a.cut = true
		setDeadline(a.control.SetWriteDeadline, longAgo)
	}
}

// receiving is a request body that fails if the client makes no progress.
type receiving struct {
	io.ReadCloser
	a     *answer
	stall stallBudget
}

func (b *receiving) Read(p []byte) (int, error) {
	if b.a.whole {
		return b.ReadCloser.Read(p)
	}
	began := time.Now()
	b.a.receiveUntil(began.Add(b.stall.left))
	n, err := b.ReadCloser.Read(p)
	b.stall.spend(began, n)
	b.a.received += int64(n)
	if err == io.EOF {
		// From now on net/http reads without a deadline, to detect that the client has gone. It has
		// reset our read deadline. Setting one again would end the connection.
		b.a.whole = true
	}
	return n, err
}
