package remote

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// pythonly makes a call of the Python client.
func (s *serverRig) pythonly(method, call, query string, body string) safetyAnswer {
	s.t.Helper()
	r, err := http.NewRequest(method, s.server.URL+"/"+call+"?"+query, strings.NewReader(body))
	require.NoError(s.t, err)
	response := s.do(r)
	text, err := io.ReadAll(response.Body)
	return safetyAnswer{response.StatusCode, response.Header.Get(wire.HeaderError), string(text), err}
}

// Each call of the Python client answers for the part of the database that its prefixes select.
func TestServePythonCallsOfPart(t *testing.T) {
	s := serverStart(t, nil)
	ok := func(body string) safetyAnswer { return safetyAnswer{200, "", body, nil} }
	number := func(n int) string {
		encoded, err := codec.Default().Append(nil, n)
		require.NoError(t, err)
		return string(encoded)
	}
	for _, key := range []string{"k", "a.k", "a.l", "a.b.k"} {
		require.Equal(t, ok(key), s.pythonly("POST", "setitem", "dbpath=db&key="+key, "s"+key))
	}
	for query, want := range map[string]string{
		"key=k": "sk", "key=k&prefixes=a.": "sa.k", "key=k&prefixes=a.&prefixes=b.": "sa.b.k", "key=none": "",
	} {
		require.Equal(t, ok(want), s.pythonly("GET", "getitem", "dbpath=db&"+query, ""), query)
	}
	for query, want := range map[string]int{
		"": 4, "&prefixes=a.": 3, "&prefixes=a.&starting_by=k": 1, "&starting_by=a": 3, "&starting_by=x": 0, "&prefixes=a.&starting_by=b&starting_by=.": 1,
	} {
		require.Equal(t, ok(number(want)), s.pythonly("GET", "dblen", "dbpath=db"+query, ""), query)
	}
	require.Equal(t, ok("\x80\x04](C\x03b.kC\x01kC\x01le."), s.pythonly("GET", "iterator", "dbpath=db&prefixes=a.&include_key=True", ""))
	require.Equal(t, ok("DB(path='db', db=<openleveldb.DB with name 'db'>)"), s.pythonly("GET", "repr", "dbpath=db&classname=DB", ""))
	require.Equal(t, ok("<openleveldb.PrefixedDB with name 'db' and prefix 'a.b.'>"),
		s.pythonly("GET", "get_prefixed_db_path", "dbpath=db&prefixes=a.&prefixes=b.", ""))
	require.Equal(t, ok("l"), s.pythonly("DELETE", "delitem", "dbpath=db&prefixes=a.&key=l", ""))
	found, err := s.db.Has("a.l")
	require.NoError(t, err)
	require.False(t, found)
}

// A database that does not exist is empty for those who may create it, and an error for others.
func TestServePythonEmptyUntilWritten(t *testing.T) {
	empty := map[string]string{
		"GET getitem": "", "DELETE delitem": "k", "GET iterator": "\x80\x04].", "GET repr": "(path='none', db=<openleveldb.DB with name 'none'>)",
	}
	for _, readOnly := range []bool{false, true} {
		s := serverStart(t, &HandlerOptions{ReadOnly: readOnly})
		for call, want := range empty {
			method, name, _ := strings.Cut(call, " ")
			a := s.pythonly(method, name, "dbpath=none&key=k", "")
			if readOnly {
				require.Error(t, a.err, call)
				require.NotEqual(t, 200, a.status, call)
			} else {
				require.Equal(t, safetyAnswer{200, "", want, nil}, a, call)
			}
		}
	}
}

// A value is never taken for a web page.
func TestServePythonContentTypes(t *testing.T) {
	s := serverStart(t, nil)
	s.store("k", "sv")
	for call, want := range map[string]string{
		"getitem": "application/octet-stream", "dblen": "application/octet-stream", "iterator": "application/octet-stream", "repr": "text",
	} {
		r, err := http.NewRequest(http.MethodGet, s.server.URL+"/"+call+"?dbpath=db&key=k", nil)
		require.NoError(t, err)
		response := s.do(r)
		require.Equal(t, want, response.Header.Get("Content-Type"), call)
		require.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"), call)
	}
}

// A call that is not right is refused, and its response is cut off.
func TestServePythonRefusals(t *testing.T) {
	s := serverStart(t, nil)
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
		{"POST", "getitem", "dbpath=db&key=k", 405, "protocol", "to be called with GET"},
		{"GET", "setitem", "dbpath=db&key=k", 405, "protocol", "to be called with POST"},
		{"GET", "nothing", "dbpath=db&key=k", 404, "protocol", "there is no call"},
	} {
		a := s.pythonly(c.method, c.call, c.query, "")
		require.Equal(t, c.status, a.status, c)
		require.Equal(t, c.code, a.code, c)
		require.Contains(t, a.body, c.text)
		require.ErrorIs(t, a.err, io.ErrUnexpectedEOF, c)
	}
}

// A client of HTTP/1.0, which has no chunks, gets the length of a response, and one that is too
// large for an error.
func TestServePythonOfHTTP10(t *testing.T) {
	s := serverStart(t, nil)
	s.store("k", "s"+strings.Repeat("v", 100_000))
	ask := func(query string) *http.Response {
		conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
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

// Errors of the database are errors of the call.
func TestServePythonErrorsOfDatabase(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 100 {
		s.store(fmt.Sprintf("%03d", i), "s"+strings.Repeat("v", 1000))
	}
	s.handler.databases = Opened{"db": leveldb.New(serverDamaged{s.db.Driver(), 0}, "damaged", nil)}
	a := s.pythonly("GET", "iterator", "dbpath=db&include_value=True", "")
	require.Equal(t, "corrupt", a.code)
	require.ErrorIs(t, a.err, io.ErrUnexpectedEOF)
	require.Contains(t, s.log.String(), "block 7")
	s.handler.databases = Opened{"db": s.db}
	require.NoError(t, s.db.Close())
	for _, call := range []string{"GET getitem", "POST setitem", "DELETE delitem", "GET dblen", "GET iterator"} {
		method, name, _ := strings.Cut(call, " ")
		a := s.pythonly(method, name, "dbpath=db&key=k", "s")
		require.Equal(t, "closed", a.code, call)
		require.ErrorIs(t, a.err, io.ErrUnexpectedEOF, call)
	}
}

// The text of a refusal is that of the error, without the class that its code names, or else the
// class.
func TestServePythonRefusalText(t *testing.T) {
	s := serverStart(t, nil)
	require.Equal(t, "error: no parameter key\n", s.pythonly("GET", "getitem", "dbpath=db", "").body)
	s = serverStart(t, &HandlerOptions{Credentials: serverCredentials(t)})
	require.Equal(t, "error: credentials are missing or wrong\n", s.pythonly("GET", "getitem", "dbpath=db&key=k", "").body)
}

// What a person or a program asks for outside of the calls has the type of its content.
func TestServeContentTypes(t *testing.T) {
	s := serverStart(t, nil)
	for path, want := range map[string]string{
		wire.PathHealth: "application/json", wire.PathDatabases: "application/json", wire.PathMetrics: "text/plain; version=0.0.4; charset=utf-8",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r, err := http.NewRequest(method, s.server.URL+path, nil)
			require.NoError(t, err)
			response := s.do(r)
			require.Equal(t, http.StatusOK, response.StatusCode)
			require.Equal(t, want, response.Header.Get("Content-Type"), path)
		}
		r, err := http.NewRequest(http.MethodPost, s.server.URL+path, nil)
		require.NoError(t, err)
		response := s.do(r)
		require.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
		require.Equal(t, http.MethodGet, response.Header.Get("Allow"))
	}
}
