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
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// client is the way to one database of a server: calls, their repetition, and their end. What is in a database is left to
// clientStore.
type client struct {
	endpoint  endpoint
	database  string
	options   Options     // with the defaults
	header    http.Header // of every call; never changed
	where     string      // server and database, for errors; empty until it is open
	query     string
	transport http.RoundTripper

	ctx    context.Context // done when the client is closed
	cancel context.CancelCauseFunc

	mu         sync.Mutex
	closed     bool
	background sync.WaitGroup        // goroutines that finish soon after ctx is done
	snapshots  map[*leaseKeeper]bool // that the server holds for this client
	farewells  chan struct{}         // a place for each message that a range is abandoned
}

// handle stands for a database or snapshot in the hands of a user: when it is collected nobody uses that any more.
// It holds a pointer, as Go allocates small objects without one together, and collects none of them while one is in use.
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
		farewells: make(chan struct{}, 8),
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

// authorize gives the header of the credentials.
func authorize(o Options, user *url.Userinfo) (string, error) {
	name, password := o.User, o.Password
	token := o.Token
	if token != "" && (name != "" || password != "") {
		return "", fmt.Errorf("%w: both User and Token are given", leveldb.ErrInvalidArgument)
	}
	if name == "" && password == "" && user != nil {
		name, token = user.Username(), ""
		password, _ = user.Password()
	}
	switch {
	case strings.Contains(name, ":"):
		return "", fmt.Errorf("%w: the user's name holds a colon, which HTTP cannot send", leveldb.ErrInvalidArgument)
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", fmt.Errorf("%w: the token holds other than printed ASCII", leveldb.ErrInvalidArgument)
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

// end closes the client, and says whether that had not been done. Calls under way end with ErrClosed.
func (c *client) end() bool {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return false
	}
	c.closed = true
	snapshots := c.snapshots
	c.snapshots = nil
	c.mu.Unlock()

	c.cancel(leveldb.ErrClosed)
	c.background.Wait()
	c.releaseAll(snapshots)
	c.hangUp()
	return true
}

// hangUp closes the connections that no call uses.
func (c *client) hangUp() {
	if t, ok := c.transport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

// spawn runs work that end waits for, unless the client is closed. work comes to its end when ctx is done.
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
	name    string // of package wire; or
	method  string // GET,
	path    string // of something else,
	kind    string // which is of that type
	head    []byte // the body up to
	payload []byte // bytes that are the caller's
	write   bool   // it changes something: to do it twice may be wrong
	patient bool   // the answer may begin whenever it will
	atOnce  bool   // no repetition if the server cannot be reached
	leaving bool   // it is made after the client was closed
}

// failure is why an attempt failed, and what that means for another one.
type failure struct {
	err     error
	broken  bool          // the way to the server is to blame
	refused bool          // the server did not do it, and may yet
	arrived bool          // the call may have arrived whole, and nobody knows what became of it
	wait    time.Duration // that the server asks for
}

// do makes a call, again and again if need be and it may be. read reads the answer, of each attempt. An error of read that is not
// one of the connection is final. Errors name the server.
func (c *client) do(ctx context.Context, k *call, read func(r *reply) error) error {
	return c.name(c.tryAgain(ctx, k, read))
}

func (c *client) tryAgain(ctx context.Context, k *call, read func(r *reply) error) error {
	for attempt := 0; ; attempt++ {
		f := c.attempt(ctx, k, read)
		if f == nil {
			return nil
		}
		if k.write && f.arrived {
			return fmt.Errorf("%w: %w", ErrOutcomeUnknown, f.err)
		}
		if attempt >= c.options.Retries || !f.refused && (!f.broken || k.atOnce) {
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
	wait = wait/2 + rand.N(wait+1) // many clients must not come back at the same moment
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

// plain makes a call whose answer is bytes, at most limit, read into buf if they fit.
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

// url is that of a call.
func (c *client) url(k *call) *url.URL {
	u := c.endpoint.base
	if u.Path = k.path; k.path == "" {
		u.Path, u.RawQuery = wire.Prefix+k.name, c.query
	}
	return &u
}

// serverError is an error of a client: it names the server and the database, without credentials. Its text may hold what the
// server sent, so what could control a terminal is escaped.
type serverError struct {
	where string // empty while the database is opened, whose error names it
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

// name makes an error name the server, if it does not already.
func (c *client) name(err error) error {
	var named *serverError
	if err == nil || errors.As(err, &named) {
		return err
	}
	return &serverError{c.where, err}
}
