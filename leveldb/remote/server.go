package remote

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"sync/atomic"
	"time"
)

// ServerOptions say how connections are served. nil and zero fields are the defaults; times and sizes are positive.
type ServerOptions struct {
	// TLS is used on all listeners but those of unix sockets; it needs a certificate. Its least version is 1.2. nil is none.
	TLS *tls.Config
	// AllowAnonymous serves everybody who reaches the address, with a Handler without Credentials. On loopback addresses and
	// unix sockets that is allowed anyway.
	AllowAnonymous bool
	// MaxConnections is the number of open connections of each listener. A further one replaces a connection that waits for
	// a request: the one that has waited longest, of the client with most connections. If all connections have requests under
	// way, it waits until one has not. A client can have HandlerOptions.ClientShare of them. Default 1024.
	MaxConnections int
	// MaxHeader is the size of a request's header in bytes, including the request line, which holds the keys of the Python
	// client. The answer to a longer one is 431. Default 16 KiB. Headers are read before a client is authenticated, so
	// MaxConnections times three times MaxHeader is what they can cost.
	MaxHeader int
	// HeaderTimeout is the time to receive the header of a request, including the TLS handshake. Default 10 s.
	HeaderTimeout time.Duration
	// IdleTimeout is how long an idle connection is kept open. It should be longer than the clients' own. Default 2 min.
	IdleTimeout time.Duration
	// Grace is the time to finish the requests that were accepted when it ends. Default 30 s.
	Grace time.Duration
	// Logger is told of connections that fail. Default slog.Default().
	Logger *slog.Logger
}

// ErrAnonymous is the refusal to serve everybody on a network.
var ErrAnonymous = errors.New("everybody who reaches the address could read and write all databases")

// ErrCutOff is a stop that did not wait for all requests.
var ErrCutOff = errors.New("requests under way were cut off")

// afterCut is how long the handlers of connections that were cut off may take to notice.
const afterCut = 5 * time.Second

// Serve serves the connections of a listener until ctx ends. Then it accepts no more, finishes the requests that were accepted,
// within Grace, closes the handler and returns; the error is nil, or ErrCutOff if some were not finished by then. What was
// answered is in LevelDB, either way. The databases stay the caller's, who closes them next.
//
// Serve closes listener and handler also if it fails: with ErrAnonymous if the Handler has no Credentials, the address is not
// this machine's own, and AllowAnonymous is not set; or with an error of the listener.
//
// HTTP/1.1 is spoken, and HTTP/1.0. A client that has vanished is noticed by TCP's keep-alive, which net.Listen turns on.
func Serve(ctx context.Context, listener net.Listener, h *Handler, o *ServerOptions) error {
	return ServeAll(ctx, []net.Listener{listener}, h, o)
}

// ServeAll is Serve with several listeners.
func ServeAll(ctx context.Context, listeners []net.Listener, h *Handler, o *ServerOptions) error {
	options := o.withDefaults()
	err := serveAll(ctx, listeners, h, &options)
	for _, l := range listeners {
		// A listener that served is closed already, and says so.
		if closing := l.Close(); !errors.Is(closing, net.ErrClosed) {
			err = errors.Join(err, closing)
		}
	}
	return errors.Join(err, h.Close())
}

func serveAll(ctx context.Context, listeners []net.Listener, h *Handler, o *ServerOptions) error {
	for _, l := range listeners {
		if h.options.Credentials == nil && !o.AllowAnonymous && !private(l.Addr()) {
			return fmt.Errorf("remote: serve on %s: %w", l.Addr(), ErrAnonymous)
		}
		if h.options.Credentials != nil && o.TLS == nil && !private(l.Addr()) {
			o.Logger.Warn("without TLS, passwords and tokens cross the network unencrypted", "address", l.Addr().String())
		}
	}
	var handlers atomic.Int64
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handlers.Add(1)
			defer handlers.Add(-1)
			h.ServeHTTP(w, r)
		}),
		ConnContext:       withConn,
		ConnState:         connState,
		ReadHeaderTimeout: o.HeaderTimeout,
		IdleTimeout:       o.IdleTimeout,
		MaxHeaderBytes:    o.MaxHeader,
		ErrorLog:          slog.NewLogLogger(o.Logger.Handler(), slog.LevelWarn),
		Protocols:         new(http.Protocols),
	}
	server.Protocols.SetHTTP1(true)
	ended := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { ended <- server.Serve(o.wrap(l, h.options.ClientShare)) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
		err = fmt.Errorf("remote: serve: %w", err)
	}
	return errors.Join(err, stop(server, h, &handlers, o.Grace))
}

// stop ends a server. handlers counts those that run.
func stop(server *http.Server, h *Handler, handlers *atomic.Int64, grace time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	err := server.Shutdown(ctx)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	err = errors.Join(fmt.Errorf("remote: stop: %w after %v", ErrCutOff, grace), server.Close(), h.Close())
	for began := time.Now(); handlers.Load() > 0 && time.Since(began) < afterCut; {
		time.Sleep(5 * time.Millisecond)
	}
	return err
}

func (o *ServerOptions) withDefaults() ServerOptions {
	var with ServerOptions
	if o != nil {
		with = *o
	}
	orDefault(&with.MaxConnections, 1024)
	orDefault(&with.MaxHeader, 16<<10)
	orDefault(&with.HeaderTimeout, 10*time.Second)
	orDefault(&with.IdleTimeout, 2*time.Minute)
	orDefault(&with.Grace, 30*time.Second)
	if with.Logger == nil {
		with.Logger = slog.Default()
	}
	if with.TLS != nil {
		with.TLS = with.TLS.Clone()
		with.TLS.MinVersion = max(with.TLS.MinVersion, tls.VersionTLS12)
		with.TLS.NextProtos = []string{"http/1.1"}
	}
	return with
}

// private reports whether only this machine reaches an address: a unix socket, or a loopback address.
func private(a net.Addr) bool {
	switch a := a.(type) {
	case *net.UnixAddr:
		return true
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	}
	return false
}

// wrap adds the limit, TLS and what the Python client needs to a listener.
func (o *ServerOptions) wrap(l net.Listener, clientShare int) net.Listener {
	_, local := l.Addr().(*net.UnixAddr)
	l = limitConnections(l, o.MaxConnections, int(shareOf(int64(o.MaxConnections), clientShare)))
	if o.TLS != nil && !local {
		l = tls.NewListener(l, o.TLS)
	}
	return breakingListener{l}
}

// breakingListener breaks off the answers that net/http gives by itself, such as 431 to a header that is too long. The Python
// client does not look at the status, so it would take such an answer to a write for success: a lost write. See refusePython.
//
// It stands above TLS, whose handshake is part of the first read then, within HeaderTimeout.
type breakingListener struct{ net.Listener }

func (l breakingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return breakingConn{c}, nil
}

type breakingConn struct{ net.Conn }

// CloseWrite is what net/http asks for before it waits a little for a client that still sends.
func (c breakingConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// own is how net/http begins its own answers, which have no date, as those of a handler do.
var own = regexp.MustCompile(`^HTTP/1\.1 [45]\d\d [^\r\n]*\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n(\r\n)`)

func (c breakingConn) Write(b []byte) (int, error) {
	if !bytes.HasPrefix(b, []byte("HTTP/1.1 4")) && !bytes.HasPrefix(b, []byte("HTTP/1.1 5")) {
		return c.Conn.Write(b)
	}
	found := own.FindSubmatchIndex(b)
	if found == nil {
		return c.Conn.Write(b)
	}
	head, body := b[:found[2]], b[found[3]:]
	// A chunk and no last one.
	if _, err := fmt.Fprintf(c.Conn, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", head, len(body), body); err != nil {
		return 0, err
	}
	return len(b), nil
}
