package commands

import (
	"bufio"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/show"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newShow() *cobra.Command {
	var name cli.KeyName
	var s show.Printer
	var asJSON bool
	var png string
	cmd := &cobra.Command{
		Use:   "show DB PART...",
		Short: "Show a value with statistics and a picture",
		Long: `Show the value of the key formed by joining the PARTs:
  int, str  unchanged, but unprintable characters are escaped; an int of more than
            about 4300 digits in hexadecimal
  bytes     a hex dump, truncated unless --all is set
  json      indented down to 16 levels, with the stored order and digits
  ndarray   dtype, shape and bytes; minimum, maximum, mean, standard deviation and
            the number of NaNs; the elements as numpy prints them; and a picture: a
            heat map of a matrix, the image in an array of uint8 with 3 or 4
            channels, or else a histogram

NaN and NaT are counted and otherwise ignored. For complex numbers the statistics are of
the magnitude, for text and bytes of the length, and for structures of each field.
Datetimes and timedeltas have no mean. A heat map is averaged down to the width of the
terminal; a cell with more than half NaNs is NaN. Colours are used on a terminal that
supports them unless NO_COLOR is set, and shades of characters otherwise.

--png draws an array instead: a matrix as an image, averaged down to 2048 pixels if it
is larger; a picture unchanged; an array with one axis as a line; anything else as a
histogram. --json prints facts about the value as JSON: type and bytes, and for an array
dtype, shape, size, nans (or nats), infs, min, max, mean, std, and histogram, with
--bins counts and one edge more, as in numpy.histogram. For the value itself, use
get --json.

` + cli.KeyHelp,
		Example: `  openleveldb show runs.db run/1/ image
  openleveldb show runs.db settings
  openleveldb show runs.db run/1/ loss --png loss.png
  openleveldb show runs.db run/1/ image --json | jq .histogram.counts`,
		Args: name.Args,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			key := name.Key()
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				s.Out, s.Style, s.Terminal = out, cli.StyleOf(cmd.OutOrStdout()), cmd.OutOrStdout()
				err := db.ViewRaw(key, func(p *leveldb.Pinned) error {
					stored, err := p.Stored()
					if err != nil {
						return err
					}
					switch {
					case asJSON:
						return show.WriteSummary(out, stored, int(s.Bins))
					case png != "":
						return s.Draw(png, keytext.Plain(key), stored)
					}
					return s.Show(stored)
				})
				if e := (*leveldb.Error)(nil); err != nil && !errors.As(err, &e) {
					err = &leveldb.Error{Op: "show", Name: key, Err: err}
				}
				return err
			})
		}),
	}
	name.AddFlags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&s.All, "all", false, "print all bytes of a hex dump")
	flags.BoolVar(&s.Histogram, "histogram", false, "draw a histogram of any array with numbers")
	flags.BoolVar(&s.Grey, "grey", false, "use shades of grey instead of the colour map viridis")
	flags.UintVar(&s.Bins, "bins", 10, "use `N` bins in a histogram")
	flags.StringVar(&png, "png", "", "draw an array to the PNG `FILE`; - is standard output")
	flags.BoolVar(&asJSON, "json", false, "print facts about the value as JSON, on one line")
	cmd.MarkFlagsMutuallyExclusive("json", "png", "all")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if s.Bins < 1 || s.Bins > show.MaxBins {
			return fmt.Errorf("--bins: a histogram has 1 to %d bins", show.MaxBins)
		}
		return nil
	}
	cli.AddShared(cmd)
	return cmd
}
