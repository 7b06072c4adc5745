package commands

import (
	"context"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/move"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newMv() *cobra.Command {
	var names cli.Names
	var from, to string
	var all, overwrite bool
	cmd := &cobra.Command{
		Use:   "mv DB FROM TO",
		Short: "Rename a key, or all keys with a prefix",
		Long: `Rename the key FROM to TO. The value stays the same, and may be one that this program
cannot read. Both keys change at once, and on the disk when the command returns.

With --all, FROM and TO are prefixes: in all keys that begin with FROM, TO replaces it.
Neither may begin with the other. The command prints the number of renamed keys. After
an interruption some are renamed, and the same command continues.

A missing key is an error. A value under a new key is an error too, before anything is
changed, unless --overwrite is set. With --quoted, FROM and TO are in the form in which
ls prints keys.

With --shared, and at an address, mv is not safe while other programs write the same
keys: a value that is stored between the last read of mv and its write is lost. mv reads
the values again right before it writes, and fails if one has changed.`,
		Example: `  openleveldb mv runs.db run/1/titel run/1/title
  openleveldb mv runs.db run/1/ archive/1/ --all`,
		Args: func(_ *cobra.Command, args []string) (err error) {
			if len(args) != 3 {
				return &cli.ArgumentsError{Database: "a DB", Rest: "the keys FROM and TO", Args: args}
			}
			if from, err = names.Join(args[1]); err == nil {
				to, err = names.Join(args[2])
			}
			return err
		},
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			o := move.Options{Overwrite: overwrite, Exclusive: !cli.Shared(cmd) && !cli.IsAddress(args[0])}
			return cli.Writing(cmd, args[0], false, func(db *leveldb.DB) error {
				if all {
					return moveAll(ctx, cmd, db, from, to, o)
				}
				return overwriteHint(move.Key(db, from, to, o))
			})
		}),
	}
	names.AddFlag(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "rename all keys that begin with FROM")
	cmd.Flags().BoolVar(&overwrite, "overwrite", false, "replace values under the new keys")
	cli.AddShared(cmd)
	return cmd
}

// moveAll renames all keys that begin with from, and prints their number.
func moveAll(ctx context.Context, cmd *cobra.Command, db *leveldb.DB, from, to string, o move.Options) error {
	progress := cli.NewProgress(cmd.ErrOrStderr(), "mv", 0)
	o.Progress = progress.Add
	n, err := move.Prefix(ctx, db, from, to, o)
	progress.Done()
	switch {
	case err != nil && n > 0:
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			err = cli.ErrInterrupted
		}
		return fmt.Errorf("%w; %s: the same command continues", err, cli.Counted(int64(n), "key was renamed", "keys were renamed"))
	case err != nil:
		return overwriteHint(err)
	case n == 0:
		return &leveldb.Error{Op: "move", Name: from, Err: fmt.Errorf("%w: no key begins with it", leveldb.ErrNotFound)}
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "renamed  %s\n", cli.Counted(int64(n), "key", "keys"))
	return err
}

// overwriteHint adds to an error how to replace the value in the way.
func overwriteHint(err error) error {
	if errors.Is(err, move.ErrExists) {
		return fmt.Errorf("%w: --overwrite replaces it", err)
	}
	return err
}
