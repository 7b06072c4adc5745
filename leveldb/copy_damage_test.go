package leveldb_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Copying damaged data returns an error. So does a copy that differs from the source.
func TestCopyFindsDamage(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "from")
	db := openTestAt(t, from, &leveldb.Options{Compression: leveldb.NoCompression})
	for i := range 1000 {
		require.NoError(t, db.Put(fmt.Sprint(i), strings.Repeat("v", 1000)))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	flipInTable(t, from)
	src := openTestAt(t, from, &leveldb.Options{ReadOnly: true})
	_, err := leveldb.Copy(t.Context(), openTest(t, nil), src, nil)
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	path := filepath.Join(dir, "backup")
	_, err = leveldb.Backup(t.Context(), path, src, nil)
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.NoDirExists(t, path)

	// The copy is modified while it is made.
	whole, dst := openTest(t, nil), openTest(t, nil)
	require.NoError(t, whole.Put("k", 1))
	copied, err := leveldb.Copy(t.Context(), dst, whole, &leveldb.CopyOptions{Progress: func(verifying bool, _ int, _ int64) {
		require.NoError(t, dst.Put("other", 1))
	}})
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.ErrorContains(t, err, "2 entries")
	require.False(t, copied.Verified)

	// The verification detects different entries of the same number and size.
	dst = openTest(t, nil)
	copied, err = leveldb.Copy(t.Context(), dst, whole, &leveldb.CopyOptions{Progress: func(verifying bool, _ int, _ int64) {
		require.NoError(t, dst.Put("k", 2))
	}})
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
	require.False(t, copied.Verified)
}

// flipInTable changes a byte in the middle of the largest table.
func flipInTable(t *testing.T, path string) {
	t.Helper()
	files, err := testdb.Files(path)
	require.NoError(t, err)
	largest := slices.MaxFunc(files, func(a, b fs.FileInfo) int { return int(a.Size() - b.Size()) })
	require.Equal(t, ".ldb", filepath.Ext(largest.Name()))
	file := filepath.Join(path, largest.Name())
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	content[len(content)/2] ^= 1
	require.NoError(t, os.WriteFile(file, content, 0o600))
}

// A failed compaction returns an error and loses no data.
func TestCompactFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	o := &leveldb.Options{Compression: leveldb.NoCompression}
	db := openTestAt(t, path, o)
	for range 2 {
		for i := range 1000 {
			require.NoError(t, db.Put(fmt.Sprint(i), strings.Repeat("v", 1000)))
		}
		require.NoError(t, db.Close())
		db = openTestAt(t, path, o)
	}
	require.NoError(t, db.Close())
	flipInTable(t, path)
	db = openTestAt(t, path, o)
	require.ErrorIs(t, db.Compact(nil), leveldb.ErrCorrupt)
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 1000, n)
}
