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
	StatusFailed      = 1
	StatusUsage       = 2
	StatusInterrupted = 130 // what shells report for a process that SIGINT ended
	StatusPipe        = 141 // the same for SIGPIPE: nobody reads the output
)

// ShortHint is an annotation of a root command for lines without the name of the program and a
// database. Messages about bad usage mention neither. Its value is the name of the
// command that prints help.
const ShortHint = "hint"

// Run runs one command line with the commands of root and returns the exit status.
func Run(root *cobra.Command, args []string, in io.Reader, out, errOut io.Writer) int {
	return RunContext(context.Background(), root, args, in, out, errOut)
}

// RunContext is Run with a context for the command.
func RunContext(ctx context.Context, root *cobra.Command, args []string, in io.Reader, out, errOut io.Writer) int {
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	cmd, err := root, errNoCommand
	if len(args) > 0 {
		cmd, err = root.ExecuteContextC(ctx)
	}
	if err == nil {
		return 0
	}
	var child *childError
	var f *failure
	switch {
	case errors.As(err, &child):
		return child.status
	case errors.Is(err, errPipe):
		return StatusPipe
	case errors.As(err, &f):
		fmt.Fprintf(errOut, "%s: %s\n", root.Name(), OneLine(err))
		if errors.Is(err, ErrInterrupted) {
			return StatusInterrupted
		}
		return StatusFailed
	}
	hint := cmd.CommandPath() + " --help"
	if help := root.Annotations[ShortHint]; help != "" {
		hint = help + strings.TrimPrefix(cmd.CommandPath(), root.Name())
	}
	fmt.Fprintf(errOut, "%s: %s\nSee %s.\n", root.Name(), usageText(cmd, err), hint)
	return StatusUsage
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
		err := do(cmd, args)
		if err == nil {
			return nil
		}
		if errors.Is(err, context.Canceled) && contextOf(cmd).Err() != nil && !errors.Is(err, ErrInterrupted) {
			err = ErrInterrupted
		}
		return &failure{err}
	}
}

// contextOf returns the context of a command, which only Run sets.
func contextOf(cmd *cobra.Command) context.Context {
	if ctx := cmd.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}
