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

// A test is a top-level test, an example or a fuzz target with its seeds.
type test struct {
	name   string
	took   time.Duration
	blocks []block
}

// A block is a part of a file that a test executes, from one line and column to another.
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

// listTests returns the tests of a binary that match only, if that is set, and do not match skip.
func listTests(p *pkg, binary string, only, skip *regexp.Regexp) ([]*test, error) {
	cmd := exec.Command(binary, "-test.list", ".")
	cmd.Dir = p.dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the tests: %w", err)
	}
	var tests []*test
	for name := range strings.FieldsSeq(string(out)) {
		if !strings.HasPrefix(name, "Benchmark") && (only == nil || only.MatchString(name)) && (skip == nil || !skip.MatchString(name)) {
			tests = append(tests, &test{name: name})
		}
	}
	return tests, nil
}

// measure runs each test alone. It runs it in a binary with coverage, for the blocks it executes,
// and in the binary with mutants, with no mutant selected, for its time. It returns the tests that
// pass in both within longest, if that is set. It prints the names of the others, such as tests
// that count allocations, need much memory or list the package's exported API. It also prints their
// number, because a run that leaves out most tests measures little.
func measure(r *runner, tests []*test, covered string, longest time.Duration) ([]*test, error) {
	limit := time.Hour
	if longest > 0 {
		limit = longest + time.Second // the process and its coverage take time, too
	}
	var good []*test
	for _, t := range tests {
		profile := filepath.Join(r.dir, "cover.out")
		if out := r.run(covered, 0, []*test{t}, limit, "-test.coverprofile="+profile); out.failed {
			leaveOut(t, "with coverage", out)
			continue
		}
		blocks, err := readProfile(profile)
		if err != nil {
			return nil, err
		}
		t.blocks = blocks
		start := time.Now()
		if out := r.run(r.binary, 0, []*test{t}, limit); out.failed {
			leaveOut(t, "in the build with mutants", out)
			continue
		}
		if t.took = time.Since(start); longest == 0 || t.took <= longest {
			good = append(good, t)
		} else {
			fmt.Printf("left out: %s takes %v\n", t.name, t.took.Round(time.Second/10))
		}
	}
	if len(good) == 0 && len(tests) > 0 {
		return nil, fmt.Errorf("none of %d tests passes without a mutant", len(tests))
	}
	fmt.Printf("%d of %d tests are run\n", len(good), len(tests))
	sort.SliceStable(good, func(i, j int) bool { return good[i].took < good[j].took })
	return good, nil
}

// leaveOut prints why a test is not run.
func leaveOut(t *test, where string, out outcome) {
	if out.hung {
		fmt.Printf("left out: %s takes too long or too much memory %s\n", t.name, where)
		return
	}
	first, _, _ := strings.Cut(strings.TrimSpace(out.text), "\n")
	fmt.Printf("left out: %s fails %s: %s\n", t.name, where, first)
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

// covering returns the tests that execute the code of the mutant, in their order. The expressions
// of a case are in no block, so for them it returns the tests that execute the function.
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
