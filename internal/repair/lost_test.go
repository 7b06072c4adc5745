package repair

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Without hard links, files are copied, with their times.
func TestCopyFile(t *testing.T) {
	from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(t.TempDir(), "to")
	require.NoError(t, os.WriteFile(from, []byte("content"), 0o600))
	past := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(from, past, past))
	require.NoError(t, copyFile(from, to))
	a, err := os.Stat(from)
	require.NoError(t, err)
	b, err := os.Stat(to)
	require.NoError(t, err)
	assert.Equal(t, a.ModTime(), b.ModTime())
	assert.Equal(t, a.Mode(), b.Mode())
	content, err := os.ReadFile(to)
	require.NoError(t, err)
	assert.Equal(t, "content", string(content))
	require.ErrorIs(t, copyFile(from, to), fs.ErrExist)
	require.ErrorIs(t, link(from, to), fs.ErrExist)
}
