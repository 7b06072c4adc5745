package testdb

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// Serve serves a database as "db" until the test ends, and returns the address of the server.
func Serve(t testing.TB, db *leveldb.DB, o *server.HandlerOptions) (address string) {
	t.Helper()
	handler := server.NewHandler(server.Opened{"db": db}, o)
	s := httptest.NewServer(handler)
	t.Cleanup(func() {
		require.NoError(t, handler.Close())
		s.Close()
	})
	return s.URL
}

// Dial opens the database "db" of a server. It is closed when the test ends.
func Dial(t testing.TB, address string, o *remote.Options) *leveldb.DB {
	t.Helper()
	db, err := remote.Dial(context.Background(), address, "db", o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// PythonCall makes a request as the Python client does, and returns the body of the response.
func PythonCall(t testing.TB, method, address string, body []byte) []byte {
	t.Helper()
	r, err := http.NewRequest(method, address, bytes.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Close = true // one connection per call
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	var answer []byte
	if response.ContentLength > 0 {
		answer = make([]byte, response.ContentLength)
		_, err = io.ReadFull(response.Body, answer)
	} else {
		answer, err = io.ReadAll(response.Body)
	}
	require.NoError(t, err)
	return answer
}
