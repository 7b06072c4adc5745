package readme_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// NOTICE lists every module that bin/openleveldb contains, and no other. Tests of
// cmd/openleveldb-arrow and cmd/openleveldb-tikv check the same for those programs.
func TestNoticeIsComplete(t *testing.T) {
	_, list, found := strings.Cut(text(t, "NOTICE"), "In bin/openleveldb and bin/openleveldb-tikv:")
	require.True(t, found)
	list, _, found = strings.Cut(list, "In bin/openleveldb-arrow:")
	require.True(t, found)
	var listed []string
	for line := range strings.Lines(list) {
		if path, _, _ := strings.Cut(line, " "); strings.Contains(path, "/") {
			listed = append(listed, path)
		}
	}
	command := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./cmd/openleveldb")
	command.Dir = root
	out, err := command.Output()
	require.NoError(t, err)
	contained := map[string]bool{}
	for path := range strings.FieldsSeq(string(out)) {
		contained[path] = true
	}
	require.NotEmpty(t, contained)
	for path := range contained {
		assert.Contains(t, listed, path)
	}
	for _, path := range listed {
		assert.True(t, contained[path], "%s is in NOTICE and not in the program", path)
	}
}
