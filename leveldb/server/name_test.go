package server

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

func TestDirectoryName(t *testing.T) {
	real := safetyRoot(t)
	link := filepath.Join(safetyRoot(t), "link")
	require.NoError(t, os.Symlink(real, link))
	d := safetyDirectory(t, link, nil)
	for name, want := range map[string]string{
		"a":                            "a",
		"a/b":                          "a/b",
		real + "/a/b":                  "a/b",
		link + "/a/b":                  "a/b",
		"runs 2024/ä%2e%2e&?#":         "runs 2024/ä%2e%2e&?#",
		"%2e%2e/a":                     "%2e%2e/a",
		"...":                          "...",
		"~":                            "~",
		".hidden":                      ".hidden",
		"MANIFEST":                     "MANIFEST",
		strings.Repeat("x", 255):       strings.Repeat("x", 255),
		strings.Repeat("x/", 15):       "",
		strings.Repeat("x/", 16):       "",
		strings.Repeat("é", 128):       "",
		"x/" + strings.Repeat("/a", 3): "",
	} {
		got, err := d.relative(name)
		if want == "" {
			assert.ErrorIs(t, err, leveldb.ErrInvalidArgument, "%q", name)
			continue
		}
		assert.NoError(t, err, "%q", name)
		assert.Equal(t, want, got)
	}
	for _, name := range []string{
		"..", "../a", "a/..", "a/../b", "a/../../b", "a/b/../../..", real + "/..", real + "/../a", link + "/a/../../b",
		"/", "/etc", "/etc/passwd", "/a", real, link, filepath.Dir(real), real + "x/a", "//" + real[1:] + "/a", "/.." + real + "/a",
		"CURRENT", "a/CURRENT", "a/lock", "LOG", "Log.Old/a", "MANIFEST-000001", "000005.ldb/b", "1.log", "7.SST", "a/000001.dbtmp",
	} {
		safetyRefused(t, d, name, true, fs.ErrPermission, "")
		safetyRefused(t, d, name, false, fs.ErrPermission, "")
	}
	for _, name := range []string{
		"", ".", "./a", "a/.", "a/", "a//b", real + "//a", real + "/a/", real + "/", "a\x00b", "\x00", "a\nb", "a\x7f", `a\b`, `..\a`, `C:\a`,
		"\xff", "a/\xc3", strings.Repeat("x", 256), "a/" + strings.Repeat("x", 256), strings.Repeat("xyz/", 300) + "x", strings.Repeat("x", 1<<20),
		strings.Repeat("d/", maxDepth) + "d",
	} {
		_, _, err := d.Acquire(name, true)
		require.Error(t, err, "%q", name)
		assert.True(t, errors.Is(err, leveldb.ErrInvalidArgument), "%q: %v", name, err)
		assert.Less(t, len(err.Error()), 4096, "an error is for people")
	}
	entries, err := os.ReadDir(real)
	require.NoError(t, err)
	assert.Empty(t, entries, "what is refused leaves nothing behind")
}

// If the root is the root of the file system, every absolute name is inside it.
func TestDirectoryNameAtTheTop(t *testing.T) {
	d := &Directory{roots: []string{"/"}}
	got, err := d.relative("/a/b")
	require.NoError(t, err)
	assert.Equal(t, "a/b", got)
	_, err = d.relative("/a/../b")
	require.ErrorIs(t, err, fs.ErrPermission)
}

// Every accepted name is the clean form of a path below the root.
func FuzzDirectoryName(f *testing.F) {
	for _, name := range []string{"a", "a/b", "/root/a", "/root/../a", "..", "a/../b", "./a", "a//b", "CURRENT", "a\x00", "\xff", "/rootx/a"} {
		f.Add(name)
	}
	d := &Directory{roots: []string{"/root"}}
	f.Fuzz(func(t *testing.T, name string) {
		got, err := d.relative(name)
		if err != nil {
			require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
			return
		}
		require.True(t, filepath.IsLocal(got))
		require.True(t, fs.ValidPath(got))
		require.NotEqual(t, ".", got)
		require.Equal(t, filepath.Join("/root", got), filepath.Clean("/root/"+got))
		again, err := d.relative("/root/" + got)
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}
