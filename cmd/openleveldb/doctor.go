package main

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
		Short: "Find what is wrong with a database, and what to do about it",
		Long: `Find what is wrong with a database, or will be, and print for each finding why it
matters and what to do. Nothing is changed. It also works on a database that does not
open, and while others have it open.

It examines
  program  whether LevelDB wrote the directory, or RocksDB, Pebble, Minecraft Bedrock
           or another program with a comparator or a compression of its own; such a
           directory is left alone, and nothing else is examined
  files    CURRENT and manifest, missing and damaged tables and logs, files left by
           killed writers and repairs
  limits   more tables than LevelDB maps (1000), free space on the disk
  system   owner and mode of the files, who has the database open
  values   those that Python, or versions before 0.1.5, cannot read: keys that are
           not UTF-8, empty values, values without a tag, JSON that rapidjson
           refuses, arrays that numpy refuses

What to do holds commands in backquotes. None of them loses anything: where one
replaces files, it copies the database first.

--quick leaves out the values and the checksums of tables. Of a database on a server
only the values are examined.

An error is something that somebody cannot read; a warning will be slow or fail; a
note is good to know. The status is 0 if there are only notes, else 1.`,
		Example: `  openleveldb doctor runs.db
  openleveldb doctor runs.db --json | jq '.findings[] | .mend'`,
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
	cmd.Flags().BoolVar(&quick, "quick", false, "do not read the values, nor the blocks of the tables")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
