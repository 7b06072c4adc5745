package commands

import (
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/manpage"
	"github.com/spf13/cobra"
)

// newMan returns a hidden command. It is for installation, by make install or a package.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages to a directory",
		Hidden: true,
		Long: `Write the manual pages, openleveldb.1 and one for each command, to the directory DIR,
and print their names.`,
		Example: `  openleveldb man /usr/local/share/man/man1`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("expected one DIR")
			}
			return nil
		},
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			names, err := manpage.WriteTree(args[0], cmd.Root(), programVersion(), manSections)
			for _, name := range names {
				if _, err := fmt.Fprintln(cmd.OutOrStdout(), name); err != nil {
					return err
				}
			}
			return err
		}),
	}
}

var manSections = []manpage.Section{
	{Title: "EXIT STATUS", Text: `  0    success
  1    the command failed; a missing key or database is a failure
  2    bad usage
  130  interrupted`},
	{Title: "ENVIRONMENT", Text: `  OPENLEVELDB_TOKEN  the bearer token for servers
  OPENLEVELDB_TIKV_CA, OPENLEVELDB_TIKV_CERT, OPENLEVELDB_TIKV_KEY  the files with the
                     certificates and the key for TLS to a cluster
  NO_COLOR           disables colours if it is not empty
  COLORTERM          truecolor or 24bit: the terminal supports 24-bit colours`},
}
