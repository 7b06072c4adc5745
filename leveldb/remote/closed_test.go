package remote_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// A closed client returns ErrClosed even for calls that need no request.
func TestClientClosedRanges(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	require.NoError(t, s.db.Put("k", 1))
	db, err := remote.Dial(context.Background(), s.URL, "db", nil)
	require.NoError(t, err)
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	empty := &leveldb.Range{Start: "b", Stop: "a"}
	n, err := db.Count(empty)
	require.NoError(t, err)
	require.Zero(t, n)
	size, err := db.ApproximateSize(empty)
	require.NoError(t, err)
	require.Zero(t, size)
	require.NoError(t, db.Compact(empty))
	require.NoError(t, db.Close())
	for _, db := range []*leveldb.DB{db, db.Sub("p"), snapshot} {
		for _, r := range []*leveldb.Range{nil, empty} {
			_, err := db.Count(r)
			require.ErrorIs(t, err, leveldb.ErrClosed)
			_, err = db.ApproximateSize(r)
			require.ErrorIs(t, err, leveldb.ErrClosed)
			_, err = db.Digest(r)
			require.ErrorIs(t, err, leveldb.ErrClosed)
			err = nil
			for _, last := range db.Keys(r) {
				err = last
			}
			require.ErrorIs(t, err, leveldb.ErrClosed)
			if db != snapshot {
				require.ErrorIs(t, db.Compact(r), leveldb.ErrClosed)
			}
		}
		_, err := db.Gather(nil, nil)
		require.ErrorIs(t, err, leveldb.ErrClosed)
		_, err = leveldb.GetAll[int](db, nil)
		require.ErrorIs(t, err, leveldb.ErrClosed)
	}
}

// Using an entry from a server returns ErrMoved after the loop has advanced, as with a local
// database.
func TestClientEntryMoves(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	clientFill(t, s.db, 2000)
	db := clientDial(t, s.URL, "db", nil)
	var before leveldb.Entry
	n := 0
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		if n++; n > 1 {
			_, err := before.Value()
			require.ErrorIs(t, err, leveldb.ErrMoved)
		}
		_, err := e.Value()
		require.NoError(t, err)
		before = e
	}
	require.Equal(t, 2000, n)
	_, err := before.Value()
	require.ErrorIs(t, err, leveldb.ErrMoved)
}
