package leveldb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Found reports which keys of a Lookup are in the database, also after the loop has moved on.
func TestFound(t *testing.T) {
	whole := openTest(t, nil)
	db := whole.Sub("p/")
	require.NoError(t, db.Put("a", 1))
	require.NoError(t, db.PutRaw("damaged", []byte("?")))
	require.NoError(t, db.PutRaw("empty", nil))
	require.NoError(t, whole.Put("b", 1))
	keys := []string{"a", "b", "damaged", "empty", "a", ""}
	var found []bool
	var entries []leveldb.Entry
	for e, err := range db.Lookup(keys) {
		require.NoError(t, err)
		found = append(found, e.Found())
		entries = append(entries, e)
	}
	require.Equal(t, []bool{true, false, true, true, true, false}, found)
	for i, e := range entries {
		require.Equal(t, found[i], e.Found())
	}
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		require.True(t, e.Found())
	}
	require.False(t, leveldb.Entry{}.Found())
	require.NoError(t, whole.Close())
	for e, err := range db.Lookup(keys) {
		require.ErrorIs(t, err, leveldb.ErrClosed)
		require.False(t, e.Found())
	}
}

// GetMany returns what is there. GetOr returns a fallback for what is not.
func TestGetManyAndGetOr(t *testing.T) {
	db := openTest(t, nil)
	sub := db.Sub("p/")
	require.NoError(t, sub.Put("a", 1))
	require.NoError(t, sub.Put("b", 2))
	require.NoError(t, sub.Put("null", nil))
	require.NoError(t, sub.Put("text", "text"))
	for _, c := range []struct {
		keys []string
		want map[string]int
	}{
		{nil, map[string]int{}},
		{[]string{"none"}, map[string]int{}},
		{[]string{"b", "none", "a", "b", "p/a"}, map[string]int{"a": 1, "b": 2}},
	} {
		got, err := leveldb.GetMany[int](sub, c.keys)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	all, err := leveldb.GetMany[any](sub, []string{"null", "none"})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"null": nil}, all, "a stored None is not a missing key")
	_, err = leveldb.GetMany[int](sub, []string{"a", "text"})
	require.ErrorIs(t, err, codec.ErrMismatch)
	require.ErrorContains(t, err, `"p/text"`)

	n, err := leveldb.GetOr(sub, "a", 7)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	n, err = leveldb.GetOr(sub, "none", 7)
	require.NoError(t, err)
	require.Equal(t, 7, n)
	_, err = leveldb.GetOr(sub, "text", 7)
	require.ErrorIs(t, err, codec.ErrMismatch)
	require.NoError(t, db.Close())
	_, err = leveldb.GetOr(sub, "none", 7)
	require.ErrorIs(t, err, leveldb.ErrClosed)
	_, err = leveldb.GetMany[int](sub, nil)
	require.ErrorIs(t, err, leveldb.ErrClosed)
}
