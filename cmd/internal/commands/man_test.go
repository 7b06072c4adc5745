package commands

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every command has a page, and man prints no warnings about it.
func TestMan(t *testing.T) {
	dir := t.TempDir()
	names := strings.Fields(output(t, "man", dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, len(names))
	assert.Contains(t, names, "openleveldb.1")
	for _, c := range New().Commands() {
		if !c.Hidden {
			assert.Contains(t, names, "openleveldb-"+c.Name()+".1")
		}
	}
	requireFailure(t, runTool(t, "man", filepath.Join(dir, "missing")), "no such file or directory")

	const man = "man"
	if version, err := exec.Command(man, "--version").Output(); err != nil || !strings.HasPrefix(string(version), "man 2") {
		t.Skip("man-db is not here")
	}
	for _, name := range names {
		// These are lintian's arguments. The formatted page goes to standard output.
		lint := exec.Command(man, "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", filepath.Join(dir, name))
		var complaints strings.Builder
		lint.Stderr = &complaints
		require.NoError(t, lint.Run(), name)
		assert.Empty(t, complaints.String(), name)
	}
}
