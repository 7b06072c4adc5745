package commands

import (
	"bufio"
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newLen() *cobra.Command {
	var selected entrySelector
	cmd := &cobra.Command{
		Use:   "len DB",
		Short: "Count entries",
		Long: `Print the number of entries in the database, or of those that ls lists with the same
flags.

` + cli.SelectorHelp + "\n\n" + typesHelp,
		Example: `  openleveldb len runs.db --prefix run/1/`,
		Args:    cli.DatabaseArg,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				if err := selected.decide(cmd, db, false); err != nil {
					return err
				}
				n, err := selected.count(db)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(out, n)
				return err
			})
		}),
	}
	selected.addFlags(cmd)
	cli.AddShared(cmd)
	return cmd
}
