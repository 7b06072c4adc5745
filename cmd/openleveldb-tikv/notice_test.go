package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// NOTICE lists every module that bin/openleveldb-tikv contains, and no other.
func TestNoticeIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../NOTICE")
	require.NoError(t, err)
	var listed []string
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, isHeading := strings.CutSuffix(line, ":"); isHeading {
			section = name
		}
		switch section {
		case "In bin/openleveldb and bin/openleveldb-tikv", "In all programs", "In bin/openleveldb-tikv":
			if path, _, _ := strings.Cut(line, " "); strings.Contains(path, "/") && !strings.HasPrefix(path, "bin/") {
				listed = append(listed, path)
			}
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
