package main

import (
	"bufio"
	"context"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/verify"
	"github.com/spf13/cobra"
)

func newVerify() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify DB",
		Short: "Read everything and name what is damaged",
		Long: `Read everything and name what is damaged, in two passes:
  files    every block of every table is compared with its checksum, and the records
           of the logs; what is damaged is listed with file, offset and keys
  entries  every value is decoded, with checksums: the text of JSON, header and
           length of arrays, UTF-8 of texts and keys

A line names what is wrong, and the line below it what to do. Damaged values do not
stop it. At a damaged block LevelDB stops, and verify continues after it: the keys
that were not checked are listed, and are more than those in the block.

What this user may not read, or this library cannot decompress, is not called
damaged: it cannot be read here. A directory of another program is an error.

The status is 1 if anything is wrong. Of a database on a server only the entries are
read, with their checksums verified there.

With --json a line is an object: {"file", "offset", "bytes", "from", "to", "error",
"mend"}, to which "unread": true is added if it is not damaged, {"key", "error",
"mend"}, {"skipped_from", "skipped_to", "error"}, and at the end {"entries", "bytes",
"tables", "bad_files", "unread_files", "bad_entries", "skipped_ranges"}.`,
		Example: `  openleveldb verify runs.db
  openleveldb verify runs.db --json | jq -r 'select(.key) | .key'`,
		Args: cli.DatabaseArg,
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			out := bufio.NewWriterSize(cmd.OutOrStdout(), 64<<10)
			v := &verify.Run{ErrOut: cmd.ErrOrStderr(), Name: args[0], Shown: cli.WithoutPassword(args[0]), Out: out, JSON: asJSON, Style: cli.StyleOf(cmd.OutOrStdout())}
			return cli.Flushed(out, v.Run(ctx))
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}
