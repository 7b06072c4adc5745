package shared_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// A follower reads a long value in the table, before and after the database changes hands, and the
// value outlives both.
func TestFollowerReadsTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	first, db := open(t, path, *leveldb.LargeArrays()), open(t, path, *leveldb.LargeArrays())
	next := open(t, path, *leveldb.LargeArrays())
	array := make([]float64, 64<<10)
	for i := range array {
		array[i] = float64(i)
	}
	require.NoError(t, db.Put("k", array))
	require.NoError(t, db.Compact(nil))

	ctx := context.Background()
	pin := func(db *leveldb.DB) driver.Value {
		v, err := db.Driver().Pin(ctx, "k", driver.ReadOptions{})
		require.NoError(t, err)
		return v
	}
	v := pin(first)
	_, locatable := native.Locate(v) // not in a poison build
	v.Release()
	before := pin(db)
	assert.Equal(t, locatable, before.Borrowed())
	require.NoError(t, first.Close())
	_, err := next.Get("k")
	require.NoError(t, err)
	after := pin(db)
	assert.Equal(t, before.Bytes(), after.Bytes())
	require.NoError(t, db.Close())
	require.NoError(t, next.Close())
	assert.Equal(t, before.Bytes(), after.Bytes())
	before.Release()
	after.Release()
}
