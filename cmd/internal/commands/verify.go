package commands

import (
	"bufio"
	"context"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/verify"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newVerify() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify DB",
		Short: "Read everything and report damage",
		Long: `Read everything and report damage, in two passes:
  files    every block of every table, and every record of the logs, is compared with
           its checksum; damage is listed with file, offset and keys
  entries  every value is decoded, with checksums: JSON, header and length of arrays,
           UTF-8 of texts and keys

Each problem is printed on one line, followed by a line with the fix. Damaged
values do not stop the command. LevelDB stops at a damaged block; verify continues after
it, and lists the range of keys that was not checked. That range is larger than the
block.

Files that this user may not read, or that this library cannot decompress, are reported
as unreadable here, not as damaged. A directory of another program is an error.

The status is 1 if there is any problem. For a database on a server only the entries
are read; the server verifies the checksums. So it is while another process has the
database open for writing.

With --json each line is an object: {"file", "offset", "bytes", "from", "to", "error",
"fix"}, with "unread": true if there is no evidence of damage, {"key", "error",
"fix"}, {"skipped_from", "skipped_to", "error"}, and at the end {"entries", "bytes",
"tables", "bad_files", "unread_files", "bad_entries", "skipped_ranges"}.`,
		Example: `  openleveldb verify runs.db
  openleveldb verify runs.db --json | jq -r 'select(.key) | .key'`,
		Args: cli.DatabaseArg,
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			out := bufio.NewWriterSize(cmd.OutOrStdout(), 64<<10)
			v := &verify.Run{ErrOut: cmd.ErrOrStderr(), Name: args[0], Shown: cli.WithoutPassword(args[0]), Out: out,
				Open: func() (*leveldb.DB, bool, error) { return cli.OpenReading(cmd, args[0]) }, JSON: asJSON, Style: cli.StyleOf(cmd.OutOrStdout())}
			return cli.Flushed(out, v.Run(ctx))
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	return cmd
}
