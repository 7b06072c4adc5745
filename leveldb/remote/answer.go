package remote

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// pieceSize is how much is written in one go, so that the progress of a large answer shows. An array of a megabyte goes at once:
// in four pieces it takes twice the time, as each wakes the client.
const pieceSize = 5 << 18

// answer is the way to the client of a request. It cuts off a client that stands still, whatever is sent or received, and counts.
// Its methods are for the goroutine that serves the request, but for cutOff.
type answer struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience patience

	began    time.Time
	call     string // for metrics
	caller   string
	client   string   // whose limits count
	memory   *account // what the request holds of HandlerOptions.MaxMemory; nil until it was admitted
	database string
	code     string // of the error, if it was answered with one
	status   int    // 0: the answer has not begun
	sent     int64
	received int64
	whole    bool // the body was received to its end

	mu   sync.Mutex // the deadline of writing is also set from other goroutines
	cut  bool
	over bool
}

var errCut = errors.New("the connection was cut off")

// longAgo is a deadline that ends what is under way.
var longAgo = time.Unix(1, 0)

// patience is the time for which a client may still make no progress: at most HandlerOptions.Progress. A client that is slower
// than HandlerOptions.MinRate uses it up; one that is faster gets it back.
type patience struct {
	most, left time.Duration
	rate       int64 // bytes per second
}

// spend accounts for a read or write of n bytes.
func (p *patience) spend(began time.Time, n int) {
	earned := time.Duration(float64(n) / float64(p.rate) * float64(time.Second))
	p.left = min(p.most, p.left-time.Since(began)+earned)
}

// begin begins a request.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request) *answer {
	a := &answer{
		ResponseWriter: w,
		control:        http.NewResponseController(w),
		patience:       patience{h.options.Progress, h.options.Progress, h.options.MinRate},
		began:          time.Now(),
		whole:          r.ContentLength == 0,
	}
	h.metrics.inFlight.Add(1)
	if !a.whole {
		// For a body that nobody reads too: net/http reads a part of it behind the answer.
		a.receiveUntil(a.began.Add(h.options.Progress))
		r.Body = &receiving{r.Body, a, a.patience}
	}
	return a
}

// end ends a request, also while a panic goes on.
func (h *Handler) end(a *answer, r *http.Request) {
	if a.memory != nil {
		a.memory.close()
	}
	a.mu.Lock()
	a.over = true
	a.mu.Unlock()
	h.metrics.count(a)
	if h.options.LogRequests {
		h.options.Logger.Info("request", "method", r.Method, "path", r.URL.Path, "database", a.database, "caller", a.caller,
			"remote", r.RemoteAddr, "status", a.status, "code", a.result(), "received", a.received, "sent", a.sent, "seconds", time.Since(a.began).Seconds())
	}
}

// How a request ended that ended without the code of an error.
const (
	succeeded = "ok"
	aborted   = "aborted"
)

// result says how the request ended.
func (a *answer) result() string {
	switch {
	case a.code != "":
		return a.code
	case a.status == 0 || a.status >= http.StatusBadRequest:
		return aborted
	}
	return succeeded
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write writes as much as the client takes.
func (a *answer) Write(b []byte) (n int, err error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	for {
		began := time.Now()
		if !a.sendUntil(began.Add(a.patience.left)) {
			return n, errCut
		}
		m, err := a.ResponseWriter.Write(b[n:min(n+pieceSize, len(b))])
		a.patience.spend(began, m)
		n += m
		a.sent += int64(m)
		if err != nil || n == len(b) {
			return n, err
		}
	}
}

// FlushError sends what was written and is still in a buffer; it is for http.ResponseController.
func (a *answer) FlushError() error {
	began := time.Now()
	if !a.sendUntil(began.Add(a.patience.left)) {
		return errCut
	}
	err := a.control.Flush()
	a.patience.spend(began, 0)
	return err
}

// abort breaks the answer off: the client has gone, or does not take it. It does not return.
func (a *answer) abort() {
	a.code = aborted
	panic(http.ErrAbortHandler)
}

// text answers with another status than 200. A client that does not take it is cut off.
func (a *answer) text(status int, text string) {
	a.Header().Set("Content-Length", strconv.Itoa(len(text)))
	a.WriteHeader(status)
	if _, err := a.Write([]byte(text)); err != nil {
		a.abort()
	}
}

// send answers with parts, one behind the other. A client that does not take them is cut off, so there is no error to answer
// with behind that point: it is always nil.
func (a *answer) send(parts ...[]byte) error {
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

// sendUntil sets the deadline of writing. It says whether the connection is still to be written to.
func (a *answer) sendUntil(deadline time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cut {
		return false
	}
	setDeadline(a.control.SetWriteDeadline, deadline)
	return true
}

// receiveUntil sets the deadline of reading.
func (a *answer) receiveUntil(deadline time.Time) { setDeadline(a.control.SetReadDeadline, deadline) }

// setDeadline sets a deadline. The error says that the writer is none of a connection, as in a test, or that the connection is
// closed, which the next write will say too.
func setDeadline(set func(time.Time) error, deadline time.Time) {
	_ = set(deadline)
}

// cutOff makes the write that is under way fail, and all further ones. It may be called from any goroutine at any time.
func (a *answer) cutOff() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.over {
		a.cut = true
		setDeadline(a.control.SetWriteDeadline, longAgo)
	}
}

// receiving is a body whose client must not stand still.
type receiving struct {
	io.ReadCloser
	a        *answer
	patience patience
}

func (b *receiving) Read(p []byte) (int, error) {
	if b.a.whole {
		return b.ReadCloser.Read(p)
	}
	began := time.Now()
	b.a.receiveUntil(began.Add(b.patience.left))
	n, err := b.ReadCloser.Read(p)
	b.patience.spend(began, n)
	b.a.received += int64(n)
	if err == io.EOF {
		// From now on net/http reads to see whether the client goes away, without a deadline: it has taken ours back. A later one
		// of ours would be the end of the connection.
		b.a.whole = true
	}
	return n, err
}
