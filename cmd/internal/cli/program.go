package cli

import (
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
	return fmt.Errorf("%s: %w", path, syscall.Exec(path, append([]string{p.Name}, os.Args[1:]...), os.Environ()))
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
