package python_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// rig is a server with one database, "db".
type rig struct {
	*httptest.Server
	t   *testing.T
	db  *leveldb.DB
	log *lockedBuffer
}

// lockedBuffer is a buffer that is safe for concurrent use.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// start starts a server. If serve is not nil, it wraps the served database.
func start(t *testing.T, o server.HandlerOptions, serve func(db *leveldb.DB) *leveldb.DB) *rig {
	t.Helper()
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	s := &rig{t: t, db: db, log: new(lockedBuffer)}
	o.Logger = slog.New(slog.NewTextHandler(s.log, nil))
	served := db
	if serve != nil {
		served = serve(db)
	}
	handler := server.NewHandler(server.Opened{"db": served}, &o)
	s.Server = httptest.NewServer(handler)
	t.Cleanup(func() {
		assert.NoError(t, handler.Close())
		s.Close()
		assert.NoError(t, db.Close())
	})
	return s
}

// answer is a response as received.
type answer struct {
	status int
	code   string
	body   string
	err    error // of reading the body
}

func (s *rig) do(r *http.Request) *http.Response {
	s.t.Helper()
	response, err := s.Client().Do(r)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { response.Body.Close() })
	return response
}

// call makes a call of the Python client.
func (s *rig) call(method, call, query string, body string) answer {
	s.t.Helper()
	r, err := http.NewRequest(method, s.URL+"/"+call+"?"+query, strings.NewReader(body))
	require.NoError(s.t, err)
	response := s.do(r)
	text, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header.Get(wire.HeaderError), string(text), err}
}

// store stores bytes in the database directly.
func (s *rig) store(key, value string) {
	s.t.Helper()
	require.NoError(s.t, s.db.Driver().Put(s.t.Context(), key, []byte(value), leveldb.WriteOptions{}))
}

// Each call of the Python client applies to the part of the database that its prefixes select.
func TestCallsOfPart(t *testing.T) {
	s := start(t, server.HandlerOptions{}, nil)
	ok := func(body string) answer { return answer{200, "", body, nil} }
	number := func(n int) string {
		encoded, err := codec.Default().Append(nil, n)
		require.NoError(t, err)
		return string(encoded)
	}
	for _, key := range []string{"k", "a.k", "a.l", "a.b.k"} {
		require.Equal(t, ok(key), s.call("POST", "setitem", "dbpath=db&key="+key, "s"+key))
	}
	for query, want := range map[string]string{
		"key=k": "sk", "key=k&prefixes=a.": "sa.k", "key=k&prefixes=a.&prefixes=b.": "sa.b.k", "key=none": "",
	} {
		require.Equal(t, ok(want), s.call("GET", "getitem", "dbpath=db&"+query, ""), query)
	}
	for query, want := range map[string]int{
		"": 4, "&prefixes=a.": 3, "&prefixes=a.&starting_by=k": 1, "&starting_by=a": 3, "&starting_by=x": 0, "&prefixes=a.&starting_by=b&starting_by=.": 1,
	} {
		require.Equal(t, ok(number(want)), s.call("GET", "dblen", "dbpath=db"+query, ""), query)
	}
	require.Equal(t, ok("\x80\x04](C\x03b.kC\x01kC\x01le."), s.call("GET", "iterator", "dbpath=db&prefixes=a.&include_key=True", ""))
	require.Equal(t, ok("DB(path='db', db=<openleveldb.DB with name 'db'>)"), s.call("GET", "repr", "dbpath=db&classname=DB", ""))
	require.Equal(t, ok("<openleveldb.PrefixedDB with name 'db' and prefix 'a.b.'>"),
		s.call("GET", "get_prefixed_db_path", "dbpath=db&prefixes=a.&prefixes=b.", ""))
	require.Equal(t, ok("l"), s.call("DELETE", "delitem", "dbpath=db&prefixes=a.&key=l", ""))
	found, err := s.db.Has("a.l")
	require.NoError(t, err)
	require.False(t, found)
}

// A database that does not exist looks empty to callers that may create it. Others get an error.
func TestEmptyUntilWritten(t *testing.T) {
	empty := map[string]string{
		"GET getitem": "", "DELETE delitem": "k", "GET iterator": "\x80\x04].", "GET repr": "(path='none', db=<openleveldb.DB with name 'none'>)",
	}
	for _, readOnly := range []bool{false, true} {
		s := start(t, server.HandlerOptions{ReadOnly: readOnly}, nil)
		for call, want := range empty {
			method, name, _ := strings.Cut(call, " ")
			a := s.call(method, name, "dbpath=none&key=k", "")
			if readOnly {
				require.Error(t, a.err, call)
				require.NotEqual(t, 200, a.status, call)
			} else {
				require.Equal(t, answer{200, "", want, nil}, a, call)
			}
		}
	}
}

// Browsers never interpret a value as a web page.
func TestContentTypes(t *testing.T) {
	s := start(t, server.HandlerOptions{}, nil)
	s.store("k", "sv")
	for call, want := range map[string]string{
		"getitem": "application/octet-stream", "dblen": "application/octet-stream", "iterator": "application/octet-stream", "repr": "text",
	} {
		r, err := http.NewRequest(http.MethodGet, s.URL+"/"+call+"?dbpath=db&key=k", nil)
		require.NoError(t, err)
		response := s.do(r)
		require.Equal(t, want, response.Header.Get("Content-Type"), call)
		require.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"), call)
	}
}

// A malformed call is refused, and its response is truncated.
func TestRefusals(t *testing.T) {
	s := start(t, server.HandlerOptions{}, nil)
	for _, c := range []struct {
		method, call, query string
		status              int
		code, text          string
	}{
		{"GET", "getitem", "dbpath=db", 400, "invalid_argument", "no parameter key"},
		{"POST", "setitem", "dbpath=db", 400, "invalid_argument", "no parameter key"},
		{"GET", "getitem", "key=k", 400, "invalid_argument", "no parameter dbpath"},
		{"GET", "dblen", "", 400, "invalid_argument", "no parameter dbpath"},
		{"GET", "getitem", "dbpath=db&key=%zz", 400, "invalid_argument", "parameters: "},
		{"GET", "getitem", "dbpath=db&key=%ff", 400, "invalid_argument", `parameter "key" is not UTF-8`},
		{"POST", "getitem", "dbpath=db&key=k", 405, "protocol", "requires the method GET"},
		{"GET", "setitem", "dbpath=db&key=k", 405, "protocol", "requires the method POST"},
		{"GET", "nothing", "dbpath=db&key=k", 404, "protocol", "no call"},
	} {
		a := s.call(c.method, c.call, c.query, "")
		require.Equal(t, c.status, a.status, c)
		require.Equal(t, c.code, a.code, c)
		require.Contains(t, a.body, c.text)
		require.ErrorIs(t, a.err, io.ErrUnexpectedEOF, c)
	}
}

// An HTTP/1.0 client, which does not support chunks, gets a response with a Content-Length. A
// response that is too large for that is an error.
func TestOfHTTP10(t *testing.T) {
	s := start(t, server.HandlerOptions{}, nil)
	s.store("k", "s"+strings.Repeat("v", 100_000))
	ask := func(query string) *http.Response {
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		require.NoError(t, err)
		t.Cleanup(func() { conn.Close() })
		_, err = fmt.Fprintf(conn, "GET /getitem?%s HTTP/1.0\r\n\r\n", query)
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		return response
	}
	response := ask("dbpath=db&key=k")
	require.EqualValues(t, 100_001, response.ContentLength)
	_, err := io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	response = ask("dbpath=db")
	require.Equal(t, 400, response.StatusCode)
	body, err := io.ReadAll(response.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.EqualValues(t, len(body)+1, response.ContentLength)
}

// Errors of the database are returned as errors of the call.
func TestErrorsOfDatabase(t *testing.T) {
	s := start(t, server.HandlerOptions{}, func(db *leveldb.DB) *leveldb.DB {
		return leveldb.New(damaged{db.Driver()}, "damaged", nil)
	})
	for i := range 100 {
		s.store(fmt.Sprintf("%03d", i), "s"+strings.Repeat("v", 1000))
	}
	a := s.call("GET", "iterator", "dbpath=db&include_value=True", "")
	require.Equal(t, "corrupt", a.code)
	require.ErrorIs(t, a.err, io.ErrUnexpectedEOF)
	require.Contains(t, s.log.String(), "block 7")

	s = start(t, server.HandlerOptions{}, nil)
	require.NoError(t, s.db.Close())
	for _, call := range []string{"GET getitem", "POST setitem", "DELETE delitem", "GET dblen", "GET iterator"} {
		method, name, _ := strings.Cut(call, " ")
		a := s.call(method, name, "dbpath=db&key=k", "s")
		require.Equal(t, "closed", a.code, call)
		require.ErrorIs(t, a.err, io.ErrUnexpectedEOF, call)
	}
}

// damaged is a store whose iterators fail.
type damaged struct{ driver.Store }

func (d damaged) Scan(ctx context.Context, s driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	c, err := d.Store.Scan(ctx, s, o)
	return damagedCursor{c}, err
}

type damagedCursor struct{ driver.Cursor }

func (damagedCursor) Next(context.Context) (*driver.Page, error) {
	return nil, &driver.Error{Class: driver.ErrCorrupt, Text: "block 7"}
}

// The Python iterator returns keys, values, pairs of both, or neither.
func TestIteratorFields(t *testing.T) {
	s := start(t, server.HandlerOptions{}, nil)
	s.store("k", "sva")
	for query, want := range map[string]string{
		"":                                     "N",
		"&include_key=True":                    "C\x01k",
		"&include_value=True":                  "C\x03sva",
		"&include_key=True&include_value=True": "C\x01kC\x03sva\x86",
	} {
		response, err := s.Client().Get(s.URL + "/iterator?dbpath=db" + query)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, "\x80\x04]("+want+"e.", string(body), query)
		require.Equal(t, "application/octet-stream", response.Header.Get("Content-Type"))
	}
}
