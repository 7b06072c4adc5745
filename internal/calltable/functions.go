package calltable

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Functions holds the source of functions by their names, with single spaces.
type Functions map[string]string

// GoMethods returns the exported methods of a type in the Go files that match a pattern. Build
// constraints are ignored.
func GoMethods(t testing.TB, pattern, receiver string) Functions {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	found := Functions{}
	for _, name := range files {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.IsExported() && isNamed(f.Recv.List[0].Type, receiver) {
				var source bytes.Buffer
				require.NoError(t, format.Node(&source, set, f.Body))
				found[f.Name.Name] = singleSpaced(source.String())
			}
		}
	}
	return found
}

func isNamed(e ast.Expr, name string) bool {
	identifier, ok := e.(*ast.Ident)
	return ok && identifier.Name == name
}

var pythonFunction = regexp.MustCompile(`(?m)^def ([A-Z]\w*)\(.*\):\n((?:[ \t].*\n|\n)+)`)

// PythonFunctions returns the functions of a Python program whose names begin with a capital
// letter.
func PythonFunctions(source string) Functions {
	found := Functions{}
	for _, m := range pythonFunction.FindAllStringSubmatch(source, -1) {
		found[m[1]] = singleSpaced(m[2])
	}
	return found
}

func singleSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// Check fails the test unless each row has a function that contains the code of its cell, and each
// function has a row.
func (f Functions) Check(t testing.TB, rows []Row, cell func(Row) []string) {
	t.Helper()
	calls := map[string]string{}
	for _, row := range rows {
		name := Name(row.Call)
		assert.NotContains(t, calls, name, "%s and %s have one function", row.Call, calls[name])
		calls[name] = row.Call
		source, ok := f[name]
		if !assert.True(t, ok, "%s has no function %s", row.Call, name) {
			continue
		}
		assert.NotEmpty(t, cell(row), "%s has a cell without code", row.Call)
		for _, code := range cell(row) {
			assert.Contains(t, source, singleSpaced(code), "the function of %s", row.Call)
		}
	}
	for name := range f {
		assert.Contains(t, calls, name, "the function %s has no row", name)
	}
}

// Theirs returns the code of a row for the other library.
func Theirs(r Row) []string { return r.Theirs }

// Ours returns the code of a row for this library.
func Ours(r Row) []string { return r.Ours }
