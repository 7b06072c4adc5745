package native

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func TestProperty(t *testing.T) {
	db := openTest(t, nil)
	stats, err := db.Property(ctx, "leveldb.stats")
	require.NoError(t, err)
	assert.Contains(t, stats, "Compactions")
	_, err = db.Property(ctx, "leveldb.none")
	require.ErrorIs(t, err, driver.ErrNotFound)
	_, err = db.Property(ctx, "")
	require.ErrorIs(t, err, driver.ErrNotFound)
}

func TestApproximateSizeAndCompact(t *testing.T) {
	db := openTest(t, &Options{Compression: NoCompression})
	size, err := db.ApproximateSize(ctx, "", "")
	require.NoError(t, err)
	require.Zero(t, size)
	for i := range 1000 {
		put(t, db, key(i), strings.Repeat("v", 1000))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	all, err := db.ApproximateSize(ctx, "", "")
	require.NoError(t, err)
	assert.InDelta(t, 1e6, float64(all), 1e5)
	half, err := db.ApproximateSize(ctx, key(500), "")
	require.NoError(t, err)
	assert.InDelta(t, 5e5, float64(half), 1e5)
	part, err := db.ApproximateSize(ctx, key(100), key(200))
	require.NoError(t, err)
	assert.InDelta(t, 1e5, float64(part), 5e4)

	for i := range 1000 {
		require.NoError(t, db.Delete(ctx, key(i), driver.WriteOptions{}))
	}
	require.NoError(t, db.Compact(ctx, key(0), key(1000)))
	all, err = db.ApproximateSize(ctx, "", "")
	require.NoError(t, err)
	assert.Zero(t, all)
}

func TestRepair(t *testing.T) {
	db := openTest(t, nil)
	for i := range 1000 {
		put(t, db, key(i), strings.Repeat("v", 100))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	require.NoError(t, os.Remove(filepath.Join(db.path, "CURRENT")))
	require.NoError(t, Repair(db.path, nil))
	again := openTestAt(t, db.path, nil)
	count, err := again.Count(ctx, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
	require.NoError(t, err)
	require.EqualValues(t, 1000, count)
}

func TestDestroy(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "v")
	require.NoError(t, db.Close())
	require.NoError(t, Destroy(db.path))
	require.NoDirExists(t, db.path)
}

// Neither repair nor destroy creates or changes anything that is not a database.
func TestOfflineWithoutDatabase(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	other := t.TempDir()
	precious := filepath.Join(other, "precious.txt")
	require.NoError(t, os.WriteFile(precious, []byte("x"), 0o600))
	for _, path := range []string{missing, other} {
		require.ErrorIs(t, Repair(path, nil), fs.ErrNotExist)
		require.ErrorIs(t, Destroy(path), fs.ErrNotExist)
	}
	require.NoDirExists(t, missing)
	entries, err := os.ReadDir(other)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.ErrorIs(t, Repair(other, &Options{BlockSize: -1}), driver.ErrInvalidArgument)
}
