// Mutants tests the tests: it changes the code in small ways and reports the changes that no test
// notices.
//
//	go run ./scripts/mutants [flags] package...   mutants that it makes of the Go code of the packages
//	go run ./scripts/mutants -named [regexp]      the mutants of named.txt, in Go and C++
//
// The tests of a package alone must catch its mutants. The mutants in equal.txt change nothing that
// a test could detect. The survivors are printed and written to bin/mutants, and the score to
// scripts/mutants/MUTANTS.md. The working tree is not changed otherwise.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"
)

type options struct {
	sample  int
	seed    uint64
	workers int
	memory  int
	short   bool
	record  bool
	longest time.Duration
	skip    *regexp.Regexp
	tests   *regexp.Regexp
	only    *regexp.Regexp
}

func main() {
	var o options
	named := flag.Bool("named", false, "run the mutants of named.txt whose name matches the argument")
	flag.IntVar(&o.sample, "sample", 0, "number of mutants of each package, chosen at random; 0 means all")
	flag.Uint64Var(&o.seed, "seed", 1, "seed that selects the sample")
	flag.IntVar(&o.workers, "j", max(1, runtime.NumCPU()/2), "number of mutants to test concurrently")
	flag.IntVar(&o.memory, "memory", 4<<20, "maximum memory of a test process, in KiB")
	flag.BoolVar(&o.record, "record", true, "write the score to MUTANTS.md, unless -only limits the mutants")
	flag.BoolVar(&o.short, "short", false, "run the tests with -short")
	flag.DurationVar(&o.longest, "longest", 0, "leave out tests that take longer; 0 means no limit")
	flag.Func("tests", "run only the tests that the regular expression matches; not recorded", pattern(&o.tests))
	flag.Func("skip", "leave out tests that the regular expression matches", pattern(&o.skip))
	flag.Func("only", "test only mutants that the regular expression matches, such as 'shape.go|Array.At'", pattern(&o.only))
	flag.Parse()
	if err := run(o, *named, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func pattern(to **regexp.Regexp) func(string) error {
	return func(text string) (err error) {
		if text != "" {
			*to, err = regexp.Compile(text)
		}
		return err
	}
}

func run(o options, named bool, args []string) error {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	root := strings.TrimSpace(string(out))
	if named {
		return runNamed(root, o, strings.Join(args, "|"))
	}
	if len(args) == 0 {
		return fmt.Errorf("name a package, such as ./codec")
	}
	for _, arg := range args {
		if err := runPackage(root, arg, o); err != nil {
			return fmt.Errorf("%s: %w", arg, err)
		}
	}
	return nil
}

// A pkg is a package and its non-test files.
type pkg struct {
	dir, name, path string // path is relative to the module, such as leveldb/remote
	sources         []*source
}

func load(root, arg string) (*pkg, error) {
	cmd := exec.Command("go", "list", "-f", "{{.Dir}}\n{{.Name}}\n{{join .GoFiles \"\\n\"}}\n{{join .CgoFiles \"\\n\"}}", arg)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	lines := strings.Fields(string(out))
	p := &pkg{dir: lines[0], name: lines[1]}
	if p.path, err = filepath.Rel(root, p.dir); err != nil {
		return nil, err
	}
	p.path = filepath.ToSlash(p.path)
	for _, file := range lines[2:] {
		s, err := parse(root, filepath.Join(p.dir, file))
		if err != nil {
			return nil, err
		}
		p.sources = append(p.sources, s)
	}
	return p, nil
}

// runPackage makes mutants of a package and tests them.
func runPackage(root, arg string, o options) error {
	p, err := load(root, arg)
	if err != nil {
		return err
	}
	dir, err := temporary()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	chosen, equal, err := choose(root, p, o)
	if err != nil {
		return err
	}
	chosen, binary, err := instrument(p, chosen, dir)
	if err != nil {
		return err
	}
	covered := filepath.Join(dir, "covered.test")
	if out, err := build(p, covered, nil, "-cover"); err != nil {
		return fmt.Errorf("build the tests: %w\n%s", err, out)
	}
	tests, err := listTests(p, binary, o.tests, o.skip)
	if err != nil {
		return err
	}
	r := &runner{pkg: p, binary: binary, dir: dir, temp: filepath.Join(dir, "tmp"), memory: o.memory}
	if o.short {
		r.flags = []string{"-test.short"}
	}
	fmt.Printf("%s: measuring %d tests\n", p.path, len(tests))
	if tests, err = measure(r, tests, covered, o.longest); err != nil {
		return err
	}
	fmt.Printf("%s: %d mutants\n", p.path, len(chosen))
	s := score{Package: p.path, Tested: len(chosen), Equal: equal}
	survivors := r.testAll(chosen, tests, o.workers)
	s.Caught = s.Tested - len(survivors)
	s.Note = o.note()
	return s.write(root, survivors, o.record && o.only == nil && o.tests == nil)
}

// note describes what a score does not cover.
func (o options) note() string {
	var notes []string
	if o.sample > 0 {
		notes = append(notes, fmt.Sprintf("a sample, seed %d", o.seed))
	}
	if o.skip != nil {
		notes = append(notes, "without tests `"+strings.ReplaceAll(o.skip.String(), "|", "\\|")+"`")
	}
	if o.longest > 0 {
		notes = append(notes, fmt.Sprintf("without tests of more than %v", o.longest))
	}
	return strings.Join(notes, "; ")
}

// choose returns the mutants to test and the number of those that equal.txt lists.
func choose(root string, p *pkg, o options) ([]*mutant, int, error) {
	var all []*mutant
	for _, s := range p.sources {
		all = append(all, s.mutants()...)
	}
	equal, err := readEqual(root, p, all)
	if err != nil {
		return nil, 0, err
	}
	// Sample before any is left out, so that a new line in equal.txt does not change the rest of a
	// sample.
	if o.sample > 0 {
		rng := rand.New(rand.NewPCG(o.seed, 0))
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	var chosen []*mutant
	for _, m := range all {
		if !equal[m.String()] && (o.only == nil || o.only.MatchString(m.String())) {
			chosen = append(chosen, m)
		}
	}
	if o.sample > 0 {
		chosen = chosen[:min(o.sample, len(chosen))]
	}
	for i, m := range chosen {
		m.id = i + 1
	}
	return chosen, len(equal), nil
}

// testAll returns the mutants that no test catches, each with the reason.
func (r *runner) testAll(all []*mutant, tests []*test, workers int) (survivors []string) {
	var lock sync.Mutex
	var group sync.WaitGroup
	next := make(chan *mutant)
	for i := range workers {
		own := *r
		own.temp = filepath.Join(r.dir, fmt.Sprint("tmp", i))
		group.Go(func() {
			for m := range next {
				reach := covering(tests, m)
				o := own.kill(m, reach)
				lock.Lock()
				switch {
				case len(reach) == 0:
					fmt.Printf("NOT COVERED %s:%d: %s\n", m.file, m.line, m)
					survivors = append(survivors, m.String())
				case !o.failed:
					fmt.Printf("SURVIVED %s:%d: %s\n", m.file, m.line, m)
					survivors = append(survivors, m.String())
				case o.hung:
					fmt.Printf("caught, as its tests hang or take too much memory: %s:%d: %s\n", m.file, m.line, m)
				}
				lock.Unlock()
			}
		})
	}
	for _, m := range all {
		next <- m
	}
	close(next)
	group.Wait()
	return survivors
}
