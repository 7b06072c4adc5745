package leveldb_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
)

// ctx is for calls that are not cancelled.
var ctx = context.Background()

// openTest opens a new database. When the test ends it is closed, and no handle may be left.
func openTest(t testing.TB, o *leveldb.Options) *leveldb.DB {
	t.Helper()
	return openTestAt(t, filepath.Join(t.TempDir(), "db"), o)
}

// openTestAt is the same for a given path.
func openTestAt(t testing.TB, path string, o *leveldb.Options) *leveldb.DB {
	t.Helper()
	before := native.LiveHandles()
	db, err := leveldb.Open(path, o)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, db.Close())
		assert.Equal(t, before, native.LiveHandles(), "handles that the test left open")
	})
	return db
}
