package plyvel

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/calltable"
	"github.com/openleveldb/openleveldb/internal/python"
)

func document(t testing.TB) string {
	t.Helper()
	content, err := os.ReadFile("../../../leveldb/PYTHON.md")
	require.NoError(t, err)
	return string(content)
}

func page(t testing.TB) []calltable.Row {
	t.Helper()
	rows := calltable.Rows(document(t))
	require.NotEmpty(t, rows)
	return rows
}

// The code in each row is part of the functions that run it. Each function has a row.
func TestRowsShowTheCodeThatRuns(t *testing.T) {
	rows := page(t)
	calltable.PythonFunctions(script).Check(t, rows, calltable.Theirs)
	calltable.GoMethods(t, "*_test.go", "rows").Check(t, rows, calltable.Ours)
}

// Each row has an equivalent.
func TestNoRowIsWithoutEquivalent(t *testing.T) {
	for line := range strings.Lines(document(t)) {
		cells := strings.Split(line, " | ")
		assert.NotRegexp(t, regexp.MustCompile(`(?i)^(no|none|not)\b`), cells[len(cells)-1], line)
	}
}

// What the page lists as being only in Go is in package leveldb.
func TestWhatIsOnlyInGoExists(t *testing.T) {
	_, part, found := strings.Cut(document(t), "\n## Only in Go\n")
	require.True(t, found)
	names, err := filepath.Glob("../../../leveldb/*.go")
	require.NoError(t, err)
	var source strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		source.Write(content)
	}
	listed := regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(part, -1)
	require.Greater(t, len(listed), 10)
	for _, name := range listed {
		declaration := `(?m)^func (\([^)]*\) )?` + name[1] + `[\[(]|^\t` + name[1] + ` +[\w*]`
		assert.True(t, regexp.MustCompile(declaration).MatchString(source.String()), "there is no %s", name[1])
	}
}

// signatures prints {call: arguments} of the real Plyvel as JSON, from the docstrings that Cython
// writes. The constructor of DB is DB.__init__.
const signatures = `
import json, plyvel

def arguments(call):
    head = (call.__doc__ or "").strip().partition("\n")[0]
    inside = head.partition("(")[2].rpartition(")")[0]
    names = [part.partition("=")[0].split()[-1].lstrip("*") for part in inside.split(",") if part.strip()]
    return [name for name in names if name and name != "self"]

found = {"DB.__init__": arguments(plyvel.DB), "plyvel.__leveldb_version__": []}
for name in ("DB", "PrefixedDB", "WriteBatch", "Snapshot", "Iterator", "RawIterator"):
    cls = getattr(plyvel._plyvel, name)
    for call in dir(cls):
        if not call.startswith("_"):
            found[name + "." + call] = arguments(getattr(cls, call))
        elif call in ("__exit__", "__iter__", "__next__"):
            found[name + "." + call] = []
for call in dir(plyvel):
    if not call.startswith("_") and call != "DB":
        value = getattr(plyvel, call)
        found[call] = [] if isinstance(value, type) else arguments(value)
print(json.dumps(found))
`

// Every call of the installed Plyvel and every argument of it has a row, and no row has another.
func TestEveryArgumentOfPlyvelHasARow(t *testing.T) {
	var calls map[string][]string
	require.NoError(t, json.Unmarshal(python.Run(t, []string{"plyvel"}, signatures, nil), &calls))
	require.Greater(t, len(calls), 60)
	require.Contains(t, calls["DB.iterator"], "fill_cache", "Plyvel was built without signatures")

	_, part, found := strings.Cut(document(t), "\n## Plyvel\n")
	require.True(t, found)
	documented := map[string][]string{}
	for _, row := range calltable.Rows(part) {
		name, arguments := calltable.Split(row.Call)
		documented[name] = append(documented[name], arguments...)
	}
	for call, arguments := range calls {
		if !assert.Contains(t, documented, call, "no row for %s", call) {
			continue
		}
		rows := documented[call]
		if slices.Contains(rows, "…") { // the arguments of the method of DB
			_, method, found := strings.Cut(call, ".")
			if !found {
				method = "__init__"
			}
			rows = append(rows, documented["DB."+method]...)
			rows = append(rows, "name")
		}
		for _, argument := range arguments {
			assert.Contains(t, rows, argument, "no row for an argument of %s", call)
		}
	}
	for call, rows := range documented {
		arguments, ok := calls[call]
		assert.True(t, ok, "Plyvel has no %s", call)
		for _, argument := range rows {
			assert.Contains(t, append(arguments, "…"), argument, "Plyvel's %s has no such argument", call)
		}
	}
}
