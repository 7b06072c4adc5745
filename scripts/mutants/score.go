package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

const (
	equalFile = "scripts/mutants/equal.txt"
	scoreFile = "scripts/mutants/MUTANTS.md"
)

// readEqual returns the mutants of the package that equal.txt lists. A line that matches no mutant
// is an error, because it would hide a later one.
func readEqual(root string, p *pkg, all []*mutant) (map[string]bool, error) {
	text, err := os.ReadFile(filepath.Join(root, equalFile))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, m := range all {
		known[m.String()] = true
	}
	equal := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		file, _, _ := strings.Cut(line, " ")
		if line == "" || strings.HasPrefix(line, "#") || filepath.ToSlash(filepath.Dir(file)) != p.path {
			continue
		}
		if !known[line] {
			return nil, fmt.Errorf("%s: no such mutant, remove or rename it: %s", equalFile, line)
		}
		equal[line] = true
	}
	return equal, nil
}

// A score is a row of MUTANTS.md.
type score struct {
	Package               string
	Tested, Caught, Equal int
	Note                  string
}

func (s score) percent() float64 {
	if s.Tested == 0 {
		return 100
	}
	return 100 * float64(s.Caught) / float64(s.Tested)
}

// write prints the score and writes the survivors to bin/mutants. If record is set, it also writes
// the row to MUTANTS.md.
func (s score) write(root string, survivors []string, record bool) error {
	sort.Strings(survivors)
	fmt.Printf("%s: %d of %d mutants caught, %.1f %%\n", s.Package, s.Caught, s.Tested, s.percent())
	list := filepath.Join(root, "bin", "mutants", strings.ReplaceAll(s.Package, "/", "-")+".txt")
	if err := os.MkdirAll(filepath.Dir(list), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(list, []byte(strings.Join(append(survivors, ""), "\n")), 0o644); err != nil {
		return err
	}
	if !record {
		return nil
	}
	out, err := exec.Command("git", "-C", root, "describe", "--always", "--dirty", "--exclude=*").Output()
	if err != nil {
		return fmt.Errorf("the commit of the score: %w", err)
	}
	path := filepath.Join(root, scoreFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	row := fmt.Sprintf("| %s | %s | %d | %d | %.1f %% | %d | %s |", s.Package, strings.TrimSpace(string(out)), s.Tested, s.Caught,
		s.percent(), s.Equal, s.Note)
	return os.WriteFile(path, withRow(text, s.Package, row), 0o644)
}

// withRow replaces the row of the package in the only table of the text, or inserts it in the order
// of the names.
func withRow(text []byte, name, row string) []byte {
	lines := strings.Split(string(text), "\n")
	start := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "| ---") }) + 1
	at := start
	for at < len(lines) && strings.HasPrefix(lines[at], "| ") && lines[at] < "| "+name+" |" {
		at++
	}
	if at < len(lines) && strings.HasPrefix(lines[at], "| "+name+" |") {
		lines[at] = row
	} else {
		lines = slices.Insert(lines, at, row)
	}
	return []byte(strings.Join(lines, "\n"))
}
