package leveldb_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	from, path := filepath.Join(dir, "from"), filepath.Join(dir, "backup")
	want := randomEntries(rand.New(rand.NewPCG(3, 0)), 100)
	putAll(t, from, want)
	src := openTestAt(t, from, &leveldb.Options{ReadOnly: true})

	// An unfinished backup of another database is completed.
	partial := path + dbfile.PartialSuffix
	putAll(t, partial, map[string]string{"from": "elsewhere", "ab": "old"})
	require.NoError(t, os.Mkdir(path, 0o755), "an empty directory is replaced")
	copied, err := leveldb.Backup(t.Context(), path, src, &leveldb.BackupOptions{Open: leveldb.LargeArrays()})
	require.NoError(t, err)
	require.Equal(t, leveldb.CopyStats{
		Entries: len(want), Bytes: digestOf(want).Bytes, Written: len(want), Deleted: 2, Result: digestOf(want), Verified: true,
	}, copied)
	require.NoDirExists(t, partial)
	backup := openTestAt(t, path, nil)
	require.Equal(t, want, contents(t, backup))
	require.NoError(t, backup.Close())

	// Existing files and directories are not replaced.
	for name, make := range map[string]func(path string) error{
		"database":      func(path string) error { return os.Rename(filepath.Join(dir, "backup"), path) },
		"file":          func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"directory":     func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o755) },
		"link":          func(path string) error { return os.Symlink("nowhere", path) },
		"other.partial": func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o755) },
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, make(path))
		_, err := leveldb.Backup(t.Context(), strings.TrimSuffix(path, dbfile.PartialSuffix), src, nil)
		require.ErrorIs(t, err, fs.ErrExist, name)
	}
	_, err = leveldb.Backup(t.Context(), filepath.Join(dir, "none", "backup"), src, nil)
	require.ErrorIs(t, err, fs.ErrNotExist)

	// Of two concurrent backups, the second is refused and the first completes.
	busy := filepath.Join(dir, "busy")
	_, err = leveldb.Backup(t.Context(), busy, src, &leveldb.BackupOptions{Progress: func(verifying bool, _ int, _ int64) {
		_, err := leveldb.Backup(t.Context(), busy, src, nil)
		require.ErrorIs(t, err, leveldb.ErrLocked)
	}})
	require.NoError(t, err)

	// A backup that cannot begin leaves nothing.
	closed, err := leveldb.Open(partial, nil)
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	require.NoError(t, leveldb.Destroy(partial))
	_, err = leveldb.Backup(t.Context(), path, closed, nil)
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.NoDirExists(t, path)
	require.NoDirExists(t, partial)
}

// A canceled backup does not appear under its name. The entries that were copied remain in the
// partial directory.
func TestBackupCanceled(t *testing.T) {
	src := openTest(t, nil)
	for i := range 3000 {
		require.NoError(t, src.PutRaw(fmt.Sprintf("%05d", i), []byte(strings.Repeat("v", 10_000))))
	}
	for name, src := range map[string]*leveldb.DB{"local": src, "remote": testdb.Dial(t, testdb.Serve(t, src, nil), nil)} {
		path := filepath.Join(t.TempDir(), "backup")
		ctx, o := canceling(t)
		copied, err := leveldb.Backup(ctx, path, src, &leveldb.BackupOptions{Progress: o.Progress})
		require.ErrorIs(t, err, context.Canceled, name)
		require.NoDirExists(t, path)
		db, err := leveldb.Open(path+dbfile.PartialSuffix, &leveldb.Options{ReadOnly: true})
		require.NoError(t, err)
		part, err := db.Count(nil)
		require.NoError(t, err)
		require.NoError(t, db.Close())
		require.Positive(t, part)
		require.Equal(t, copied.Written, part, name)
	}
}

// A symbolic link is not treated as an unfinished backup, whatever its name. Its target is not
// changed.
func TestBackupLeavesLinksAlone(t *testing.T) {
	dir := t.TempDir()
	src := openTest(t, nil)
	require.NoError(t, src.Put("k", 1))
	for _, name := range []string{"000003.log", "CURRENT", "LOCK", "LOG"} {
		path := filepath.Join(dir, "to"+name)
		partial, target := path+dbfile.PartialSuffix, filepath.Join(dir, "target")
		require.NoError(t, os.WriteFile(target, []byte("precious"), 0o600))
		require.NoError(t, os.Mkdir(partial, 0o755))
		require.NoError(t, os.Symlink(target, filepath.Join(partial, name)))
		_, err := leveldb.Backup(t.Context(), path, src, nil)
		require.ErrorIs(t, err, fs.ErrExist, name)
		require.ErrorContains(t, err, name)
		content, err := os.ReadFile(target)
		require.NoError(t, err)
		require.Equal(t, "precious", string(content))
		require.NoDirExists(t, path)
	}
}
