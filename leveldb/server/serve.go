package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/server/internal/python"
)

// ServeOptions configure how connections are served. nil and zero fields select the defaults.
// Times and sizes must be positive.
type ServeOptions struct {
	// TLS applies to all listeners except unix sockets. It needs a certificate. The minimum version
	// is TLS 1.2. nil means no TLS.
	TLS *tls.Config
	// AllowAnonymous permits a Handler without Credentials to serve everybody who can reach the
	// address. Loopback addresses and unix sockets do not need it.
	AllowAnonymous bool
	// MaxConnections is the maximum number of open connections per listener. A further connection
	// replaces one that waits for a request: the one that has waited longest, of the client with
	// the most connections. If every connection has a request in progress, the new one waits until
	// one of them becomes idle. One client may use HandlerOptions.ClientShare of the connections.
	// Default 1024.
	MaxConnections int
	// MaxHeader is the maximum size of a request header in bytes. It includes the request line,
	// which holds the keys of the Python client. Longer headers are refused with status 431.
	// Default 16 KiB. Headers are read before a client is authenticated, so they can use up to 3 ×
	// MaxConnections × MaxHeader bytes of memory.
	MaxHeader int
	// HeaderTimeout is the time limit for receiving a request header, including the TLS handshake.
	// Default 10 s.
	HeaderTimeout time.Duration
	// IdleTimeout is how long an idle connection is kept open. It should be longer than the
	// clients' idle timeout. Default 2 min.
	IdleTimeout time.Duration
	// Grace is how long the server waits for accepted requests when it stops. Default 30 s.
	Grace time.Duration
	// Logger receives connection errors. Default slog.Default().
	Logger *slog.Logger
}

// afterCut is how long the handlers of aborted connections may take to return.
const afterCut = 5 * time.Second

// Serve serves the connections of a listener until ctx ends. It then stops accepting connections,
// finishes the requests already accepted, for up to Grace, closes the handler and returns. The
// error is nil, or ErrCutOff if some requests were not finished in time. In both cases, every write
// that was acknowledged is in LevelDB. The caller still owns the databases, and should close them
// next.
//
// Serve also closes the listener and the handler if it fails. It returns ErrAnonymous if the
// Handler has no Credentials, the address is not local to this machine, and AllowAnonymous is not
// set. Any other failure is an error of the listener.
//
// Serve supports HTTP/1.1 and HTTP/1.0. TCP keep-alive, which net.Listen enables, detects clients
// that have disappeared.
func Serve(ctx context.Context, listener net.Listener, h *Handler, o *ServeOptions) error {
	return ServeAll(ctx, []net.Listener{listener}, h, o)
}

// ServeAll is like Serve, for several listeners.
func ServeAll(ctx context.Context, listeners []net.Listener, h *Handler, o *ServeOptions) error {
	options := o.withDefaults()
	err := serveAll(ctx, listeners, h, &options)
	for _, l := range listeners {
		// A listener that was served is already closed and returns net.ErrClosed.
		if closing := l.Close(); !errors.Is(closing, net.ErrClosed) {
			err = errors.Join(err, closing)
		}
	}
	return errors.Join(err, h.Close())
}

func serveAll(ctx context.Context, listeners []net.Listener, h *Handler, o *ServeOptions) error {
	for _, l := range listeners {
		if h.options.Credentials == nil && !o.AllowAnonymous && !private(l.Addr()) {
			return fmt.Errorf("server: serve on %s: %w", l.Addr(), ErrAnonymous)
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
		err = fmt.Errorf("server: serve: %w", err)
	}
	return errors.Join(err, stop(server, h, &handlers, o.Grace))
}

// stop stops a server. handlers is the number of running handlers.
func stop(server *http.Server, h *Handler, handlers *atomic.Int64, grace time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	h.links.stop()
	err := errors.Join(server.Shutdown(ctx), h.links.wait(ctx))
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	err = errors.Join(fmt.Errorf("server: stop: %w after %v", ErrCutOff, grace), server.Close(), h.Close())
	for began := time.Now(); (handlers.Load() > 0 || len(h.links.all()) > 0) && time.Since(began) < afterCut; {
		time.Sleep(5 * time.Millisecond)
	}
	return err
}

func (o *ServeOptions) withDefaults() ServeOptions {
	var with ServeOptions
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

// private reports whether only this machine can reach an address: a unix socket or a loopback
// address.
func private(a net.Addr) bool {
	switch a := a.(type) {
	case *net.UnixAddr:
		return true
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	}
	return false
}

// wrap adds to a listener the connection limit, TLS, and what the Python client needs.
func (o *ServeOptions) wrap(l net.Listener, clientShare int) net.Listener {
	_, local := l.Addr().(*net.UnixAddr)
	l = limitConnections(l, o.MaxConnections, int(shareOf(int64(o.MaxConnections), clientShare)))
	if o.TLS != nil && !local {
		l = tls.NewListener(l, o.TLS)
	}
	return python.Listener(l)
}
