package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Program is another program of this project, which can do what this one cannot.
type Program struct {
	Name   string
	Needed string // who needs it, and the verb: "formats arrow and parquet need"
	Target string // the make target that builds it
}

// Replace replaces this process by the program with the same arguments. It returns only if that
// fails. Signals, streams and the exit status thus need no forwarding.
func (p Program) Replace() error {
	path, err := p.find()
	if err != nil {
		return err
	}
	return replace(path, p.Name)
}

// replace replaces this process by a program with the same arguments.
var replace = execute

func execute(path, name string) error {
	return fmt.Errorf("%s: %w", path, syscall.Exec(path, append([]string{name}, os.Args[1:]...), os.Environ()))
}

// Substitute makes Replace call a function in place of replacing this process, until end is called.
// The function returns the result of ChildStatus.
func Substitute(run func(path, name string) error) (end func()) {
	replace = run
	return func() { replace = execute }
}

// childError means that a child process has done the work of the command, including its messages.
type childError struct{ status int }

func (e *childError) Error() string { return fmt.Sprintf("exit status %d", e.status) }

// ChildStatus returns the error for a child process that has done the work of a command. err is that
// of exec.Cmd.Run. The error is never nil, so that the command ends, with the exit status of the
// child.
func ChildStatus(err error) error {
	if exit := (*exec.ExitError)(nil); err == nil || errors.As(err, &exit) {
		status := 0
		if err != nil {
			status = max(exit.ExitCode(), StatusFailed)
		}
		return &childError{status}
	}
	return err
}

// find finds the program in the directory of this one, or in PATH.
func (p Program) find() (string, error) {
	if self, err := os.Executable(); err == nil {
		sibling := filepath.Join(filepath.Dir(self), p.Name)
		if info, err := os.Stat(sibling); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return sibling, nil
		}
	}
	path, err := exec.LookPath(p.Name)
	if err != nil {
		return "", fmt.Errorf("%s the program %s, which is neither in the directory of openleveldb nor in PATH: run `make %s` in a clone to build it",
			p.Needed, p.Name, p.Target)
	}
	return path, nil
}
