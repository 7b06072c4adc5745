package server

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// A body of length MaxBody is accepted. If MaxMemory is not set, its default is large enough.
func TestMaxBodyIsAccepted(t *testing.T) {
	for _, size := range []int64{1 << 10, 100 << 20, 1 << 30, 3 << 30} {
		o := HandlerOptions{MaxBody: size}
		o.setDefaults()
		require.Equal(t, size, o.MaxBody)
		require.GreaterOrEqual(t, o.share(), bodyCost*size)
		require.GreaterOrEqual(t, o.MaxMemory, int64(defaultMaxMemory))
	}
	o := HandlerOptions{MaxBody: 1 << 30, MaxMemory: 256 << 20}
	o.setDefaults()
	require.EqualValues(t, 256<<20, o.MaxMemory)
	require.Less(t, o.MaxBody, int64(256<<20))
}

// Requests for overview pages are counted by their names.
func TestMetricsOfOverview(t *testing.T) {
	s := serverStart(t, nil)
	get := func(path string) string {
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusOK, w.Code)
		return w.Body.String()
	}
	get(wire.Prefix + "health")
	get(wire.Prefix + "databases")
	text := get(wire.PathMetrics)
	require.Contains(t, text, `openleveldb_requests_total{call="health",code="ok"} 1`)
	require.Contains(t, text, `openleveldb_requests_total{call="databases",code="ok"} 1`)
}

// Pages outside the protocol have the correct Content-Type.
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

// The text of a refusal is the text of the error without the class, which the code already names.
// If nothing remains, it is the class.
func TestServePythonRefusalText(t *testing.T) {
	refusal := func(s *serverRig, query string) string {
		r, err := http.NewRequest(http.MethodGet, s.server.URL+"/getitem?"+query, nil)
		require.NoError(t, err)
		body, err := io.ReadAll(s.do(r).Body)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		return string(body)
	}
	require.Equal(t, "error: no parameter key\n", refusal(serverStart(t, nil), "dbpath=db"))
	s := serverStart(t, &HandlerOptions{Credentials: serverCredentials(t)})
	require.Equal(t, "error: credentials are missing or wrong\n", refusal(s, "dbpath=db&key=k"))
}

// Error text for the client does not repeat the operation.
func TestTextOf(t *testing.T) {
	err := &leveldb.Error{Op: "get", Name: "k", Err: &driver.Error{Class: driver.ErrCorrupt, Text: "bad block"}}
	require.Equal(t, "bad block", textOf(err))
	require.Equal(t, "bad block", textOf(fmt.Errorf("outer: %w", &leveldb.Error{Op: "open", Name: "d", Err: err})))
	require.Equal(t, "", textOf(&leveldb.Error{Op: "get", Name: "k", Err: leveldb.ErrNotFound}))
}
