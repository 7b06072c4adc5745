package server

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb"
)

func TestDirectoryFollowsNoLinks(t *testing.T) {
	root, outside := safetyRoot(t), safetyRoot(t)
	safetyMake(t, filepath.Join(outside, "db"))
	safetyMake(t, filepath.Join(root, "dir", "db"))
	link := func(target, name string) { require.NoError(t, os.Symlink(target, filepath.Join(root, name))) }
	link(filepath.Join(outside, "db"), "absolute")
	link("../"+filepath.Base(filepath.Dir(outside))+"/"+filepath.Base(outside)+"/db", "relative")
	link(outside, "way")
	link("dir/db", "inside")
	link("dir", "alias")
	link("nowhere", "dangling")
	link("loop", "loop")
	d := safetyDirectory(t, root, nil)
	before := safetyTree(t, outside)
	for _, create := range []bool{false, true} {
		for _, name := range []string{"absolute", "relative", "way/db", "way/new", "inside", "alias/db", "alias/new", "dangling", "dangling/a", "loop"} {
			safetyRefused(t, d, name, create, fs.ErrPermission, "is a symbolic link")
			safetyRefused(t, d, filepath.Join(root, name), create, fs.ErrPermission, "is a symbolic link")
		}
	}
	// Files of a database are replaced by links, or by files that would block LevelDB.
	for i, replace := range []func(path string) error{
		func(path string) error { return os.Symlink(filepath.Join(outside, "db", "CURRENT"), path) },
		func(path string) error { return os.Symlink(filepath.Join(outside, "made"), path) },
		func(path string) error { return unix.Mkfifo(path, 0o600) },
	} {
		for _, file := range []string{"CURRENT", "LOG", "LOCK", "000123.ldb"} {
			name := fmt.Sprintf("files%d%s", i, file)
			safetyMake(t, filepath.Join(root, name))
			path := filepath.Join(root, name, file)
			require.NoError(t, os.RemoveAll(path))
			require.NoError(t, replace(path))
			safetyRefused(t, d, name, true, fs.ErrPermission, file+" in the directory is neither a file nor a directory")
		}
	}
	assert.Equal(t, before, safetyTree(t, outside))
	safetyUse(t, d, "dir/db", false, nil)
}

// safetyTree returns the content of every file below a directory, by path.
func safetyTree(t *testing.T, root string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	require.NoError(t, filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			tree[path] = "directory"
			return err
		}
		content, err := os.ReadFile(path)
		tree[path] = string(content)
		return err
	}))
	return tree
}

// While databases are being opened, their directories and parent directories are repeatedly
// replaced by links to the outside and restored.
func TestDirectoryLinkSwappedWhileOpening(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux swaps two names at once, and only there a directory is opened by itself")
	}
	root, outside := safetyRoot(t), safetyRoot(t)
	safetyMake(t, filepath.Join(outside, "db"))
	safetyMake(t, filepath.Join(root, "dir", "db"))
	safetyMake(t, filepath.Join(root, "db"))
	safetyMake(t, filepath.Join(root, "other"))
	require.NoError(t, os.Symlink(outside, filepath.Join(root, "dirlink")))
	require.NoError(t, os.Symlink(filepath.Join(outside, "db"), filepath.Join(root, "dblink")))
	before := safetyTree(t, outside)

	stop := make(chan struct{})
	var swapping sync.WaitGroup
	swapping.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				for _, name := range []string{"dir", "db"} {
					path := filepath.Join(root, name)
					assert.NoError(t, unix.Renameat2(unix.AT_FDCWD, path, unix.AT_FDCWD, path+"link", unix.RENAME_EXCHANGE))
				}
			}
		}
	})
	d := safetyDirectory(t, root, &DirectoryOptions{MaxOpen: 1})
	opened, refused := 0, 0
	for i := 0; i < 2000 && (opened < 100 || refused < 100); i++ {
		for _, name := range []string{"dir/db", "db", "dir/new"} {
			db, release, err := d.Acquire(name, i%2 == 0)
			if err != nil {
				refused++
				continue
			}
			opened++
			assert.NoError(t, db.Put("k", "written"))
			release()
			safetyUse(t, d, "other", false, nil) // closes it
		}
	}
	close(stop)
	swapping.Wait()
	require.NoError(t, d.Close())
	assert.Equal(t, before, safetyTree(t, outside), "%d opened, %d refused", opened, refused)
	assert.Positive(t, opened)
	assert.Positive(t, refused)
}

// An open database stays in its directory even if its path is replaced, although LevelDB creates
// files by path.
func TestDirectoryLinkSwappedWhileOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only on Linux a directory is opened by itself")
	}
	root, outside := safetyRoot(t), safetyRoot(t)
	d := safetyDirectory(t, root, nil)
	safetyUse(t, d, "db", true, func(db *leveldb.DB) {
		require.NoError(t, os.Rename(filepath.Join(root, "db"), filepath.Join(root, "moved")))
		require.NoError(t, os.Symlink(outside, filepath.Join(root, "db")))
		for i := range 8 {
			require.NoError(t, db.Put(fmt.Sprint(i), strings.Repeat("v", 1<<20)))
		}
		require.NoError(t, db.Compact(nil))
		n, err := db.Count(nil)
		require.NoError(t, err)
		assert.Equal(t, uint64(8), uint64(n))
	})
	require.NoError(t, d.Close())
	entries, err := os.ReadDir(outside)
	require.NoError(t, err)
	assert.Empty(t, entries)
	tables, err := filepath.Glob(filepath.Join(root, "moved", "*.ldb"))
	require.NoError(t, err)
	assert.NotEmpty(t, tables)
}

// Without /proc, the check still detects a replaced directory.
func TestPlaceVerify(t *testing.T) {
	root := safetyRoot(t)
	path := filepath.Join(root, "db")
	require.NoError(t, os.Mkdir(path, 0o755))
	dir, err := os.Open(path)
	require.NoError(t, err)
	p := &place{dir: dir, path: path}
	require.NoError(t, p.verify())
	require.NoError(t, os.Rename(path, path+"2"))
	require.ErrorIs(t, p.verify(), fs.ErrPermission)
	require.NoError(t, os.Symlink(root, path))
	require.ErrorIs(t, p.verify(), fs.ErrPermission)
	require.NoError(t, p.Close())
	require.ErrorIs(t, p.verify(), os.ErrClosed)
}
