package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/openleveldb/openleveldb/internal/printable"
	"github.com/spf13/cobra"
)

// The exit statuses other than 0.
const (
	statusFailed      = 1
	statusUsage       = 2
	StatusInterrupted = 130 // what shells report for a process that SIGINT ended
)

// Run runs one command line with the commands of root and returns the exit status.
func Run(root *cobra.Command, args []string, in io.Reader, out, errOut io.Writer) int {
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
		fmt.Fprintf(errOut, "%s: %s\n", root.Name(), OneLine(err))
		if errors.Is(err, ErrInterrupted) {
			return StatusInterrupted
		}
		return statusFailed
	}
	fmt.Fprintf(errOut, "%s: %s\nSee %s --help.\n", root.Name(), strings.TrimSpace(err.Error()), cmd.CommandPath())
	return statusUsage
}

var errNoCommand = errors.New("no command given")

// failure is an error of a command that was called correctly. All other errors that cobra returns
// are bad usage.
type failure struct{ error }

func (f *failure) Unwrap() error { return f.error }

// OneLine returns the text of an error on one line, without the leading package name. Unprintable
// characters are escaped.
func OneLine(err error) string {
	return printable.Line(strings.TrimPrefix(err.Error(), "leveldb: "))
}

// Action turns a function whose errors are failures into the function of a command.
func Action(do func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := do(cmd, args); err != nil {
			return &failure{err}
		}
		return nil
	}
}
