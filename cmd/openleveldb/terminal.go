package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal says whether what is written to out is shown on a terminal.
func isTerminal(out io.Writer) bool {
	_, _, ok := terminalSize(out)
	return ok
}

// terminalSize gives the characters in a line and the lines of the terminal that shows what is written to out. A terminal that
// does not know its size, as on a serial line, has 0 of each. ok is false if out is shown on none.
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
