package leveldb_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// state is what a handle says about itself.
type state struct {
	path             string
	readOnly, closed bool
}

func stateOf(db *leveldb.DB) state { return state{db.Path(), db.ReadOnly(), db.Closed()} }

// Every kind of handle knows its path, and whether it is read-only or closed.
func TestState(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	path := filepath.Join(dir, "db")
	db := openTestAt(t, "db", nil)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	handles := func(db *leveldb.DB) []*leveldb.DB {
		return []*leveldb.DB{
			db, db.Sub("p"), db.WithContext(canceled), db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true}),
			db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Sub("p"),
		}
	}
	requireState := func(want state, dbs ...*leveldb.DB) {
		t.Helper()
		for _, db := range dbs {
			for _, handle := range handles(db) {
				require.Equal(t, want, stateOf(handle), "%v", handle)
			}
		}
	}
	first, err := db.Snapshot()
	require.NoError(t, err)
	second, err := db.Sub("p").Snapshot()
	require.NoError(t, err)
	requireState(state{path, false, false}, db)
	requireState(state{path, true, false}, first, second)
	require.NoError(t, first.Close())
	requireState(state{path, false, true}, first)
	requireState(state{path, true, false}, second)
	requireState(state{path, false, false}, db)
	require.NoError(t, db.Sub("p").Close(), "does nothing")
	requireState(state{path, false, false}, db)
	require.NoError(t, db.Close())
	requireState(state{path, false, true}, db, first, second)
	require.NoError(t, second.Close())

	db = openTestAt(t, "db", &leveldb.Options{ReadOnly: true})
	requireState(state{path, true, false}, db)
	require.NoError(t, db.Close())
	requireState(state{path, false, true}, db)

	made, _ := watch(t, openTest(t, nil), nil)
	requireState(state{"", false, false}, made)
}

// FirstKey and LastKey are the ends of a range, whatever its direction and limit.
func TestFirstAndLastKey(t *testing.T) {
	whole := openTest(t, nil)
	raw := whole.Raw()
	for _, key := range []string{"", "a", "a1", "a2", "b", "b1", "\xff\x00"} {
		require.NoError(t, raw.Put([]byte(key), []byte("not decodable")))
	}
	db, store := watch(t, whole, nil)
	for _, c := range []struct {
		db          *leveldb.DB
		r           *leveldb.Range
		first, last string
	}{
		{db, nil, "", "\xff\x00"},
		{db, &leveldb.Range{Reverse: true, Limit: 3}, "", "\xff\x00"},
		{db, &leveldb.Range{StartingBy: "a"}, "a", "a2"},
		{db, &leveldb.Range{Prefix: "a"}, "", "2"},
		{db, &leveldb.Range{Start: "a", ExcludeStart: true, Stop: "b", IncludeStop: true, Limit: 1}, "a1", "b"},
		{db.Sub("b"), nil, "", "1"},
		{db.Sub("\xff"), &leveldb.Range{Reverse: true}, "\x00", "\x00"},
	} {
		first, err := c.db.FirstKey(c.r)
		require.NoError(t, err)
		last, err := c.db.LastKey(c.r)
		require.NoError(t, err)
		require.Equal(t, []string{c.first, c.last}, []string{first, last}, "%+q", c.r)
	}
	require.Len(t, store.spans, 14)
	for _, span := range store.spans {
		require.True(t, span.KeysOnly)
		require.Equal(t, 1, span.Limit)
	}
	_, err := db.Sub("x").FirstKey(nil)
	require.EqualError(t, err, `leveldb: first key "x": not found`)
	_, err = db.LastKey(&leveldb.Range{Prefix: "a", Start: "3"})
	require.EqualError(t, err, `leveldb: last key "a": not found`)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	failure := errors.New("failure")
	store.next = failAt(0, failure)
	_, err = db.FirstKey(nil)
	require.ErrorIs(t, err, failure)
	require.NotErrorIs(t, err, leveldb.ErrNotFound)
	require.NoError(t, whole.Close())
	_, err = whole.LastKey(nil)
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.NotErrorIs(t, err, fs.ErrNotExist)
}

// ApproximateSizes returns the sizes in the order of the ranges, or none.
func TestApproximateSizes(t *testing.T) {
	db := openTest(t, &leveldb.Options{Compression: leveldb.NoCompression})
	for _, key := range []string{"a1", "a2", "b1"} {
		require.NoError(t, db.PutRaw(key, make([]byte, 100_000)))
	}
	require.NoError(t, db.Compact(nil))
	ranges := []*leveldb.Range{nil, {Prefix: "b"}, {Prefix: "a"}, {Prefix: "c"}, nil}
	sizes, err := db.ApproximateSizes(ranges...)
	require.NoError(t, err)
	require.Len(t, sizes, len(ranges))
	for i, r := range ranges {
		size, err := db.ApproximateSize(r)
		require.NoError(t, err)
		require.Equal(t, size, sizes[i])
	}
	require.Less(t, sizes[1], sizes[2])
	require.Less(t, sizes[2], sizes[0])
	sizes, err = db.ApproximateSizes()
	require.NoError(t, err)
	require.Empty(t, sizes)
	require.NoError(t, db.Close())
	for _, ranges := range [][]*leveldb.Range{nil, {nil, nil}} {
		sizes, err = db.ApproximateSizes(ranges...)
		require.ErrorIs(t, err, leveldb.ErrClosed)
		require.Nil(t, sizes)
	}
}
