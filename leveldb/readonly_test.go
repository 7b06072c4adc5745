package leveldb_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

// With all options, every read returns what it returned through the writing handle, and every write
// is refused.
func TestReadOnlyConformance(t *testing.T) {
	for name, o := range map[string]leveldb.Options{
		"default": {},
		"tuned": {
			Compression: leveldb.NoCompression, BloomFilterBits: 10, WriteBufferSize: 64 << 10, BlockSize: 1 << 10,
			ParanoidChecks: true, Read: leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true},
		},
		"no lock": {NoLock: true},
	} {
		if testing.Short() && name != "tuned" {
			continue // the options make no difference to memory
		}
		t.Run(name, func(t *testing.T) {
			drivertest.RunReadOnly(t, func(t testing.TB, fill func(*leveldb.DB)) *leveldb.DB {
				path := filepath.Join(t.TempDir(), "db")
				writable := o
				writable.NoLock = false
				db, err := leveldb.Open(path, &writable)
				require.NoError(t, err)
				fill(db)
				require.NoError(t, db.Close())
				reading := o
				reading.ReadOnly = true
				return openTestAt(t, path, &reading)
			})
		})
	}
}

// Readers share a database in one process and exclude a writer. Errors contain the path and the
// reason.
func TestReadOnlyShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, nil)
	require.NoError(t, db.Put("k", 1))
	_, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.ErrorIs(t, err, leveldb.ErrLocked)
	require.NoError(t, db.Close())

	first, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	second, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	for range 2 {
		_, err = leveldb.Open(path, nil)
		require.ErrorIs(t, err, leveldb.ErrLocked)
		require.ErrorContains(t, err, `leveldb: open "`+path+`": locked: this process has the database open for reading`)
		require.ErrorIs(t, leveldb.Repair(path, nil), leveldb.ErrLocked)
		require.ErrorIs(t, leveldb.Destroy(path), leveldb.ErrLocked)
		n, err := leveldb.Get[int](second, "k")
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.NoError(t, first.Close())
	}
	require.NoError(t, second.Close())
	require.NoError(t, openAndClose(path, nil))

	_, err = leveldb.Open(path, &leveldb.Options{NoLock: true})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	require.ErrorIs(t, leveldb.Repair(path, &leveldb.Options{ReadOnly: true}), leveldb.ErrReadOnly)
}

// Reading changes no files. If there is no database, none is created.
func TestReadOnlyLeavesNoTrace(t *testing.T) {
	empty := t.TempDir()
	for _, o := range []*leveldb.Options{{ReadOnly: true}, {ReadOnly: true, NoLock: true}, {ReadOnly: true, ErrorIfMissing: true}} {
		_, err := leveldb.Open(empty, o)
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
	entries, err := os.ReadDir(empty)
	require.NoError(t, err)
	require.Empty(t, entries)

	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, nil)
	require.NoError(t, db.Put("k", strings.Repeat("v", 1<<20)))
	require.NoError(t, db.Close())
	state := func() (all []string) {
		for _, pattern := range []string{".", "*"} {
			names, err := filepath.Glob(filepath.Join(path, pattern))
			require.NoError(t, err)
			for _, name := range names {
				info, err := os.Stat(name)
				require.NoError(t, err)
				all = append(all, fs.FormatFileInfo(info), info.ModTime().String())
			}
		}
		return all
	}
	before := state()
	for range 3 {
		db := openTestAt(t, path, &leveldb.Options{ReadOnly: true})
		value, err := leveldb.Get[string](db, "k")
		require.NoError(t, err)
		require.Len(t, value, 1<<20)
		require.NoError(t, db.Close())
	}
	require.Equal(t, before, state())
}
