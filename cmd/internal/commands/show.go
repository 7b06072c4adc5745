package commands

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/part"
	"github.com/openleveldb/openleveldb/cmd/internal/show"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// shower holds the options of show.
type shower struct {
	show.Printer
	values          cli.RawValues
	name            cli.KeyName
	some            part.Part
	asJSON, noPager bool
	png             string
}

func newShow() *cobra.Command {
	var s shower
	cmd := &cobra.Command{
		Use:   "show DB PART...",
		Short: "Show a value with statistics and a picture",
		Long: `Show the value of the key formed by joining the PARTs:
  int, str  unchanged, but unprintable characters are escaped; an int of more than
            about 4300 digits in hexadecimal
  bytes     a hex dump, truncated unless --all is set
  json      indented down to 16 levels, with the stored order and digits
  ndarray   dtype, shape and bytes; minimum, maximum, mean, standard deviation and
            the number of NaNs; a picture: a heat map of a matrix, the image in an
            array of uint8 with 3 or 4 channels, or else a histogram; and the elements
            as numpy prints them
  raw       a hex dump of a value without a type tag, as other programs store them

NaN and NaT are counted and otherwise ignored. For complex numbers the statistics are of
the magnitude, for text and bytes of the length, and for structures of each field.
Datetimes and timedeltas have no mean. A heat map is averaged down to the width of the
terminal; a cell with more than half NaNs is NaN. Colours are used on a terminal that
supports them unless NO_COLOR is set, and shades of characters otherwise. Output that is
longer than the screen is shown through the program in the environment variable PAGER,
or less.

` + cli.RawHelp + `

` + part.Help + `

--png draws an array instead: a matrix as a heat map with axes and a scale, averaged
down to 2048 pixels if it is larger; a picture unchanged; an array with one axis as a
line; anything else as a histogram. --no-axes draws the pixels of a heat map only. An
existing file is replaced only with --force.

--json prints facts about the value as JSON: type and bytes, and for an array dtype,
shape, size, nans (or nats), infs, min, max, mean, std, and histogram, with --bins
counts and one edge more, as in numpy.histogram; with fewer bins for datetimes and
timedeltas that differ by less. For the value itself, use get --json.

` + cli.KeyHelp,
		Example: `  openleveldb show runs.db run/1/ image
  openleveldb show runs.db run/1/ events --field time --rows 0:1000
  openleveldb show runs.db run/1/ loss --png loss.png
  openleveldb show runs.db run/1/ image --json | jq .histogram.counts`,
		Args: s.name.Args,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error { return s.run(cmd, args[0]) }),
	}
	s.name.AddFlags(cmd)
	s.some.AddFlags(cmd)
	s.values.AddFlag(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&s.All, "all", false, "print all bytes of a hex dump")
	flags.BoolVar(&s.Hex, "hex", false, "print a hex dump of the stored bytes of any value")
	flags.BoolVar(&s.Histogram, "histogram", false, "draw a histogram of any array with numbers")
	flags.BoolVar(&s.Grey, "grey", false, "use shades of grey instead of the colour map viridis")
	flags.UintVar(&s.Bins, "bins", 10, "use `N` bins in a histogram")
	flags.StringVar(&s.png, "png", "", "draw an array to the PNG `FILE`; - is standard output")
	flags.BoolVar(&s.Force, "force", false, "replace an existing PNG file")
	flags.BoolVar(&s.NoAxes, "no-axes", false, "draw a heat map without axes and scale")
	flags.BoolVar(&s.noPager, "no-pager", false, "never use a pager")
	flags.BoolVar(&s.asJSON, "json", false, "print facts about the value as JSON, on one line")
	cmd.MarkFlagsMutuallyExclusive("json", "png", "all")
	cmd.MarkFlagsMutuallyExclusive("json", "png", "hex")
	for _, flag := range []string{"rows", "index", "field"} {
		cmd.MarkFlagsMutuallyExclusive("hex", flag)
	}
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if s.Bins < 1 || s.Bins > show.MaxBins {
			return fmt.Errorf("--bins: a histogram has 1 to %d bins", show.MaxBins)
		}
		if err := checkPNG(s.png); err != nil {
			return err
		}
		return s.some.Check()
	}
	cli.AddShared(cmd)
	return cmd
}

// checkPNG returns an error for a file whose name promises another format than PNG.
func checkPNG(name string) error {
	switch extension := strings.ToLower(filepath.Ext(name)); extension {
	case ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".pdf":
		return fmt.Errorf("--png writes a PNG file, and %.40q ends with %s", name, extension)
	}
	return nil
}

// run shows the value on the standard output, or through a pager.
func (s *shower) run(cmd *cobra.Command, database string) error {
	terminal := cmd.OutOrStdout()
	var pager *cli.Pager
	if !s.noPager && !s.asJSON && s.png == "" {
		pager = cli.NewPager(terminal)
	}
	if pager == nil {
		return s.read(cmd, database, terminal)
	}
	cmd.SetOut(pager)
	err := s.read(cmd, database, terminal)
	if errors.Is(err, cli.ErrLeft) {
		err = nil
	}
	return errors.Join(err, pager.Close())
}

// read reads the value and shows it on the output of cmd, for the given terminal.
func (s *shower) read(cmd *cobra.Command, database string, terminal io.Writer) error {
	return cli.Reading(cmd, database, func(db *leveldb.DB, out *bufio.Writer) error {
		s.Out, s.Style, s.Terminal = out, cli.StyleOf(terminal), terminal
		key := s.name.Key()
		// Who asks for an array expects the value to have that type.
		if !s.Hex && s.png == "" && !s.some.Given() {
			var err error
			if s.Raw, err = s.values.In(cmd, db); err != nil {
				return err
			}
		}
		err := s.view(cmd, db, key, func(stored []byte) error {
			switch {
			case s.asJSON:
				return s.WriteSummary(stored)
			case s.png != "":
				return s.Draw(s.png, keytext.Plain(key), stored)
			}
			return s.Show(stored)
		})
		return shown(key, err)
	})
}

// shown returns an error as one of show: reads are called view and get in the package.
func shown(key string, err error) error {
	if err == nil {
		return nil
	}
	e := (*leveldb.Error)(nil)
	switch {
	case !errors.As(err, &e):
		return &leveldb.Error{Op: "show", Name: key, Err: err}
	case err == error(e):
		return &leveldb.Error{Op: "show", Name: e.Name, Err: e.Err}
	}
	return err
}

// view calls do with the stored value, or with the selected part of it.
func (s *shower) view(cmd *cobra.Command, db *leveldb.DB, key string, do func(stored []byte) error) error {
	if s.some.Given() {
		stored, err := s.some.Read(cmd.Context(), db, key)
		if err != nil {
			return err
		}
		return do(stored)
	}
	return db.ViewRaw(key, func(p *leveldb.Pinned) error {
		stored, err := p.Stored()
		if err != nil {
			return err
		}
		return do(stored)
	})
}
