package misuse

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Covers requires that the package whose source is in dir exports no functions, and no types with
// methods, except for those named.
func Covers(t *testing.T, dir string, functions, types []string) {
	t.Helper()
	hasFunction, hasType := map[string]bool{}, map[string]bool{}
	files := token.NewFileSet()
	//lint:ignore SA1019 functions of every build are wanted, and the replacement is a module more
	parsed, err := parser.ParseDir(files, dir, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.SkipObjectResolution)
	require.NoError(t, err)
	require.Len(t, parsed, 1)
	for _, p := range parsed {
		for _, file := range p.Files {
			for _, declared := range file.Decls {
				f, ok := declared.(*ast.FuncDecl)
				switch {
				case !ok || !f.Name.IsExported():
				case f.Recv == nil:
					hasFunction[f.Name.Name] = true
				default:
					if name := receiver(f.Recv.List[0].Type); ast.IsExported(name) {
						hasType[name] = true
					}
				}
			}
		}
	}
	same(t, "functions", hasFunction, functions)
	same(t, "types with methods", hasType, types)
}

func same(t *testing.T, what string, exported map[string]bool, named []string) {
	t.Helper()
	var missing []string
	for name := range exported {
		if !slices.Contains(named, name) {
			missing = append(missing, name)
		}
	}
	assert.Empty(t, missing, "exported %s that the test does not list: add them to it", what)
	for _, name := range named {
		assert.True(t, exported[name], "%s: there is no exported %s with this name", name, what)
	}
}

// receiver returns the name of a method's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
