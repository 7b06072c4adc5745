package server

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
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/server/internal/python"
)

// HandlerOptions configure a [Handler]. nil and the zero value select the defaults.
//
// The limits per client identify a client by the name in its credentials, or else by the user at
// the other end of a unix socket, or else by its IP address (for IPv6, the first 64 bits).
type HandlerOptions struct {
	Credentials *Credentials // who may do what; nil: everyone may do everything
	ReadOnly    bool         // reject every write
	Hosts       []string     // additional names accepted in the Host header of a request

	// MaxMemory bounds the memory of all requests together, in bytes; see Handler for what counts.
	// A request that does not fit waits up to 10 s and is then refused with ErrBusy (429). Default
	// 512 MiB, or more if MaxBody needs it.
	MaxMemory int64
	// MaxBody is the maximum size of a request body in bytes, and so of a value or batch. Twice
	// MaxBody must fit into one client's share of MaxMemory. Larger bodies are refused with
	// ErrTooLarge (413). Default 100 MiB, or less if MaxMemory is small.
	MaxBody int64
	// MaxRequests is how many requests are served at once. Further requests wait up to 10 s.
	// Default 256.
	MaxRequests int
	// MaxSnapshots is how many snapshots, and how many cursors, may exist at once. Further ones are
	// refused with ErrBusy. Default 1024.
	MaxSnapshots int
	// ClientShare is the percentage that one client may use of MaxMemory, MaxRequests,
	// MaxSnapshots, the ranges kept for clients, and ServeOptions.MaxConnections. Default 50.
	ClientShare int

	// Lease is how long a snapshot, a cursor, or a range whose connection broke, is kept without a request
	// from its client. Default 60 s.
	Lease time.Duration
	// MaxLease is the maximum lifetime of a snapshot or a range, however often it is renewed. After
	// that, its error is ErrExpired. Default 24 h; a negative value means no limit.
	MaxLease time.Duration

	// MinRate is the minimum rate, in bytes per second, at which a client must send a body and
	// receive a response. A slower client is disconnected once it has fallen behind by Progress.
	// Default 16 KiB/s.
	MinRate int64
	// Progress is how long a client may make no progress in sending or receiving. One write of 1.25
	// MiB must complete within that time. Default 60 s.
	Progress time.Duration

	Logger      *slog.Logger // nil: slog.Default()
	LogRequests bool         // log every request

	// Page holds the files of a page for browsers, such as page.Files of package server/page:
	// index.html is served as /, the other files below /page/. nil: no page.
	Page fs.FS
}

// Limits that are not options.
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

	retryAfter = 1 // seconds that a client is told to wait after ErrBusy

	maxParked = 64 // maximum number of ranges that are kept without a reader
	// endedLease is how long a range is kept after it was sent completely, because its end may not
	// have arrived.
	endedLease = 5 * time.Second
)

// Handler serves a set of databases over HTTP, to the client of package remote under /v1/ and to
// the Python package's client. It is safe for use by multiple goroutines.
//
// The files of HandlerOptions.Page need no credentials, because they hold no data. The page asks
// for credentials when it reads a database.
//
// GET /v1/health needs no credentials and reports whether the server accepts requests. GET
// /metrics, in the Prometheus text format, and GET /v1/databases accept any caller with valid
// credentials, or any caller if there are no credentials. None of them waits for other requests.
//
// # Memory
//
// All requests together use at most MaxMemory. Each request being served uses 128 KiB, which is
// enough for a short one. The rest of MaxMemory holds the bodies of requests (twice the size for a
// write), the buffers of streamed responses, and long keys and values. Values are sent directly
// from LevelDB's memory. A value in a memory-mapped table costs nothing. A value in a compressed
// block counts while it is sent.
//
// MaxMemory does not include LevelDB's caches and write buffers, which leveldb.Options bound for
// each database; connections and request headers, which ServeOptions bound; or garbage that Go has
// not collected yet, which debug.SetMemoryLimit bounds.
//
// If a client has gone, its iterators, snapshots and values are held for at most Progress or Lease.
type Handler struct {
	databases Databases
	options   HandlerOptions // with the defaults

	places  *budget             // requests
	memory  *budget             // bytes
	unknown *semaphore.Weighted // bytes of reads whose size is not known yet,
	// out of this many bytes
	unknownSize int64
	longest     atomic.Int64 // longest value so far that was counted
	short       atomic.Int64 // number of short values so far, up to shortReads
	listing     sync.Mutex   // held while databases are listed
	snapshots   *leases[driver.Store]
	ranges      *leases[*ranging]
	cursors     *leases[*ranging]
	creating    sync.Mutex // held by an open that must create the database
	stopping    atomic.Bool
	links       links
	page        map[string]*pageFile // by path
	metrics     *handlerMetrics
}

// NewHandler returns a Handler that serves databases. The caller still owns databases, and must
// close the Handler. nil options select the defaults.
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
	states := leaseLimits{
		most: o.MaxSnapshots, each: int(shareOf(int64(o.MaxSnapshots), o.ClientShare)), idle: math.MaxInt, idleEach: math.MaxInt, longest: o.MaxLease,
	}
	h.snapshots = newLeases[driver.Store](states)
	h.cursors = newLeases[*ranging](states)
	h.ranges = newLeases[*ranging](leaseLimits{
		most: math.MaxInt, each: math.MaxInt, idle: maxParked, idleEach: int(shareOf(maxParked, o.ClientShare)), longest: o.MaxLease,
	})
	h.metrics = newHandlerMetrics(h)
	h.page = h.readPage()
	return h
}

// setDefaults fills in unset options and makes MaxMemory and MaxBody consistent.
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

// free returns the memory that requests share: what remains after the fixed part of each request.
func (o *HandlerOptions) free() int64 {
	return max(o.MaxMemory-o.MaxMemory/unknownPart-int64(o.MaxRequests)*requestMemory, streamMemory)
}

// share returns the part of free that one client may use.
func (o *HandlerOptions) share() int64 { return max(shareOf(o.free(), o.ClientShare), streamMemory) }

func orDefault[N int | int64 | time.Duration](option *N, value N) {
	if *option <= 0 {
		*option = value
	}
}

// MaxMemory returns the effective value of HandlerOptions.MaxMemory.
func (h *Handler) MaxMemory() int64 { return h.options.MaxMemory }

// Close ends all snapshots and ranges, including those being sent. It rejects new requests; other
// requests in progress continue. It closes each link, a connection for short calls, after the
// requests on it. The databases stay open. Close is idempotent. The error is always nil.
func (h *Handler) Close() error {
	h.stopping.Store(true)
	h.snapshots.close()
	h.ranges.close()
	h.cursors.close()
	h.links.stop()
	return nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Copy the request, because the Handler wraps the body. net/http inspects the body that it made
	// to decide whether to wait before it closes the connection. That wait lets a client that is
	// still sending receive the response (413).
	r = r.WithContext(r.Context())
	a := h.begin(w, r)
	defer h.end(a, r)
	if err := h.try(a, r); err != nil {
		h.refuse(a, r, err)
	}
}

// errShare is the error of a request on a connection beyond the share of its client.
var errShare = fmt.Errorf("%w: too many connections of one client", wire.ErrBusy)

// beyondShare reports whether the connection of a request is beyond the share of its client.
func beyondShare(r *http.Request) bool {
	c, ok := r.Context().Value(connKey{}).(*limitedConn)
	return ok && c.beyondShare()
}

// enter admits a request. The caller must call leave when the request is over. end returns the
// memory that the request holds.
func (h *Handler) enter(a *answer, r *http.Request, access Access) (leave func(), err error) {
	if beyondShare(r) {
		a.Header().Set("Connection", "close")
		return nil, errShare
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

// acquire returns a database, as Databases.Acquire does. If too many databases are in use, it ends
// snapshots and ranges that nobody reads, because they may hold other databases.
func (h *Handler) acquire(name string, create bool) (*leveldb.DB, func(), error) {
	for {
		db, release, err := h.databases.Acquire(name, create)
		if !errors.Is(err, wire.ErrBusy) || !h.ranges.evict() && !h.cursors.evict() && !h.snapshots.evict() {
			return db, release, err
		}
	}
}

// wait acquires n of a semaphore. It returns ErrBusy after maxWait.
func (h *Handler) wait(ctx context.Context, what *semaphore.Weighted, n int64) error {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	if what.Acquire(ctx, n) != nil {
		return wire.ErrBusy
	}
	return nil
}

// try serves the request, or returns the error to respond with.
func (h *Handler) try(a *answer, r *http.Request) (err error) {
	// A value may be in a memory-mapped table on a failing disk.
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
	if file := h.page[r.URL.Path]; file != nil {
		return h.servePage(a, r, file)
	}
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
	if r.URL.Path == wire.PathLink {
		return h.serveLink(a, r, access)
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
	return h.servePython(a, r, access)
}

// refuse responds with an error. If the response has already begun, it aborts the response.
func (h *Handler) refuse(a *answer, r *http.Request, err error) {
	code := wire.CodeOf(err)
	a.code = code.Name
	if a.status != 0 {
		panic(http.ErrAbortHandler)
	}
	status := wire.StatusOf(err)
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
	text := textOf(err)
	if python.Owns(r.URL.Path) {
		if text == "" {
			text = err.Error()
		}
		python.Refuse(a, r, status, code.Name, text)
	}
	a.Header().Set(wire.HeaderError, code.Name)
	a.Header().Set("Content-Type", "text/plain; charset=utf-8")
	a.Header().Set("X-Content-Type-Options", "nosniff")
	a.text(status, text)
}

// textOf returns the text of an error for the client.
func textOf(err error) string {
	var named *leveldb.Error
	for errors.As(err, &named) && named.Err != nil {
		err = named.Err
	}
	return wire.Text(err)
}
