package commands

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/spf13/cobra"
)

func newCompact() *cobra.Command {
	var selected cli.Selector
	var largeArrays, asJSON bool
	cmd := &cobra.Command{
		Use:   "compact DB",
		Short: "Rewrite a database without superseded data",
		Long: `Rewrite the tables of the database, or those of the selected keys, without superseded
and deleted values. Afterwards they take as much space as in a new copy. All data are
read and written once or twice, even if nothing was superseded, and part of them
temporarily needs free space. The sizes before and after are those of the tables.

LevelDB compacts on its own while it is written to. This command is for use after many
deletions or changes. Every block that is read is checked. A damaged block is an error,
and leaves the database as it was.

On a server, reads continue, and writes wait for at most about 16 MiB of tables at a
time. Values that a snapshot can read are kept until a compaction after its end.

In a cluster, the command ignores --prefix and --starting-by. It removes what writers
that died have left, and lets the whole cluster collect superseded values that are older
than ten minutes, unless TiDB does that. TiKV compacts its tables on its own.

The command can be interrupted at any time without losing data. A server continues the
compaction.

Use --large-arrays for a database that was created with it, because all tables are
rewritten. On a server, that depends on how it was started.`,
		Example: `  openleveldb compact runs.db
  openleveldb compact http://127.0.0.1:5000/runs --prefix run/1/`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cli.DatabaseArg(cmd, args); err != nil {
				return err
			}
			if cli.IsAddress(args[0]) && largeArrays {
				return errors.New("--large-arrays applies to a directory; for a server it is a flag of serve")
			}
			return nil
		},
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			o := cli.OptionsFor(largeArrays)
			o.ErrorIfMissing, o.Shared = true, cli.Shared(cmd)
			db, err := cli.OpenDB(args[0], o)
			if err != nil {
				return err
			}
			r := selected.Entries()
			progress, began := cli.NewWaiting(cmd.ErrOrStderr(), "compacting"), time.Now()
			var before, after uint64
			done := make(chan error, 1)
			go func() {
				db := db.WithContext(ctx)
				var err error
				if before, err = db.ApproximateSize(r); err == nil {
					if err = db.Compact(r); err == nil {
						after, err = db.ApproximateSize(r)
					}
				}
				done <- err
			}()
			select {
			case err = <-done:
			case <-ctx.Done():
				// Close would wait for the piece that is being compacted. Exiting here is just as
				// safe: no entry depends on whether that piece is finished.
				progress.Done()
				return fmt.Errorf("%w: a part may have been compacted; no data are lost", cli.ErrInterrupted)
			}
			progress.Done()
			if err = errors.Join(err, db.Close()); err != nil {
				return err
			}
			took := time.Since(began)
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
					Before  uint64  `json:"before"`
					After   uint64  `json:"after"`
					Seconds float64 `json:"seconds"`
				}{before, after, took.Seconds()})
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "before  %s (%s)\nafter   %s (%s)\n", humanize.Comma(int64(before)), humanize.IBytes(before),
				humanize.Comma(int64(after)), humanize.IBytes(after))
			return err
		}),
	}
	selected.AddRangeFlags(cmd, "only keys that begin with `PART`")
	cli.AddLargeArrays(cmd, &largeArrays)
	cli.AddShared(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the sizes as a JSON object")
	return cmd
}
