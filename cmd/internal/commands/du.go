package commands

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/prefix"
	"github.com/openleveldb/openleveldb/cmd/internal/scan"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// usage holds the options of du.
type usage struct {
	separator     string
	depth         int // negative means no limit
	human, asJSON bool
}

func newDu() *cobra.Command {
	var u usage
	var names cli.Names
	var roots []string
	var depth uint
	var summarize bool
	cmd := &cobra.Command{
		Use:   "du DB [PREFIX]...",
		Short: "Print the size of entries by prefix",
		Long: `Print the size of the entries below each prefix, as du(1) does for directories. A prefix
is a part of a key up to and including a separator. Longer prefixes are printed first
and are included in shorter ones. The last line is the total of all keys, or of those
that begin with PREFIX.

The columns are
  bytes    size of keys and stored values, uncompressed
  disk     approximate size in the tables, compressed and including superseded
           values that are not yet compacted; without the log
  entries  number of entries
  prefix   in quotes if it is empty or not printable: "" is all keys; with --quoted,
           PREFIX has this form too

All entries are read, but not the contents of values. From a server all entries are
transferred. If values are superseded, compact reduces the size on the disk.`,
		Example: `  openleveldb du runs.db --human
  openleveldb du runs.db run/1/ run/2/ -s
  openleveldb du runs.db --depth 1 | sort -n`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 {
				return errors.New("expected a DB")
			}
			for _, arg := range args[1:] {
				root, err := names.Join(arg)
				if err != nil {
					return err
				}
				roots = append(roots, root)
			}
			return nil
		},
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			switch {
			case summarize:
				u.depth = 0
			case cmd.Flags().Changed("depth"):
				u.depth = int(min(depth, math.MaxInt32))
			default:
				u.depth = -1
			}
			if len(roots) == 0 {
				roots = []string{""}
			}
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				p := cli.NewProgress(cmd.ErrOrStderr(), "du", 0)
				defer p.Done()
				for _, root := range roots {
					if err := u.print(ctx, db, root, out, p); err != nil {
						return err
					}
				}
				return nil
			})
		}),
	}
	flags := cmd.Flags()
	flags.UintVar(&depth, "depth", 0, "list prefixes of at most `N` segments after PREFIX")
	flags.BoolVarP(&summarize, "summarize", "s", false, "print only the totals")
	flags.StringVar(&u.separator, "separator", "/", "`TEXT` that ends a segment")
	flags.BoolVar(&u.human, "human", false, "print sizes with units, such as 1.5GiB")
	names.AddFlag(cmd)
	flags.BoolVar(&u.asJSON, "json", false, "print one JSON object per line")
	cmd.MarkFlagsMutuallyExclusive("depth", "summarize")
	cli.AddShared(cmd)
	return cmd
}

// print lists what is below a prefix.
func (u *usage) print(ctx context.Context, db *leveldb.DB, root string, out *bufio.Writer, p *cli.Progress) error {
	tree := prefix.NewTree(root, u.separator, u.depth, func(sum *prefix.Sum, _ int) error {
		disk, err := db.WithContext(ctx).ApproximateSize(&leveldb.Range{StartingBy: sum.Prefix})
		if err != nil {
			return err
		}
		p.Hidden(func() { err = u.line(out, sum, disk) })
		return err
	})
	err := scan.Scan(ctx, db, &leveldb.Range{StartingBy: root}, &scan.Counter{P: p}, func(key string, stored []byte) error {
		return tree.Add(key, len(stored), "")
	})
	if err != nil {
		return err
	}
	return tree.End()
}

func (u *usage) line(out *bufio.Writer, sum *prefix.Sum, disk uint64) error {
	switch {
	case u.asJSON:
		return valuetext.PrintJSON(out, struct {
			Prefix     valuetext.JSONKey `json:"prefix"`
			Entries    int64             `json:"entries"`
			KeyBytes   int64             `json:"key_bytes"`
			ValueBytes int64             `json:"value_bytes"`
			Disk       uint64            `json:"disk_bytes"`
		}{valuetext.JSONKey(sum.Prefix), sum.Entries, sum.KeyBytes, sum.ValueBytes, disk})
	case u.human:
		_, err := fmt.Fprintf(out, "%s\t%s\t%d\t%s\n", narrow(sum.Bytes()), narrow(int64(disk)), sum.Entries, keytext.Plain(sum.Prefix))
		return err
	default:
		_, err := fmt.Fprintf(out, "%d\t%d\t%d\t%s\n", sum.Bytes(), disk, sum.Entries, keytext.Plain(sum.Prefix))
		return err
	}
}

// narrow formats a size that fits before a tab stop.
func narrow(bytes int64) string { return strings.ReplaceAll(cli.Size(bytes), " ", "") }
