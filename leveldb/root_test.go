package leveldb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Root returns the database, or the snapshot, that a sub-database at any depth is part of.
func TestRoot(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("ab1", 1))
	sub := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Sub("a").Sub("b")
	root := sub.Root()
	require.Empty(t, root.Prefix())
	require.Equal(t, "ab", sub.Prefix())
	value, err := root.Get("ab1")
	require.NoError(t, err)
	require.Equal(t, int64(1), value)

	snapshot, err := sub.Snapshot()
	require.NoError(t, err)
	defer snapshot.Close()
	require.NoError(t, db.Put("ab1", 2))
	value, err = snapshot.Root().Get("ab1")
	require.NoError(t, err)
	require.Equal(t, int64(1), value)
	require.NoError(t, snapshot.Root().Close()) // does nothing
	_, err = snapshot.Get("1")
	require.NoError(t, err)
}
