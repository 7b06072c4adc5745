package native

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

var reuse = Options{ReuseLogs: true}

// names returns the files of one kind of a database.
func names(t *testing.T, path string, kind dbfile.FileKind) []string {
	t.Helper()
	return dbfile.Recognize(path, dbfile.Options{}).Names(kind)
}

// The log and the manifest are continued, so no table and no manifest is written at opening.
func TestReuseLogs(t *testing.T) {
	db := openTest(t, &Options{ReuseLogs: true})
	put(t, db, key(0), string(valueOf(0)))
	require.NoError(t, db.Close())
	logs, manifests := names(t, db.path, dbfile.LogFile), names(t, db.path, dbfile.ManifestFile)
	require.Len(t, logs, 1)
	require.Len(t, manifests, 1)
	for i := 1; i < 10; i++ {
		again := openTestAt(t, db.path, &reuse)
		checkValues(t, again, i)
		require.NoError(t, again.Put(ctx, key(i), valueOf(i), driver.WriteOptions{Sync: i%2 == 0}))
		require.NoError(t, again.Close())
		require.Equal(t, logs, names(t, db.path, dbfile.LogFile))
		require.Equal(t, manifests, names(t, db.path, dbfile.ManifestFile))
		require.Empty(t, names(t, db.path, dbfile.TableFile))
		reader := readOnly(t, db.path, reuse)
		checkValues(t, reader, i+1)
		require.NoError(t, reader.Close())
	}
	plain := openTestAt(t, db.path, nil)
	checkValues(t, plain, 10)
	require.NoError(t, plain.Close())
	require.NotEqual(t, logs, names(t, db.path, dbfile.LogFile), "without the option there is a new log")
}

// A log that has grown becomes a table, and the next one is reused.
func TestReuseLogsOfMany(t *testing.T) {
	o := Options{ReuseLogs: true, WriteBufferSize: 64 << 10}
	db := openTest(t, &o)
	require.NoError(t, db.Close())
	const rounds, each = 20, 100
	for r := range rounds {
		again := openTestAt(t, db.path, &Options{ReuseLogs: true, WriteBufferSize: 64 << 10})
		for i := r * each; i < (r+1)*each; i++ {
			put(t, again, key(i), string(valueOf(i)))
			put(t, again, fmt.Sprintf("large %d", i), strings.Repeat("x", 500))
		}
		checkValues(t, again, (r+1)*each)
		require.NoError(t, again.Close())
	}
	require.NotEmpty(t, names(t, db.path, dbfile.TableFile))
	checkValues(t, openTestAt(t, db.path, nil), rounds*each)
}

// What is written to a reused log is not lost, whatever a killed process has left at the end of the
// log: LevelDB itself would append after a torn record, where no reader finds the entries.
func TestReuseTornLog(t *testing.T) {
	db := openTest(t, nil)
	for i := range 3 {
		put(t, db, key(i), string(valueOf(i)))
	}
	put(t, db, "long", strings.Repeat("l", 40_000)) // in two blocks of the log
	require.NoError(t, db.Close())
	logs := names(t, db.path, dbfile.LogFile)
	require.Len(t, logs, 1)
	log := filepath.Join(db.path, logs[0])
	intact, err := os.ReadFile(log)
	require.NoError(t, err)
	const block = 32 << 10
	zeros := make([]byte, 100)
	for name, c := range map[string]struct {
		content []byte
		entries int
		reused  bool
	}{
		"intact":              {intact, 3, true},
		"empty":               {nil, 0, true},
		"header cut":          {intact[:len(intact)-30_000], 3, false},
		"last byte cut":       {intact[:len(intact)-1], 3, false},
		"first piece only":    {intact[:block], 3, false},
		"few bytes of header": {intact[:block+3], 3, false},
		"zeros":               {append(intact[:len(intact):len(intact)], zeros...), 3, false},
		"a few zeros":         {append(intact[:len(intact):len(intact)], zeros[:3]...), 3, false},
		"checksum":            {append(intact[:len(intact)-1:len(intact)-1], '!'), 3, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			require.NoError(t, os.CopyFS(path, os.DirFS(db.path)))
			require.NoError(t, os.WriteFile(filepath.Join(path, logs[0]), c.content, 0o600))
			again := openTestAt(t, path, &reuse)
			checkValues(t, again, c.entries)
			for i := c.entries; i < 10; i++ {
				require.NoError(t, again.Put(ctx, key(i), valueOf(i), driver.WriteOptions{Sync: true}))
			}
			require.NoError(t, again.Close())
			assert.Equal(t, c.reused, len(names(t, path, dbfile.LogFile)) == 1 && names(t, path, dbfile.LogFile)[0] == logs[0])
			for _, o := range []Options{{ReadOnly: true, ParanoidChecks: true}, {ReuseLogs: true, ParanoidChecks: true}, {ParanoidChecks: true}} {
				last := openTestAt(t, path, &o)
				checkValues(t, last, 10)
				require.NoError(t, last.Close())
			}
		})
	}
}

// A log of any size is continued correctly.
func TestReuseLogOfAnySize(t *testing.T) {
	const header = 7 + 12 + 1 + 1 + 1 + 3 // of a record, a batch, and an entry with the key "a"
	for _, left := range []int{0, 1, 5, 6, 7, 8, 9, 30} {
		db := openTest(t, &Options{ReuseLogs: true})
		put(t, db, "a", strings.Repeat("v", 32<<10-header-left))
		require.NoError(t, db.Close())
		log := filepath.Join(db.path, names(t, db.path, dbfile.LogFile)[0])
		info, err := os.Stat(log)
		require.NoError(t, err)
		require.EqualValues(t, 32<<10-left, info.Size())
		for i := range 3 {
			again := openTestAt(t, db.path, &reuse)
			put(t, again, key(i), string(valueOf(i)))
			require.NoError(t, again.Close())
		}
		require.FileExists(t, log, "it was reused")
		last := openTestAt(t, db.path, &Options{ReadOnly: true, ParanoidChecks: true})
		checkValues(t, last, 3)
		require.Len(t, get(t, last, "a", driver.ReadOptions{}), 32<<10-header-left)
		require.NoError(t, last.Close())
	}
}

// A manifest whose end is torn is replaced.
func TestReuseTornManifest(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, key(0), string(valueOf(0)))
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	manifests := names(t, db.path, dbfile.ManifestFile)
	f, err := os.OpenFile(filepath.Join(db.path, manifests[0]), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.Write([]byte{1, 2, 3, 4, 200, 0, 1, 5})
	require.NoError(t, err)
	require.NoError(t, f.Close())
	for i := 1; i < 4; i++ {
		again := openTestAt(t, db.path, &reuse)
		checkValues(t, again, i)
		put(t, again, key(i), string(valueOf(i)))
		require.NoError(t, again.Compact(ctx, "", ""))
		require.NoError(t, again.Close())
		require.Len(t, names(t, db.path, dbfile.ManifestFile), 1)
		require.NotEqual(t, manifests, names(t, db.path, dbfile.ManifestFile))
	}
}

// A reused manifest is on the disk before LevelDB removes the files that it does not list. If it
// cannot be synced, it is replaced.
func TestReuseManifestThatCannotBeSynced(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, key(0), string(valueOf(0)))
	require.NoError(t, db.Close())
	before := names(t, db.path, dbfile.ManifestFile)
	disk.Fail(disk.Fault{Operation: disk.SyncFile, Name: "MANIFEST-", Err: syscall.EIO})
	defer disk.Fail(disk.Fault{})
	again := openTestAt(t, db.path, &reuse)
	require.True(t, disk.Failed())
	checkValues(t, again, 1)
	put(t, again, key(1), string(valueOf(1)))
	require.NoError(t, again.Close())
	require.NotEqual(t, before, names(t, db.path, dbfile.ManifestFile))
	checkValues(t, openTestAt(t, db.path, &reuse), 2)
}

// A compaction drops superseded values also in tables that an earlier process compacted under a
// snapshot. A reused manifest lists them as compacted.
func TestReuseLogsAndCompact(t *testing.T) {
	db := openTest(t, &Options{ReuseLogs: true})
	for i := range 10 {
		put(t, db, key(i), strings.Repeat("old", 1000))
	}
	s, err := db.Snapshot(ctx)
	require.NoError(t, err)
	for i := range 10 {
		put(t, db, key(i), "new")
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, s.Close())
	require.NoError(t, db.Close())
	again := openTestAt(t, db.path, &reuse)
	require.NoError(t, again.Compact(ctx, "", ""))
	require.NoError(t, again.Close())
	tables := names(t, db.path, dbfile.TableFile)
	require.Len(t, tables, 1)
	s2, err := dbfile.ScanTable(filepath.Join(db.path, tables[0]), -1, true, nil)
	require.NoError(t, err)
	require.Equal(t, 10, s2.Entries)
}
