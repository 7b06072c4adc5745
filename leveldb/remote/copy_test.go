package remote_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// copySource fills a database with entries of many sizes, a key that is no text among them.
func copySource(t *testing.T, db *leveldb.DB) {
	t.Helper()
	for i := range 300 {
		require.NoError(t, db.Put(fmt.Sprintf("%04d", i), strings.Repeat("v", i*i/3)))
	}
	require.NoError(t, db.Put("large", make([]byte, 5<<20)))
	var foreign driver.Batch
	require.NoError(t, foreign.Put(db.Prefix()+"\xff\x00", []byte("foreign")))
	require.NoError(t, db.Driver().Write(ctx, &foreign, leveldb.WriteOptions{}))
}

// A copy is the same whichever side is on a server.
func TestCopy(t *testing.T) {
	start := (*httptest.Server).Start
	a, b := clientServe(t, nil, start), clientServe(t, nil, start)
	defer func() {
		require.NoError(t, a.handler.Close(), "so that it holds no ranges when the handles of the other are counted")
	}()
	copySource(t, a.db)
	want, err := a.db.Digest(nil)
	require.NoError(t, err)
	remoteA := clientDial(t, a.URL, "db", nil)
	got, err := remoteA.Digest(nil)
	require.NoError(t, err)
	require.Equal(t, want, got)

	// From a server to a server, and into a part of one.
	remoteB := clientDial(t, b.URL, "db", nil)
	copied, err := leveldb.Copy(t.Context(), remoteB, remoteA, nil)
	require.NoError(t, err)
	require.Equal(t, leveldb.Copied{Entries: want.Entries, Bytes: want.Bytes, Written: want.Entries, Result: want, Verified: true}, copied)
	got, err = b.db.Digest(nil)
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, err = leveldb.Copy(t.Context(), remoteB, remoteA, nil)
	require.ErrorIs(t, err, fs.ErrExist)
	sub := clientDial(t, b.URL, "sub", nil)
	_, err = leveldb.Copy(t.Context(), sub, remoteA, nil)
	require.NoError(t, err)
	got, err = b.db.Sub("a prefix/").Digest(nil)
	require.NoError(t, err)
	require.Equal(t, want, got)

	// To a directory.
	path := filepath.Join(t.TempDir(), "backup")
	copied, err = leveldb.Backup(t.Context(), path, remoteA, nil)
	require.NoError(t, err)
	require.Equal(t, want, copied.Result)
	local, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, local.Close()) }()
	got, err = local.Digest(nil)
	require.NoError(t, err)
	require.Equal(t, want, got)

	// And back, only what differs.
	require.NoError(t, remoteA.Put("0001", "changed"))
	require.NoError(t, remoteA.Put("new", "deleted"))
	copied, err = leveldb.Copy(t.Context(), remoteA, local, &leveldb.CopyOptions{Into: leveldb.CopyMirror})
	require.NoError(t, err)
	require.Equal(t, 1, copied.Written)
	require.Equal(t, 1, copied.Deleted)
	require.Equal(t, want, copied.Result)

	// Who may only read writes nothing.
	viewer := clientDial(t, b.URL, "db", &remote.Options{ReadOnly: true})
	_, err = leveldb.Copy(t.Context(), viewer, remoteA, &leveldb.CopyOptions{Into: leveldb.CopyMirror})
	require.ErrorIs(t, err, leveldb.ErrReadOnly)
}

// A copy through a server is the state of one moment, though others write.
func TestCopyOfOneMoment(t *testing.T) {
	const keys = 20_000
	s := clientServe(t, nil, (*httptest.Server).Start)
	write := func(generation int) error {
		b := s.db.NewBatch()
		for i := range keys {
			if err := b.Put(fmt.Sprintf("%06d", i), fmt.Sprintf("%08d", generation)); err != nil {
				return err
			}
		}
		return b.Write()
	}
	require.NoError(t, write(0))
	stopping, done := make(chan struct{}), make(chan error)
	go func() {
		for generation := 1; ; generation++ {
			select {
			case <-stopping:
				done <- nil
				return
			default:
				if err := write(generation); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	defer func() {
		close(stopping)
		require.NoError(t, <-done)
	}()
	src := clientDial(t, s.URL, "db", nil)
	for n := range 3 {
		path := filepath.Join(t.TempDir(), fmt.Sprint(n))
		_, err := leveldb.Backup(t.Context(), path, src, nil)
		require.NoError(t, err)
		db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
		require.NoError(t, err)
		seen, generation := 0, ""
		for value, err := range db.Values(nil) {
			require.NoError(t, err)
			if seen++; generation == "" {
				generation = value.(string)
			}
			require.Equal(t, generation, value)
		}
		require.Equal(t, keys, seen)
		require.NoError(t, db.Close())
	}
}

// A copy to a server that is given up leaves what was written by then, and goes on from there.
func TestCopyCanceled(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	local, err := leveldb.Open(filepath.Join(t.TempDir(), "local"), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, local.Close()) }()
	copySource(t, local)
	want, err := local.Digest(nil)
	require.NoError(t, err)
	dst := clientDial(t, s.URL, "db", nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	copied, err := leveldb.Copy(ctx, dst, local, &leveldb.CopyOptions{Progress: func(_ bool, entries int, _ int64) {
		if entries > 0 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	there, err := dst.Len(nil)
	require.NoError(t, err)
	require.Equal(t, copied.Written, there)
	require.Less(t, there, want.Entries)
	rest, err := leveldb.Copy(t.Context(), dst, local, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
	require.NoError(t, err)
	require.Equal(t, want.Entries-there, rest.Written)
	require.Equal(t, want, rest.Result)
}
