package native

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// operations counts the operations of work on files by kind.
func operations(t *testing.T, work func()) map[disk.Operation]int {
	t.Helper()
	journal := filepath.Join(t.TempDir(), "journal")
	stop, err := disk.Record(journal)
	require.NoError(t, err)
	work()
	require.NoError(t, stop())
	steps, err := powercut.ReadJournal(journal)
	require.NoError(t, err)
	n := map[disk.Operation]int{}
	for _, s := range steps {
		n[s.Operation]++
	}
	return n
}

// Opening waits for the disk as often as LevelDB does: for the names in the directory, for the
// manifest, and for CURRENT. The name CURRENT is synced before the first write, or by Close.
func TestOpenSyncs(t *testing.T) {
	for name, c := range map[string]struct {
		o                  Options
		directories, files int // syncs of Open
		later              int // syncs of the directory
	}{
		"plain":  {Options{}, 1, 2, 1},
		"reused": {Options{ReuseLogs: true}, 1, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			first := openTest(t, nil)
			put(t, first, "k", "v")
			require.NoError(t, first.Compact(ctx, "", ""))
			require.NoError(t, first.Close())
			var db *DB
			n := operations(t, func() { db = openTestAt(t, first.path, &c.o) })
			assert.Equal(t, c.directories, n[disk.SyncDir])
			assert.Equal(t, c.files, n[disk.SyncFile])
			n = operations(t, func() { put(t, db, "k", "w") })
			assert.Equal(t, c.later, n[disk.SyncDir])
			assert.Zero(t, n[disk.SyncFile])
			n = operations(t, func() { put(t, db, "k", "x") })
			assert.Zero(t, n[disk.SyncDir])
			n = operations(t, func() { require.NoError(t, db.Close()) })
			assert.Zero(t, n[disk.SyncDir])

			db = openTestAt(t, first.path, &c.o)
			n = operations(t, func() { require.NoError(t, db.Close()) })
			assert.Equal(t, c.later, n[disk.SyncDir])
		})
	}
}

// The files of the previous opening are removed by the first write, or by Close, or by the next
// Open if the process was killed.
func TestOpenRemovesFiles(t *testing.T) {
	count := func(path string) [2]int {
		return [2]int{len(names(t, path, dbfile.ManifestFile)), len(names(t, path, dbfile.LogFile))}
	}
	db := openTest(t, nil)
	put(t, db, "k", "v")
	require.NoError(t, db.Close())
	require.Equal(t, [2]int{1, 1}, count(db.path))
	for _, write := range []bool{false, true} {
		again := openTestAt(t, db.path, nil)
		require.Equal(t, [2]int{2, 2}, count(db.path))
		killed := filepath.Join(t.TempDir(), "db")
		require.NoError(t, os.CopyFS(killed, os.DirFS(db.path)))
		if write {
			put(t, again, "k", "w")
			require.Equal(t, [2]int{1, 1}, count(db.path))
		}
		require.NoError(t, again.Close())
		require.Equal(t, [2]int{1, 1}, count(db.path))

		after := openTestAt(t, killed, nil)
		require.Equal(t, "v", get(t, after, "k", driver.ReadOptions{}))
		require.NoError(t, after.Close())
		require.Equal(t, [2]int{1, 1}, count(killed))
	}
}

// If the name CURRENT cannot be synced, the first write fails, nothing is removed, and the database
// can be opened again.
func TestNameOfCurrentCannotBeSynced(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "v")
	require.NoError(t, db.Close())
	again := openTestAt(t, db.path, nil)
	disk.Fail(disk.Fault{Operation: disk.SyncDir, Err: syscall.EIO})
	defer disk.Fail(disk.Fault{})
	for range 2 {
		err := again.Put(ctx, "k", []byte("w"), driver.WriteOptions{})
		require.ErrorIs(t, err, driver.ErrIO)
		require.ErrorIs(t, err, syscall.EIO)
	}
	require.True(t, disk.Failed())
	require.NoError(t, again.Close())
	require.Len(t, names(t, db.path, dbfile.ManifestFile), 2)
	last := openTestAt(t, db.path, nil)
	require.Equal(t, "v", get(t, last, "k", driver.ReadOptions{}))
	put(t, last, "k", "x")
	require.NoError(t, last.Close())
	require.Len(t, names(t, db.path, dbfile.ManifestFile), 1)
}

// A reader reads the manifest once, and knows its tables although the file has changed since.
func TestDirectNeedsNoManifest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, &Options{CreateIfMissing: true, Compression: NoCompression})
	for i := range 100 {
		put(t, db, key(i), strings.Repeat("v", 100))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	require.NoError(t, openTestAt(t, path, nil).Close()) // the log is empty
	reader := readOnly(t, path, Options{})
	manifest := filepath.Join(path, names(t, path, dbfile.ManifestFile)[0])
	require.NoError(t, os.Rename(manifest, manifest+".away"))
	require.NotNil(t, reader.direct())
	require.NoError(t, os.Rename(manifest+".away", manifest))
	require.NoError(t, requireSame(t, reader, driver.Span{}))
	require.Nil(t, reader.tables.manifest, "its memory is free")
}
