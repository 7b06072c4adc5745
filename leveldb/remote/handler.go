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
//
// A client, for the limits per client, is the name in the credentials, else the user at the other end of a unix socket, else the
// IP address (of IPv6 the first 64 bits).
type HandlerOptions struct {
	Credentials *Credentials // who may do what; nil: everyone may do everything
	ReadOnly    bool         // nobody may write
	Hosts       []string     // further names that may stand in the Host header of a request

	// MaxMemory bounds the memory of all requests together, in bytes; see Handler for what counts. A request that does not fit
	// waits up to 10 s, and is then refused with ErrBusy (429). Default 512 MiB, or what MaxBody needs.
	MaxMemory int64
	// MaxBody is the longest body of a request, in bytes, so the longest value or batch. Twice as much must fit into the share of
	// one client of MaxMemory. Longer ones are refused with ErrTooLarge (413). Default 100 MiB, or less with a small MaxMemory.
	MaxBody int64
	// MaxRequests is the number of requests served at once. Further ones wait up to 10 s. Default 256.
	MaxRequests int
	// MaxSnapshots is the number of snapshots held at once. Further ones are refused with ErrBusy. Default 1024.
	MaxSnapshots int
	// ClientShare is how much one client may take of MaxMemory, MaxRequests, MaxSnapshots and the ranges kept for clients, and
	// of ServerOptions.MaxConnections, in percent. Default 50.
	ClientShare int

	// Lease is how long a snapshot, or a range whose connection broke, is kept for its client without a request. Default 60 s.
	Lease time.Duration
	// MaxLease is how long a snapshot or a range is kept in all, however often it is renewed. Then it is ErrExpired. Default 24 h;
	// negative is no limit.
	MaxLease time.Duration

	// MinRate is how fast a client must send a body and receive an answer, in bytes per second. A slower one is cut off once it
	// has fallen behind by Progress. Default 16 KiB/s.
	MinRate int64
	// Progress is how long a client may make no progress in sending or receiving. One write of 1.25 MiB must get through in
	// that time. Default 60 s.
	Progress time.Duration

	Logger      *slog.Logger // nil: slog.Default()
	LogRequests bool         // log every request
}

// The limits that are no options.
const (
	defaultMaxMemory    = 512 << 20
	defaultMaxBody      = 100 << 20
	defaultMaxRequests  = 256
	defaultMaxSnapshots = 1024
	defaultClientShare  = 50
	defaultLease        = time.Minute
	defaultMaxLease     = 24 * time.Hour
	defaultProgress     = time.Minute
	defaultMinRate      = 16 << 10

	retryAfter = 1 // what a client is told to wait that was refused with ErrBusy, in seconds

	maxParked = 64 // ranges that nobody reads
	// endedLease is how long a range is kept that was sent completely: its end may not have arrived.
	endedLease = 5 * time.Second
)

// Handler serves a set of databases over HTTP: to the client of [Dial] under /v1/, and to the Python package's client. Safe for
// use by many goroutines.
//
// GET /v1/health reports without credentials whether the server accepts requests. GET /metrics, in the text format of
// Prometheus, and GET /v1/databases need the credentials of any caller, if there are credentials. None of them waits for other
// requests.
//
// # Memory
//
// All requests together hold at most MaxMemory: 128 KiB for each that is served, which covers short ones; and, from what is
// left, the bodies of requests (those of writes twice), the buffers of streamed answers, and long keys and values. Values are
// sent from where LevelDB holds them. A value in a table that is mapped into memory costs nothing; one in a compressed block
// counts while it is sent. Not counted are the caches and write buffers of LevelDB, which leveldb.Options bound for each
// database; connections and the headers of requests, which ServerOptions bounds; and garbage that Go has not collected yet,
// which debug.SetMemoryLimit bounds.
//
// An iterator, a snapshot or a value is not held longer than Progress or Lease for a client that has gone.
type Handler struct {
	databases Databases
	options   HandlerOptions // with the defaults

	places  *budget             // requests
	memory  *budget             // bytes
	unknown *semaphore.Weighted // bytes of reads whose size is not known yet,
	// of these bytes
	unknownSize int64
	longest     atomic.Int64 // the longest value so far that counted
	short       atomic.Int64 // short values so far, up to shortReads
	listing     sync.Mutex   // held while databases are listed
	snapshots   *leases[leveldb.Store]
	ranges      *leases[*ranging]
	creating    sync.Mutex // held by the open that must be the one to create
	stopping    atomic.Bool
	metrics     *handlerMetrics
}

// NewHandler makes a Handler of databases, which stay the caller's own. nil options are the defaults. The caller closes it.
func NewHandler(databases Databases, o *HandlerOptions) *Handler {
	h := &Handler{databases: databases}
	if o != nil {
		h.options = *o
	}
	h.options.setDefaults()
	if h.options.Logger == nil {
		h.options.Logger = slog.Default()
	}
	o = &h.options
	h.places = newBudget(int64(o.MaxRequests), shareOf(int64(o.MaxRequests), o.ClientShare))
	h.memory = newBudget(o.free(), o.share())
	h.unknownSize = o.MaxMemory / unknownPart
	h.unknown = semaphore.NewWeighted(h.unknownSize)
	h.snapshots = newLeases[leveldb.Store](leaseLimits{
		most: o.MaxSnapshots, each: int(shareOf(int64(o.MaxSnapshots), o.ClientShare)), idle: math.MaxInt, idleEach: math.MaxInt, longest: o.MaxLease,
	})
	h.ranges = newLeases[*ranging](leaseLimits{
		most: math.MaxInt, each: math.MaxInt, idle: maxParked, idleEach: int(shareOf(maxParked, o.ClientShare)), longest: o.MaxLease,
	})
	h.metrics = newHandlerMetrics(h)
	return h
}

// setDefaults fills in what was not set, and makes MaxMemory and MaxBody fit each other.
func (o *HandlerOptions) setDefaults() {
	orDefault(&o.MaxRequests, defaultMaxRequests)
	orDefault(&o.MaxSnapshots, defaultMaxSnapshots)
	orDefault(&o.ClientShare, defaultClientShare)
	o.ClientShare = min(o.ClientShare, 100)
	orDefault(&o.Lease, defaultLease)
	if o.MaxLease == 0 {
		o.MaxLease = defaultMaxLease
	}
	orDefault(&o.Progress, defaultProgress)
	orDefault(&o.MinRate, defaultMinRate)
	if o.MaxMemory <= 0 {
		o.MaxMemory = defaultMaxMemory
		if o.MaxBody > 0 {
			need := bodyCost * (o.MaxBody + requestMemory) / int64(o.ClientShare) * 100
			need += int64(o.MaxRequests) * requestMemory
			o.MaxMemory = max(o.MaxMemory, need/(unknownPart-1)*unknownPart)
		}
	}
	orDefault(&o.MaxBody, defaultMaxBody)
	o.MaxBody = min(o.MaxBody, o.share()/bodyCost)
}

// free returns the memory that requests share, which is what is left after the part that each of them has.
func (o *HandlerOptions) free() int64 {
	return max(o.MaxMemory-o.MaxMemory/unknownPart-int64(o.MaxRequests)*requestMemory, streamMemory)
}

// share returns the part of it that one client may use.
func (o *HandlerOptions) share() int64 { return max(shareOf(o.free(), o.ClientShare), streamMemory) }

func orDefault[N int | int64 | time.Duration](option *N, value N) {
	if *option <= 0 {
		*option = value
	}
}

// MaxMemory returns HandlerOptions.MaxMemory as it is in effect.
func (h *Handler) MaxMemory() int64 { return h.options.MaxMemory }

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

// enter admits a request. The caller calls leave when it is over; what it holds of the memory is returned by end.
func (h *Handler) enter(a *answer, r *http.Request, access Access) (leave func(), err error) {
	if c, ok := r.Context().Value(connKey{}).(*limitedConn); ok && c.beyondShare() {
		a.Header().Set("Connection", "close")
		return nil, fmt.Errorf("%w: too many connections of one client", wire.ErrBusy)
	}
	a.client = callerOf(r, access)
	place := h.places.account(a.client)
	if err := place.take(r.Context(), 1); err != nil {
		place.close()
		return nil, err
	}
	a.memory = h.memory.account(a.client)
	return place.close, nil
}

// acquire returns a database, as Databases do. Where too many are in use, snapshots and ranges that nobody reads are given up
// for it: they may hold the others.
func (h *Handler) acquire(name string, create bool) (*leveldb.DB, func(), error) {
	for {
		db, release, err := h.databases.Acquire(name, create)
		if !errors.Is(err, wire.ErrBusy) || !h.ranges.evict() && !h.snapshots.evict() {
			return db, release, err
		}
	}
}

// wait waits for a part of something, but not for long.
func (h *Handler) wait(ctx context.Context, what *semaphore.Weighted, n int64) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if what.Acquire(ctx, n) != nil {
		return wire.ErrBusy
	}
	return nil
}

// try answers, or gives the error to answer with.
func (h *Handler) try(a *answer, r *http.Request) (err error) {
	// A value in a table that is mapped into memory may be on a disk that fails.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
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
		return h.serveDatabases(a, r, access)
	}
	if h.stopping.Load() {
		return wire.ErrStopping
	}
	leave, err := h.enter(a, r, access)
	if err != nil {
		return err
	}
	defer leave()
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
