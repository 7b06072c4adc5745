package remote

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// HandlerOptions say what a [Handler] allows. nil and the zero value are the defaults.
type HandlerOptions struct {
	Credentials *Credentials  // who may do what; nil: everyone may do everything
	ReadOnly    bool          // nobody may write
	Hosts       []string      // further names that may stand in the Host header of a request
	MaxBody     int64         // the longest body of a request, in bytes; default 1 GiB
	MaxRequests int           // requests that are served at once; further ones wait up to 10 s. Default 256
	Lease       time.Duration // how long a snapshot, or a range that was broken off, is kept for its client; default 60 s
	// Progress is how long a client may stand still that is to send or to take something: then it is cut off. One that goes on, but
	// at less than 16 KiB/s, uses the time up bit by bit. What is written in one go, 256 KiB, must get through in the time. Default 60 s.
	Progress    time.Duration
	Logger      *slog.Logger // nil: slog.Default()
	LogRequests bool         // log every request
}

// The limits that are no options.
const (
	defaultMaxBody     = 1 << 30
	defaultMaxRequests = 256
	defaultLease       = time.Minute
	defaultProgress    = time.Minute

	waitForPlace = 10 * time.Second // of a request beyond MaxRequests
	retryAfter   = 1                // what the client is told then, in seconds

	maxSnapshots = 1024
	maxParked    = 64 // ranges that nobody reads
	// endedLease is how long a range is kept that was sent to its end: the end may have been lost on its way.
	endedLease = 5 * time.Second
)

// Handler serves a set of databases over HTTP: to the client of [Dial] under /v1/, and to the Python package's client. Safe for
// use by many goroutines.
//
// GET /v1/health says without credentials whether the server takes requests, and no more. GET /metrics, in the text format of
// Prometheus, and GET /v1/databases want the credentials of any caller, if there are credentials. None of them waits for
// requests that go before.
//
// A request takes a small and bounded piece of memory, but for the body of a put or a batch, which it holds whole; all bodies
// together take no more than two times MaxBody, or 256 MiB if that is more, and further ones wait. An iterator, a snapshot or a
// value is not held longer than Progress or Lease for a client that has gone.
type Handler struct {
	databases Databases
	options   HandlerOptions // with the defaults

	places    *semaphore.Weighted
	bodies    *semaphore.Weighted // bytes of large bodies
	snapshots *leases[leveldb.Store]
	ranges    *leases[*ranging]
	creating  sync.Mutex // held by the open that must be the one to create
	stopping  atomic.Bool
	metrics   *handlerMetrics
}

// NewHandler makes a Handler of databases, which stay the caller's own. nil options are the defaults. The caller closes it.
func NewHandler(databases Databases, o *HandlerOptions) *Handler {
	h := &Handler{databases: databases}
	if o != nil {
		h.options = *o
	}
	orDefault(&h.options.MaxBody, defaultMaxBody)
	orDefault(&h.options.MaxRequests, defaultMaxRequests)
	orDefault(&h.options.Lease, defaultLease)
	orDefault(&h.options.Progress, defaultProgress)
	if h.options.Logger == nil {
		h.options.Logger = slog.Default()
	}
	h.places = semaphore.NewWeighted(int64(h.options.MaxRequests))
	h.bodies = semaphore.NewWeighted(bodyBudget(h.options.MaxBody))
	h.snapshots = newLeases[leveldb.Store](maxSnapshots, math.MaxInt)
	h.ranges = newLeases[*ranging](math.MaxInt, maxParked)
	h.metrics = newHandlerMetrics(h)
	return h
}

func orDefault[N int | int64 | time.Duration](option *N, value N) {
	if *option <= 0 {
		*option = value
	}
}

// Close ends the snapshots, and the ranges, those that are being sent included. Requests from now on are refused; others that
// are under way go on. The databases stay open. Closing twice is harmless; the error is always nil.
func (h *Handler) Close() error {
	h.stopping.Store(true)
	h.snapshots.close()
	h.ranges.close()
	return nil
}

// refused is an error that is answered with another status than its code's.
type refused struct {
	status int
	err    error
}

func (r *refused) Error() string { return r.err.Error() }
func (r *refused) Unwrap() error { return r.err }

func refusal(status int, format string, args ...any) error {
	return &refused{status, fmt.Errorf("%w: "+format, append([]any{wire.ErrProtocol}, args...)...)}
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A copy: a reader of our own is put around the body, and net/http looks at the one it made to see whether to wait before it
	// closes, so that a client which sends still gets the answer (413).
	r = r.WithContext(r.Context())
	a := h.begin(w, r)
	defer h.end(a, r)
	if err := h.try(a, r); err != nil {
		h.refuse(a, r, err)
	}
}

// enter waits for a place among the requests that are served; the caller gives it back.
func (h *Handler) enter(r *http.Request) error {
	if h.places.TryAcquire(1) {
		return nil
	}
	return h.wait(r, h.places, 1)
}

// wait waits for something that there is only so much of, but not for long.
func (h *Handler) wait(r *http.Request, what *semaphore.Weighted, n int64) error {
	ctx, cancel := context.WithTimeout(r.Context(), waitForPlace)
	defer cancel()
	if what.Acquire(ctx, n) != nil {
		return wire.ErrBusy
	}
	return nil
}

// try answers, or gives the error to answer with.
func (h *Handler) try(a *answer, r *http.Request) (err error) {
	defer func() {
		switch cause := recover(); cause {
		case nil:
		case http.ErrAbortHandler:
			panic(cause)
		default:
			h.options.Logger.Error("a request panicked", "method", r.Method, "path", r.URL.Path, "cause", cause, "stack", string(debug.Stack()))
			err = wire.ErrInternal
		}
	}()
	if err := checkOrigin(r, h.options.Hosts); err != nil {
		return fmt.Errorf("%w: %w", fs.ErrPermission, err)
	}
	if r.URL.Path == wire.PathHealth {
		return h.serveHealth(a, r)
	}
	var access Access
	if h.options.Credentials != nil {
		var known bool
		if access, known = h.options.Credentials.Check(r); !known {
			return wire.ErrUnauthorized
		}
	}
	access.ReadOnly = access.ReadOnly || h.options.ReadOnly
	a.caller = access.Name
	switch r.URL.Path {
	case wire.PathMetrics:
		return h.serveMetrics(a, r)
	case wire.PathDatabases:
		return h.serveDatabases(a, r)
	}
	if h.stopping.Load() {
		return wire.ErrStopping
	}
	if err := h.enter(r); err != nil {
		return err
	}
	defer h.places.Release(1)
	if h.stopping.Load() {
		return wire.ErrStopping
	}
	if call, ours := strings.CutPrefix(r.URL.Path, wire.Prefix); ours {
		return h.serveCall(a, r, access, call)
	}
	h.servePython(a, r, access)
	return nil
}

// refuse answers with an error. An answer that has begun is broken off.
func (h *Handler) refuse(a *answer, r *http.Request, err error) {
	code := wire.CodeOf(err)
	a.code = code.Name
	if a.status != 0 {
		panic(http.ErrAbortHandler)
	}
	status := code.Status
	if other := (*refused)(nil); errors.As(err, &other) {
		status = other.status
	}
	switch status {
	case http.StatusUnauthorized:
		a.Header().Set("WWW-Authenticate", `Basic realm="openleveldb", charset="UTF-8"`)
		a.Header().Add("WWW-Authenticate", `Bearer realm="openleveldb"`)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		a.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	case http.StatusRequestTimeout:
		a.Header().Set("Connection", "close")
	}
	if status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
		h.options.Logger.Error("a request failed", "method", r.Method, "path", r.URL.Path, "code", code.Name, "error", err)
	}
	if isPython(r.URL.Path) {
		refusePython(a, r, status, err)
	}
	a.Header().Set(wire.HeaderError, code.Name)
	a.Header().Set("Content-Type", "text/plain; charset=utf-8")
	a.Header().Set("X-Content-Type-Options", "nosniff")
	a.text(status, wire.Text(err))
}
