package commands

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/diff"
	"github.com/openleveldb/openleveldb/cmd/internal/tabular"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// differ holds the options of diff.
type differ struct {
	selected      cli.Selector
	brief, asJSON bool
}

func newDiff() *cobra.Command {
	var d differ
	cmd := &cobra.Command{
		Use:   "diff DB DB",
		Short: "Print what differs between two databases",
		Long: `Print the entries that differ between two databases, one per line, and a summary. Each
database is a directory or the address of one on a server. A line begins with
  -  if only the first database has the key, followed by the value there
  +  if only the second database has the key, followed by the value there
  ~  if the values differ, followed by both; for arrays of one dtype and shape by the
     number of elements that differ and, for numbers, the largest difference

Stored bytes are compared, with checksums. The exit status is 0 if no entry differs, and
1 otherwise. --brief prints the summary only.

With --json each line is an object with key, in ("first", "second" or "both"), and
first and second with type and bytes; for arrays of one dtype and shape also with
elements_different and, for numbers, largest_difference. The last line has the counts.

` + cli.SelectorHelp,
		Example: `  openleveldb diff runs.db /backups/runs-monday
  openleveldb diff runs.db http://127.0.0.1:5000/runs --prefix run/1/ --brief`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &cli.ArgumentsError{Database: "the DBs A", Rest: "B", Args: args}
			}
			return nil
		},
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			return d.run(ctx, cmd, args[0], args[1])
		}),
	}
	d.selected.AddRangeFlags(cmd, "only keys that begin with `PART`, shown without it")
	cmd.Flags().BoolVarP(&d.brief, "brief", "q", false, "print the summary only")
	cmd.Flags().BoolVar(&d.asJSON, "json", false, "print one JSON object per line")
	cli.AddShared(cmd)
	return cmd
}

func (d *differ) run(ctx context.Context, cmd *cobra.Command, first, second string) error {
	var counts diff.Counts
	err := cli.Reading(cmd, first, func(a *leveldb.DB, out *bufio.Writer) error {
		b, written, err := cli.OpenReading(cmd, second)
		if err != nil {
			return err
		}
		counts, err = d.compare(ctx, cmd, a, b, out)
		return errors.Join(cli.Removed(written, err), b.Close())
	})
	if n := counts.Different(); err == nil && n > 0 {
		return fmt.Errorf("%s and %s: %s", cli.WithoutPassword(first), cli.WithoutPassword(second), cli.Counted(n, "entry differs", "entries differ"))
	}
	return err
}

// compare prints the differences and the summary.
func (d *differ) compare(ctx context.Context, cmd *cobra.Command, a, b *leveldb.DB, out *bufio.Writer) (diff.Counts, error) {
	p := cli.NewProgress(cmd.ErrOrStderr(), "diff", 0)
	defer p.Done()
	print := d.printer(cmd, out)
	counts, err := diff.Iterate(ctx, a, b, d.selected.Entries(), p.Add, func(found diff.Difference) (err error) {
		if d.brief {
			return nil
		}
		p.Hidden(func() {
			err = print(found)
			if cli.IsTerminal(cmd.OutOrStdout()) {
				err = errors.Join(err, out.Flush())
			}
		})
		return err
	})
	p.Done()
	if err != nil {
		return counts, err
	}
	if d.asJSON {
		return counts, valuetext.PrintJSON(out, counts)
	}
	return counts, counts.Print(out)
}

// printer returns the function that prints a difference.
func (d *differ) printer(cmd *cobra.Command, out *bufio.Writer) func(diff.Difference) error {
	if d.asJSON {
		return func(found diff.Difference) error { return valuetext.PrintJSON(out, jsonOf(found)) }
	}
	style := cli.StyleOf(cmd.OutOrStdout())
	width := valuetext.ShortWidth
	return func(found diff.Difference) error {
		var line string
		switch found.Where {
		case diff.First:
			line = style.Red("- " + entryText(found.Key, found.First, width))
		case diff.Second:
			line = style.Green("+ " + entryText(found.Key, found.Second, width))
		default:
			line = style.Yellow("~ "+keytext.Plain(found.Key)) + "\t" + diff.ChangeOf(found.First, found.Second, width).String()
		}
		_, err := fmt.Fprintln(out, line)
		return err
	}
}

// entryText returns an entry as ls prints it. A value that cannot be read has its reason.
func entryText(key string, stored []byte, width int) string {
	e, _ := tabular.Of(key, stored, false, width)
	line := e.AppendLine(nil, false)
	return string(line[:len(line)-1])
}

// differenceJSON is a difference in the form that the help of diff describes.
type differenceJSON struct {
	Key      valuetext.JSONKey `json:"key"`
	In       diff.Where        `json:"in"`
	First    *valueJSON        `json:"first,omitempty"`
	Second   *valueJSON        `json:"second,omitempty"`
	Elements *int              `json:"elements_different,omitempty"`
	Largest  *float64          `json:"largest_difference,omitempty"`
}

type valueJSON struct {
	Type  string `json:"type"`
	Bytes int    `json:"bytes"`
}

func jsonOf(found diff.Difference) differenceJSON {
	j := differenceJSON{Key: valuetext.JSONKey(found.Key), In: found.Where}
	if found.Where != diff.Second {
		j.First = &valueJSON{valuetext.KindName(found.First), len(found.First)}
	}
	if found.Where != diff.First {
		j.Second = &valueJSON{valuetext.KindName(found.Second), len(found.Second)}
	}
	if found.Where == diff.Both {
		if c := diff.ChangeOf(found.First, found.Second, valuetext.ShortWidth); c.Array != "" {
			j.Elements = &c.Elements
			if c.Numbers && !math.IsNaN(c.Largest) {
				j.Largest = &c.Largest
			}
		}
	}
	return j
}
