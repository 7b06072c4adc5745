package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// deleting holds the flags of del.
type deleting struct {
	key      cli.KeyName
	selected cli.Selector
	yes, all bool
}

func newDel() *cobra.Command {
	var d deleting
	cmd := &cobra.Command{
		Use:   "del DB [PART]...",
		Short: "Delete a key, or the keys of a range",
		Long: `Delete the key formed by joining the PARTs, and its value. A missing key is an error.
The deletion is on the disk when the command returns.

With --prefix, --starting-by, --start or --stop, and no PARTs, delete all keys that ls
lists with the same flags, none of which may be empty. With --all, delete all keys of
the database. The command counts them, and on a terminal asks for
confirmation; elsewhere it needs --yes. It deletes the keys that it has counted: a key
that another program adds to the range before the answer stays. The number of deleted
entries is printed. After an interruption some entries are deleted. compact frees the
space on the disk.

` + cli.KeyHelp + "\n\n" + cli.SelectorHelp,
		Example: `  openleveldb del runs.db run/1/ title
  openleveldb del runs.db --prefix run/1/
  openleveldb del runs.db --start 2024-01 --stop 2024-07 --yes
  openleveldb del scratch.db --all`,
		Args: d.args,
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			return cli.Writing(cmd, args[0], false, func(db *leveldb.DB) error {
				if d.many(cmd) {
					return d.deleteRange(ctx, cmd, args[0], db)
				}
				return deleteKey(db, d.key.Key())
			})
		}),
	}
	d.key.AddFlags(cmd)
	d.selected.AddRangeFlags(cmd, "delete all keys that begin with `PART`")
	cmd.Flags().BoolVar(&d.all, "all", false, "delete all keys of the database")
	cmd.Flags().BoolVar(&d.yes, "yes", false, "do not ask for confirmation")
	cli.AddShared(cmd)
	return cmd
}

// rangeFlags are the flags that select a range.
var rangeFlags = []string{"prefix", "starting-by", "start", "stop"}

// many reports whether the flags select a range.
func (d *deleting) many(cmd *cobra.Command) bool {
	return d.all || slices.ContainsFunc(rangeFlags, cmd.Flags().Changed)
}

func (d *deleting) args(cmd *cobra.Command, args []string) error {
	switch {
	case !d.many(cmd) && len(args) == 0:
		return &cli.ArgumentsError{Database: "a DB", Rest: "either PARTs or a range such as --prefix PART"}
	case !d.many(cmd):
		return d.key.Args(cmd, args)
	case len(args) != 1 || cmd.Flags().Changed("key-hex") || cmd.Flags().Changed("key-base64"):
		return errors.New("a range cannot be combined with a key: PARTs and --key flags name a single key")
	}
	if err := d.checkRange(cmd); err != nil || d.yes {
		return err
	}
	return confirmable(cmd)
}

// checkRange returns an error for a range that may be larger than what was meant: in a script, an
// empty flag is most likely a variable that is not set.
func (d *deleting) checkRange(cmd *cobra.Command) error {
	for _, name := range rangeFlags {
		flag := cmd.Flags().Lookup(name)
		values := []string{flag.Value.String()}
		if parts, ok := flag.Value.(pflag.SliceValue); ok {
			values = parts.GetSlice()
		}
		switch {
		case !flag.Changed:
		case d.all:
			return fmt.Errorf("--all and --%s cannot be combined", name)
		case slices.Contains(values, ""):
			return fmt.Errorf("--%s is empty; --all deletes all keys", name)
		}
	}
	if !d.all && *d.selected.Entries() == (leveldb.Range{}) {
		return errors.New("the range holds all keys of the database; --all deletes them")
	}
	return nil
}

func deleteKey(db *leveldb.DB, key string) error {
	found, err := db.Has(key)
	if err != nil {
		return err
	}
	if !found {
		return &leveldb.Error{Op: "delete", Name: key, Err: leveldb.ErrNotFound}
	}
	return db.Delete(key)
}

// deleteRange deletes the selected entries, after the user has agreed.
func (d *deleting) deleteRange(ctx context.Context, cmd *cobra.Command, name string, db *leveldb.DB) error {
	r := d.selected.Entries()
	if d.yes {
		return d.report(ctx, cmd, func() (int, error) { return db.WithContext(ctx).DeleteRange(r) })
	}
	keys, err := findKeys(ctx, db, r)
	if err != nil {
		return err
	}
	defer keys.close()
	question, err := d.question(cmd, name, keys)
	if err == nil && question != "" {
		err = confirm(cmd, question, true)
	}
	if err != nil {
		return err
	}
	return d.report(ctx, cmd, keys.remove)
}

// report deletes entries, and prints their number.
func (d *deleting) report(ctx context.Context, cmd *cobra.Command, remove func() (int, error)) error {
	waiting := cli.NewWaiting(cmd.ErrOrStderr(), "delete")
	n, err := remove()
	waiting.Done()
	if err != nil && n > 0 {
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			err = cli.ErrInterrupted
		}
		return fmt.Errorf("%w; %s: the same command continues", err, cli.Counted(int64(n), "entry was deleted", "entries were deleted"))
	}
	if err == nil {
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "deleted  %s\n", cli.Counted(int64(n), "entry", "entries"))
	}
	return err
}

// question returns what to ask the user. It is empty if there is nothing to delete.
func (d *deleting) question(cmd *cobra.Command, name string, keys *foundKeys) (string, error) {
	waiting := cli.NewWaiting(cmd.ErrOrStderr(), "count")
	n, first, last, err := keys.describe()
	waiting.Done()
	if err != nil || n == 0 {
		return "", err
	}
	which := "with the key " + keytext.Plain(first)
	if n > 1 {
		which = fmt.Sprintf("from %s to %s", keytext.Plain(first), keytext.Plain(last))
	}
	return fmt.Sprintf("Permanently delete %s of %s, %s", cli.Counted(int64(n), "entry", "entries"),
		valuetext.Plain(cli.WithoutPassword(name)), which), nil
}
