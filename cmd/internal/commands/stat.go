package commands

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
		Short: "Print statistics of entries and of the disk",
		Long: `Print statistics: entries, bytes and types, in total and by prefix; dtypes and shapes of
arrays; values that cannot be read; the use of the disk by level, compression, and
filter.

A prefix is the first segment of a key, up to and including the separator, or the first
--depth segments. The --top largest are listed, by bytes. Keys without a separator are
listed under "".

All entries are read once, but only the first bytes of each value. --quick skips this.
For a database on a server or in a cluster there are no statistics of files, and all
entries are transferred.

A value counts as unreadable if the header or length of an array is wrong; verify also
decodes values. A value without a type tag, as other programs store them, is raw.`,
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
	flags.UintVar(&depth, "depth", 1, "use the first `N` segments of a key as prefix")
	flags.StringVar(&separator, "separator", "/", "`TEXT` that ends a segment")
	flags.UintVar(&top, "top", 20, "list `N` prefixes, and dtypes with shape")
	flags.BoolVar(&quick, "quick", false, "do not read the entries")
	flags.BoolVar(&ldb, "leveldb", false, "add the statistics of LevelDB")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	cli.AddShared(cmd)
	return cmd
}
