package commands

import (
	"bufio"
	"context"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/doctor"
	"github.com/spf13/cobra"
)

func newDoctor() *cobra.Command {
	var quick, asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor DB",
		Short: "Diagnose a database and suggest fixes",
		Long: `Find current and likely future problems of a database. Print why each one matters and
how to fix it. Nothing is changed. The command also works on a database that does not
open, and while other processes have it open.

It checks
  program  whether LevelDB wrote the directory, or RocksDB, Pebble, Minecraft Bedrock
           or another program with its own comparator or compression; such a directory
           is not examined further
  files    CURRENT and manifest, missing and damaged tables and logs, files left by
           killed writers and repairs
  limits   more tables than LevelDB keeps open (1000), free space on the disk
  system   owner and mode of the files, which process has the database open
  values   values that Python, or versions before 0.1.5, cannot read: keys that are
           not UTF-8, empty values, values without a tag, JSON that rapidjson
           rejects, arrays that numpy rejects; if most values have no tag, another
           program wrote them, and that is noted once

The suggestions contain commands in backquotes. None of them loses data: before one
replaces files, it copies the database.

--quick skips the values and the checksums of tables. For a database on a server
only the values are checked.

An error means that something cannot be read. A warning means that something will be
slow or fail. The status is 0 if there are only notes, and 1 otherwise.`,
		Example: `  openleveldb doctor runs.db
  openleveldb doctor runs.db --json | jq '.findings[] | .fix'`,
		Args: cli.DatabaseArg,
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			d := &doctor.Run{ErrOut: cmd.ErrOrStderr(), Name: args[0], Quick: quick}
			if err := d.Examine(ctx); err != nil {
				return err
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			var err error
			if asJSON {
				err = d.PrintJSON(out)
			} else {
				d.Print(out, cli.StyleOf(cmd.OutOrStdout()))
			}
			if err := cli.Flushed(out, err); err != nil {
				return err
			}
			return d.Verdict()
		}),
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "do not read values and blocks of tables")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
