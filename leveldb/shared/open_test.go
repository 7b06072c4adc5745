package shared_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/leveldb/shared"
	"github.com/openleveldb/openleveldb/native"
)

func TestRefusedOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	reversed := &leveldb.Comparator{Name: "shared.reversed", Compare: func(a, b []byte) int { return -1 }}
	for _, c := range []struct {
		want error
		leveldb.Options
	}{
		{leveldb.ErrInvalidArgument, leveldb.Options{NoLock: true, ReadOnly: true}},
		{leveldb.ErrNotSupported, leveldb.Options{Comparator: reversed}},
		{fs.ErrNotExist, leveldb.Options{ErrorIfMissing: true}},
		{fs.ErrNotExist, leveldb.Options{ReadOnly: true}},
	} {
		c.Shared = true
		_, err := leveldb.Open(path, &c.Options)
		assert.ErrorIs(t, err, c.want)
		assert.NoDirExists(t, path)
	}
	_, err := leveldb.Open(filepath.Join(path, "no", "parent"), &leveldb.Options{Shared: true})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// A database whose keys a registered comparator orders is not shared. It is left alone, unlocked.
func TestComparatorIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	reversed := &leveldb.Comparator{Name: "shared.registered", Compare: func(a, b []byte) int { return bytes.Compare(b, a) }}
	require.NoError(t, leveldb.RegisterComparator(reversed))
	db, err := leveldb.Open(path, &leveldb.Options{Comparator: reversed})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = leveldb.Open(path, &leveldb.Options{Shared: true})
	assert.ErrorIs(t, err, leveldb.ErrNotSupported)
	assert.ErrorContains(t, err, "shared.registered")
	assert.NoFileExists(t, filepath.Join(path, "openleveldb.sock"))
	db, err = leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

func TestErrorIfExists(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	open(t, path, leveldb.Options{ErrorIfExists: true})
	_, err := leveldb.Open(path, &leveldb.Options{Shared: true, ErrorIfExists: true})
	assert.ErrorIs(t, err, fs.ErrExist)
	open(t, path, leveldb.Options{ErrorIfMissing: true})
}

// Of many that create a database at the same time, one succeeds with ErrorIfExists. A database that
// was created with it survives a change of hands.
func TestOneCreates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	var wg sync.WaitGroup
	var mu sync.Mutex
	var created []*leveldb.DB
	for range 8 {
		wg.Go(func() {
			db, err := leveldb.Open(path, &leveldb.Options{Shared: true, ErrorIfExists: true})
			if err != nil {
				assert.ErrorIs(t, err, fs.ErrExist)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			created = append(created, db)
		})
	}
	wg.Wait()
	require.Len(t, created, 1)
	follower := open(t, path, leveldb.Options{})
	require.NoError(t, created[0].Close())
	require.NoError(t, follower.Put("k", "v"))
}

// A handle that is only for reading refuses writes, and its process serves those of others.
func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	require.NoError(t, open(t, path, leveldb.Options{}).Close())
	reader := open(t, path, leveldb.Options{ReadOnly: true})
	writer := open(t, path, leveldb.Options{})
	require.NoError(t, writer.Put("k", "v"))
	got, err := reader.Get("k")
	require.NoError(t, err)
	assert.Equal(t, "v", got)
	assert.ErrorIs(t, reader.Put("k", "w"), leveldb.ErrReadOnly)
	assert.ErrorIs(t, reader.Compact(nil), leveldb.ErrReadOnly)
	assert.True(t, reader.ReadOnly())
	assert.False(t, writer.ReadOnly())
	require.NoError(t, reader.Close())
	assert.ErrorIs(t, reader.Put("k", "w"), leveldb.ErrClosed)
}

// If the socket cannot be created, Open fails, and the database is unlocked.
func TestNoSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	require.NoError(t, os.MkdirAll(filepath.Join(path, "openleveldb.sock", "not empty"), 0o755))
	_, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	require.ErrorIs(t, err, leveldb.ErrIO)
	assert.ErrorContains(t, err, "openleveldb.sock")
	assert.NoFileExists(t, filepath.Join(path, "openleveldb.sock.new"))
	assert.NoFileExists(t, filepath.Join(path, "CURRENT"), "LevelDB has not opened it")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// A directory that is not a database is left as it is.
func TestForeignDirectory(t *testing.T) {
	path := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(path, "MANIFEST-000001"), []byte("foreign"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(path, "LOCK"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(path, "CURRENT"), []byte("MANIFEST-000001\n"), 0o600))
	_, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	require.Error(t, err)
	files, err := os.ReadDir(path)
	require.NoError(t, err)
	assert.Len(t, files, 3)
}

// Opening and closing leaves no file, no goroutine, no descriptor and no handle.
func TestNothingIsLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	cycle := func() {
		first := open(t, path, leveldb.Options{})
		second := open(t, path, leveldb.Options{})
		require.NoError(t, second.Put("k", "v"))
		snapshot, err := second.Snapshot()
		require.NoError(t, err)
		require.NoError(t, snapshot.Close())
		_, err = snapshot.Get("k")
		require.ErrorIs(t, err, leveldb.ErrClosed)
		require.NoError(t, first.Close())
		require.NoError(t, second.Put("k", "w"))
		require.NoError(t, second.Close())
	}
	cycle()
	handles, descriptors := native.LiveHandles(), openFiles(t)
	for range 10 {
		cycle()
	}
	assert.Equal(t, handles, native.LiveHandles())
	assert.LessOrEqual(t, openFiles(t), descriptors)
	files, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, f := range files {
		assert.NotContains(t, f.Name(), "sock")
	}
}

// openFiles returns the number of open descriptors, or 0 if the system does not report it.
func openFiles(t *testing.T) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if errors.Is(err, fs.ErrNotExist) {
		return 0
	}
	require.NoError(t, err)
	return len(entries)
}

// A call that waits for a server ends with its context, and with Close.
func TestWaitEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	first := open(t, path, leveldb.Options{})
	db := open(t, path, leveldb.Options{LockTimeout: -1})
	closing := open(t, path, leveldb.Options{LockTimeout: -1})
	require.NoError(t, first.Put("k", make([]byte, 1<<16)))
	require.NoError(t, first.Close())
	plain, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	defer plain.Close()

	ctx, cancel := context.WithCancel(context.Background())
	waits := make(chan error, 2)
	go func() {
		_, err := db.WithContext(ctx).Get("k")
		waits <- err
	}()
	for !shared.Waiting(db) {
		runtime.Gosched()
	}
	cancel()
	assert.ErrorIs(t, <-waits, context.Canceled)
	go func() { waits <- closing.Put("k", "v") }()
	for !shared.Waiting(closing) {
		runtime.Gosched()
	}
	require.NoError(t, closing.Close())
	assert.ErrorIs(t, <-waits, leveldb.ErrClosed)
	require.NoError(t, plain.Close())
	_, err = db.Get("k")
	assert.NoError(t, err)
}

// A follower does not create the database again if it was removed.
func TestRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	first := open(t, path, leveldb.Options{})
	follower := open(t, path, leveldb.Options{})
	require.NoError(t, first.Close())
	require.NoError(t, leveldb.Destroy(path))
	assert.ErrorIs(t, follower.Put("k", "v"), fs.ErrNotExist)
	assert.NoDirExists(t, path)
}

// A write whose connection breaks after it was sent is not repeated. A read is.
func TestWriteIsNotRepeated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil) // holds the lock, so the follower cannot take over
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Put("k", "v"))
	handler := server.NewHandler(server.Opened{"shared": db}, nil)
	defer handler.Close()
	var puts, gets atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/link"):
			http.NotFound(w, r)
			return
		case strings.HasSuffix(r.URL.Path, "/put"):
			puts.Add(1)
			handler.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		case strings.HasSuffix(r.URL.Path, "/get") && gets.Add(1) < 5:
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	}))
	s.Listener.Close()
	s.Listener, err = net.Listen("unix", filepath.Join(path, "openleveldb.sock"))
	require.NoError(t, err)
	s.Start()
	defer s.Close()
	follower := open(t, path, leveldb.Options{})
	assert.ErrorIs(t, follower.Put("k", "w"), remote.ErrOutcomeUnknown)
	assert.EqualValues(t, 1, puts.Load())
	got, err := follower.Get("k")
	require.NoError(t, err)
	assert.Equal(t, "w", got)
	assert.EqualValues(t, 5, gets.Load())
}

// Many followers find the next server.
func TestManyFollowers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	first := open(t, path, leveldb.Options{})
	var followers []*leveldb.DB
	for range 100 {
		followers = append(followers, open(t, path, leveldb.Options{}))
	}
	require.NoError(t, first.Close())
	var wg sync.WaitGroup
	for i, db := range followers {
		wg.Go(func() { assert.NoError(t, db.Put(fmt.Sprint(i), i)) })
	}
	wg.Wait()
	n, err := followers[0].Count(nil)
	require.NoError(t, err)
	assert.Equal(t, len(followers), n)
}
