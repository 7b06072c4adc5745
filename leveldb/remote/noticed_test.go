package remote

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// clientOf returns a database whose requests are handled by a function.
func clientOf(t *testing.T, serve roundTrip) *leveldb.DB {
	t.Helper()
	c, err := newClient("http://server:1", "db", nil)
	require.NoError(t, err)
	t.Cleanup(func() { c.end() })
	c.transport = serve
	return leveldb.New(&clientStore{client: c, handle: new(handle)}, "db", nil)
}

// A call cancelled by its caller returns the caller's error, not an error of the server or
// connection.
func TestClientCallGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	db := clientOf(t, func(r *http.Request) (*http.Response, error) {
		calls++
		cancel()
		<-r.Context().Done()
		return nil, io.ErrUnexpectedEOF // like a broken connection
	})
	_, err := db.WithContext(ctx).Get("k")
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, ErrUnavailable)
	require.Equal(t, 1, calls)
}

// A lookup of no keys sends no request.
func TestClientLookupOfNoKeys(t *testing.T) {
	db := clientOf(t, func(*http.Request) (*http.Response, error) {
		t.Error("the server was asked")
		return nil, io.EOF
	})
	for range db.Lookup(nil) {
		t.Error("an entry")
	}
}

// Keys that are too long for one call are looked up in several calls.
func TestClientLookupOfManyKeys(t *testing.T) {
	stored, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	defer stored.Close()
	s := httptest.NewServer(server.NewHandler(server.Opened{"db": stored}, nil))
	defer s.Close()
	tail := strings.Repeat("x", keysSize/4)
	keys := make([]string, 11)
	for i := range keys {
		keys[i] = string(rune('A'+i)) + tail
	}
	last := keys[len(keys)-1]
	require.NoError(t, stored.Put(last, "last"))
	db, err := Dial(t.Context(), s.URL, "db", nil)
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
