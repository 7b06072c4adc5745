package exchange

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDirectoryRoundTrip(t *testing.T) {
	want := mixed(t)
	db := opened(t, want)
	for _, portable := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "out")
		sink, err := CreateDirectory(dir, DirectoryOptions{Portable: portable})
		require.NoError(t, err)
		_, err = CreateDirectory(dir, DirectoryOptions{Overwrite: true})
		require.ErrorContains(t, err, "another process is exporting")
		r, before := sink.Rest()
		assert.Zero(t, before)
		count, err := Export(t.Context(), db, r, sink, ExportOptions{})
		require.NoError(t, err)
		assert.EqualValues(t, len(want), count.Entries)
		require.NoError(t, sink.Commit())
		require.NoError(t, sink.Abort())
		files, err := OpenFiles(dir, nil)
		require.NoError(t, err)
		assert.Equal(t, want, imported(t, files, ImportOptions{}))

		_, err = CreateDirectory(dir, DirectoryOptions{})
		assert.ErrorIs(t, err, ErrExists)
	}
}

// An interrupted export into a directory continues after the last entry, in both directions.
func TestDirectoryResumes(t *testing.T) {
	want := map[string]string{"a": "s1", "b/c": "s2", "c": "s3", "d": "s4"}
	db := opened(t, want)
	for _, reverse := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "out")
		o := DirectoryOptions{Of: "x", Range: leveldb.Range{Reverse: reverse}}
		sink, err := CreateDirectory(dir, o)
		require.NoError(t, err)
		limited := o.Range
		limited.Limit = 2
		_, err = Export(t.Context(), db, &limited, sink, ExportOptions{})
		require.NoError(t, err)
		require.NoError(t, sink.Abort())

		_, err = CreateDirectory(dir, o)
		require.ErrorIs(t, err, ErrInterruptedExport)
		files, err := OpenFiles(dir, nil)
		require.NoError(t, err)
		_, err = Import(t.Context(), opened(t, nil), files, ImportOptions{})
		require.ErrorIs(t, err, ErrInterruptedExport)
		require.NoError(t, files.Close())
		other := o
		other.Of, other.Resume = "y", true
		_, err = CreateDirectory(dir, other)
		require.ErrorIs(t, err, ErrInterruptedExport)

		o.Resume = true
		sink, err = CreateDirectory(dir, o)
		require.NoError(t, err)
		rest, before := sink.Rest()
		assert.EqualValues(t, 2, before.Entries)
		count, err := Export(t.Context(), db, rest, sink, ExportOptions{})
		require.NoError(t, err)
		assert.EqualValues(t, 2, count.Entries)
		require.NoError(t, sink.Commit())
		files, err = OpenFiles(dir, nil)
		require.NoError(t, err)
		assert.Equal(t, want, imported(t, files, ImportOptions{}))
	}
}

// A directory without other files is left as it was when an export fails for good.
func TestDirectoryDiscard(t *testing.T) {
	base := t.TempDir()
	for _, exists := range []bool{false, true} {
		dir := filepath.Join(base, "new")
		if exists {
			require.NoError(t, os.Mkdir(dir, 0o777))
		}
		sink, err := CreateDirectory(dir, DirectoryOptions{})
		require.NoError(t, err)
		for _, key := range []string{"a", "b/c/d", "b/e"} {
			require.NoError(t, sink.Put(key, []byte(encoded(t, 7))))
		}
		require.NoError(t, sink.Discard())
		require.NoError(t, sink.Discard())
		if !exists {
			assert.NoDirExists(t, dir)
			continue
		}
		names, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, names)
	}
	// Files of other programs stay, and so does an export that can be resumed.
	dir := filepath.Join(base, "other")
	sink, err := CreateDirectory(dir, DirectoryOptions{})
	require.NoError(t, err)
	require.NoError(t, sink.Put("a/b", []byte(encoded(t, 7))))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", "mine"), []byte("x"), 0o600))
	require.NoError(t, sink.Discard())
	assert.FileExists(t, filepath.Join(dir, "a", "mine"))
	assert.NoFileExists(t, filepath.Join(dir, "a", "b.int"))
	require.NoError(t, os.RemoveAll(dir))
	sink, err = CreateDirectory(dir, DirectoryOptions{})
	require.NoError(t, err)
	mine := []string{"mine.npy", "a/mine.txt", "b/mine.csv", "b/c/mine.int"}
	for _, name := range mine { // with the extensions of an export, in directories old and new
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "empty"), 0o777))
	long := strings.Repeat("x", 2*maxName)
	// The last ones are in a directory whose name is not between those of the files around it.
	split := strings.Repeat("A", maxName-5)
	for _, key := range []string{"a", "a/b", "a/b/c", "a0", "b/c/d", "b/c/e/f", long + "/1", long + "/2", "y\n/z\n", split + ".npx", split + ".npy/k", split + ".npz"} {
		require.NoError(t, sink.Put(key, []byte(encoded(t, 7))))
	}
	require.NoError(t, sink.Discard())
	var left []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name, _ := filepath.Rel(dir, path); !e.IsDir() || name == "empty" {
			left = append(left, name)
		} else if names, err := os.ReadDir(path); err != nil || len(names) == 0 {
			t.Errorf("the directory %s is left: %v", name, err)
		}
		return nil
	}))
	assert.ElementsMatch(t, append(mine, "empty"), left)
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "a"), 0o777))
	sink, err = CreateDirectory(dir, DirectoryOptions{Overwrite: true})
	require.NoError(t, err)
	require.NoError(t, sink.Put("a/b", []byte(encoded(t, 7))))
	require.NoError(t, sink.Discard())
	assert.FileExists(t, filepath.Join(dir, "a", "b.int"))
	_, err = CreateDirectory(dir, DirectoryOptions{})
	assert.ErrorIs(t, err, ErrInterruptedExport)
}

// Overwriting replaces the files of the same keys, of any type, and keeps other files.
func TestDirectoryOverwrites(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.txt"), []byte("old"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "z.bin"), []byte("kept"), 0o600))
	sink, err := CreateDirectory(dir, DirectoryOptions{Overwrite: true})
	require.NoError(t, err)
	require.NoError(t, sink.Put("a", []byte(encoded(t, 7))))
	require.NoError(t, sink.Commit())
	files, err := OpenFiles(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"a": encoded(t, 7), "z": "bkept"}, imported(t, files, ImportOptions{}))
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"other extension": {map[string]string{"a.doc": "x"}, "its name must end with .npy, .txt, .bin, .json, .int, .raw; --skip-others skips it"},
		"same key":        {map[string]string{"a.txt": "x", "a.bin": "y"}, "are the same key"},
		"no integer":      {map[string]string{"a.int": "1.5"}, "is not an integer"},
		"long integer":    {map[string]string{"a.int": strings.Repeat("1", maxDigits+1)}, "is not an integer"},
		"no text":         {map[string]string{"a.txt": "\xff"}, "not UTF-8"},
		"no JSON":         {map[string]string{"a.json": "{"}, "import"},
		"no array":        {map[string]string{"a.npy": "x"}, "import"},
		"bad name":        {map[string]string{"%zz.txt": "x"}, "percent sign"},
	} {
		dir := t.TempDir()
		for file, text := range c.files {
			require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
		}
		files, err := OpenFiles(dir, nil)
		require.NoError(t, err)
		db := opened(t, nil)
		_, err = Import(t.Context(), db, files, ImportOptions{})
		assert.ErrorContains(t, err, c.want, name)
		assert.Empty(t, content(t, db), name)
		require.NoError(t, files.Close())
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.doc"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.txt"), []byte("x"), 0o600))
	require.NoError(t, os.Symlink("/dev/zero", filepath.Join(dir, "c.bin")))
	files, err := OpenFiles(dir, nil)
	require.NoError(t, err)
	db := opened(t, nil)
	_, err = Import(t.Context(), db, files, ImportOptions{SkipOthers: true})
	require.Error(t, err, "a symbolic link leads out of the directory")
	require.NoError(t, os.Remove(filepath.Join(dir, "c.bin")))
	count, err := Import(t.Context(), db, files, ImportOptions{SkipOthers: true})
	require.NoError(t, err)
	assert.Equal(t, Count{Entries: 1, Bytes: 3, Skipped: 1}, count)
	require.NoError(t, files.Close())
}
