package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
)

// variable selects the mutant that a test binary runs.
const variable = "OPENLEVELDB_MUTANT"

// All mutants of a package are compiled into one test binary, because compiling one for each would
// take most of the time. A function with mutants becomes
//
//	func f(n int) int {
//		switch mutant__ {
//		case 17:
//			… its body with mutant 17
//		case 18:
//			… its body with mutant 18
//		}
//		… its body
//	}
//
// The files reach the compiler through go test -overlay. The working tree is not touched.

// instrument builds the test binary of the package with mutants and returns those that compile.
func instrument(p *pkg, all []*mutant, dir string) ([]*mutant, string, error) {
	binary := filepath.Join(dir, "mutants.test")
	for range 9 { // hiding the errors of some mutants may reveal those of others
		overlay := map[string]string{filepath.Join(p.dir, "mutant_switch.go"): filepath.Join(dir, "mutant_switch.go")}
		text := fmt.Sprintf("package %s\n\nimport \"os\"\nimport \"strconv\"\n\nvar mutant__, _ = strconv.Atoi(os.Getenv(%q))\n",
			p.name, variable)
		if err := os.WriteFile(filepath.Join(dir, "mutant_switch.go"), []byte(text), 0o600); err != nil {
			return nil, "", err
		}
		places := map[string][]place{} // by the file's base name
		for _, s := range p.sources {
			text, at := s.withMutants(all)
			base := filepath.Base(s.path)
			places[base] = at
			overlay[s.path] = filepath.Join(dir, base)
			if err := os.WriteFile(overlay[s.path], text, 0o600); err != nil {
				return nil, "", err
			}
		}
		out, err := build(p, binary, overlay, "-gcflags=-e")
		if err == nil {
			return all, binary, nil
		}
		broken := brokenMutants(out, places)
		if len(broken) == 0 {
			return nil, "", fmt.Errorf("the package with mutants does not compile: %w\n%s", err, out)
		}
		all = slices.DeleteFunc(all, func(m *mutant) bool { return broken[m] })
	}
	return nil, "", errors.New("the package with mutants does not compile after 9 attempts")
}

// build compiles the test binary of a package in which the files of overlay replace others.
func build(p *pkg, binary string, overlay map[string]string, flags ...string) ([]byte, error) {
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return nil, err
	}
	file := binary + ".overlay.json"
	if err := os.WriteFile(file, list, 0o600); err != nil {
		return nil, err
	}
	args := append([]string{"test", "-c", "-vet=off", "-overlay", file, "-o", binary}, flags...)
	cmd := exec.Command("go", append(args, ".")...)
	cmd.Dir = p.dir
	return cmd.CombinedOutput()
}

// A place is where the body of a mutant is in an instrumented file.
type place struct {
	m           *mutant
	first, last int // lines
}

func (s *source) withMutants(all []*mutant) ([]byte, []place) {
	bodies := map[*ast.BlockStmt][]*mutant{}
	for _, m := range all {
		if m.source == s {
			bodies[m.body] = append(bodies[m.body], m)
		}
	}
	order := make([]*ast.BlockStmt, 0, len(bodies))
	for b := range bodies {
		order = append(order, b)
	}
	sort.Slice(order, func(i, j int) bool { return order[i].Pos() < order[j].Pos() })

	var out bytes.Buffer
	var places []place
	line, counted := 1, 0
	here := func() int {
		line += bytes.Count(out.Bytes()[counted:], []byte("\n"))
		counted = out.Len()
		return line
	}
	done := 0
	for _, b := range order {
		open := s.offset(b.Lbrace) + 1
		out.Write(s.text[done:open])
		done = open
		out.WriteString("\nswitch mutant__ {\n")
		for _, m := range bodies[b] {
			first := here()
			fmt.Fprintf(&out, "case %d:\n%s\n", m.id, s.mutatedBody(m))
			if !s.returns(b) {
				out.WriteString("return\n")
			}
			places = append(places, place{m, first, here()})
		}
		out.WriteString("}\n")
	}
	out.Write(s.text[done:])
	return out.Bytes(), places
}

// mutatedBody returns the text between the braces. The number of the mutant is added to its labels,
// because a label must be unique in a function.
func (s *source) mutatedBody(m *mutant) []byte {
	type edit struct {
		start, end int
		text       string
	}
	edits := []edit{{m.start, m.end, m.text}}
	ast.Inspect(m.body, func(n ast.Node) bool {
		var label *ast.Ident
		switch n := n.(type) {
		case *ast.LabeledStmt:
			label = n.Label
		case *ast.BranchStmt:
			label = n.Label
		}
		if label != nil {
			end := s.offset(label.End())
			edits = append(edits, edit{end, end, fmt.Sprintf("__%d", m.id)})
		}
		return true
	})
	sort.SliceStable(edits, func(i, j int) bool { return edits[i].start < edits[j].start })
	var out bytes.Buffer
	done := s.offset(m.body.Lbrace) + 1
	for _, e := range edits {
		if e.start < done { // a label in the text that the mutant replaces
			continue
		}
		out.Write(s.text[done:e.start])
		out.WriteString(e.text)
		done = e.end
	}
	out.Write(s.text[done:s.offset(m.body.Rbrace)])
	return out.Bytes()
}

// returns reports whether the function of the body has results.
func (s *source) returns(body *ast.BlockStmt) bool {
	for _, decl := range s.tree.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Body == body {
			return f.Type.Results != nil
		}
	}
	return false
}

var compileError = regexp.MustCompile(`(?m)^(\S+\.go):(\d+):(?:\d+:)? `)

func brokenMutants(out []byte, places map[string][]place) map[*mutant]bool {
	broken := map[*mutant]bool{}
	for _, match := range compileError.FindAllSubmatch(out, -1) {
		line, err := strconv.Atoi(string(match[2]))
		if err != nil {
			continue
		}
		for _, at := range places[filepath.Base(string(match[1]))] {
			if at.first <= line && line <= at.last {
				broken[at.m] = true
			}
		}
	}
	return broken
}
