package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const namedFile = "scripts/mutants/named.txt"

// A namedMutant is an entry of named.txt.
type namedMutant struct {
	name     string
	file     string // from the root of the module
	pkg      string // whose tests must catch it, such as ./native
	tests    string // a regular expression; empty is all
	old, new []string
}

// readNamed parses named.txt. The head of the file describes the format.
func readNamed(text string) (list []*namedMutant, err error) {
	var m *namedMutant
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		kind, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case kind == "mutant":
			m = &namedMutant{name: rest}
			list = append(list, m)
		case m == nil:
			return nil, fmt.Errorf("%s: %q comes before the first mutant", namedFile, line)
		case kind == "file":
			m.file = rest
		case kind == "tests":
			m.pkg, m.tests, _ = strings.Cut(rest, " ")
		case kind == "-":
			m.old = append(m.old, rest)
		case kind == "+":
			m.new = append(m.new, rest)
		default:
			return nil, fmt.Errorf("%s: mutant %q: cannot read the line %q", namedFile, m.name, line)
		}
	}
	seen := map[string]bool{}
	for _, m := range list {
		if m.file == "" || m.pkg == "" || len(m.old) == 0 || seen[m.name] {
			return nil, fmt.Errorf("%s: mutant %q lacks a file, tests or an old text, or its name is not unique", namedFile, m.name)
		}
		seen[m.name] = true
	}
	return list, nil
}

// apply returns the text of the file with the change. The old lines must occur exactly once, with
// any indentation.
func (m *namedMutant) apply(text []byte) ([]byte, error) {
	lines := make([]string, len(m.old))
	for i, line := range m.old {
		lines[i] = regexp.QuoteMeta(strings.TrimSpace(line))
	}
	found := regexp.MustCompile(strings.Join(lines, `[ \t]*\n[ \t]*`)).FindAllIndex(text, -1)
	if len(found) != 1 {
		return nil, fmt.Errorf("%s: mutant %q: the old text is %d times in %s, not once: adapt it", namedFile, m.name, len(found), m.file)
	}
	out := append([]byte(nil), text[:found[0][0]]...)
	out = append(out, strings.Join(m.new, "\n")...)
	return append(out, text[found[0][1]:]...), nil
}

// runNamed runs the mutants whose name matches the pattern, each in a separate build.
func runNamed(root string, o options, pattern string) error {
	match, err := regexp.Compile(pattern)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(root, namedFile))
	if err != nil {
		return err
	}
	list, err := readNamed(string(text))
	if err != nil {
		return err
	}
	dir, err := temporary()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	var survivors []string
	var broken error
	s := score{Package: "named.txt"}
	clean := map[string]bool{} // tests that pass without a mutant
	for _, m := range list {
		if !match.MatchString(m.name) {
			continue
		}
		s.Tested++
		caught, err := m.run(root, dir, o, clean)
		switch {
		case err != nil:
			broken = errors.Join(broken, err)
			fmt.Println("ERROR", err)
		case caught.failed:
			s.Caught++
			fmt.Printf("caught by %s: %s\n", cmp.Or(caught.by, "a crash or a hang"), m.name)
		default:
			survivors = append(survivors, m.name)
			fmt.Println("SURVIVED", m.name)
		}
	}
	if broken != nil {
		return broken
	}
	if err := s.write(root, survivors, o.record && pattern == ""); err != nil {
		return err
	}
	if len(survivors) > 0 {
		return fmt.Errorf("%d named mutants survived", len(survivors))
	}
	return nil
}

func (m *namedMutant) run(root, dir string, o options, clean map[string]bool) (outcome, error) {
	p, err := load(root, m.pkg)
	if err != nil {
		return outcome{}, err
	}
	path := filepath.Join(root, filepath.FromSlash(m.file))
	text, err := os.ReadFile(path)
	if err != nil {
		return outcome{}, fmt.Errorf("%s: mutant %q: %w", namedFile, m.name, err)
	}
	changed, err := m.apply(text)
	if err != nil {
		return outcome{}, err
	}
	copied := filepath.Join(dir, "changed"+filepath.Ext(path))
	if err := os.WriteFile(copied, changed, 0o600); err != nil {
		return outcome{}, err
	}
	r := &runner{pkg: p, dir: dir, temp: filepath.Join(dir, "tmp"), flags: []string{"-test.v"}, memory: o.memory}
	if o.short {
		r.flags = append(r.flags, "-test.short")
	}
	with := func(overlay map[string]string) (outcome, error) {
		r.binary = filepath.Join(dir, "named.test")
		if out, err := build(p, r.binary, overlay); err != nil {
			return outcome{}, fmt.Errorf("%s: mutant %q does not compile: %w\n%s", namedFile, m.name, err, out)
		}
		return r.runPattern(r.binary, 0, m.tests, 5*time.Minute), nil
	}
	if key := m.pkg + " " + m.tests; !clean[key] {
		o, err := with(nil)
		if err != nil {
			return outcome{}, err
		}
		if o.failed || strings.Contains(o.text, "no tests to run") {
			return outcome{}, fmt.Errorf("mutant %q: the tests do not pass without it:\n%s", m.name, o.text)
		}
		clean[key] = true
	}
	return with(map[string]string{path: copied})
}
