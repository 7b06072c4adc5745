package remote

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"time"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Options say how [Dial] connects, and what the database is opened for. nil and the zero value are the defaults.
type Options struct {
	// User and Password, or Token, are the credentials: HTTP Basic, or a bearer token. A User counts more than credentials in the
	// address, and these more than a Token. Without TLS everybody on the way can read them.
	User, Password string
	Token          string
	// TLS is for https, and makes "host:port" mean it. Default: the certificates that the system trusts.
	TLS *tls.Config
	// Proxy gives the proxy of a request, such as http.ProxyFromEnvironment. Default none, whatever the environment says.
	Proxy func(*http.Request) (*url.URL, error)

	// Timeout is how long the server may stand still: to be connected to, to take more of a request, to begin an answer, to
	// send more of it. Default 30 s. A whole call has no limit but that of DB.WithContext; and a compaction may take its time.
	Timeout time.Duration
	// Retries is how often a call is repeated that did not succeed because of the way to the server, or because it is busy or
	// stopping; see the package comment for what is repeated. Default 4; negative is never.
	Retries int
	// Backoff is the wait before the first repetition, give or take a half; it doubles from one to the next, up to 5 s. A
	// server may ask for more, up to 10 s. Default 100 ms.
	Backoff time.Duration
	// MaxIdleConnections is how many connections are kept for later calls. There are as many as there are calls at a time.
	// Default 64.
	MaxIdleConnections int

	ReadOnly       bool // refuse every write with ErrReadOnly, and never create a database
	ErrorIfMissing bool // do not create a database: fail with fs.ErrNotExist if there is none
	ErrorIfExists  bool // fail with fs.ErrExist if there is a database already

	Read  leveldb.ReadOptions  // for every read, unless DB.WithReadOptions says otherwise
	Write leveldb.WriteOptions // for every write, unless DB.WithWriteOptions says otherwise

	// Codec turns values to stored bytes and back. Default codec.Default, which is the form that the Python package reads.
	Codec codec.Codec
}

// The defaults, and limits that are no options.
const (
	defaultTimeout         = 30 * time.Second
	defaultRetries         = 4
	defaultBackoff         = 100 * time.Millisecond
	defaultIdleConnections = 64

	maxBackoff    = 5 * time.Second
	maxRetryAfter = 10 * time.Second
	// idleTimeout is less than a server's: a connection that it closes just as a write is sent on it leaves the outcome unknown.
	idleTimeout = 30 * time.Second
	// farewell is how long a message may take that something is not needed any more. The server finds out by itself in the end.
	farewell = 5 * time.Second
)

// complete gives the options with their defaults.
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
