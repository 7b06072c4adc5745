package remote

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// clientOf returns a database whose requests a function answers.
func clientOf(t *testing.T, serve roundTrip) *leveldb.DB {
	t.Helper()
	c, err := newClient("http://server:1", "db", nil)
	require.NoError(t, err)
	t.Cleanup(func() { c.end() })
	c.transport = serve
	return leveldb.New(&clientStore{client: c, handle: new(handle)}, "db", nil)
}

// A call that its caller gives up has the caller's error, and not one of the server or connection.
func TestClientCallGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	db := clientOf(t, func(r *http.Request) (*http.Response, error) {
		calls++
		cancel()
		<-r.Context().Done()
		return nil, io.ErrUnexpectedEOF // as a connection may report it
	})
	_, err := db.WithContext(ctx).Get("k")
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, ErrUnavailable)
	require.Equal(t, 1, calls)
}

// A lookup of no keys needs no server.
func TestClientLookupOfNoKeys(t *testing.T) {
	db := clientOf(t, func(*http.Request) (*http.Response, error) {
		t.Error("the server was asked")
		return nil, io.EOF
	})
	for range db.Lookup(nil) {
		t.Error("an entry")
	}
}

// Keys that are too long for one call are looked up in several.
func TestClientLookupOfManyKeys(t *testing.T) {
	s := serverStart(t, nil)
	tail := strings.Repeat("x", keysSize/4)
	keys := make([]string, 11)
	for i := range keys {
		keys[i] = string(rune('A'+i)) + tail
	}
	last := keys[len(keys)-1]
	require.NoError(t, s.db.Put(last, "last"))
	db, err := Dial(t.Context(), s.server.URL, "db", nil)
	require.NoError(t, err)
	defer db.Close()
	seen := 0
	for e, err := range db.Lookup(keys) {
		require.NoError(t, err)
		require.Equal(t, keys[seen][:1], e.Key()[:1])
		value, err := e.Value()
		if seen++; seen == len(keys) {
			require.NoError(t, err)
			require.Equal(t, "last", value)
		} else {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
		}
	}
	require.Equal(t, len(keys), seen)
}

// A body as long as the options say is accepted: the memory is made to fit, if it is not set.
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

// Requests of the overview are counted by their names.
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

// An iteration for Python has keys, values, both as pairs, or neither.
func TestPythonIteratorFields(t *testing.T) {
	s := serverStart(t, nil)
	s.store("k", "sva")
	for query, want := range map[string]string{
		"":                                     "N",
		"&include_key=True":                    "C\x01k",
		"&include_value=True":                  "C\x03sva",
		"&include_key=True&include_value=True": "C\x01kC\x03sva\x86",
	} {
		response, err := s.client.Get(s.server.URL + "/iterator?dbpath=db" + query)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, "\x80\x04]("+want+"e.", string(body), query)
		require.Equal(t, "application/octet-stream", response.Header.Get("Content-Type"))
	}
}
