package remote_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
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

// A snapshot lives as long as its handle, although its lease is short. After that the server
// releases it.
func TestClientSnapshotIsKept(t *testing.T) {
	s := clientServe(t, &server.HandlerOptions{Lease: 5 * time.Second}, (*httptest.Server).Start)
	require.NoError(t, s.db.Put("k", 1))
	db := clientDial(t, s.URL, "db", nil)
	idle := native.LiveHandles()
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	require.NoError(t, s.db.Put("k", 2))
	require.Equal(t, idle+1, native.LiveHandles())
	time.Sleep(6 * time.Second) // longer than the lease
	n, err := leveldb.Get[int](snapshot, "k")
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.NoError(t, snapshot.Close())
	require.Equal(t, idle, native.LiveHandles(), "the server was told")

	// Closing the database releases its snapshots.
	other, err := remote.Dial(context.Background(), s.URL, "db", nil)
	require.NoError(t, err)
	snapshot, err = other.Snapshot()
	require.NoError(t, err)
	require.NoError(t, other.Close())
	require.Equal(t, idle, native.LiveHandles())
	_, err = snapshot.Get("k")
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.NoError(t, snapshot.Close())
}

// Leaving a loop early releases its iterator on the server.
func TestClientAbandons(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	clientFill(t, s.db, 100)
	// Too large for the server to have sent all of it.
	require.NoError(t, s.db.Put("large", make([]byte, 30<<20)))
	db := clientDial(t, s.URL, "db", nil)
	idle := native.LiveHandles()
	for _, err := range db.Entries(nil) {
		require.NoError(t, err)
		break
	}
	clientWait(t, func() bool { return native.LiveHandles() == idle })
}

// Leaked handles are released and reported.
func TestClientForgotten(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	require.NoError(t, s.db.Put("k", 1))
	db := clientDial(t, s.URL, "db", nil)
	reports := make(chan string, 10)
	before := leveldb.OnLeak(func(what, madeAt string) {
		if strings.Contains(madeAt, "lifetime_test.go") {
			reports <- what
		}
	})
	defer func() { leveldb.OnLeak(before) }()
	forget := func() {
		_, err := db.Snapshot()
		require.NoError(t, err)
		_, err = remote.Dial(context.Background(), s.URL, "db", nil)
		require.NoError(t, err)
	}
	idle := native.LiveHandles()
	forget()
	var got []string
	clientWait(t, func() bool {
		runtime.GC()
		select {
		case what := <-reports:
			got = append(got, what)
		default:
		}
		return len(got) == 2
	})
	require.ElementsMatch(t, []string{"a snapshot of " + s.URL + "/db", "the connection to " + s.URL + "/db"}, got)
	clientWait(t, func() bool { return native.LiveHandles() == idle })
}

// The caller may modify a value passed to Put after Put returns, whatever the outcome of the call.
func TestClientPutDoesNotKeepTheValue(t *testing.T) {
	f := clientFakeServe(t)
	f.answers(func(w http.ResponseWriter, r *http.Request) {
		if f.calls.Load()%2 == 0 {
			io.CopyN(io.Discard, r.Body, 1000) // respond before reading the whole body
		} else {
			io.Copy(io.Discard, r.Body)
		}
		clientRefuse(w, leveldb.ErrTooLarge)
	})
	db := clientDial(t, f.URL, "db", &remote.Options{Retries: -1})
	value := make([]byte, 4<<20)
	for i := range 50 {
		require.Error(t, db.PutRaw("k", value))
		for j := range value {
			value[j] = byte(i)
		}
	}
}

// After a server restart, calls succeed again. Snapshots and iterators of the old server are
// reported as lost.
func TestClientServerRestart(t *testing.T) {
	handles, goroutines := native.LiveHandles(), runtime.NumGoroutine()
	path := filepath.Join(t.TempDir(), "db")
	address := ""
	start := func() (stop func()) {
		at := address
		if at == "" {
			at = "127.0.0.1:0"
		}
		l, err := net.Listen("tcp", at)
		require.NoError(t, err)
		address = l.Addr().String()
		var local *leveldb.DB
		// The old server releases its handles when its requests have ended.
		clientWait(t, func() bool {
			local, err = leveldb.Open(path, nil)
			return !errors.Is(err, leveldb.ErrLocked)
		})
		require.NoError(t, err)
		handler := server.NewHandler(server.Opened{"db": local}, nil)
		server := &http.Server{Handler: handler}
		var wg sync.WaitGroup
		wg.Go(func() { server.Serve(l) })
		return func() {
			require.NoError(t, server.Close())
			require.NoError(t, handler.Close())
			require.NoError(t, local.Close())
			wg.Wait()
		}
	}
	stop := start()
	db, err := remote.Dial(context.Background(), address, "db", &remote.Options{Backoff: 20 * time.Millisecond, Retries: 8})
	require.NoError(t, err)
	for i := range 50 {
		require.NoError(t, db.Put(fmt.Sprintf("%02d", i), make([]byte, 1<<20)))
	}
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	var last error
	seen := 0
	for _, err := range db.Entries(nil) {
		if last = err; err == nil {
			seen++
		}
		if seen == 3 {
			stop()
			stop = start()
		}
	}
	require.ErrorIs(t, last, remote.ErrExpired)
	require.Less(t, seen, 50)
	_, err = snapshot.Get("00")
	require.ErrorIs(t, err, remote.ErrExpired)
	require.NoError(t, snapshot.Close())
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 50, n)

	// A call made while the server is down waits until it is up again.
	stop()
	done := make(chan error)
	go func() {
		err := db.Put("later", 1)
		if errors.Is(err, remote.ErrOutcomeUnknown) {
			// Sent on a connection whose end had not been noticed.
			err = db.Put("later", 1)
		}
		done <- err
	}()
	time.Sleep(100 * time.Millisecond)
	stop = start()
	require.NoError(t, <-done)
	require.NoError(t, db.Close())
	stop()
	require.Equal(t, handles, native.LiveHandles())
	clientSettled(t, goroutines)
}

// A range that breaks before its first entry starts again, even if there is an empty key.
func TestClientRangeBrokenAtItsBeginning(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	require.NoError(t, s.db.Put("", "empty"))
	require.NoError(t, s.db.Put("a", "a"))
	var breaks atomic.Int64
	cutting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wire.Prefix+wire.CallRange && breaks.Add(1)%2 == 1 {
			w.Header().Set("Content-Type", wire.ContentType)
			w.Header().Set(wire.HeaderRange, "12345")
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		s.handler.ServeHTTP(w, r)
	}))
	defer cutting.Close()
	db := clientDial(t, cutting.URL, "db", &remote.Options{Backoff: time.Microsecond})
	defer db.Close()
	for _, reverse := range []bool{false, true} {
		n := 0
		for _, err := range db.Keys(&leveldb.Range{Reverse: reverse}) {
			require.NoError(t, err)
			n++
		}
		require.Equal(t, 2, n)
	}
	require.EqualValues(t, 4, breaks.Load())
}
