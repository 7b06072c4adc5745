package native

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// ctx is for calls that are not cancelled.
var ctx = context.Background()

// openTest opens a new database. When the test ends, it closes the database and requires that no
// handle is left open.
func openTest(t testing.TB, options *Options) *DB {
	t.Helper()
	if options == nil {
		options = &Options{}
	}
	options.CreateIfMissing = true
	return openTestAt(t, filepath.Join(t.TempDir(), "db"), options)
}

func openTestAt(t testing.TB, path string, options *Options) *DB {
	t.Helper()
	before := LiveHandles()
	db, err := Open(path, options)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, db.Close())
		assert.LessOrEqual(t, LiveHandles(), before, "handles that the test left open")
	})
	return db
}

// get reads a value into Go memory.
func get(t testing.TB, db driver.Store, key string, options driver.ReadOptions) string {
	t.Helper()
	v, err := db.Get(ctx, key, make([]byte, 16), options)
	require.NoError(t, err)
	defer v.Release()
	return string(v.Bytes())
}

func put(t testing.TB, db *DB, key, value string) {
	t.Helper()
	require.NoError(t, db.Put(ctx, key, []byte(value), driver.WriteOptions{}))
}

func TestOpenMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none")
	_, err := Open(path, nil)
	require.ErrorIs(t, err, driver.ErrNotFound)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NoDirExists(t, path, "looking for a database must not make one")

	empty := t.TempDir()
	_, err = Open(empty, nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	entries, err := os.ReadDir(empty)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestOpenMissingParent(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "a", "b"), &Options{CreateIfMissing: true})
	require.ErrorIs(t, err, driver.ErrIO)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestOpenErrorIfExists(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Close())
	_, err := Open(db.path, &Options{ErrorIfExists: true})
	require.ErrorIs(t, err, fs.ErrExist)
}

func TestOpenNoDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("text"), 0o600))
	for path, class := range map[string]error{"": driver.ErrInvalidArgument, "a\x00b": driver.ErrInvalidArgument, file: driver.ErrIO} {
		_, err := Open(path, &Options{CreateIfMissing: true})
		require.ErrorIs(t, err, class, "%q", path)
	}
}

func TestOpenOptionsOutOfRange(t *testing.T) {
	for _, o := range []Options{
		{WriteBufferSize: -1}, {MaxOpenFiles: -1}, {BlockCacheSize: -1}, {BlockSize: -1}, {BlockRestartInterval: -1},
		{MaxFileSize: -1}, {BloomFilterBits: -1}, {MaxOpenFiles: 1 << 31}, {Compression: 2}, {Compression: -1},
	} {
		o.CreateIfMissing = true
		path := filepath.Join(t.TempDir(), "db")
		_, err := Open(path, &o)
		require.ErrorIs(t, err, driver.ErrInvalidArgument, "%+v", o)
		require.NoDirExists(t, path)
	}
}

// Every option reaches LevelDB: the entries are readable, and the visible effects are as requested.
func TestOpenOptions(t *testing.T) {
	value := strings.Repeat("compressible ", 1000)
	for name, o := range map[string]*Options{
		"default":      {},
		"buffer":       {WriteBufferSize: 64 << 10},
		"files":        {MaxOpenFiles: 100},
		"cache":        {BlockCacheSize: 1 << 20},
		"block":        {BlockSize: 64 << 10},
		"restart":      {BlockRestartInterval: 1},
		"uncompressed": {Compression: NoCompression},
		"bloom":        {BloomFilterBits: 10},
		"large files":  {MaxFileSize: 64 << 20, Compression: NoCompression},
		"small files":  {MaxFileSize: 1 << 20, Compression: NoCompression},
		"paranoid":     {ParanoidChecks: true},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t, o)
			const entries = 400
			for range 2 { // overlapping tables are merged, others only moved
				for i := range entries {
					put(t, db, key(i), value)
				}
			}
			require.NoError(t, db.Compact(ctx, "", ""))
			for i := range entries {
				require.Equal(t, value, get(t, db, key(i), driver.ReadOptions{VerifyChecksums: true}))
			}
			tables, err := filepath.Glob(filepath.Join(db.path, "*.ldb"))
			require.NoError(t, err)
			total := int64(0)
			for _, table := range tables {
				info, err := os.Stat(table)
				require.NoError(t, err)
				total += info.Size()
			}
			if o.Compression == NoCompression {
				assert.Greater(t, total, int64(entries*len(value)))
			} else {
				assert.Less(t, total, int64(entries*len(value)/2))
			}
			switch name {
			case "large files":
				assert.Len(t, tables, 1)
			case "small files":
				assert.Greater(t, len(tables), 3)
			}
		})
	}
}

func TestOpenSeesWhatWasWritten(t *testing.T) {
	first := openTest(t, nil)
	put(t, first, "log", "read back from the log")
	require.NoError(t, first.Close())
	second := openTestAt(t, first.path, nil)
	require.Equal(t, "read back from the log", get(t, second, "log", driver.ReadOptions{}))
	require.NoError(t, second.Compact(ctx, "", ""))
	require.NoError(t, second.Close())
	third := openTestAt(t, first.path, nil)
	require.Equal(t, "read back from the log", get(t, third, "log", driver.ReadOptions{}))
}
