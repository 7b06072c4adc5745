package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal says whether what is written to out is shown on a terminal.
func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	_, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ) // only a terminal has a size
	return err == nil
}
