package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/spf13/cobra"
)

// importOptions holds the flags of import.
type importOptions struct {
	columns                                                                      Columns
	prefix                                                                       []string
	key, format, dtype                                                           string
	skipOthers, overwrite, resume, anyKeys, largeArrays, header, twoAxes, asJSON bool
}

// NewImport returns the command import. columns may be nil: import then runs openleveldb-arrow for
// the formats with columns.
func NewImport(columns Columns) *cobra.Command {
	o := importOptions{columns: columns}
	var f format
	var csv exchange.CSV
	cmd := &cobra.Command{
		Use:   "import DB DIR|FILE",
		Short: "Store what is in files of export or of other programs",
		Long: `Store what is in the files that export writes, or that other programs wrote. The
extension of FILE, or --format, says what is read; a directory is read whole. - is
standard input. A missing database is created; its parent directory must exist.

` + formatHelp + `

Of a directory the .npy, .txt, .bin, .json, .int and .raw files are read, each for the
key that is its path in DIR without the extension; .npz, .arrow and .parquet have keys
in them, and the key of a single .csv is its name, unless --key says another. --prefix
is put before all of them. Other files are an error, unless --skip-others leaves them
out; those whose names begin with a dot do not count.

CSV is read as elements of --dtype, float64 unless given, as in a .npy file: <f4, or
[('a', '<f4'), ('b', '<i4')]. One column is an array of one axis, or of two with
--two-axes. --header passes over the first line, or compares it with the fields.

Entries are stored some MiB at a time, each time all of them or none, and are on the
disk then. So an import that was interrupted is repeated. A key that is there with
another value ends it, unless --overwrite replaces such values or --resume keeps them.
--large-arrays makes a new database as leveldb.LargeArrays of the library does.
--any-keys stores keys that are not UTF-8, on which the Python package fails.`,
		Example: `  openleveldb import runs.db runs
  openleveldb import runs.db arrays.npz --prefix run/2/
  gunzip -c runs.jsonl.gz | openleveldb import runs.db - --format jsonl
  openleveldb import runs.db sensor.csv --dtype "[('t', '<i8'), ('x', '<f4')]" --header`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("a DB and a DIR or FILE are needed, and %d arguments are given", len(args))
			}
			return nil
		},
		PreRunE: func(cmd *cobra.Command, args []string) (err error) {
			if f, err = formatOf(args[1], o.format); err != nil {
				return err
			}
			if args[1] == standard && (f.columns || f.name == formatNPZ) {
				return fmt.Errorf("%s is read from a file only, not from standard input", f.name)
			}
			for _, flag := range []string{"dtype", "header", "two-axes", "key"} {
				if cmd.Flags().Changed(flag) && (!f.csv || flag == "key" && f.name == formatDir) {
					return fmt.Errorf("--%s is for CSV files", flag)
				}
			}
			csv = exchange.CSV{Header: o.header, TwoAxes: o.twoAxes}
			if csv.DType, err = ndarray.ParseDType(o.dtype); err != nil {
				return fmt.Errorf("--dtype: %w", err)
			}
			if f.csv && args[1] == standard && !cmd.Flags().Changed("key") {
				return errors.New("--key is needed for CSV from standard input")
			}
			if f.csv && f.name != formatDir && !cmd.Flags().Changed("key") {
				o.key = strings.TrimSuffix(filepath.Base(args[1]), filepath.Ext(args[1]))
			}
			return nil
		},
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			if f.columns && columns == nil {
				return runProgram()
			}
			source, err := o.source(cmd, args[1], f, csv)
			if err != nil {
				return err
			}
			count, err := o.run(ctx, cmd, args[0], source)
			if err = errors.Join(err, source.Close()); err != nil {
				return err
			}
			return printSummary(cmd, o.asJSON, "imported", "left as they are", args[1], f, count)
		}),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.prefix, "prefix", nil, "put `PART` before the keys; several join")
	flags.StringVar(&o.format, "format", "", "read `FORMAT`, whatever the name says")
	flags.StringVar(&o.key, "key", "", "the `KEY` of the array in a CSV file")
	flags.StringVar(&o.dtype, "dtype", "<f8", "the `DTYPE` of CSV")
	flags.BoolVar(&o.header, "header", false, "the first line of CSV has names")
	flags.BoolVar(&o.twoAxes, "two-axes", false, "one column of CSV is an array of two axes")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace other values of keys that are there")
	flags.BoolVar(&o.resume, "resume", false, "keep the values of keys that are there")
	flags.BoolVar(&o.skipOthers, "skip-others", false, "leave out what cannot be stored")
	flags.BoolVar(&o.anyKeys, "any-keys", false, "also keys that are not UTF-8")
	flags.BoolVar(&o.largeArrays, "large-arrays", false, "tables of 64 MiB without compression")
	flags.BoolVar(&o.asJSON, "json", false, "print the summary as JSON")
	cmd.MarkFlagsMutuallyExclusive("resume", "overwrite")
	return cmd
}

func (o *importOptions) run(ctx context.Context, cmd *cobra.Command, name string, source exchange.Source) (exchange.Count, error) {
	options := &leveldb.Options{}
	if o.largeArrays {
		options = leveldb.LargeArrays()
	}
	db, err := cli.OpenDB(name, options)
	if err != nil {
		return exchange.Count{}, err
	}
	p := cli.NewProgress(cmd.ErrOrStderr(), "import", 0)
	count, err := exchange.Import(ctx, db.Sub(o.prefix...), source, exchange.ImportOptions{Overwrite: o.overwrite, Resume: o.resume,
		Sync: true, SkipOthers: o.skipOthers, AnyKeys: o.anyKeys, Moved: p.Add})
	p.Done()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = fmt.Errorf("%w: %s entries are stored; the same command goes on", cli.ErrInterrupted, humanize.Comma(count.Entries+count.Skipped))
	}
	return count, errors.Join(err, db.Close())
}

// source opens the source of the entries.
func (o *importOptions) source(cmd *cobra.Command, path string, f format, csv exchange.CSV) (exchange.Source, error) {
	switch {
	case f.name == formatDir && f.csv:
		return exchange.OpenFiles(path, &csv)
	case f.name == formatDir:
		return exchange.OpenFiles(path, nil)
	case f.name == formatNPZ:
		return exchange.OpenArchive(path)
	case f.columns:
		return o.columns.Open(path, f.name)
	}
	in := io.NopCloser(cmd.InOrStdin())
	if path != standard {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		in = file
	}
	if f.csv {
		return exchange.OpenCSV(in, o.key, csv), nil
	}
	return exchange.ReadLines(in), nil
}
