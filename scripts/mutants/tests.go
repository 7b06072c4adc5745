package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"
)

// A test is a top-level test, example or fuzz target (its seeds).
type test struct {
	name   string
	took   time.Duration
	blocks []block
}

// A block is a part of a file that a test executes: from one line and column to another.
type block struct {
	file                                   string
	fromLine, fromColumn, toLine, toColumn int
}

func (b block) contains(m *mutant) bool {
	return b.file == filepath.Base(m.file) &&
		(m.line > b.fromLine || m.line == b.fromLine && m.column >= b.fromColumn) &&
		(m.line < b.toLine || m.line == b.toLine && m.column < b.toColumn)
}

// near reports whether the block is in the function of the mutant.
func (b block) near(m *mutant) bool {
	first := m.source.files.Position(m.body.Pos()).Line
	last := m.source.files.Position(m.body.End()).Line
	return b.file == filepath.Base(m.file) && first <= b.fromLine && b.toLine <= last
}

// listTests returns the tests of a binary but those that skip matches.
func listTests(p *pkg, binary string, skip *regexp.Regexp) ([]*test, error) {
	cmd := exec.Command(binary, "-test.list", ".")
	cmd.Dir = p.dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the tests: %w", err)
	}
	var tests []*test
	for name := range strings.FieldsSeq(string(out)) {
		if !strings.HasPrefix(name, "Benchmark") && (skip == nil || !skip.MatchString(name)) {
			tests = append(tests, &test{name: name})
		}
	}
	return tests, nil
}

// measure runs each test alone: in a binary with coverage, for the blocks it executes, and in the one with mutants, with none of
// them chosen, for its time. It returns the tests that pass in both; the names of the others, such as tests that count allocations,
// are printed.
func measure(r *runner, p *pkg, tests []*test, covered string) ([]*test, error) {
	var good []*test
	for _, t := range tests {
		profile := filepath.Join(r.dir, "cover.out")
		if out := r.run(covered, 0, []*test{t}, time.Hour, "-test.coverprofile="+profile); out.failed {
			return nil, fmt.Errorf("%s fails without any mutant:\n%s", t.name, out.text)
		}
		blocks, err := readProfile(profile)
		if err != nil {
			return nil, err
		}
		t.blocks = blocks
		start := time.Now()
		if out := r.run(r.binary, 0, []*test{t}, time.Hour); out.failed {
			fmt.Printf("left out: %s fails in the build with mutants\n", t.name)
			continue
		}
		t.took = time.Since(start)
		good = append(good, t)
	}
	sort.SliceStable(good, func(i, j int) bool { return good[i].took < good[j].took })
	return good, nil
}

func readProfile(path string) ([]block, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var blocks []block
	for line := range strings.Lines(string(text)) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || name == "mode" {
			continue
		}
		b := block{file: filepath.Base(name)}
		var statements, count int
		if _, err := fmt.Sscanf(rest, "%d.%d,%d.%d %d %d",
			&b.fromLine, &b.fromColumn, &b.toLine, &b.toColumn, &statements, &count); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", path, line, err)
		}
		if count > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks, nil
}

// covering returns the tests that execute the code of the mutant, in their order. The expressions of a case are in no block: for
// them it returns the tests that execute the function.
func covering(tests []*test, m *mutant) []*test {
	if chosen := reaching(tests, m, block.contains); len(chosen) > 0 || !m.inCase {
		return chosen
	}
	return reaching(tests, m, block.near)
}

func reaching(tests []*test, m *mutant, reaches func(block, *mutant) bool) (chosen []*test) {
	for _, t := range tests {
		if slices.ContainsFunc(t.blocks, func(b block) bool { return reaches(b, m) }) {
			chosen = append(chosen, t)
		}
	}
	return chosen
}
