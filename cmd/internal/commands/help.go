package commands

import (
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/spf13/cobra"
)

// newHelp returns the command help. Unlike cobra's, it fails for a command that does not exist.
func newHelp() *cobra.Command {
	var about *cobra.Command
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Print the help of a command",
		Long:  "Print the help of a command, as COMMAND --help does, or of openleveldb.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return errors.New("expected one COMMAND")
			}
			found, rest, err := cmd.Root().Find(args)
			if err == nil && len(rest) > 0 {
				err = fmt.Errorf("unknown command %.40q", rest[0])
			}
			about = found
			return err
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, c := range cmd.Root().Commands() {
				if c.IsAvailableCommand() && len(args) == 0 {
					names = append(names, c.Name()+"\t"+c.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: cli.Action(func(*cobra.Command, []string) error {
			about.InitDefaultHelpFlag()
			about.InitDefaultVersionFlag()
			return about.Help()
		}),
	}
}
