package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// A mutant is one small change of a function.
type mutant struct {
	id       int    // from 1; 0 is the unchanged code
	file     string // slash-separated, from the root of the module
	function string // such as Array.At
	old, new string // the change, each on one line
	line     int
	column   int
	inCase   bool // in the expressions of a switch case

	source     *source
	body       *ast.BlockStmt
	start, end int // the bytes of the file that text replaces
	text       string
}

// String identifies a mutant without its line number, so that a list of mutants remains valid when
// other parts of the file change.
func (m *mutant) String() string {
	return fmt.Sprintf("%s %s: %s -> %s", m.file, m.function, m.old, m.new)
}

// A source is a parsed Go file.
type source struct {
	path  string // absolute
	name  string // from the root of the module
	text  []byte
	files *token.FileSet
	tree  *ast.File
}

func parse(root, path string) (*source, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{path, filepath.ToSlash(name), text, files, tree}, nil
}

func (s *source) offset(p token.Pos) int { return s.files.Position(p).Offset }

// swaps lists the operators that replace an operator.
var swaps = map[token.Token][]token.Token{
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR},
	token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
	token.LAND: {token.LOR}, token.LOR: {token.LAND},
	token.ADD: {token.SUB}, token.SUB: {token.ADD},
	token.MUL: {token.QUO}, token.QUO: {token.MUL}, token.REM: {token.MUL},
	token.AND: {token.OR}, token.OR: {token.AND}, token.XOR: {token.AND}, token.AND_NOT: {token.AND},
	token.SHL: {token.SHR}, token.SHR: {token.SHL},
	token.INC: {token.DEC}, token.DEC: {token.INC},
	token.ADD_ASSIGN: {token.SUB_ASSIGN}, token.SUB_ASSIGN: {token.ADD_ASSIGN},
	token.MUL_ASSIGN: {token.QUO_ASSIGN}, token.QUO_ASSIGN: {token.MUL_ASSIGN},
	token.OR_ASSIGN: {token.AND_ASSIGN}, token.AND_ASSIGN: {token.OR_ASSIGN},
	token.SHL_ASSIGN: {token.SHR_ASSIGN}, token.SHR_ASSIGN: {token.SHL_ASSIGN},
}

// mutants returns the mutants of all functions of the file, in source order.
func (s *source) mutants() []*mutant {
	var found []*mutant
	for _, decl := range s.tree.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
			found = append(found, s.ofFunction(f)...)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].start < found[j].start })
	count := map[string]int{}
	for _, m := range found {
		key := m.String()
		if count[key]++; count[key] > 1 {
			m.new += fmt.Sprintf(" #%d", count[key])
		}
	}
	return found
}

func (s *source) ofFunction(f *ast.FuncDecl) (found []*mutant) {
	name := f.Name.Name
	if f.Recv != nil {
		name = receiver(f.Recv.List[0].Type) + "." + name
	}
	var cases [][2]int
	change := func(whole ast.Node, start, end int, text string) {
		at := s.files.Position(token.Pos(s.files.File(whole.Pos()).Base() + start))
		from, to := s.offset(whole.Pos()), s.offset(whole.End())
		found = append(found, &mutant{
			file: s.name, function: name, source: s, body: f.Body, start: start, end: end, text: text,
			old: oneLine(s.text[from:to]), new: oneLine(s.text[from:start], []byte(text), s.text[end:to]),
			line: at.Line, column: at.Column,
		})
	}
	swap := func(whole ast.Node, at token.Pos, op token.Token) {
		for _, other := range swaps[op] {
			change(whole, s.offset(at), s.offset(at)+len(op.String()), other.String())
		}
	}
	// unless wraps a statement so that it is compiled, because it may be the only use of a
	// variable, but not executed.
	unless := func(n ast.Node) {
		from, to := s.offset(n.Pos()), s.offset(n.End())
		change(n, from, to, "if false { "+string(s.text[from:to])+" }")
		found[len(found)-1].new = "removed"
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CaseClause:
			for _, e := range n.List {
				cases = append(cases, [2]int{s.offset(e.Pos()), s.offset(e.End())})
			}
		case *ast.BinaryExpr:
			swap(n, n.OpPos, n.Op)
		case *ast.IncDecStmt:
			swap(n, n.TokPos, n.Tok)
		case *ast.AssignStmt:
			swap(n, n.TokPos, n.Tok)
			if n.Tok == token.ASSIGN && !blank(n.Lhs) {
				unless(n)
			}
		case *ast.ExprStmt, *ast.DeferStmt, *ast.SendStmt:
			unless(n)
		case *ast.UnaryExpr:
			if n.Op == token.SUB || n.Op == token.NOT {
				change(n, s.offset(n.OpPos), s.offset(n.X.Pos()), "")
			}
		case *ast.IfStmt:
			from, to := s.offset(n.Cond.Pos()), s.offset(n.Cond.End())
			change(n.Cond, from, to, "false && ("+string(s.text[from:to])+")")
			m := found[len(found)-1]
			m.old, m.new = "if "+m.old, "if false"
		case *ast.ReturnStmt:
			for _, result := range n.Results {
				if id, ok := result.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
					other := map[string]string{"true": "false", "false": "true"}[id.Name]
					change(n, s.offset(id.Pos()), s.offset(id.End()), other)
				}
			}
		}
		return true
	})
	for _, m := range found {
		m.inCase = slices.ContainsFunc(cases, func(c [2]int) bool { return c[0] <= m.start && m.start < c[1] })
	}
	return found
}

func blank(list []ast.Expr) bool {
	for _, e := range list {
		if id, ok := e.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}

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
	return "?"
}

var spaces = regexp.MustCompile(`\s+`)

func oneLine(parts ...[]byte) string {
	var all strings.Builder
	for _, p := range parts {
		all.Write(p)
	}
	return strings.TrimSpace(spaces.ReplaceAllString(all.String(), " "))
}
