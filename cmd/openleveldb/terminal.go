package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal reports whether out is a terminal.
func isTerminal(out io.Writer) bool {
	_, _, ok := terminalSize(out)
	return ok
}

// terminalSize returns the size of the terminal that out writes to, in characters per line and
// lines. Both are 0 if the terminal does not know its size, as on a serial line. ok is false if out
// is not a terminal.
func terminalSize(out io.Writer) (columns, lines int, ok bool) {
	f, ok := out.(*os.File)
	if !ok {
		return 0, 0, false
	}
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ) // only a terminal has a size
	if err != nil {
		return 0, 0, false
	}
	return int(size.Col), int(size.Row), true
}
