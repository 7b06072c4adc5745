// Package process lets a test run its own binary again as other processes, each with a role. Tests
// use it to kill processes, to lock them out, and to run many at once.
//
//	var roles = map[string]func(job) (any, error){"writer": write}
//
//	func TestRole(t *testing.T) { process.Play(t, roles) } // not a test: the other processes run it
//
//	p := process.Start(t, "writer", job{Path: path})
//	err := p.Report(&done)
//
// A role receives its job as JSON in the environment, and reports as JSON on standard output.
package process

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// variable holds the order in the environment of a process that has a role.
const variable = "OPENLEVELDB_TEST_ROLE"

type order struct {
	Role string
	Job  json.RawMessage
}

// Play plays the role for which this process was started, and prints its report. In the process of
// the tests, it does nothing. Call it from a test named TestRole.
func Play[Job any](t *testing.T, roles map[string]func(Job) (any, error)) {
	text := os.Getenv(variable)
	if text == "" {
		return // this process has no role
	}
	var o order
	var job Job
	if err := errors.Join(json.Unmarshal([]byte(text), &o), json.Unmarshal(o.Job, &job)); err != nil {
		t.Fatal(err)
	}
	play := roles[o.Role]
	if play == nil {
		t.Fatalf("there is no role %q", o.Role)
	}
	report, err := play(job)
	if err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nREPORT %s\n", line)
}

// Process is a running role.
type Process struct {
	*exec.Cmd
	text *bufio.Reader
}

// Start runs a role of the package's own TestRole. The standard error of the process is that of the
// test. A process that is still running when the test ends is killed.
func Start(t testing.TB, role string, job any) *Process {
	t.Helper()
	encoded, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(order{role, encoded})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestRole$", "-test.timeout=30m")
	cmd.Env = append(os.Environ(), variable+"="+string(text))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	return &Process{cmd, bufio.NewReader(out)}
}

// Line waits for a line that begins with prefix and returns the rest of it. The error contains the
// lines that were read instead.
func (p *Process) Line(prefix string) (string, error) {
	var before []string
	for {
		line, err := p.text.ReadString('\n')
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			return strings.TrimSpace(rest), nil
		}
		before = append(before, line)
		if err != nil {
			return "", fmt.Errorf("%w before %q: %s", err, prefix, strings.Join(before, ""))
		}
	}
}

// Report waits for the role to end and decodes its report.
func (p *Process) Report(into any) error {
	line, err := p.Line("REPORT ")
	if err != nil {
		return errors.Join(err, p.Wait())
	}
	if _, err := io.Copy(io.Discard, p.text); err != nil {
		return err
	}
	return errors.Join(json.Unmarshal([]byte(line), into), p.Wait())
}

// Stop stops the process with SIGSTOP, and returns when all its threads have stopped.
func (p *Process) Stop() error {
	if err := p.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	var status syscall.WaitStatus
	for {
		_, err := syscall.Wait4(p.Process.Pid, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return fmt.Errorf("waiting until the process is stopped: %w", err)
		case status.Stopped():
			return nil
		default:
			return fmt.Errorf("the process has ended with status %v, it was not stopped", status)
		}
	}
}

// Kill ends the process with SIGKILL and waits for it to exit. It returns an error if the process
// had already ended in another way.
func (p *Process) Kill() error {
	if err := p.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	output, reading := io.ReadAll(p.text)
	var exit *exec.ExitError
	if err := p.Wait(); errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGKILL {
			return reading
		}
	}
	return fmt.Errorf("the process was not killed, it ended with %v: %s", p.ProcessState, output)
}
