package commands

import (
	"context"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/shell"
	"github.com/spf13/cobra"
)

func newShell() *cobra.Command {
	var keepGoing bool
	cmd := &cobra.Command{
		Use:   "shell DB",
		Short: "Run commands on a database interactively",
		Long: `Run commands on the database DB that are entered at a prompt, without openleveldb and DB:
ls, get run/1/title, put answer --int 42. help lists them.

After cd run/1/ keys are those that begin with run/1/, without this prefix, and the
prompt shows it; cd .. goes back. Words may be in single quotes, or in double quotes with
escapes as in Go, in which ls prints unusual keys. | and > are as in the shell of the
system, which runs what follows them: ls --json | less.

Tab completes commands, flags, keys and files. Lines that do not begin with a space are
remembered in openleveldb/shell_history below $XDG_STATE_HOME, or ~/.local/state. Ctrl-C
interrupts a command.

If standard input or output is not a terminal, the lines of standard input are a script.
It stops at the first line that fails, with exit status 1, or with --keep-going at the
end.

Every line opens the database and closes it again, so other processes can use it between
two lines. To store many values at once, use import.`,
		Example: `  openleveldb shell runs.db
  openleveldb shell http://127.0.0.1:5000/runs
  printf 'cd run/1/\nls --keys\n' | openleveldb shell runs.db`,
		Args: cli.DatabaseArg,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			s := &shell.Session{New: New, Database: args[0], Shared: cli.Shared(cmd),
				In: cmd.InOrStdin(), Out: cmd.OutOrStdout(), Err: cmd.ErrOrStderr()}
			if shell.IsInteractive(s.In, s.Out) {
				return s.Interact(context.Background())
			}
			return s.Script(context.Background(), s.In, keepGoing)
		}),
	}
	cmd.Flags().BoolVar(&keepGoing, "keep-going", false, "run the lines of a script that follow one that fails")
	cli.AddShared(cmd)
	return cmd
}
