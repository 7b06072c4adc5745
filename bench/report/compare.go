package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// comparison holds the arguments of compare.
type comparison struct {
	dir       string // of the module, in a git checkout
	ref       string // a commit
	bench     string // pattern for go test -bench
	count     int    // rounds
	benchtime time.Duration
	short     bool
	out       io.Writer // receives the output of benchstat
}

// side is one of the two versions.
type side struct {
	name    string // in the output of benchstat
	binary  *binary
	results *os.File
}

// compare runs the benchmarks of a commit and of the working tree, including uncommitted changes,
// in turn. Then benchstat prints the differences. The commit is checked out into a temporary
// worktree, which is always removed.
func compare(ctx context.Context, c comparison) (err error) {
	id, err := git(ctx, c.dir, "rev-parse", "--verify", "--quiet", "--end-of-options", c.ref+"^{commit}")
	if ctx.Err() != nil {
		return err
	}
	if err != nil {
		return fmt.Errorf("report: %q is not a commit of this repository: pass a hash, a branch or a tag, as in make bench-compare REF=HEAD~1", c.ref)
	}
	module, err := git(ctx, c.dir, "rev-parse", "--show-prefix")
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "openleveldb-compare-")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	tree := filepath.Join(temp, "tree")
	defer func() {
		// Clean up after Ctrl-C, too, which has ended ctx.
		clean := context.WithoutCancel(ctx)
		_, removing := git(clean, c.dir, "worktree", "remove", "--force", tree)
		if _, missing := os.Stat(tree); os.IsNotExist(missing) {
			removing = nil
		}
		err = errors.Join(err, removing, os.RemoveAll(temp))
	}()
	if _, err := git(ctx, c.dir, "worktree", "add", "--detach", tree, id); err != nil {
		return err
	}
	sides := []*side{{name: c.ref}, {name: "working tree"}}
	for i, dir := range []string{filepath.Join(tree, module), c.dir} {
		own := filepath.Join(temp, fmt.Sprint(i))
		if err := os.Mkdir(own, 0o755); err != nil {
			return fmt.Errorf("report: %w", err)
		}
		log.Printf("compiling the benchmarks of %s", sides[i].name)
		if sides[i].binary, err = compile(ctx, dir, own, c.short); err != nil {
			return err
		}
		if sides[i].results, err = os.Create(filepath.Join(own, "results.txt")); err != nil {
			return fmt.Errorf("report: %w", err)
		}
		defer sides[i].results.Close() // only read later, by name
	}
	failed := c.rounds(ctx, sides)
	return errors.Join(failed, benchstat(context.WithoutCancel(ctx), sides, c.out))
}

// rounds runs both sides in turn. The side that goes first alternates.
func (c comparison) rounds(ctx context.Context, sides []*side) error {
	order := slices.Clone(sides)
	for round := range c.count {
		for _, s := range order {
			lines := &lineCounter{to: s.results}
			began := time.Now()
			err := s.binary.run(ctx, c.bench, c.benchtime.String(), lines)
			if err = errors.Join(err, lines.flush()); err != nil {
				return fmt.Errorf("report: %s, round %d: %w", s.name, round+1, err)
			}
			if lines.results == 0 {
				return fmt.Errorf("report: %s has no benchmark %s", s.name, c.bench)
			}
			log.Printf("round %d of %d, %s: %d results in %v", round+1, c.count, s.name, lines.results, time.Since(began).Round(100*time.Millisecond))
		}
		slices.Reverse(order)
	}
	return nil
}

// benchstat prints the comparison of the results so far. benchstat is a tool of the benchmarks'
// module, which the working directory belongs to.
func benchstat(ctx context.Context, sides []*side, out io.Writer) error {
	args := []string{"tool", "benchstat"}
	for _, s := range sides {
		args = append(args, strings.ReplaceAll(s.name, "=", "-")+"="+s.results.Name())
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("report: benchstat: %w", err)
	}
	return nil
}

// git runs git in a directory and returns its output.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return "", interrupted(ctx, fmt.Errorf("report: git %s: %w\n%s", strings.Join(args, " "), err, exit.Stderr))
	}
	if err != nil {
		return "", fmt.Errorf("report: git %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}
