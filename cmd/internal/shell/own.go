package shell

import (
	"errors"
	"fmt"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/internal/printable"
	"github.com/spf13/cobra"
)

// own marks the commands that only the shell has.
const own = "shell"

// own returns the commands that only the shell has.
func (s *Session) own() []*cobra.Command {
	cd := &cobra.Command{
		Use:   "cd [PREFIX]",
		Short: "Change the prefix of keys",
		Long: `Add PREFIX to the current prefix, with a slash at its end if there are such keys. cd ..
removes the last part, and cd without PREFIX all.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return errors.New("expected one PREFIX")
			}
			return nil
		},
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				s.prefix = ""
				return nil
			}
			return s.cd(cmd.Context(), args[0])
		}),
	}
	pwd := &cobra.Command{
		Use: "pwd", Short: "Print the prefix of keys",
		Long: `Print the current prefix, as ls prints keys. "" is the prefix of all keys.`,
		Args: cli.NoArgs,
		RunE: cli.Action(func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), keytext.Plain(s.prefix))
			return err
		}),
	}
	history := &cobra.Command{
		Use: "history", Short: "Print the lines that were entered",
		Long: "Print the lines that were entered in this shell and in earlier ones, the last one at\nthe end.",
		Args: cli.NoArgs,
		RunE: cli.Action(func(cmd *cobra.Command, _ []string) error { return printHistory(cmd.OutOrStdout()) }),
	}
	wipe := &cobra.Command{
		Use: "clear", Short: "Clear the screen", Long: "Clear the screen, as Ctrl-L does.",
		Args: cli.NoArgs,
		RunE: cli.Action(func(cmd *cobra.Command, _ []string) error {
			if !cli.IsTerminal(cmd.OutOrStdout()) {
				return nil
			}
			// Cursor to the first line, and erase the screen (ECMA-48).
			_, err := io.WriteString(cmd.OutOrStdout(), "\x1b[H\x1b[2J")
			return err
		}),
	}
	exit := &cobra.Command{
		Use: "exit", Aliases: []string{"quit"}, Short: "End the shell", Long: "End the shell.",
		Args: cli.NoArgs,
		Run:  func(*cobra.Command, []string) { s.ends = true },
	}
	commands := []*cobra.Command{cd, pwd, history, wipe, exit}
	for _, cmd := range commands {
		cmd.Annotations = map[string]string{own: cmd.Name()}
	}
	return commands
}

// printHistory prints the remembered lines.
func printHistory(out io.Writer) error {
	remembered, err := openHistory()
	if err != nil {
		return err
	}
	var failed error
	err = remembered.load(func(line string) {
		if failed == nil {
			_, failed = fmt.Fprintln(out, printable.Line(line))
		}
	})
	return errors.Join(err, failed)
}
