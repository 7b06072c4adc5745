package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// NOTICE lists every module that bin/openleveldb-arrow contains, and no other.
func TestNoticeIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../NOTICE")
	require.NoError(t, err)
	_, list, found := strings.Cut(string(text), "In all programs:")
	require.True(t, found)
	list, _, found = strings.Cut(list, "In bin/openleveldb-tikv:")
	require.True(t, found)
	var listed []string
	for line := range strings.Lines(list) {
		if path, _, _ := strings.Cut(line, " "); strings.Contains(path, "/") && !strings.HasPrefix(path, "bin/") {
			listed = append(listed, path)
		}
	}
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", ".").Output()
	require.NoError(t, err)
	contained := map[string]bool{}
	for path := range strings.FieldsSeq(string(out)) {
		if !strings.HasPrefix(path, "github.com/openleveldb/") {
			contained[path] = true
		}
	}
	require.NotEmpty(t, contained)
	for path := range contained {
		assert.Contains(t, listed, path)
	}
	for _, path := range listed {
		assert.True(t, contained[path], "%s is in NOTICE and not in the program", path)
	}
}
