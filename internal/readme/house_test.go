package readme_test

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// roomRow is a row of the table of packages in CONTRIBUTING.md: package, what it is, imports.
var roomRow = regexp.MustCompile("(?m)^\\| `([a-z/-]+)` \\|.*\\|([^|]*)\\|$")

const module = "github.com/openleveldb/openleveldb/"

// The table of packages in CONTRIBUTING.md states for each package which other packages of the
// table it imports. That is what the code imports.
func TestPackagesImportWhatIsDocumented(t *testing.T) {
	documented := map[string][]string{}
	for _, row := range roomRow.FindAllStringSubmatch(text(t, "CONTRIBUTING.md"), -1) {
		imports := []string{}
		for name := range strings.FieldsFuncSeq(row[2], func(r rune) bool { return r == '`' || r == ',' || r == ' ' }) {
			imports = append(imports, name)
		}
		slices.Sort(imports)
		documented[row[1]] = imports
	}
	require.NotEmpty(t, documented)
	command := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...")
	command.Dir = root
	out, err := command.Output()
	require.NoError(t, err)
	found := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(fields[0], module)
		imports := []string{}
		for _, path := range fields[1:] {
			switch {
			case path == "C" || path == "github.com/jmhodges/levigo":
				assert.Contains(t, []string{"native", "internal/cmemory"}, name, "%s imports %s", name, path)
			case strings.HasPrefix(path, module):
				if rest := strings.TrimPrefix(path, module); documented[rest] != nil {
					imports = append(imports, rest)
				}
			}
		}
		want, ok := documented[name]
		if !ok {
			continue
		}
		found[name] = true
		slices.Sort(imports)
		assert.Equal(t, want, imports, "imports of %s", name)
	}
	for name := range documented {
		assert.True(t, found[name], "CONTRIBUTING.md names a package %s, which does not exist", name)
	}
}
