package view

import (
	"fmt"
	"os/exec"
	"runtime"
)

// Browse opens an address in the user's browser. It does not wait for the browser.
func Browse(address string) error {
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("no program opens a browser: %w", err)
	}
	cmd := exec.Command(path, address)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // collects the process; what it says about the browser helps nobody
	return nil
}
