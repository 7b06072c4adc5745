package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// IsTerminal reports whether out is a terminal.
func IsTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// TerminalSize returns the size of the terminal that out writes to, in characters per line and
// lines. Both are 0 if the terminal does not know its size, as on a serial line, or if out is not a
// terminal.
func TerminalSize(out io.Writer) (columns, lines int) {
	f, ok := out.(*os.File)
	if !ok {
		return 0, 0
	}
	columns, lines, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, 0
	}
	return columns, lines
}
