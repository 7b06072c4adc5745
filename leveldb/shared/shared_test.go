package shared_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
	_ "github.com/openleveldb/openleveldb/leveldb/shared"
)

// open opens a shared database, and closes it when the test ends.
func open(t testing.TB, path string, o leveldb.Options) *leveldb.DB {
	t.Helper()
	o.Shared = true
	db, err := leveldb.Open(path, &o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// The first to open a database serves it. The others follow, also within one process. When the
// first closes, another takes over.
func TestFollowAndTakeOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	first := open(t, path, leveldb.Options{})
	second, third := open(t, path, leveldb.Options{}), open(t, path, leveldb.Options{})
	for i, db := range []*leveldb.DB{first, second, third} {
		require.NoError(t, db.Put(string(rune('a'+i)), i))
	}
	for _, db := range []*leveldb.DB{first, second, third} {
		n, err := db.Count(nil)
		require.NoError(t, err)
		assert.Equal(t, 3, n)
	}
	require.NoError(t, first.Close())
	_, err := first.Get("a")
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.NoError(t, second.Put("d", 3))
	got, err := third.Get("d")
	require.NoError(t, err)
	assert.EqualValues(t, 3, got)
	require.NoError(t, second.Close())
	require.NoError(t, third.Put("e", 4))
	require.NoError(t, third.Close())
	_, err = os.Lstat(filepath.Join(path, "openleveldb.sock"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// The suite passes through a process that follows.
func TestConformance(t *testing.T) {
	drivertest.Run(t, func(t testing.TB) *leveldb.DB {
		path := filepath.Join(t.TempDir(), "db")
		open(t, path, leveldb.Options{})
		return open(t, path, leveldb.Options{})
	})
}
