package leveldb_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// turning writes generations of entries until it is stopped. Each generation is a batch with the
// same keys.
func turning(t *testing.T, db *leveldb.DB, keys int) (stop func()) {
	t.Helper()
	write := func(generation int) error {
		b := db.NewBatch()
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
	return func() {
		close(stopping)
		require.NoError(t, <-done)
	}
}

// requireOneState requires that a copy is the state of one moment, that is, one generation.
func requireOneState(t *testing.T, db *leveldb.DB, keys int) (generation string) {
	t.Helper()
	all := contents(t, db)
	require.Len(t, all, keys)
	for _, value := range all {
		if generation == "" {
			generation = value
		}
		require.Equal(t, generation, value)
	}
	return generation
}

// A copy is the state of one moment, even if entries are written and compacted while it is made.
func TestCopyOfOneMoment(t *testing.T) {
	keys := 20_000
	if testing.Short() {
		keys = 1_000
	}
	for _, from := range copySides {
		t.Run(from.name, func(t *testing.T) {
			db, local, other := openTest(t, nil), openTest(t, nil), openTest(t, nil)
			remote := testdb.Dial(t, testdb.Serve(t, other, nil), nil)
			src := from.of(t, db)
			stop := turning(t, db.Sub(from.prefix), keys)
			defer stop()
			before := ""
			for _, dst := range []*leveldb.DB{local, remote} {
				_, err := leveldb.Copy(t.Context(), dst, src, nil)
				require.NoError(t, err)
				generation := requireOneState(t, dst, keys)
				require.GreaterOrEqual(t, generation, before)
				before = generation
			}
			path := filepath.Join(t.TempDir(), "backup")
			_, err := leveldb.Backup(t.Context(), path, src, nil)
			require.NoError(t, err)
			// The handles of the backup cannot be counted: the server may not have released the
			// snapshot yet.
			backup, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
			require.NoError(t, err)
			defer func() { require.NoError(t, backup.Close()) }()
			require.GreaterOrEqual(t, requireOneState(t, backup, keys), before)
		})
	}
}

// A canceled copy returns an error and leaves what it has written. The next copy continues from
// there.
func TestCopyCanceled(t *testing.T) {
	want := map[string]string{}
	for i := range 3000 {
		want[fmt.Sprintf("%05d", i)] = strings.Repeat(string(rune('a'+i%26)), 10_000)
	}
	local, remote := copySides[0], copySides[2]
	ways := []copyWay{{local, remote}, {remote, local}, {local, local}, {copySides[1], copySides[3]}}
	if testing.Short() {
		ways = ways[:2]
	}
	for _, w := range ways {
		t.Run(w.from.name+" to "+w.to.name, func(t *testing.T) {
			dst, src, _ := w.open(t, want, nil)
			ctx, o := canceling(t)
			copied, err := leveldb.Copy(ctx, dst, src, o)
			require.ErrorIs(t, err, context.Canceled)
			require.False(t, copied.Verified)
			part := contents(t, dst)
			require.NotEmpty(t, part)
			require.Less(t, len(part), len(want))
			require.Equal(t, copied.Written, len(part))
			_, err = leveldb.Copy(ctx, dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
			require.ErrorIs(t, err, context.Canceled)
			copied, err = leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
			require.NoError(t, err)
			require.Equal(t, len(want)-len(part), copied.Written)
			require.Equal(t, want, contents(t, dst))
		})
	}
}

// canceling returns a context, and options of a copy that cancel it once something has been copied.
func canceling(t *testing.T) (context.Context, *leveldb.CopyOptions) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, &leveldb.CopyOptions{Progress: func(_ bool, entries int, _ int64) {
		if entries > 0 {
			cancel()
		}
	}}
}

// A read-only destination is not changed. The same holds for one on a server.
func TestCopyToReadOnly(t *testing.T) {
	for name, dial := range map[string]func(path string) *leveldb.DB{
		"local": func(path string) *leveldb.DB { return openTestAt(t, path, &leveldb.Options{ReadOnly: true}) },
		"remote": func(path string) *leveldb.DB {
			return testdb.Dial(t, testdb.Serve(t, openTestAt(t, path, nil), nil), &remote.Options{ReadOnly: true})
		},
	} {
		src, path := openTest(t, nil), filepath.Join(t.TempDir(), "db")
		require.NoError(t, src.PutRaw("new", []byte("s")))
		putAll(t, path, map[string]string{"old": "s"})
		dst := dial(path)
		_, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMirror})
		require.ErrorIs(t, err, leveldb.ErrReadOnly, name)
		require.Equal(t, map[string]string{"old": "s"}, contents(t, dst), name)
	}
}
