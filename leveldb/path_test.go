package leveldb_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// smallTables makes LevelDB rotate logs and write tables after a few kilobytes.
var smallTables = &leveldb.Options{WriteBufferSize: 64 << 10, MaxFileSize: 64 << 10, Compression: leveldb.NoCompression}

// writeMany writes entries that fill several logs and tables.
func writeMany(t *testing.T, db *leveldb.DB, value string) {
	t.Helper()
	for i := range 400 {
		require.NoError(t, db.Put(fmt.Sprintf("%04d", i), strings.Repeat(value, 1000)))
	}
}

// requireMany reads what writeMany wrote.
func requireMany(t *testing.T, db *leveldb.DB, value string) {
	t.Helper()
	n := 0
	for e, err := range db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true}).Entries(nil) {
		require.NoError(t, err)
		stored, err := leveldb.ValueAs[string](e)
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%04d", n), e.Key())
		require.Equal(t, strings.Repeat(value, 1000), stored)
		n++
	}
	require.Equal(t, 400, n)
}

// content returns a hash of each file in a directory.
func content(t *testing.T, directory string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, fs.WalkDir(os.DirFS(directory), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(directory, path))
		files[path] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	}))
	return files
}

// twins returns two directories, each with a database "db" of the same keys. The working directory
// is the first.
func twins(t *testing.T) (first, second string) {
	t.Helper()
	first, second = t.TempDir(), t.TempDir()
	for directory, value := range map[string]string{first: "1", second: "2"} {
		db, err := leveldb.Open(filepath.Join(directory, "db"), smallTables)
		require.NoError(t, err)
		writeMany(t, db, value)
		require.NoError(t, db.Close())
	}
	t.Chdir(first)
	return first, second
}

// An open database keeps using the directory in which it was opened. Another one with the same
// relative name is not touched.
func TestWorkingDirectoryChanges(t *testing.T) {
	first, second := twins(t)
	before := content(t, second)
	db := openTestAt(t, "db", smallTables)
	t.Chdir(second)
	writeMany(t, db, "3")
	require.NoError(t, db.Compact(nil))
	writeMany(t, db, "4")
	requireMany(t, db, "4")
	require.NoError(t, db.Close())
	assert.Equal(t, before, content(t, second), "a database that was not opened")

	requireMany(t, openTestAt(t, filepath.Join(first, "db"), smallTables), "4")
	requireMany(t, openTestAt(t, "db", smallTables), "2")
}

// Readers open tables on demand.
func TestWorkingDirectoryChangesUnderReaders(t *testing.T) {
	_, second := twins(t)
	for _, noLock := range []bool{false, true} {
		db := openTestAt(t, "db", &leveldb.Options{ReadOnly: true, NoLock: noLock})
		view := openTestAt(t, filepath.Join(".", "db"), &leveldb.Options{ReadOnly: true, NoLock: noLock})
		before, err := os.Getwd()
		require.NoError(t, err)
		t.Chdir(second)
		requireMany(t, db, "1")
		requireMany(t, view, "1")
		t.Chdir(before)
	}
}

func TestWorkingDirectoryChangesUnderBackup(t *testing.T) {
	first, second := twins(t)
	src := openTestAt(t, "db", smallTables)
	before := content(t, second)
	copied, err := leveldb.Backup(context.Background(), "copy", src, &leveldb.BackupOptions{
		Open: smallTables, Progress: func(bool, int, int64) { t.Chdir(second) },
	})
	require.NoError(t, err)
	assert.True(t, copied.Verified)
	assert.Equal(t, before, content(t, second))
	requireMany(t, openTestAt(t, filepath.Join(first, "copy"), nil), "1")
}

// Functions that work on closed databases accept relative paths. They resolve them in the working
// directory at the time of the call.
func TestRelativePaths(t *testing.T) {
	first, second := twins(t)
	before := content(t, second)
	require.NoError(t, os.Remove("db/CURRENT"))
	require.NoError(t, leveldb.Repair("db", smallTables))
	requireMany(t, openTestAt(t, "../"+filepath.Base(first)+"/db", &leveldb.Options{ReadOnly: true}), "1")
	files, err := testdb.Files("./db")
	require.NoError(t, err)
	assert.NotEmpty(t, files)
	assert.Equal(t, before, content(t, second))

	t.Chdir(second)
	require.NoError(t, leveldb.Destroy("db"))
	assert.NoDirExists(t, filepath.Join(second, "db"))
	assert.DirExists(t, filepath.Join(first, "db"))
}

// The system resolves "..", after it has followed the preceding link.
func TestPathsThroughLinks(t *testing.T) {
	first, second := twins(t)
	require.NoError(t, os.Mkdir(filepath.Join(second, "inner"), 0o755))
	require.NoError(t, os.Symlink(filepath.Join(second, "inner"), filepath.Join(first, "link")))
	requireMany(t, openTestAt(t, "link/../db", smallTables), "2")
}

// calledWithPaths holds every function that takes the path of a database.
var calledWithPaths = map[string]func(path string) error{
	"open": func(path string) error {
		db, err := leveldb.Open(path, nil)
		if err == nil {
			err = db.Close()
		}
		return err
	},
	"read-only": func(path string) error {
		db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
		if err == nil {
			err = db.Close()
		}
		return err
	},
	"repair":  func(path string) error { return leveldb.Repair(path, nil) },
	"destroy": leveldb.Destroy,
}

func TestPathsThatAreNone(t *testing.T) {
	t.Chdir(t.TempDir())
	db := openTest(t, nil)
	for name, call := range calledWithPaths {
		for _, path := range []string{"", "a\x00b"} {
			require.ErrorIs(t, call(path), leveldb.ErrInvalidArgument, "%s %q", name, path)
		}
	}
	for _, path := range []string{"", "a\x00b"} {
		_, err := leveldb.Backup(t.Context(), path, db, nil)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "%q", path)
		require.NotErrorIs(t, err, fs.ErrExist)
	}
	left, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWorkingDirectoryRemoved(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "gone")
	require.NoError(t, os.Mkdir(directory, 0o755))
	t.Chdir(directory)
	require.NoError(t, os.Remove(directory))
	for name, call := range calledWithPaths {
		err := call("db")
		require.ErrorIs(t, err, leveldb.ErrIO, name)
		require.ErrorContains(t, err, "the working directory is unknown; use an absolute path", name)
	}
	db := openTest(t, nil)
	require.NoError(t, db.Put("k", 1), "an absolute path needs no working directory")
}

// Writes fail when LevelDB needs a new file. Everything that was acknowledged is in the renamed
// directory.
func TestDirectoryRenamedWhileOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, smallTables)
	require.NoError(t, err)
	renamed := path + ".renamed"
	require.NoError(t, os.Rename(path, renamed))
	written := 0
	for ; err == nil; written++ {
		err = db.Put(fmt.Sprintf("%04d", written), strings.Repeat("v", 1000))
	}
	written-- // the last write failed
	require.ErrorIs(t, err, leveldb.ErrIO)
	require.ErrorIs(t, db.Put("k", 1), leveldb.ErrIO)
	require.NoError(t, db.Close())
	assert.NoDirExists(t, path)
	again := openTestAt(t, renamed, smallTables)
	for i := range written {
		found, err := again.Has(fmt.Sprintf("%04d", i))
		require.NoError(t, err)
		require.True(t, found, "entry %d of %d", i, written)
	}
}
