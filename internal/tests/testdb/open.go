package testdb

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
)

// Open opens a new database in a directory of the test. It is closed when the test ends. The test
// fails if more handles are then open than before; there may be fewer, if handles of earlier tests
// have been closed.
func Open(t testing.TB, o *leveldb.Options) *leveldb.DB {
	t.Helper()
	return OpenAt(t, filepath.Join(t.TempDir(), "db"), o)
}

// OpenAt is like Open, but opens the database at path.
func OpenAt(t testing.TB, path string, o *leveldb.Options) *leveldb.DB {
	t.Helper()
	before := native.LiveHandles()
	db, err := leveldb.Open(path, o)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, db.Close())
		assert.LessOrEqual(t, native.LiveHandles(), before, "handles left open by the test")
	})
	return db
}

// TryOpen opens a database and closes it.
func TryOpen(path string, o *leveldb.Options) error {
	db, err := leveldb.Open(path, o)
	if err != nil {
		return err
	}
	return db.Close()
}

// Files returns LevelDB's own files in the directory path.
func Files(path string) (files []fs.FileInfo, err error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if kind, _ := dbfile.ParseName(e.Name()); kind == dbfile.OtherFile {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		files = append(files, info)
	}
	return files, nil
}

// Stored returns the path of a new, closed database with the stored values in a table.
func Stored(t testing.TB, stored map[string]string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	for key, value := range stored {
		require.NoError(t, db.PutRaw(key, []byte(value)))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	return path
}
