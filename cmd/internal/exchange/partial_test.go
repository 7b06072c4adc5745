package exchange

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPartial(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.npz")
	p, err := CreatePartial(path, false)
	require.NoError(t, err)
	_, err = p.WriteString("half")
	require.NoError(t, err)
	assert.NoFileExists(t, path)
	_, err = CreatePartial(path, false)
	assert.ErrorContains(t, err, "another process is writing it")

	// A file that a killed process left is reused.
	require.NoError(t, p.File.Close())
	p, err = CreatePartial(path, false)
	require.NoError(t, err)
	_, err = p.WriteString("new")
	require.NoError(t, err)
	require.NoError(t, p.Commit())
	require.NoError(t, p.Abort())
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "new", string(content))

	_, err = CreatePartial(path, false)
	assert.ErrorIs(t, err, ErrExists)
	p, err = CreatePartial(path, true)
	require.NoError(t, err)
	require.NoError(t, p.Abort())
	names, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, names, 1)

	_, err = CreatePartial(filepath.Join(path, "..", "none", "x.npz"), false)
	assert.ErrorContains(t, err, "none/x.npz: there is no directory "+filepath.Join(filepath.Dir(path), "none"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = CreateDirectory(filepath.Join(path, "..", "none", "x"), DirectoryOptions{})
	assert.ErrorContains(t, err, "none/x: there is no directory "+filepath.Join(filepath.Dir(path), "none"))

	// Only files are replaced.
	_, err = CreatePartial(filepath.Dir(path), true)
	assert.ErrorIs(t, err, errNotRegular)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	_, err = CreatePartial(link, true)
	assert.ErrorIs(t, err, errNotRegular)
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.False(t, info.Mode().IsRegular())
}
