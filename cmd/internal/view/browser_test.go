package view

import (
	"html"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// No argument of a program contains the address, which other users could read. The file that the
// browser gets leads there, and only its owner can read it.
func TestBrowseHidesTheAddress(t *testing.T) {
	programs, home, record := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "arguments")
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	script := "#!/bin/sh\nprintf %s \"$*\" >" + record + ".partial && mv " + record + ".partial " + record + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(programs, name), []byte(script), 0o700))
	t.Setenv("PATH", programs+":"+os.Getenv("PATH"))
	t.Setenv("HOME", home)
	t.Setenv("TMPDIR", t.TempDir())
	const address = "http://127.0.0.1:5000/#token=SECRET"
	for _, parent := range []string{os.Getenv("TMPDIR"), home} {
		remove, err := Browse(address)
		require.NoError(t, err)
		var arguments []byte
		require.Eventually(t, func() bool { arguments, err = os.ReadFile(record); return err == nil }, time.Minute, time.Millisecond)
		assert.NotContains(t, string(arguments), "SECRET")
		file, err := url.Parse(string(arguments))
		require.NoError(t, err)
		require.Equal(t, "file", file.Scheme)
		assert.True(t, strings.HasPrefix(file.Path, parent+"/"), file.Path)
		text, err := os.ReadFile(file.Path)
		require.NoError(t, err)
		assert.Contains(t, html.UnescapeString(string(text)), `content="0;url=`+address+`"`)
		for path, mode := range map[string]os.FileMode{file.Path: 0o600, filepath.Dir(file.Path): 0o700} {
			info, err := os.Stat(path)
			require.NoError(t, err)
			assert.Equal(t, mode, info.Mode().Perm(), path)
		}
		require.NoError(t, remove())
		assert.NoDirExists(t, filepath.Dir(file.Path))
		require.NoError(t, os.Remove(record))
		require.NoError(t, os.MkdirAll(filepath.Join(home, "snap"), 0o700)) // for the next round
	}
}
