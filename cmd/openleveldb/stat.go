package main

import (
	"bufio"
	"context"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/prefix"
	"github.com/openleveldb/openleveldb/cmd/internal/stat"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newStat() *cobra.Command {
	var depth, top uint
	var separator string
	var quick, ldb, asJSON bool
	cmd := &cobra.Command{
		Use:   "stat DB",
		Short: "Say what a database holds and how it lies on the disk",
		Long: `Say what a database holds: entries, bytes and types, for each prefix too; which
dtypes and shapes the arrays have; which values cannot be read; how much there is on
the disk, in which levels and tables, how they are compressed, and whether they have
a filter.

A prefix is the first segment of a key, up to the separator and with it, or the
first --depth of them. The --top largest are listed, by bytes; keys that have no
separator are under "".

All entries are read once, but of a value only its first bytes. --quick leaves that
out and gives what the files and LevelDB itself tell. Of a database on a server the
files cannot be looked at, and a pass over its entries transfers them.

Values count as unreadable if their tag, or the header or length of an array, is
wrong; verify also decodes them.`,
		Example: `  openleveldb stat runs.db
  openleveldb stat runs.db --depth 2 --top 5
  openleveldb stat runs.db --quick --leveldb
  openleveldb stat runs.db --json | jq .entries.types`,
		Args: cli.DatabaseArg,
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				most := int(min(top, 1_000_000))
				groups := prefix.NewGroups(separator, int(min(depth, 1000)), most)
				s, err := stat.Gather(ctx, cmd.ErrOrStderr(), args[0], db, groups, quick)
				if err != nil {
					return err
				}
				if ldb {
					text, err := db.Property("leveldb.stats")
					if err != nil {
						return err
					}
					s.LevelDB = (*valuetext.JSONText)(&text)
				}
				if asJSON {
					return valuetext.PrintJSON(out, s)
				}
				return s.Print(out, cli.StyleOf(cmd.OutOrStdout()), most)
			})
		}),
	}
	flags := cmd.Flags()
	flags.UintVar(&depth, "depth", 1, "a prefix is the first `N` segments of a key")
	flags.StringVar(&separator, "separator", "/", "`TEXT` that ends a segment")
	flags.UintVar(&top, "top", 20, "list `N` prefixes, and dtypes with shape")
	flags.BoolVar(&quick, "quick", false, "do not read the entries")
	flags.BoolVar(&ldb, "leveldb", false, "add LevelDB's own statistics")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
