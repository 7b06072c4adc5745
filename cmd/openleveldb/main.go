package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/openleveldb/openleveldb/internal/printable"
)

// The exit statuses other than 0.
const (
	statusFailed      = 1
	statusUsage       = 2
	statusInterrupted = 130 // what shells report for a process that SIGINT ended
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run runs one command line and returns the exit status.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	cmd, err := root, errNoCommand
	if len(args) > 0 {
		cmd, err = root.ExecuteContextC(context.Background())
	}
	if err == nil {
		return 0
	}
	var f *failure
	if errors.As(err, &f) {
		fmt.Fprintln(errOut, "openleveldb:", oneLine(err))
		if errors.Is(err, errInterrupted) {
			return statusInterrupted
		}
		return statusFailed
	}
	fmt.Fprintf(errOut, "openleveldb: %s\nSee %s --help.\n", strings.TrimSpace(err.Error()), cmd.CommandPath())
	return statusUsage
}

var errNoCommand = errors.New("no command given")

// failure is an error of a command that was called correctly. All other errors that cobra returns
// are bad usage.
type failure struct{ error }

func (f *failure) Unwrap() error { return f.error }

// oneLine returns the text of an error on one line, without the leading package name. Unprintable
// characters are escaped.
func oneLine(err error) string {
	return printable.Line(strings.TrimPrefix(err.Error(), "leveldb: "))
}
