package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// binary is a compiled test binary of the benchmarks' module.
type binary struct {
	path string
	dir  string // of the module
	temp string // for temporary files
	// databases is the directory where the binary keeps the databases of reads between runs. It is
	// empty if the binary cannot keep them.
	databases string
	short     bool
}

// compile builds the test binary of the module in dir, with flags of go test. The binary and all
// files that it writes later are below temp.
func compile(ctx context.Context, dir, temp string, short bool, flags ...string) (*binary, error) {
	b := &binary{path: filepath.Join(temp, fmt.Sprintf("bench%d.test", len(flags))), dir: dir, temp: temp, short: short}
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"test", "-c", "-o", b.path}, flags...), ".")...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, interrupted(ctx, fmt.Errorf("report: compile the benchmarks of %s: %w\n%s", dir, err, out))
	}
	// The binary of an older commit may not have the flag.
	usage, err := exec.CommandContext(ctx, b.path, "-h").CombinedOutput()
	if err != nil && !strings.Contains(string(usage), "-test.bench") {
		return nil, interrupted(ctx, fmt.Errorf("report: list the flags of %s: %w\n%s", b.path, err, usage))
	}
	if strings.Contains(string(usage), "-databases") {
		b.databases = filepath.Join(temp, "databases")
	}
	return b, nil
}

// compileCounting builds the test binary that counts copies, with the runtime that package copied
// modifies.
func compileCounting(ctx context.Context, temp string, short bool) (*binary, error) {
	overlay := filepath.Join(temp, "copied")
	root := output(ctx, "go", "env", "GOROOT")
	if out, err := exec.CommandContext(ctx, "go", "run", "./copied/overlay", root, overlay).CombinedOutput(); err != nil {
		return nil, interrupted(ctx, fmt.Errorf("report: modify the runtime to count copies: %w\n%s", err, out))
	}
	return compile(ctx, ".", temp, short, "-overlay", filepath.Join(overlay, "overlay.json"), "-tags", "count_copies")
}

// run runs the benchmarks that match a pattern, with additional flags. Their output is written to
// out.
func (b *binary) run(ctx context.Context, pattern, benchtime string, out io.Writer, flags ...string) error {
	args := []string{"-test.run", "^$", "-test.bench", pattern, "-test.benchtime", benchtime, "-test.timeout", "1h"}
	if b.short {
		args = append(args, "-test.short")
	} else {
		args = append(args, flags...)
	}
	if b.databases != "" {
		args = append(args, "-databases", b.databases)
	}
	cmd := exec.CommandContext(ctx, b.path, args...)
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "TMPDIR="+b.temp)
	cmd.Stdout = out
	cmd.Stderr = os.Stderr
	// Use a separate process group, so that Ctrl-C reaches the benchmarks only through this
	// process, and their child processes end with them.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Run(); err != nil {
		return interrupted(ctx, fmt.Errorf("report: benchmarks %s: %w", pattern, err))
	}
	return nil
}

// interrupted returns the cause of ctx's end if ctx has ended, and err otherwise.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
