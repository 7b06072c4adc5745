// Package readme_test checks the documents: Go blocks compile, the program of README.md prints the
// output shown below it, and links resolve.
package readme_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// documents returns the contents of the Markdown files of the repository, by their path relative to
// the root.
func documents(t *testing.T) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		switch name := filepath.Base(path); {
		case err != nil:
			return err
		case d.IsDir() && (name == "testdata" || name == "bin" || name == "node_modules" || len(name) > 2 && name[0] == '.'):
			return filepath.SkipDir
		case filepath.Ext(name) == ".md":
			rel, err := filepath.Rel(root, path)
			found = append(found, rel)
			return err
		}
		return nil
	}))
	require.Contains(t, found, "README.md")
	require.Contains(t, found, filepath.Join("leveldb", "PYTHON.md"))
	return found
}

func text(t *testing.T, document string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, document))
	require.NoError(t, err)
	return string(content)
}

// A block is a fenced block of a document.
type block struct{ language, text string }

var fenced = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")

func blocks(t *testing.T, document string) []block {
	t.Helper()
	var found []block
	for _, m := range fenced.FindAllStringSubmatch(text(t, document), -1) {
		found = append(found, block{m[1], m[2]})
	}
	return found
}

// imports maps the package names that fragments of programs may use to import paths.
var imports = map[string]string{
	"context": "context", "errors": "errors", "fmt": "fmt", "log": "log", "os": "os", "time": "time", "net": "net",
	"leveldb": "github.com/openleveldb/openleveldb/leveldb",
	"remote":  "github.com/openleveldb/openleveldb/leveldb/remote",
	"server":  "github.com/openleveldb/openleveldb/leveldb/server",
	"ndarray": "github.com/openleveldb/openleveldb/ndarray",
	"codec":   "github.com/openleveldb/openleveldb/codec",
}

// program returns a complete program with the fragment in the body of a function that declares the
// variables fragments use.
func program(t *testing.T, piece string) string {
	t.Helper()
	if strings.HasPrefix(piece, "package ") {
		return piece
	}
	const head, tail = "package main\n\nfunc piece(ctx context.Context, db *leveldb.DB, path, key string, keys []string) (err error) {\n{\n", "\n}\nreturn nil\n}\n"
	file, err := parser.ParseFile(token.NewFileSet(), "piece.go", head+piece+tail, 0)
	require.NoError(t, err, piece)
	used := map[string]bool{"context": true, "leveldb": true}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && imports[x.Name] != "" {
				used[x.Name] = true
			}
		}
		return true
	})
	b := strings.Builder{}
	b.WriteString("package main\n\n")
	for _, name := range slices.Sorted(maps.Keys(used)) {
		fmt.Fprintf(&b, "import %q\n", imports[name])
	}
	b.WriteString(strings.TrimPrefix(head, "package main\n") + piece)
	// Use the variables that only the rest of the program would use.
	for _, statement := range file.Decls[0].(*ast.FuncDecl).Body.List[0].(*ast.BlockStmt).List {
		if a, ok := statement.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, left := range a.Lhs {
				if name := left.(*ast.Ident).Name; name != "_" {
					fmt.Fprintf(&b, "\n_ = %s", name)
				}
			}
		}
	}
	b.WriteString(tail + "\nfunc main() { _ = piece }\n")
	return b.String()
}

// run runs a go command on a program as if its directory were part of this module.
func run(t *testing.T, source string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	require.NoError(t, os.WriteFile(file, []byte(source), 0o600))
	here, err := filepath.Abs(".")
	require.NoError(t, err)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, "program", "main.go"): file}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600))
	binary := filepath.Join(dir, "program")
	build := exec.Command("go", "build", "-buildvcs=false", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, "./program")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s\n%s", out, source)
	if len(args) == 0 {
		return ""
	}
	cmd := exec.Command(binary)
	cmd.Dir = dir
	out, err = cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}

func TestGoBlocksCompile(t *testing.T) {
	found := 0
	for _, document := range documents(t) {
		for _, b := range blocks(t, document) {
			if b.language == "go" {
				found++
				run(t, program(t, b.text))
			}
		}
	}
	require.GreaterOrEqual(t, found, 2)
}

// The first program of README.md prints the output that is shown below it.
func TestFirstProgram(t *testing.T) {
	all := blocks(t, "README.md")
	at := slices.IndexFunc(all, func(b block) bool { return b.language == "go" })
	require.GreaterOrEqual(t, at, 0)
	require.Equal(t, "text", all[at+1].language)
	require.Equal(t, all[at+1].text, run(t, all[at].text, "run"))
}

var (
	link = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	code = regexp.MustCompile("`[^`\n]*`")
)

func TestLinksLeadSomewhere(t *testing.T) {
	for _, document := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(fenced.ReplaceAllString(text(t, document), ""), ""), -1) {
			assert.FileExists(t, filepath.Join(root, filepath.Dir(document), m[1]), document)
		}
	}
}
