package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// safetyPatience is how long a test waits for an expected event. It normally happens much sooner.
const safetyPatience = 60 * time.Second

// safetyServer is a server on a local port, with the database "db" inside its root and another
// database outside it.
type safetyServer struct {
	t         *testing.T
	directory *Directory
	handler   *Handler
	address   string
	stop      func() error // stops the server, once, and returns the result of Serve
}

func safetyServe(t *testing.T, ho *HandlerOptions, so *ServeOptions) *safetyServer {
	t.Helper()
	beside := safetyRoot(t)
	safetyMake(t, filepath.Join(beside, "outside"))
	root := filepath.Join(beside, "root")
	safetyMake(t, filepath.Join(root, "db"))
	require.NoError(t, os.Symlink("../outside", filepath.Join(root, "link")))
	s := &safetyServer{t: t, directory: safetyDirectory(t, root, nil)}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	if ho == nil {
		ho = &HandlerOptions{}
	}
	if so == nil {
		so = &ServeOptions{}
	}
	ho.Logger, so.Logger = quiet, quiet
	s.handler = NewHandler(s.directory, ho)
	l, err := Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	s.address = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, s.handler, so) }()
	stopped, result := false, error(nil)
	s.stop = func() error {
		if !stopped {
			stopped = true
			cancel()
			select {
			case result = <-ended:
			case <-time.After(safetyPatience):
				t.Fatal("the server does not stop")
			}
		}
		return result
	}
	t.Cleanup(func() { _ = s.stop() }) // tests that check the result have already called it
	return s
}

// safetyAnswer is a response as received.
type safetyAnswer struct {
	status int // 0: no response
	code   string
	body   string
	err    error // of the request, or of reading the body
}

// send sends a request with its own client, so that no connection outlives it. It does not set
// "Connection: close": net/http closes such a connection after a refusal without waiting, and the
// reset can overtake the response.
func (s *safetyServer) send(r *http.Request) safetyAnswer {
	s.t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, Timeout: safetyPatience}
	defer client.CloseIdleConnections()
	answer, err := client.Do(r)
	if err != nil {
		return safetyAnswer{err: err}
	}
	body, err := io.ReadAll(answer.Body)
	require.NoError(s.t, answer.Body.Close())
	return safetyAnswer{answer.StatusCode, answer.Header.Get(wire.HeaderError), string(body), err}
}

// get makes a get call of the Go API.
func (s *safetyServer) get(database, key string, change func(*http.Request)) safetyAnswer {
	return s.call(wire.CallGet, "db="+url.QueryEscape(database), []byte(key), change)
}

func (s *safetyServer) call(call, query string, body []byte, change func(*http.Request)) safetyAnswer {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+s.address+wire.Prefix+call+"?"+query, bytes.NewReader(append(wire.Options{}.Append(nil), body...)))
	require.NoError(s.t, err)
	r.Header.Set("Content-Type", wire.ContentType)
	if change != nil {
		change(r)
	}
	return s.send(r)
}

// python makes a call of the Python API.
func (s *safetyServer) python(method, call, query, body string, change func(*http.Request)) safetyAnswer {
	s.t.Helper()
	r, err := http.NewRequest(method, "http://"+s.address+"/"+call+"?"+query, strings.NewReader(body))
	require.NoError(s.t, err)
	if change != nil {
		change(r)
	}
	return s.send(r)
}

// requireBroken asserts that a response makes the Python client raise: it is truncated, and does
// not look like a value.
func requireBroken(t *testing.T, a safetyAnswer, status int, what string) {
	t.Helper()
	require.Equal(t, status, a.status, "%s: %+v", what, a)
	// EOF, or a reset if the server did not read all of the request.
	require.Error(t, a.err, "%s: %+v", what, a)
	require.NotContains(t, "isbjn", (a.body + "?")[:1], what)
}

func TestServeTraversal(t *testing.T) {
	s := safetyServe(t, nil, nil)
	root := s.directory.roots[0]
	outside := filepath.Join(filepath.Dir(root), "outside")
	before := safetyTree(t, outside)
	a := s.get("db", "k", nil)
	require.Equal(t, safetyAnswer{200, "", "sdb", nil}, a)
	require.Equal(t, safetyAnswer{200, "", "sdb", nil}, s.python("GET", "getitem", "dbpath=db&key=k", "", nil))
	require.Equal(t, safetyAnswer{200, "", "sdb", nil}, s.python("GET", "getitem", "dbpath="+url.QueryEscape(root+"/db")+"&key=k", "", nil))

	for _, encoded := range []string{
		"../outside", "..%2Foutside", "%2e%2e/outside", "%2E%2E%2Foutside", "db/../../outside", "db%2f..%2f..%2foutside",
		outside, url.QueryEscape(outside), url.QueryEscape(root + "/../outside"), "/etc", "%2Fetc", "link", "link%2fnew", url.QueryEscape(root + "/link"),
		"db%2fCURRENT", "..", "/", url.QueryEscape(root),
	} {
		a := s.call(wire.CallGet, "db="+encoded, []byte("k"), nil)
		assert.Equal(t, 403, a.status, "%s: %+v", encoded, a)
		assert.Equal(t, "forbidden", a.code, "%s: %+v", encoded, a)
		put := append(wire.PutRequest{Key: "k"}.AppendHead(nil), "sevil"...)
		a = s.call(wire.CallPut, "db="+encoded, put, nil)
		assert.Equal(t, "forbidden", a.code, "%s: %+v", encoded, a)
		requireBroken(t, s.python("GET", "getitem", "dbpath="+encoded+"&key=k", "", nil), 403, encoded)
		requireBroken(t, s.python("POST", "setitem", "dbpath="+encoded+"&key=k", "sevil", nil), 403, encoded)
		requireBroken(t, s.python("GET", "iterator", "dbpath="+encoded+"&include_key=True&include_value=True", "", nil), 403, encoded)
	}
	for _, encoded := range []string{"", ".", "db%2F", "db%2F%2Fx", "db%00", "..%5coutside", "%ff", "db%0a"} {
		a := s.call(wire.CallGet, "db="+encoded, []byte("k"), nil)
		assert.Equal(t, "invalid_argument", a.code, "%s: %+v", encoded, a)
		requireBroken(t, s.python("POST", "setitem", "dbpath="+encoded+"&key=k", "sevil", nil), 400, encoded)
	}
	// Double-encoded names are ordinary names of databases that do not exist.
	for _, encoded := range []string{"..%252foutside", "%252e%252e%252foutside", "%25c0%25ae%25c0%25ae"} {
		a := s.call(wire.CallGet, "db="+encoded, []byte("k"), nil)
		assert.Equal(t, "no_database", a.code, "%s: %+v", encoded, a)
	}
	// In the URL path they match no route.
	for _, path := range []string{"/v1/../../outside", "/%2e%2e/outside", "/v1/get/../../outside"} {
		r, err := http.NewRequest(http.MethodPost, "http://"+s.address+path+"?db=db", strings.NewReader(""))
		require.NoError(t, err)
		r.Header.Set("Content-Type", wire.ContentType)
		assert.Equal(t, 404, s.send(r).status, path)
	}
	require.NoError(t, s.stop())
	require.NoError(t, s.directory.Close())
	assert.Equal(t, before, safetyTree(t, outside))
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	assert.Len(t, entries, 2, "db and link")
}

func TestServeCredentials(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{Credentials: safetyCredentials(t, safetyUsers)}, nil)
	put := append(wire.PutRequest{Key: "k"}.AppendHead(nil), "snew"...)
	for name, login := range map[string]func(*http.Request){
		"none":     nil,
		"password": func(r *http.Request) { r.SetBasicAuth("alice", "b0b") },
		"name":     func(r *http.Request) { r.SetBasicAuth("nobody", "b0b") },
		"token":    func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") },
	} {
		a := s.get("db", "k", login)
		assert.Equal(t, 401, a.status, name)
		assert.Equal(t, "unauthorized", a.code, name)
		assert.Equal(t, 401, s.call(wire.CallPut, "db=db", put, login).status, name)
		requireBroken(t, s.python("GET", "getitem", "dbpath=db&key=k", "", login), 401, name)
		requireBroken(t, s.python("POST", "setitem", "dbpath=db&key=k", "snew", login), 401, name)
		requireBroken(t, s.python("DELETE", "delitem", "dbpath=db&key=k", "", login), 401, name)
	}
	for name, login := range map[string]func(*http.Request){
		"bob":     func(r *http.Request) { r.SetBasicAuth("bob", "b0b") },
		"grafana": func(r *http.Request) { r.Header.Set("Authorization", "Bearer alice") },
	} {
		assert.Equal(t, safetyAnswer{200, "", "sdb", nil}, s.get("db", "k", login), name)
		assert.Equal(t, safetyAnswer{200, "", "sdb", nil}, s.python("GET", "getitem", "dbpath=db&key=k", "", login), name)
		assert.Equal(t, "read_only", s.call(wire.CallPut, "db=db", put, login).code, name)
		assert.Equal(t, "read_only", s.call(wire.CallDelete, "db=db", []byte("k"), login).code, name)
		requireBroken(t, s.python("POST", "setitem", "dbpath=db&key=k", "snew", login), 403, name)
		requireBroken(t, s.python("POST", "setitem", "dbpath=new&key=k", "snew", login), 403, name)
		requireBroken(t, s.python("DELETE", "delitem", "dbpath=db&key=k", "", login), 403, name)
	}
	assert.NoDirExists(t, filepath.Join(s.directory.roots[0], "new"))
	alice := func(r *http.Request) { r.SetBasicAuth("alice", "correct horse  battery: staple") }
	ci := func(r *http.Request) { r.Header.Set("Authorization", "Bearer 3f786850e387550f") }
	assert.Equal(t, 200, s.python("POST", "setitem", "dbpath=db&key=k", "snew", alice).status)
	assert.Equal(t, "snew", s.get("db", "k", ci).body)
	require.NoError(t, s.stop())
}

func TestServeRebinding(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{Hosts: []string{"db.example"}}, nil)
	_, port, err := net.SplitHostPort(s.address)
	require.NoError(t, err)
	for _, host := range []string{"localhost:" + port, "db.example", "[::1]:" + port} {
		assert.Equal(t, 200, s.get("db", "k", func(r *http.Request) { r.Host = host }).status, host)
	}
	for _, host := range []string{"evil.example:" + port, "evil.example", "localhost.evil.example:" + port} {
		rebound := func(r *http.Request) { r.Host = host }
		assert.Equal(t, "forbidden", s.get("db", "k", rebound).code, host)
		requireBroken(t, s.python("GET", "getitem", "dbpath=db&key=k", "", rebound), 403, host)
	}
	page := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	assert.Equal(t, "forbidden", s.get("db", "k", page).code)
	requireBroken(t, s.python("GET", "getitem", "dbpath=db&key=k", "", page), 403, "page")
	requireBroken(t, s.python("POST", "setitem", "dbpath=db&key=k", "sevil", page), 403, "page")
	assert.Equal(t, "sdb", s.get("db", "k", nil).body)
	require.NoError(t, s.stop())
}

func TestServeOversized(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{MaxBody: 1 << 20}, &ServeOptions{MaxHeader: 64 << 10})
	big := strings.Repeat("k", 32<<10)
	a := s.python("POST", "setitem", "dbpath=db&key="+big, "sv", nil)
	assert.Equal(t, safetyAnswer{200, "", big, nil}, a)
	// net/http responds to these requests itself. The Python client must not take the response for
	// success.
	huge := strings.Repeat("k", 80<<10)
	requireBroken(t, s.python("POST", "setitem", "dbpath=db&key="+huge, "sv", nil), 431, "key")
	requireBroken(t, s.python("GET", "getitem", "dbpath=db&key="+huge, "", nil), 431, "key")
	requireBroken(t, s.python("GET", "getitem", "dbpath=db&key=k", "", func(r *http.Request) { r.Header.Set("X", huge) }), 431, "header")

	body := strings.Repeat("v", 1<<20+1)
	put := append(wire.PutRequest{Key: "k"}.AppendHead(nil), body...)
	a = s.call(wire.CallPut, "db=db", put, nil)
	assert.Equal(t, 413, a.status)
	assert.Equal(t, "too_large", a.code)
	for name, length := range map[string]int64{"announced": int64(len(body)), "chunked": -1} {
		change := func(r *http.Request) { r.ContentLength = length }
		a := s.python("POST", "setitem", "dbpath=db&key=k", body, change)
		if a.status == 0 { // the connection closed while the client was sending
			assert.True(t, errors.Is(a.err, syscall.ECONNRESET) || errors.Is(a.err, syscall.EPIPE), "%v", a.err)
		} else {
			requireBroken(t, a, 413, name)
		}
		assert.Equal(t, "sdb", s.get("db", "k", nil).body)
	}
	require.NoError(t, s.stop())
}

// Invalid HTTP, and requests refused by net/http itself, get a response that no client takes for a
// value.
func TestServeMalformed(t *testing.T) {
	s := safetyServe(t, nil, nil)
	for request, status := range map[string]int{
		"GET /getitem?dbpath=db&key=k HTTP/1.1\r\n\r\n":                                                               400, // no Host header
		"GET /getitem?dbpath=db&key=a b HTTP/1.1\r\nHost: localhost\r\n\r\n":                                          400,
		"GET /getitem?dbpath=db&key=k HTTP/7.7\r\nHost: localhost\r\n\r\n":                                            505,
		"POST /setitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n":                   501,
		"POST /setitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n":                      400,
		"POST /setitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n": 400,
		"nothing\r\n\r\n": 400,
	} {
		conn, err := net.Dial("tcp", s.address)
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(safetyPatience)))
		_, err = io.WriteString(conn, request)
		require.NoError(t, err)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err, request)
		body, err := io.ReadAll(answer.Body)
		requireBroken(t, safetyAnswer{status: answer.StatusCode, body: string(body), err: err}, status, request)
		require.NoError(t, conn.Close())
	}
	assert.Equal(t, "sdb", s.get("db", "k", nil).body)
	require.NoError(t, s.stop())
}

// safetyClosed waits until the peer has closed the connection, discarding what it sends before.
func safetyClosed(t *testing.T, conn net.Conn) {
	t.Helper()
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(safetyPatience)))
	_, err := io.Copy(io.Discard, conn)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the connection is still open")
}

// unused waits until the database is no longer in use.
func (s *safetyServer) unused() {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		s.directory.mu.Lock()
		defer s.directory.mu.Unlock()
		db := s.directory.open["db"]
		return db == nil || db.users == 0
	}, safetyPatience, 5*time.Millisecond, "the database is still held")
}

func TestServeSlowClients(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{Progress: 300 * time.Millisecond},
		&ServeOptions{HeaderTimeout: 300 * time.Millisecond, IdleTimeout: 300 * time.Millisecond})
	large := strings.Repeat("v", 64<<20)
	require.Equal(t, 200, s.python("POST", "setitem", "dbpath=db&key=large", "s"+large, nil).status)

	const post = "POST /setitem?dbpath=db&key=slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
	for name, c := range map[string]struct{ at, drop string }{
		"says nothing":           {"", ""},
		"header drop by drop":    {"GET /getitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\nX: ", "x"},
		"line drop by drop":      {"GET /getitem?dbpath=db&key=", "k"},
		"body that never comes":  {post, ""},
		"body drop by drop":      {post, "s"},
		"idle after an answer":   {"GET /getitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\n\r\n", ""},
		"refused, and drops":     {strings.Replace(post, "localhost", "evil.example", 1), "s"},
		"refused, and then idle": {strings.Replace(post, "localhost", "evil.example", 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", s.address)
			require.NoError(t, err)
			defer conn.Close()
			_, err = io.WriteString(conn, c.at)
			require.NoError(t, err)
			dripping := make(chan struct{})
			defer func() { <-dripping }()
			done := make(chan struct{})
			defer close(done)
			go func() {
				defer close(dripping)
				for c.drop != "" {
					select {
					case <-done:
						return
					case <-time.After(10 * time.Millisecond):
						if _, err := io.WriteString(conn, c.drop); err != nil {
							return
						}
					}
				}
			}()
			safetyClosed(t, conn)
		})
	}
	for name, request := range map[string]string{
		"value never read":     "GET /getitem?dbpath=db&key=large HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"iteration never read": "GET /iterator?dbpath=db&include_key=True&include_value=True HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", s.address)
			require.NoError(t, err)
			defer conn.Close()
			_, err = io.WriteString(conn, request)
			require.NoError(t, err)
			_, err = io.ReadFull(conn, make([]byte, 1000))
			require.NoError(t, err)
			s.unused()
			safetyClosed(t, conn)
		})
	}
	t.Cleanup(func() {
		a := s.python("GET", "getitem", "dbpath=db&key=slow", "", nil)
		assert.Empty(t, a.body, "half a value was stored")
		assert.NoError(t, s.stop())
	})
}

func TestServeAnonymous(t *testing.T) {
	users := safetyCredentials(t, safetyUsers)
	for _, c := range []struct {
		address     string
		credentials *Credentials
		allow, want bool
	}{
		{"127.0.0.1:0", nil, false, true},
		{"0.0.0.0:0", nil, false, false},
		{":0", nil, false, false},
		{":0", users, false, true},
		{":0", nil, true, true},
		{"unix:" + safetySocket(t), nil, false, true},
	} {
		d := safetyDirectory(t, safetyRoot(t), nil)
		h := NewHandler(d, &HandlerOptions{Credentials: c.credentials})
		l, err := Listen(t.Context(), c.address)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err = Serve(ctx, l, h, &ServeOptions{AllowAnonymous: c.allow})
		if c.want {
			require.NoError(t, err, "%+v", c)
		} else {
			require.ErrorIs(t, err, ErrAnonymous, "%+v", c)
		}
		require.ErrorIs(t, l.Close(), net.ErrClosed, "the listener must be closed")
	}
	// If one listener is not allowed, none is served.
	open, err := Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	exposed, err := Listen(t.Context(), ":0")
	require.NoError(t, err)
	h := NewHandler(safetyDirectory(t, safetyRoot(t), nil), nil)
	require.ErrorIs(t, ServeAll(t.Context(), []net.Listener{open, exposed}, h, nil), ErrAnonymous)
	require.ErrorIs(t, open.Close(), net.ErrClosed)
}

func TestServeListenerFails(t *testing.T) {
	l, err := Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	h := NewHandler(safetyDirectory(t, safetyRoot(t), nil), nil)
	require.ErrorIs(t, Serve(t.Context(), l, h, nil), net.ErrClosed)
	assert.True(t, h.stopping.Load())
}

func TestServeTLS(t *testing.T) {
	made := httptest.NewTLSServer(nil) // for its certificate
	certificate := made.TLS.Certificates[0]
	made.Close()
	s := safetyServe(t, nil, &ServeOptions{
		TLS:           &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS10},
		HeaderTimeout: 300 * time.Millisecond, MaxHeader: 64 << 10})
	secure := func(r *http.Request) { r.URL.Scheme = "https" }
	assert.Equal(t, safetyAnswer{200, "", "sdb", nil}, s.get("db", "k", secure))
	assert.Equal(t, safetyAnswer{200, "", "sdb", nil}, s.python("GET", "getitem", "dbpath=db&key=k", "", secure))
	requireBroken(t, s.python("POST", "setitem", "dbpath=db&key="+strings.Repeat("k", 80<<10), "sv", secure), 431, "key")
	requireBroken(t, s.python("GET", "getitem", "dbpath=..&key=k", "", secure), 403, "name")

	for version, want := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		conn, err := tls.Dial("tcp", s.address, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: version, NextProtos: []string{"h2", "http/1.1"}})
		if !want {
			require.Error(t, err)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, "http/1.1", conn.ConnectionState().NegotiatedProtocol)
		require.NoError(t, conn.Close())
	}
	for _, first := range []string{"", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\x16\x03\x01"} {
		conn, err := net.Dial("tcp", s.address)
		require.NoError(t, err)
		_, err = io.WriteString(conn, first)
		require.NoError(t, err)
		safetyClosed(t, conn)
		require.NoError(t, conn.Close())
	}
	require.NoError(t, s.stop())
}

// A graceful stop finishes a write whose body is still being sent, and an iterator that is being
// read.
func TestServeStopsGracefully(t *testing.T) {
	s := safetyServe(t, nil, nil)
	for i := range 64 {
		require.Equal(t, 200, s.python("POST", "setitem", fmt.Sprintf("dbpath=db&key=v%d", i), "s"+strings.Repeat("v", 1<<20), nil).status)
	}
	writer, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	defer writer.Close()
	_, err = io.WriteString(writer, "POST /setitem?dbpath=db&key=late HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nsl")
	require.NoError(t, err)
	reader, err := http.Get("http://" + s.address + "/iterator?dbpath=db&include_key=True&include_value=True")
	require.NoError(t, err)
	defer reader.Body.Close()
	idle, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	defer idle.Close()
	_, err = io.WriteString(idle, "GET /getitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(t, err)
	_, err = http.ReadResponse(bufio.NewReader(idle), nil)
	require.NoError(t, err)

	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	safetyClosed(t, idle)
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", s.address)
		if err == nil {
			assert.NoError(t, conn.Close())
		}
		return err != nil
	}, safetyPatience, 5*time.Millisecond, "it accepts connections still")
	select {
	case err := <-stopped:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	_, err = io.WriteString(writer, "st")
	require.NoError(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(writer), nil)
	require.NoError(t, err)
	assert.Equal(t, 200, answer.StatusCode)
	body, err := io.ReadAll(reader.Body)
	require.NoError(t, err, "the iteration was cut off")
	assert.Greater(t, len(body), 64<<20)
	require.NoError(t, <-stopped)

	require.NoError(t, s.directory.Close())
	db, err := leveldb.Open(filepath.Join(s.directory.roots[0], "db"), nil)
	require.NoError(t, err)
	late, err := leveldb.Get[string](db, "late")
	require.NoError(t, err)
	assert.Equal(t, "lst", late)
	require.NoError(t, db.Close())
}

// After the grace period, all connections are closed.
func TestServeStopsInTime(t *testing.T) {
	s := safetyServe(t, nil, &ServeOptions{Grace: 100 * time.Millisecond})
	require.Equal(t, 200, s.python("POST", "setitem", "dbpath=db&key=large", "s"+strings.Repeat("v", 64<<20), nil).status)
	var conns []net.Conn
	for _, request := range []string{
		"POST /setitem?dbpath=db&key=late HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nsl",
		"GET /getitem?dbpath=db&key=large HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /iterator?dbpath=db&include_key=True&include_value=True HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", s.address)
		require.NoError(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, request)
		require.NoError(t, err)
		conns = append(conns, conn)
	}
	for _, conn := range conns[1:] {
		_, err := io.ReadFull(conn, make([]byte, 100))
		require.NoError(t, err)
	}
	err := s.stop()
	require.ErrorIs(t, err, ErrCutOff)
	require.ErrorContains(t, err, "100ms")
	s.unused()
	for _, conn := range conns {
		safetyClosed(t, conn)
	}
	require.NoError(t, s.directory.Close())
	db, err := leveldb.Open(filepath.Join(s.directory.roots[0], "db"), nil)
	require.NoError(t, err)
	found, err := db.Has("late")
	require.NoError(t, err)
	assert.False(t, found)
	require.NoError(t, db.Close())
}

type safetyConn struct {
	net.Conn
	io.Writer
}

func (c safetyConn) Write(b []byte) (int, error) { return c.Writer.Write(b) }
