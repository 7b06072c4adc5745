package remote_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// clientFake is a server that handles every call after open with a function, and counts the calls.
type clientFake struct {
	*httptest.Server
	answer atomic.Pointer[http.HandlerFunc]
	calls  atomic.Int64
}

func clientFakeServe(t testing.TB) *clientFake {
	t.Helper()
	f := &clientFake{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wire.Prefix+wire.CallOpen {
			clientAnswer(w, 0)
			return
		}
		if r.URL.Path == wire.PathLink { // an earlier version
			clientRefuse(w, remote.ErrProtocol)
			return
		}
		f.calls.Add(1)
		(*f.answer.Load())(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *clientFake) answers(answer http.HandlerFunc) {
	f.calls.Store(0)
	f.answer.Store(&answer)
}

// clientAnswer writes a response as a server does.
func clientAnswer(w http.ResponseWriter, body ...byte) {
	w.Header().Set("Content-Type", wire.ContentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

// clientRefuse writes an error response as a server does.
func clientRefuse(w http.ResponseWriter, err error) {
	w.Header().Set(wire.HeaderError, wire.CodeOf(err).Name)
	w.WriteHeader(wire.CodeOf(err).Status)
	io.WriteString(w, wire.Text(err))
}

func TestClientRepeatsExactly(t *testing.T) {
	f := clientFakeServe(t)
	db := clientDial(t, f.URL, "db", &remote.Options{Retries: 3, Backoff: time.Microsecond})
	get := func() error { _, err := db.AppendRaw(nil, "k"); return err }
	put := func() error { return db.Put("k", 1) }
	reading := func(r *http.Request) { io.Copy(io.Discard, r.Body) }
	abort := func(w http.ResponseWriter, r *http.Request) { reading(r); panic(http.ErrAbortHandler) }
	short := func(w http.ResponseWriter, r *http.Request) {
		reading(r)
		w.Header().Set("Content-Type", wire.ContentType)
		w.Header().Set("Content-Length", "100")
		w.Write(make([]byte, 99))
	}
	refuse := func(err error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { clientRefuse(w, err) }
	}
	page := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			reading(r)
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			io.WriteString(w, "<h1>proxy</h1>")
		}
	}
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		call   func() error
		calls  int64
		want   []error
	}{
		{"get, broken", abort, get, 4, []error{remote.ErrUnavailable}},
		{"get, cut off", short, get, 4, []error{remote.ErrUnavailable, io.ErrUnexpectedEOF}},
		{"get, busy", refuse(remote.ErrBusy), get, 4, []error{remote.ErrBusy}},
		{"get, stopping", refuse(remote.ErrStopping), get, 4, []error{remote.ErrStopping}},
		{"get, missing", refuse(leveldb.ErrNotFound), get, 1, []error{leveldb.ErrNotFound}},
		{"get, unauthorized", refuse(remote.ErrUnauthorized), get, 1, []error{remote.ErrUnauthorized}},
		{"get, internal", refuse(remote.ErrInternal), get, 1, []error{remote.ErrInternal}},
		{"get, proxy", page(502), get, 1, []error{remote.ErrProtocol}},
		{"get, proxy is busy", page(503), get, 4, []error{remote.ErrProtocol}},
		{"get, page", page(200), get, 1, []error{remote.ErrProtocol}},
		{"get, redirect", page(302), get, 1, []error{remote.ErrProtocol}},
		{"put, broken", abort, put, 1, []error{remote.ErrOutcomeUnknown, remote.ErrUnavailable}},
		{"put, cut off", short, put, 1, []error{remote.ErrOutcomeUnknown, remote.ErrProtocol}},
		{"put, busy", refuse(remote.ErrBusy), put, 4, []error{remote.ErrBusy}},
		{"put, stopping", refuse(remote.ErrStopping), put, 4, []error{remote.ErrStopping}},
		{"put, read-only", refuse(leveldb.ErrReadOnly), put, 1, []error{leveldb.ErrReadOnly}},
		{"put, forbidden", refuse(fs.ErrPermission), put, 1, []error{fs.ErrPermission}},
		{"put, proxy is busy", page(503), put, 1, []error{remote.ErrOutcomeUnknown, remote.ErrProtocol}},
		{"put, page", page(200), put, 1, []error{remote.ErrOutcomeUnknown, remote.ErrProtocol}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.answers(c.answer)
			err := c.call()
			for _, want := range c.want {
				require.ErrorIs(t, err, want)
			}
			if len(c.want) == 1 {
				require.NotErrorIs(t, err, remote.ErrOutcomeUnknown)
			}
			if errors.Is(err, remote.ErrProtocol) || errors.Is(err, remote.ErrUnavailable) {
				require.ErrorContains(t, err, f.URL)
			}
			require.Equal(t, c.calls, f.calls.Load())
		})
	}

	// A call that succeeds after retries returns no error.
	for _, call := range []func() error{get, put} {
		f.answers(func(w http.ResponseWriter, r *http.Request) {
			if reading(r); f.calls.Load() < 4 {
				clientRefuse(w, remote.ErrBusy)
				return
			}
			clientAnswer(w)
		})
		require.NoError(t, call())
		require.EqualValues(t, 4, f.calls.Load())
	}

	none := clientDial(t, f.URL, "db", &remote.Options{Retries: -1})
	f.answers(abort)
	_, err := none.Get("k")
	require.ErrorIs(t, err, remote.ErrUnavailable)
	require.EqualValues(t, 1, f.calls.Load())
}

// When a server disappears, all its connections break. The outcome of one write is unknown. Later
// writes do not use the other old connections.
func TestClientForgetsConnections(t *testing.T) {
	const connections = 4
	f := clientFakeServe(t)
	db := clientDial(t, f.URL, "db", &remote.Options{MaxIdleConnections: connections, Backoff: time.Microsecond})
	var old sync.Map // client addresses
	var arrived, answered sync.WaitGroup
	arrived.Add(connections)
	f.answers(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		old.Store(r.RemoteAddr, true)
		arrived.Done()
		arrived.Wait() // so that each call uses its own connection
		clientAnswer(w)
	})
	for range connections {
		answered.Go(func() { assert.NoError(t, db.PutRaw("k", nil)) })
	}
	answered.Wait()
	f.answers(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if _, gone := old.Load(r.RemoteAddr); gone {
			panic(http.ErrAbortHandler)
		}
		clientAnswer(w)
	})
	require.ErrorIs(t, db.PutRaw("k", nil), remote.ErrOutcomeUnknown)
	for range connections {
		require.NoError(t, db.PutRaw("k", nil))
	}
}

// Calls and loops end with their context, and with Close.
func TestClientGivesUp(t *testing.T) {
	f := clientFakeServe(t)
	still := make(chan struct{})
	defer close(still)
	arrived := make(chan struct{}, 100)
	uses := map[string]func(db *leveldb.DB) error{
		"get":     func(db *leveldb.DB) error { _, err := db.Get("k"); return err },
		"put":     func(db *leveldb.DB) error { return db.Put("k", 1) },
		"compact": func(db *leveldb.DB) error { return db.Compact(nil) },
		"gather":  func(db *leveldb.DB) error { _, err := db.Gather([]string{"a", "b"}, nil); return err },
		"read":    func(db *leveldb.DB) error { _, err := leveldb.ReadInto(db, "k", []int8{}); return err },
		"snapshot": func(db *leveldb.DB) error {
			_, err := db.Snapshot()
			return err
		},
		"loop": func(db *leveldb.DB) (last error) {
			for _, err := range db.Keys(nil) {
				last = err
			}
			return last
		},
	}
	f.answers(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if r.URL.Path == wire.Prefix+wire.CallRange {
			w.Header().Set("Content-Type", wire.ContentType)
			http.NewResponseController(w).Flush()
		}
		arrived <- struct{}{}
		select {
		case <-still:
		case <-r.Context().Done():
		}
	})
	for name, use := range uses {
		t.Run(name, func(t *testing.T) {
			db := clientDial(t, f.URL, "db", nil)
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error)
			go func() { ended <- use(db.WithContext(ctx)) }()
			<-arrived
			cancel()
			err := <-ended
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, name == "put" || name == "compact", errors.Is(err, remote.ErrOutcomeUnknown), "%v", err)
			require.ErrorIs(t, use(db.WithContext(ctx)), context.Canceled)

			go func() { ended <- use(db) }()
			<-arrived
			require.NoError(t, db.Close())
			require.ErrorIs(t, <-ended, leveldb.ErrClosed)
			require.ErrorIs(t, use(db), leveldb.ErrClosed)
		})
	}
}

func TestDialErrors(t *testing.T) {
	s := clientServe(t, &server.HandlerOptions{Credentials: clientCredentials(t)}, (*httptest.Server).StartTLS)
	trust := clientTrust(s)
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	nobody := l.Addr().String()
	require.NoError(t, l.Close())
	as := func(o remote.Options) *remote.Options { o.TLS, o.Token = trust, "0123456789abcdef"; return &o }
	for name, c := range map[string]struct {
		address, database string
		o                 *remote.Options
		want              error
		text              string
	}{
		"missing":          {s.URL, "none", as(remote.Options{ErrorIfMissing: true}), fs.ErrNotExist, "none"},
		"missing for read": {s.URL, "none", as(remote.Options{ReadOnly: true}), fs.ErrNotExist, "none"},
		"not to be made":   {s.URL, "none", as(remote.Options{}), fs.ErrPermission, "none"},
		"exists":           {s.URL, "db", as(remote.Options{ErrorIfExists: true}), fs.ErrExist, "db"},
		"anonymous":        {s.URL, "db", &remote.Options{TLS: trust}, remote.ErrUnauthorized, ""},
		"wrong password":   {s.URL, "db", &remote.Options{TLS: trust, User: "alice", Password: "x"}, remote.ErrUnauthorized, ""},
		"not trusted":      {s.URL, "db", nil, remote.ErrUnavailable, "certificate"},
		"nobody there":     {nobody, "db", nil, remote.ErrUnavailable, nobody},
		"no socket":        {"unix:/none/s", "db", nil, remote.ErrUnavailable, "/none/s"},
		"something else":   {web.URL, "db", nil, remote.ErrProtocol, web.URL},
		"no name":          {s.URL, "", as(remote.Options{}), leveldb.ErrInvalidArgument, "database name is empty"},
		"scheme":           {"ftp://h", "db", nil, leveldb.ErrInvalidArgument, "ftp"},
		"path":             {"http://h/x", "db", nil, leveldb.ErrInvalidArgument, "unexpected path"},
		"no host":          {"http://:5", "db", nil, leveldb.ErrInvalidArgument, "no host"},
		"no address":       {"", "db", nil, leveldb.ErrInvalidArgument, "host"},
		"tls over http":    {"http://h:1", "db", &remote.Options{TLS: trust}, leveldb.ErrInvalidArgument, "TLS"},
		"two credentials":  {"h:1", "db", &remote.Options{User: "a", Token: "b"}, leveldb.ErrInvalidArgument, "Token"},
		"token":            {"h:1", "db", &remote.Options{Token: "a\nb"}, leveldb.ErrInvalidArgument, "token"},
		"bad escape":       {"http://user:secret%zz@h", "db", nil, leveldb.ErrInvalidArgument, "http://host:port"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := remote.Dial(context.Background(), c.address, c.database, c.o)
			require.ErrorIs(t, err, c.want)
			require.ErrorContains(t, err, c.text)
			require.ErrorContains(t, err, "leveldb: open ")
			require.NotContains(t, err.Error(), "secret")
		})
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = remote.Dial(canceled, s.URL, "db", as(remote.Options{}))
	require.ErrorIs(t, err, context.Canceled)

	db := clientDial(t, "https://viewer:look@"+s.Listener.Addr().String(), "db", &remote.Options{TLS: trust})
	require.ErrorIs(t, db.Put("k", 1), leveldb.ErrReadOnly)
	require.NotContains(t, db.String(), "look")
	db = clientDial(t, s.URL, "db", as(remote.Options{ReadOnly: true}))
	require.ErrorIs(t, db.Put("k", 1), leveldb.ErrReadOnly)
	require.ErrorIs(t, db.Compact(nil), leveldb.ErrReadOnly)

	names, err := remote.List(context.Background(), s.URL, as(remote.Options{}))
	require.NoError(t, err)
	require.Equal(t, []string{"db", "sub"}, names)
	_, err = remote.List(context.Background(), s.URL, &remote.Options{TLS: trust})
	require.ErrorIs(t, err, remote.ErrUnauthorized)
	_, err = remote.List(context.Background(), web.URL, nil)
	require.ErrorIs(t, err, remote.ErrProtocol)
}

func TestParseAddress(t *testing.T) {
	for text, want := range map[string][]string{
		"http://host:5000/runs/2024": {"http://host:5000", "runs/2024"},
		"https://u:p@host/a%20b%2fc": {"https://u:p@host", "a b/c"},
		"http://host:5000//absolute": {"http://host:5000", "/absolute"},
		"http://host:5000":           {"http://host:5000", ""},
		"http://host/100%":           {"http://host", "100%"},
		"unix:/run/x.sock:runs":      {"unix:/run/x.sock", "runs"},
		"unix:/run/x.sock:runs/a:b":  {"unix:/run/x.sock", "runs/a:b"},
		"unix:/run/x.sock":           {"unix:/run/x.sock", ""},
		"runs.db":                    nil, "/data/http:/x": nil, "host:5000": nil, "": nil, "./unix:x": nil,
	} {
		address, database, ok := remote.ParseAddress(text)
		require.Equal(t, want != nil, ok, text)
		if ok {
			require.Equal(t, want, []string{address, database}, text)
		}
	}
}
