package view

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// value returns the value of k in the state that f shows.
func value(t *testing.T, f *Fresh) any {
	t.Helper()
	v := valueOf(f)
	if err, failed := v.(error); failed {
		require.NoError(t, err)
	}
	return v
}

// Fresh shows what was written after its last look at the files. Whoever reads an earlier state can
// go on, and its database is closed when the last one has left.
func TestFresh(t *testing.T) {
	live := native.LiveHandles()
	path := filepath.Join(t.TempDir(), "db")
	writer, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, writer.Put("k", 1))
	f, err := OpenFresh("runs", path)
	require.NoError(t, err)
	now := time.Now()
	f.now = func() time.Time { return now }
	assert.Equal(t, int64(1), value(t, f))
	before, release, err := f.Acquire("runs", false)
	require.NoError(t, err)

	require.NoError(t, writer.Put("k", 2))
	now = now.Add(checkEvery)
	assert.Equal(t, int64(2), value(t, f))
	v, err := before.Get("k")
	require.NoError(t, err)
	assert.Equal(t, int64(1), v)
	handles := native.LiveHandles()
	release()
	assert.Less(t, native.LiveHandles(), handles, "the earlier state is not closed")
	assert.True(t, before.Closed())

	db, release, err := f.Acquire("runs", false)
	require.NoError(t, err)
	now = now.Add(checkEvery)
	assert.Equal(t, int64(2), value(t, f))
	assert.False(t, db.Closed(), "the files have not changed")
	release()

	require.NoError(t, f.Close())
	require.NoError(t, f.Close())
	_, _, err = f.Acquire("runs", false)
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.NoError(t, writer.Close())
	assert.Equal(t, live, native.LiveHandles())
}

func TestFreshErrors(t *testing.T) {
	_, err := OpenFresh("runs", filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	path := filepath.Join(t.TempDir(), "db")
	writer, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	f, err := OpenFresh("runs", path)
	require.NoError(t, err)
	defer f.Close()
	_, _, err = f.Acquire("other", false)
	require.ErrorIs(t, err, fs.ErrNotExist)
	names, err := f.Names()
	require.NoError(t, err)
	assert.Equal(t, []string{"runs"}, names)
}

// While the database is opened again, other users get and release the previous state. Close waits
// for the open, whose database is not leaked.
func TestFreshDoesNotWaitForOpen(t *testing.T) {
	live := native.LiveHandles()
	path := filepath.Join(t.TempDir(), "db")
	writer, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, writer.Put("k", 1))
	f, err := OpenFresh("runs", path)
	require.NoError(t, err)
	var late atomic.Int64
	began := time.Now()
	f.now = func() time.Time { return began.Add(time.Duration(late.Load())) }
	begun, proceed := make(chan struct{}), make(chan struct{})
	f.open = func(path string) (*leveldb.DB, error) {
		close(begun)
		<-proceed
		return openUnlocked(path)
	}
	held, release, err := f.Acquire("runs", false)
	require.NoError(t, err)

	require.NoError(t, writer.Put("k", 2))
	late.Store(int64(checkEvery))
	seen := make(chan any)
	go func() { seen <- valueOf(f) }()
	<-begun
	late.Store(int64(2 * checkEvery))
	others := make(chan any)
	go func() {
		v := valueOf(f)
		release()
		others <- v
	}()
	select {
	case v := <-others:
		assert.Equal(t, int64(1), v)
	case <-time.After(10 * time.Second):
		t.Fatal("another user waits for the open")
	}
	closed := make(chan error)
	assert.False(t, held.Closed())
	go func() { closed <- f.Close() }()
	require.Eventually(t, func() bool { _, _, err := f.Acquire("runs", false); return errors.Is(err, leveldb.ErrClosed) },
		time.Minute, time.Millisecond)
	select {
	case err := <-closed:
		t.Fatalf("Close does not wait: %v", err)
	default:
	}
	close(proceed)
	require.ErrorIs(t, (<-seen).(error), leveldb.ErrClosed)
	require.NoError(t, <-closed)
	require.NoError(t, writer.Close())
	assert.Equal(t, live, native.LiveHandles())
}

// valueOf returns the value of k in the state that f shows, or an error.
func valueOf(f *Fresh) any {
	db, release, err := f.Acquire("runs", false)
	if err != nil {
		return err
	}
	defer release()
	v, err := db.Get("k")
	if err != nil {
		return err
	}
	return v
}
