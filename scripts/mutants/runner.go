package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A runner runs tests of one package.
type runner struct {
	pkg    *pkg
	binary string
	dir    string // for files that are removed when the runner ends
	temp   string // the TMPDIR of the tests
	flags  []string
	memory int // KiB of a test process
}

// temporary creates a directory that other users may enter, because tests run programs as another
// user.
func temporary() (string, error) {
	dir, err := os.MkdirTemp("", "mutants-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	return dir, err
}

// An outcome is the result of a run of tests.
type outcome struct {
	failed bool
	hung   bool
	by     string // the first test that failed, or the one that was running when the process ended
	text   string
}

var (
	failure = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	started = regexp.MustCompile(`(?m)^=== RUN +(\S+)`) // with -test.v
)

// run runs the tests in one process with the mutant of the given number. A run that exceeds the
// limit fails.
func (r *runner) run(binary string, id int, tests []*test, limit time.Duration, flags ...string) outcome {
	names := make([]string, len(tests))
	for i, t := range tests {
		names[i] = regexp.QuoteMeta(t.name)
	}
	return r.runPattern(binary, id, "^("+strings.Join(names, "|")+")$", limit, flags...)
}

// runPattern is run for the tests that match the regular expression.
func (r *runner) runPattern(binary string, id int, tests string, limit time.Duration, flags ...string) outcome {
	if err := errors.Join(os.RemoveAll(r.temp), os.Mkdir(r.temp, 0o755)); err != nil {
		return outcome{failed: true, text: err.Error()}
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit+30*time.Second)
	defer cancel()
	args := append([]string{"-test.run=" + tests, "-test.failfast", "-test.timeout=" + limit.String()}, r.flags...)
	cmd := exec.CommandContext(ctx, binary, append(args, flags...)...)
	cmd.Dir = r.pkg.dir
	cmd.Env = append(os.Environ(), variable+"="+strconv.Itoa(id), "TMPDIR="+r.temp)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 10 * time.Second
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	err := cmd.Start()
	if err == nil {
		watched, stop := context.WithCancel(ctx)
		go r.watch(watched, cmd.Process.Pid, cancel)
		err = cmd.Wait()
		stop()
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // processes that tests left running
	}
	o := outcome{failed: err != nil, text: text.String()}
	o.hung = ctx.Err() != nil || strings.Contains(o.text, "panic: test timed out")
	if match := failure.FindStringSubmatch(o.text); match != nil {
		o.by = match[1]
	} else if all := started.FindAllStringSubmatch(o.text, -1); err != nil && all != nil {
		o.by = "a crash or a hang of " + all[len(all)-1][1]
	}
	return o
}

// kill runs the tests against the mutant, the fastest first, until one fails.
func (r *runner) kill(m *mutant, tests []*test) outcome {
	var last outcome
	for len(tests) > 0 && !last.failed {
		n, total := 0, time.Duration(0)
		for n < len(tests) && (n == 0 || total+tests[n].took < time.Second) {
			total += tests[n].took
			n++
		}
		last = r.run(r.binary, m.id, tests[:n], 20*time.Second+10*total)
		tests = tests[n:]
	}
	return last
}

// watch calls kill if the process uses more memory than allowed. A limit on the address space would
// not work: tests map huge files.
func (r *runner) watch(ctx context.Context, pid int, kill func()) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
			out, err := exec.CommandContext(ctx, "ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
			if n, _ := strconv.Atoi(strings.TrimSpace(string(out))); err == nil && n > r.memory {
				kill()
			}
		}
	}
}
