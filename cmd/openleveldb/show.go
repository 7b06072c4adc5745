package main

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
	var s show.Printer
	var asJSON bool
	var png string
	cmd := &cobra.Command{
		Use:   "show DB PART...",
		Short: "Show a value so that people see what is in it",
		Long: `Show the value of the key that is the PARTs joined:
  int, str  as they are, but what does not print is escaped; an int of more than
            about 4300 digits in hexadecimal
  bytes     a hex dump, of which --all shows the rest
  json      indented down to 16 levels, in the order and with the digits that are stored
  ndarray   dtype, shape and bytes; minimum, maximum, mean, standard deviation and
            how many elements are NaN; the elements as numpy prints them; and a
            picture: a heat map of a matrix, the image that an array of uint8 with
            3 or 4 channels is, or else a histogram

NaN and NaT are counted and otherwise left out. Of complex numbers the magnitude
counts; of datetimes and timedeltas there are no means; of text and bytes the lengths
count; structures are shown field by field. A heat map is averaged down to the
terminal's width, with NaN where more than half of a cell is NaN. Colours are those
of a terminal that has them and if NO_COLOR is not set; else there are shades of
characters.

--png draws an array instead: an image of a matrix, averaged down to 2048 pixels where
it is larger, or of a picture as it is; a line of an array with one axis; a histogram
otherwise. --json prints what is known of the value instead of the value itself, which
get --json prints: type and bytes, and of an array dtype, shape, size, nans (or nats),
infs, min, max, mean, std, and histogram, with as many counts as --bins says and one
edge more, as from numpy.histogram.`,
		Example: `  openleveldb show runs.db run/1/ image
  openleveldb show runs.db settings
  openleveldb show runs.db run/1/ loss --png loss.png
  openleveldb show runs.db run/1/ image --json | jq .histogram.counts`,
		Args: cli.KeyArgs,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			key := leveldb.Key(args[1:]...)
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				s.Out, s.Style, s.Terminal = out, cli.StyleOf(cmd.OutOrStdout()), cmd.OutOrStdout()
				err := db.View(key, func(p *leveldb.Pinned) error {
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
	flags := cmd.Flags()
	flags.BoolVar(&s.All, "all", false, "all bytes of a hex dump")
	flags.BoolVar(&s.Histogram, "histogram", false, "a histogram of any array with numbers")
	flags.BoolVar(&s.Grey, "grey", false, "shades of grey instead of the colour map viridis")
	flags.UintVar(&s.Bins, "bins", 10, "how many `N` bins a histogram has")
	flags.StringVar(&png, "png", "", "draw an array to the PNG `FILE`, - being standard output")
	flags.BoolVar(&asJSON, "json", false, "print what is known of the value as JSON, on one line")
	cmd.MarkFlagsMutuallyExclusive("json", "png", "all")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if s.Bins < 1 || s.Bins > show.MaxBins {
			return fmt.Errorf("--bins: a histogram has 1 to %d bins", show.MaxBins)
		}
		return nil
	}
	return cmd
}
