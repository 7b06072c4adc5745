package remote_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
)

// seekServe serves n entries, and counts the seeks. Before a seek is served, it calls before with
// their number so far.
func seekServe(t *testing.T, n int, before func(w http.ResponseWriter, seeks int64)) (db *leveldb.DB, seeks *atomic.Int64) {
	t.Helper()
	s := clientServe(t, nil, (*httptest.Server).Start)
	b := s.db.NewBatch()
	for i := range n {
		require.NoError(t, b.Put(fmt.Sprintf("%05d", i), i))
	}
	require.NoError(t, b.Write())
	seeks = new(atomic.Int64)
	counting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wire.Prefix+wire.CallSeek {
			before(w, seeks.Add(1))
		}
		s.handler.ServeHTTP(w, r)
	}))
	t.Cleanup(counting.Close)
	return clientDial(t, counting.URL, "db", &remote.Options{Backoff: time.Microsecond}), seeks
}

// A cursor that keeps its direction makes few requests, and none to return to what it has just read.
func TestClientCursorRequests(t *testing.T) {
	db, seeks := seekServe(t, 3000, func(http.ResponseWriter, int64) {})
	c := db.Cursor(nil)
	defer func() { require.NoError(t, c.Close()) }()
	n := 0
	for ok := c.First(); ok; ok = c.Next() {
		n++
	}
	require.NoError(t, c.Err())
	require.Equal(t, 3000, n)
	require.LessOrEqual(t, seeks.Load(), int64(5), "16, 64, 256, 1024 and 4096 entries")
	before := seeks.Load()
	require.True(t, c.Seek("01000"))
	require.Equal(t, before+1, seeks.Load(), "a seek is one request")
	for c.Key() < "01050" {
		require.True(t, c.Next())
	}
	before = seeks.Load()
	for range 100 {
		for c.Key() > "01001" {
			require.True(t, c.Prev())
		}
		for c.Key() < "01050" {
			require.True(t, c.Next())
		}
	}
	require.Equal(t, before, seeks.Load(), "it turns in what it has read")
	require.True(t, c.Seek("02990"))
	before = seeks.Load()
	for c.Next() {
	}
	require.NoError(t, c.Err())
	require.Equal(t, before, seeks.Load(), "the end came with the last entries")
}

// A request that breaks is made again, and the cursor goes on in its state.
func TestClientCursorBroken(t *testing.T) {
	var broken atomic.Int64
	db, _ := seekServe(t, 3000, func(w http.ResponseWriter, seeks int64) {
		if seeks%2 == 1 {
			broken.Add(1)
			w.Header().Set("Content-Type", wire.ContentType)
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
	})
	c := db.Cursor(nil)
	defer func() { require.NoError(t, c.Close()) }()
	require.NoError(t, db.Put("00500 later", 1))
	n := 0
	for ok := c.Last(); ok; ok = c.Prev() {
		n++
		require.Equal(t, fmt.Sprintf("%05d", 3000-n), c.Key())
	}
	require.NoError(t, c.Err())
	require.Equal(t, 3000, n)
	require.NotZero(t, broken.Load())
}

// The error of a cursor that the server has lost says so.
func TestClientCursorExpired(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	require.NoError(t, s.db.Put("k", 1))
	var handler atomic.Pointer[server.Handler]
	handler.Store(s.handler)
	restarting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.Load().ServeHTTP(w, r) }))
	defer restarting.Close()
	db := clientDial(t, restarting.URL, "db", nil)
	c := db.Cursor(nil)
	require.True(t, c.First())
	other := server.NewHandler(server.Opened{"db": s.db}, nil)
	defer other.Close()
	handler.Store(other)
	require.False(t, c.Seek("k"))
	require.ErrorIs(t, c.Err(), remote.ErrExpired)
	require.ErrorContains(t, c.Err(), "the server no longer has the state of this cursor")
	require.ErrorIs(t, c.Close(), remote.ErrExpired)
}

// A cursor keeps its lease for as long as it is open, however short the lease is. The server then
// releases it.
func TestClientCursorIsKept(t *testing.T) {
	s := clientServe(t, &server.HandlerOptions{Lease: 300 * time.Millisecond}, (*httptest.Server).Start)
	require.NoError(t, s.db.Put("k", 1))
	db := clientDial(t, s.URL, "db", nil)
	idle := native.LiveHandles()
	c := db.Cursor(nil)
	require.True(t, c.First())
	require.NoError(t, s.db.Delete("k"))
	time.Sleep(time.Second)
	require.True(t, c.Last(), "%v", c.Err())
	require.Equal(t, idle+1, native.LiveHandles())
	require.NoError(t, c.Close())
	clientWait(t, func() bool { return native.LiveHandles() == idle })
}

// Close ends a request in progress.
func TestClientCursorClosedInRequest(t *testing.T) {
	arrived, done := make(chan bool), make(chan bool)
	db, _ := seekServe(t, 10, func(_ http.ResponseWriter, seeks int64) {
		if seeks == 2 {
			close(arrived)
			<-done
		}
	})
	c := db.Cursor(nil)
	require.True(t, c.First())
	moved := make(chan bool)
	go func() { moved <- c.Seek("00005") }()
	<-arrived
	require.NoError(t, c.Close())
	require.False(t, <-moved)
	require.ErrorIs(t, c.Err(), leveldb.ErrClosed)
	close(done)
}

func TestClientCursorForgotten(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	require.NoError(t, s.db.Put("k", 1))
	db := clientDial(t, s.URL, "db", nil)
	reports := make(chan string, 10)
	before := leveldb.OnLeak(func(what, madeAt string) {
		if strings.Contains(madeAt, "seek_test.go") {
			reports <- what
		}
	})
	defer func() { leveldb.OnLeak(before) }()
	idle := native.LiveHandles()
	func() { require.True(t, db.Cursor(nil).First()) }()
	clientWait(t, func() bool { runtime.GC(); return len(reports) > 0 })
	require.Contains(t, <-reports, "a cursor of "+s.URL+"/db")
	clientWait(t, func() bool { return native.LiveHandles() == idle })
}

// A server that does not know cursors is named as the reason.
func TestClientCursorOfOldServer(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	old := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wire.Prefix+wire.CallCursor {
			r.URL.Path = wire.Prefix + "unknown"
		}
		s.handler.ServeHTTP(w, r)
	}))
	defer old.Close()
	db := clientDial(t, old.URL, "db", nil)
	c := db.Cursor(nil)
	require.False(t, c.First())
	require.ErrorContains(t, c.Close(), "not supported by this server")
	_, err := remote.Dial(context.Background(), old.URL, "db", nil)
	require.NoError(t, err)
}
