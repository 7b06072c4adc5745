// Package notice compares the file NOTICE with the modules that a program contains, for tests of the
// programs, which are in modules of their own.
package notice

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const everywhere = "In all programs"

// Check fails the test unless NOTICE lists every module that a program contains, and no other, under
// "In all programs" and under one of the given headings. root is the directory of NOTICE, and dir the
// one of the program.
func Check(t testing.TB, root, dir string, headings ...string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "NOTICE"))
	require.NoError(t, err)
	headings = append(headings, everywhere)
	found := map[string]bool{}
	var listed []string
	heading := ""
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutSuffix(strings.TrimSpace(line), ":"); ok && strings.HasPrefix(name, "In ") {
			heading = name
			found[heading] = true
		}
		if path, _, _ := strings.Cut(line, " "); strings.Contains(path, "/") && slices.Contains(headings, heading) {
			listed = append(listed, path)
		}
	}
	for _, heading := range headings {
		require.True(t, found[heading], heading)
	}
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", ".")
	list.Dir = dir
	out, err := list.Output()
	require.NoError(t, err)
	var contained []string
	for path := range strings.FieldsSeq(string(out)) {
		if !strings.HasPrefix(path, "github.com/openleveldb/") && !slices.Contains(contained, path) {
			contained = append(contained, path)
		}
	}
	require.NotEmpty(t, contained)
	assert.ElementsMatch(t, contained, listed, "the modules of %s, and those in NOTICE", dir)
}
