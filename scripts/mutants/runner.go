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
	dir    string // for files that are removed at the end
	temp   string // the TMPDIR of the tests
	flags  []string
	memory int // KiB of a test process
}

// temporary makes a directory that others may enter, as tests run programs as another user.
func temporary() (string, error) {
	dir, err := os.MkdirTemp("", "mutants-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	return dir, err
}

// An outcome is what a run of tests ended with.
type outcome struct {
	failed bool
	hung   bool
	by     string // the first test that failed, or that ran when the process ended
	text   string
}

var (
	failure = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	started = regexp.MustCompile(`(?m)^=== RUN +(\S+)`) // with -test.v
)

// run runs the tests in one process with the mutant of that number. A run that takes longer than limit fails.
func (r *runner) run(binary string, id int, tests []*test, limit time.Duration, flags ...string) outcome {
	names := make([]string, len(tests))
	for i, t := range tests {
		names[i] = regexp.QuoteMeta(t.name)
	}
	return r.runPattern(binary, id, "^("+strings.Join(names, "|")+")$", limit, flags...)
}

// runPattern does the same for the tests that the regular expression matches.
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
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // processes that the tests left
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

// kill runs the tests against the mutant, the quickest first, until one fails.
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

// watch calls kill if the process takes more memory than it may. A limit on its addresses would not do: tests map huge files.
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
