package remote

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/internal/printable"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// client is the connection to one database on a server. It makes calls, retries them and shuts
// down. The database operations are in clientStore.
type client struct {
	endpoint  endpoint
	database  string
	options   Options     // with the defaults
	header    http.Header // of every call; must not be modified
	where     string      // server and database, for errors; empty until the database is open
	query     string
	transport http.RoundTripper
	shared    bool // of DialShared

	ctx    context.Context // done when the client is closed
	cancel context.CancelCauseFunc

	mu         sync.Mutex
	closed     bool
	background sync.WaitGroup        // goroutines that finish soon after ctx is done
	snapshots  map[*leaseKeeper]bool // snapshots that the server holds for this client
	seeks      map[*seeking]bool     // cursors that the server holds for this client
	notices    chan struct{}         // limits concurrent messages that a range is abandoned
}

// handle represents a user's reference to a database or snapshot. Once it is collected, nobody can
// use the database or snapshot. It holds a pointer because Go packs small pointer-free objects into
// one allocation, and frees none of them while any is in use.
type handle struct{ _ *byte }

func newClient(address, database string, o *Options) (*client, error) {
	options := o.complete()
	e, err := parseEndpoint(address, options.TLS != nil)
	if err != nil {
		return nil, err
	}
	c := &client{
		endpoint:  e,
		database:  database,
		options:   options,
		header:    http.Header{"Content-Type": {wire.ContentType}, "User-Agent": {"openleveldb-go"}},
		query:     wire.ParamDatabase + "=" + url.QueryEscape(database),
		snapshots: map[*leaseKeeper]bool{},
		seeks:     map[*seeking]bool{},
		notices:   make(chan struct{}, 8),
	}
	authorization, err := authorize(options, e.user)
	if err != nil {
		return nil, err
	}
	if authorization != "" {
		c.header["Authorization"] = []string{authorization}
	}
	c.transport = newTransport(e, options)
	c.ctx, c.cancel = context.WithCancelCause(context.Background())
	return c, nil
}

// authorize returns the value of the Authorization header, or "" without credentials.
func authorize(o Options, user *url.Userinfo) (string, error) {
	name, password := o.User, o.Password
	token := o.Token
	if token != "" && (name != "" || password != "") {
		return "", fmt.Errorf("%w: both User and Token are set", leveldb.ErrInvalidArgument)
	}
	if name == "" && password == "" && user != nil {
		name, token = user.Username(), ""
		password, _ = user.Password()
	}
	switch {
	case strings.Contains(name, ":"):
		return "", fmt.Errorf("%w: the user name contains a colon, which HTTP cannot represent", leveldb.ErrInvalidArgument)
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", fmt.Errorf("%w: the token contains characters other than printable ASCII", leveldb.ErrInvalidArgument)
	case token != "":
		return "Bearer " + token, nil
	case name != "" || password != "":
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+password)), nil
	}
	return "", nil
}

func newTransport(e endpoint, o Options) *http.Transport {
	dialer := &net.Dialer{Timeout: o.Timeout}
	t := &http.Transport{
		Proxy:                  o.Proxy,
		TLSHandshakeTimeout:    o.Timeout,
		MaxIdleConns:           o.MaxIdleConnections,
		MaxIdleConnsPerHost:    o.MaxIdleConnections,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true,
		ReadBufferSize:         16 << 10,
		WriteBufferSize:        16 << 10,
		Protocols:              new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	if o.TLS != nil {
		t.TLSClientConfig = o.TLS.Clone()
	} else {
		t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if o.Proxy == nil || e.network == "unix" {
			network, address = e.network, e.place
		}
		return dialer.DialContext(ctx, network, address)
	}
	if e.network == "unix" {
		t.Proxy = nil
	}
	return t
}

// end closes the client and reports whether it was open. Calls in progress end with ErrClosed.
func (c *client) end() bool {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return false
	}
	c.closed = true
	snapshots := c.snapshots
	c.snapshots = nil
	for s := range c.seeks {
		s.turns.Add(1)
	}
	c.seeks = nil
	c.mu.Unlock()

	c.cancel(leveldb.ErrClosed)
	c.background.Wait()
	c.releaseAll(snapshots)
	c.closeIdle()
	return true
}

// closeIdle closes idle connections.
func (c *client) closeIdle() {
	if t, ok := c.transport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

// spawn starts work in a goroutine and reports whether it did; it does not if the client is closed.
// end waits for work, so work must return when ctx is done.
func (c *client) spawn(work func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.background.Go(work)
	return true
}

// call is one call of the protocol.
type call struct {
	name    string // a call of package wire; or
	method  string // method, for GET requests
	path    string // path, outside the calls of package wire
	kind    string // the Content-Type that the response must have
	head    []byte // the body up to payload
	payload []byte // the rest of the body; memory of the caller
	write   bool   // modifies the database: must not run twice
	slow    bool   // the response may take any time to begin
	atOnce  bool   // no retry if the server cannot be reached
	closing bool   // made after the client was closed
}

// failure is the error of an attempt, and what it implies for another attempt.
type failure struct {
	err     error
	broken  bool          // the connection failed
	refused bool          // the server did not execute the call, but may do so later
	arrived bool          // the server may have received the complete call; its outcome is unknown
	wait    time.Duration // requested by the server
}

// do makes a call and retries it where that is allowed. Each attempt calls read with the response.
// An error from read is final, unless it is a connection error. Errors name the server.
func (c *client) do(ctx context.Context, k *call, read func(r *reply) error) error {
	return c.name(c.tryAgain(ctx, k, read))
}

func (c *client) tryAgain(ctx context.Context, k *call, read func(r *reply) error) error {
	for attempt := 0; ; attempt++ {
		f := c.try(ctx, k, read)
		if f == nil {
			return nil
		}
		if k.write && f.arrived {
			return fmt.Errorf("%w: %w", ErrOutcomeUnknown, f.err)
		}
		if attempt >= c.options.Retries || !f.refused && (!f.broken || k.atOnce) || c.handsOver(f.err) {
			return f.err
		}
		if err := c.pause(ctx, attempt, f.wait); err != nil {
			return err
		}
	}
}

// pause waits before another attempt.
func (c *client) pause(ctx context.Context, attempt int, asked time.Duration) error {
	wait := min(c.options.Backoff<<min(attempt, 16), maxBackoff)
	wait = wait/2 + rand.N(wait+1) // keeps clients from retrying all at once
	timer := time.NewTimer(max(wait, min(asked, maxRetryAfter)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-c.ctx.Done():
		return context.Cause(c.ctx)
	}
}

// plain makes a call whose response is at most limit bytes. The response is read into buf if it
// fits.
func (c *client) plain(ctx context.Context, k *call, buf []byte, limit int64) (answered []byte, err error) {
	err = c.do(ctx, k, func(r *reply) (err error) {
		answered, err = wire.ReadBody(r, buf, r.response.ContentLength, limit)
		if errors.Is(err, leveldb.ErrTooLarge) {
			err = fmt.Errorf("%w: %v", wire.ErrProtocol, err)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answered, nil
}

// url returns the URL of a call.
func (c *client) url(k *call) *url.URL {
	u := c.endpoint.base
	if u.Path = k.path; k.path == "" {
		u.Path, u.RawQuery = wire.Prefix+k.name, c.query
	}
	return &u
}

// serverError is an error of a client. It names the server and the database, without credentials.
// Its text may include what the server sent, so control characters are escaped to protect
// terminals.
type serverError struct {
	where string // empty while the database is being opened; that error names it
	err   error
}

func (e *serverError) Error() string {
	text := printable.Line(e.err.Error())
	if e.where == "" {
		return text
	}
	return e.where + ": " + text
}

func (e *serverError) Unwrap() error { return e.err }

// name wraps an error so that it names the server, unless it already does.
func (c *client) name(err error) error {
	var named *serverError
	if err == nil || errors.As(err, &named) {
		return err
	}
	return &serverError{c.where, err}
}
