package remote

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"time"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Options configure how [Dial] connects and how it opens the database. nil and the zero value
// select the defaults.
type Options struct {
	// User and Password, or Token, are the credentials: HTTP Basic authentication, or a bearer
	// token. User takes precedence over credentials in the address, which take precedence over
	// Token. Setting both User and Token is an error. Without TLS, anyone on the network path can
	// read the credentials.
	User, Password string
	Token          string
	// TLS configures https. If it is set, an address of the form "host:port" means https. Default:
	// trust the system's certificates.
	TLS *tls.Config
	// Proxy returns the proxy for a request, as http.ProxyFromEnvironment does. Default: no proxy,
	// whatever the environment.
	Proxy func(*http.Request) (*url.URL, error)

	// Timeout is the longest wait without progress: to connect, to send more of a request, for a
	// response to begin, or to receive more of it. Default 30 s. It does not limit a whole call;
	// use DB.WithContext for that. It does not limit a compaction.
	Timeout time.Duration
	// Retries is how many times a call is retried that failed because of the connection, or because
	// the server is busy or stopping. See the package comment for what is retried. Default 4; a
	// negative value disables retries.
	Retries int
	// Backoff is the wait before the first retry, randomized by up to a half in either direction.
	// It doubles with each retry, up to 5 s. The server may ask for a longer wait, up to 10 s.
	// Default 100 ms.
	Backoff time.Duration
	// MaxIdleConnections is how many idle connections are kept for later calls. Each concurrent
	// call uses a connection of its own, except for short calls, which share one. Default 64.
	MaxIdleConnections int

	ReadOnly       bool // refuse every write with ErrReadOnly, and never create a database
	ErrorIfMissing bool // do not create a database: fail with fs.ErrNotExist if it does not exist
	ErrorIfExists  bool // fail with fs.ErrExist if the database already exists

	Read  leveldb.ReadOptions  // for every read, unless overridden by DB.WithReadOptions
	Write leveldb.WriteOptions // for every write, unless overridden by DB.WithWriteOptions

	// Codec converts values to stored bytes and back. Default codec.Default, the format that the
	// Python package reads.
	Codec codec.Codec
}

// Defaults, and limits that are not options.
const (
	defaultTimeout         = 30 * time.Second
	defaultRetries         = 4
	defaultBackoff         = 100 * time.Millisecond
	defaultIdleConnections = 64

	maxBackoff    = 5 * time.Second
	maxRetryAfter = 10 * time.Second
	// idleTimeout is shorter than the server's. If the server closes a connection just as a write
	// is sent on it, the outcome of the write is unknown.
	idleTimeout = 30 * time.Second
	// noticeTimeout is the timeout for telling the server that a resource is no longer needed. The
	// server eventually frees it without being told.
	noticeTimeout = 5 * time.Second
)

// complete returns the options with defaults filled in.
func (o *Options) complete() Options {
	var c Options
	if o != nil {
		c = *o
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.Retries == 0 {
		c.Retries = defaultRetries
	}
	if c.Backoff <= 0 {
		c.Backoff = defaultBackoff
	}
	if c.MaxIdleConnections <= 0 {
		c.MaxIdleConnections = defaultIdleConnections
	}
	return c
}
