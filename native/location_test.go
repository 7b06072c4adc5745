package native

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Locate returns the place of a value in a mapped table, and of no other value. The file has the
// bytes of the value at that place.
func TestLocate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := Open(path, &Options{CreateIfMissing: true, Compression: NoCompression})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	long := make([]byte, 100<<10)
	for i := range long {
		long[i] = byte(i * 7)
	}
	put(t, db, "long", string(long))
	put(t, db, "short", "short value")

	locate := func(db *DB, key string) (driver.Location, bool) {
		v, err := db.Pin(ctx, key, driver.ReadOptions{})
		require.NoError(t, err)
		defer v.Release()
		return Locate(v)
	}
	_, ok := locate(db, "long")
	assert.False(t, ok, "in the memory for recent writes")
	for _, v := range []driver.Value{driver.ValueOf(long), driver.OwnedValue(long), {}} {
		_, ok = Locate(v)
		assert.False(t, ok, "in Go memory")
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	check := func(db *DB) {
		for key, want := range map[string]string{"long": string(long), "short": "short value"} {
			at, ok := locate(db, key)
			if poisoned {
				assert.False(t, ok, "the value is a copy")
				continue
			}
			require.True(t, ok, key)
			file, err := os.ReadFile(filepath.Join(path, at.Table))
			require.NoError(t, err)
			assert.Equal(t, want, string(file[at.Offset:at.Offset+at.Size]), key)
		}
	}
	check(db)
	require.NoError(t, db.Close())
	reader, err := Open(path, &Options{ReadOnly: true})
	require.NoError(t, err)
	check(reader)
	require.NoError(t, reader.Close())
}

// Tables beyond the limit of mappings have no location.
func TestLocateWithoutMapping(t *testing.T) {
	defer limitMappings(limitMappings(0))
	db := openTest(t, nil)
	put(t, db, "k", string(make([]byte, 100<<10)))
	require.NoError(t, db.Compact(ctx, "", ""))
	v, err := db.Pin(ctx, "k", driver.ReadOptions{})
	require.NoError(t, err)
	defer v.Release()
	_, ok := Locate(v)
	assert.False(t, ok)
}
