package page_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb/server/page"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The embedded files are those that make page built from the present sources. make page-check builds
// them again.
func TestFilesMatchSources(t *testing.T) {
	const root = "../../.."
	lock, err := os.ReadFile("files.sha256")
	require.NoError(t, err)
	locked := map[string]bool{}
	for line := range strings.Lines(string(lock)) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		require.True(t, ok, line)
		locked[name] = true
		content, err := os.ReadFile(filepath.Join(root, name))
		if assert.NoError(t, err, "run make page") {
			assert.Equal(t, hash, fmt.Sprintf("%x", sha256.Sum256(content)), "%s has changed: run make page", name)
		}
	}
	for _, dir := range []string{"page", "leveldb/server/page/files"} {
		require.NoError(t, fs.WalkDir(os.DirFS(root), dir, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case name == "page/node_modules" || name == "page/test":
				return fs.SkipDir
			case !e.IsDir() && name != "page/.gitignore":
				assert.True(t, locked[name], "%s is new: run make page", name)
			}
			return nil
		}))
	}
}

// The page loads nothing from elsewhere, and nothing that the content security policy forbids.
func TestIndex(t *testing.T) {
	index, err := fs.ReadFile(page.Files, "index.html")
	require.NoError(t, err)
	assert.NotContains(t, string(index), "http")
	assert.NotRegexp(t, `<script[^>]*>[^<]`, string(index))
	licenses, err := fs.ReadFile(page.Files, "page/NOTICE.txt")
	require.NoError(t, err)
	for _, name := range []string{"@h5web/app", "react", "three"} {
		assert.Contains(t, string(licenses), "==== "+name+" ")
	}
}
