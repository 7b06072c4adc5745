package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/spf13/cobra"
)

// importOptions holds the flags of import.
type importOptions struct {
	columns                                                                      Columns
	prefix                                                                       []string
	key, format, dtype, separator                                                string
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
		Short: "Store the content of files of export or other programs",
		Long: `Store the content of files that export or other programs wrote. The extension of FILE,
or --format, determines the format; a directory is read recursively. - is standard
input. A missing database is created; its parent directory must exist. JSON lines and
CSV may be compressed with gzip or zstd, whatever their name is.

` + formatHelp + `

In a directory the .npy, .txt, .bin, .json, .int and .raw files are read. The key of
each is its path in DIR without the extension. .npz, .arrow and .parquet files contain
keys. The key of a single .csv file is its name, unless --key is set. --prefix is put
before all keys. Other files, and arrays of Python objects, are an error unless
--skip-others is set. Files whose names begin with a dot are ignored.

CSV is read as elements of --dtype, by default float64, written as in a .npy file: <f4,
<M8[s], or [('a', '<f4'), ('b', '<i4')]. One column is an array of one axis, or of two
with --two-axes. --header skips the first line, or compares it with the names of the
fields; it may begin with a number sign. The separator is a comma, or else a semicolon,
a tab or spaces, whichever the first line has, or --separator. Lines that begin with a
number sign are skipped. An empty cell, NA or null is NaN, or NaT for datetimes, which
are written as 2024-02-29T12:30:00.
Without these flags, a .csv file whose first line is key,value or key,value,type has a
row for each entry. The type is int, str, json or a dtype. Without it, integers become
int, other numbers, true and false JSON, and the rest str.

Arrow and Parquet files of other programs need the columns key, of text or bytes, and
value. A str is stored for text, bytes for binary, and an array for numbers, bools,
dates, times, timestamps, durations, and lists of these, nested if all lists have the
same length. Dictionaries are stored as their values. Nulls, decimals, structs, maps,
and lists of text cannot be stored; --skip-others skips rows with nulls.

A new database is built in DB.partial, and appears when everything is on the disk. If
the import is interrupted or fails, nothing is left; if it is killed, DB.partial is. A
key that occurs twice is an error unless --overwrite stores the last value.

Into an existing directory, one at an address, or with --shared, --any-keys or --resume,
entries are stored in batches of some MiB. Each batch is atomic and on the disk before
the next starts. The batches before an error stay, as does a new database, so an import
can be repeated. An existing key with another value is an error unless --overwrite
replaces or --resume keeps such values.
--large-arrays creates a new database for large arrays: large tables, not compressed.
--any-keys also stores keys that are not UTF-8, on which the Python package fails.`,
		Example: `  openleveldb import runs.db runs
  openleveldb import runs.db arrays.npz --prefix run/2/
  openleveldb import runs.db runs.jsonl.gz
  openleveldb import runs.db settings.csv
  openleveldb import runs.db sensor.csv --dtype "[('t', '<i8'), ('x', '<f4')]" --header`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &cli.ArgumentsError{Database: "a DB", Rest: "a DIR or FILE", Args: args}
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
			csv = exchange.CSV{Header: o.header, TwoAxes: o.twoAxes, Table: f.name != formatDir}
			for _, flag := range []string{"dtype", "header", "two-axes", "key", "separator"} {
				if !cmd.Flags().Changed(flag) {
					continue
				}
				if !f.csv || flag == "key" && f.name == formatDir {
					return fmt.Errorf("--%s applies to CSV files", flag)
				}
				csv.Table = csv.Table && flag == "separator"
			}
			if csv.DType, err = ndarray.ParseDType(o.dtype); err != nil {
				return fmt.Errorf("--dtype: %w; %s", err, dtypeHint)
			}
			if csv.Separator, err = exchange.ParseSeparator(o.separator); err != nil {
				return fmt.Errorf("--separator: %w", err)
			}
			if f.csv && args[1] == standard && !csv.Table && !cmd.Flags().Changed("key") {
				return errors.New("--key is needed for an array from standard input")
			}
			if f.csv && args[1] != standard && !cmd.Flags().Changed("key") {
				name, _ := exchange.CutCompression(filepath.Base(args[1]))
				o.key = strings.TrimSuffix(name, filepath.Ext(name))
			}
			return nil
		},
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			if f.columns && columns == nil {
				return runProgram(args[0])
			}
			source, err := o.source(cmd, args[1], f, csv)
			if err != nil {
				return err
			}
			count, err := o.run(ctx, cmd, args[0], source)
			if err = errors.Join(err, source.Close()); err != nil {
				return err
			}
			return printSummary(cmd, o.asJSON, "imported", args[1], f, count)
		}),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.prefix, "prefix", nil, "put `PART` before the keys; may be repeated")
	flags.StringVar(&o.format, "format", "", "read `FORMAT` regardless of the name")
	cli.CompleteFlag(cmd, "format", formats)
	flags.StringVar(&o.key, "key", "", "the `KEY` of the array in a CSV file")
	flags.StringVar(&o.dtype, "dtype", "<f8", "the `DTYPE` of CSV")
	flags.StringVar(&o.separator, "separator", "", "the `CHARACTER` between the cells of CSV, or tab or space")
	flags.BoolVar(&o.header, "header", false, "the first line of CSV holds names")
	flags.BoolVar(&o.twoAxes, "two-axes", false, "read one column of CSV as an array of two axes")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace other values of existing keys")
	flags.BoolVar(&o.resume, "resume", false, "keep the values of existing keys")
	flags.BoolVar(&o.skipOthers, "skip-others", false, "skip what cannot be stored")
	flags.BoolVar(&o.anyKeys, "any-keys", false, "also store keys that are not UTF-8")
	flags.BoolVar(&o.largeArrays, "large-arrays", false, "tables of 64 MiB without compression")
	flags.BoolVar(&o.asJSON, "json", false, "print the summary as JSON")
	cli.AddShared(cmd)
	cmd.MarkFlagsMutuallyExclusive("resume", "overwrite")
	return cmd
}

func (o *importOptions) run(ctx context.Context, cmd *cobra.Command, name string, source exchange.Source) (exchange.Count, error) {
	options := &leveldb.Options{}
	if o.largeArrays {
		options = leveldb.LargeArrays()
	}
	imports := exchange.ImportOptions{Overwrite: o.overwrite, Resume: o.resume, Sync: true, SkipOthers: o.skipOthers, AnyKeys: o.anyKeys}
	if o.builds(name) && !cli.Shared(cmd) {
		return o.build(ctx, cmd, name, source, options, imports)
	}
	options.Shared = cli.Shared(cmd)
	db, err := cli.OpenDB(name, options)
	if err != nil {
		return exchange.Count{}, err
	}
	p, moved := newImportProgress(cmd.ErrOrStderr(), source)
	imports.Moved = moved
	count, err := exchange.Import(ctx, db.Sub(o.prefix...), source, imports)
	p.Done()
	switch {
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		err = fmt.Errorf("%w: %s stored; the same command continues", cli.ErrInterrupted, cli.Counted(count.Entries+count.Skipped, "entry is", "entries are"))
	case err != nil:
		// A database that is new stays as well: other processes may have stored entries in it.
		err = fmt.Errorf("%w; %s stored before that", err, cli.Counted(count.Entries, "entry was", "entries were"))
	}
	return count, errors.Join(err, db.Close())
}

// builds reports whether the database is built: it is new and local, and takes only keys that are
// UTF-8.
func (o *importOptions) builds(name string) bool {
	if cli.IsAddress(name) || o.resume || o.anyKeys {
		return false
	}
	_, err := os.Lstat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// build stores the entries in a new database, which appears when it is complete.
func (o *importOptions) build(ctx context.Context, cmd *cobra.Command, name string, source exchange.Source, options *leveldb.Options, imports exchange.ImportOptions) (exchange.Count, error) {
	ascending, ok := source.(exchange.Ascending)
	sorts := !ok || !ascending.Ascending()
	b, err := leveldb.Build(name, &leveldb.BuildOptions{Open: options, Sort: sorts, Unique: sorts && !o.overwrite})
	if err != nil {
		return exchange.Count{}, err
	}
	p, moved := newImportProgress(cmd.ErrOrStderr(), source)
	defer p.Done()
	imports.Moved = moved
	count, err := exchange.Build(ctx, b, leveldb.Key(o.prefix...), source, imports)
	if err != nil {
		err = errors.Join(err, b.Abort())
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			err = fmt.Errorf("%w: no database was created", cli.ErrInterrupted)
		}
		return count, err
	}
	return count, b.Close()
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
		source, err := o.columns.Open(path, f.name)
		if err != nil {
			return nil, err
		}
		return exchange.Named(source, valuetext.Plain(path)), nil
	}
	in := io.NopCloser(cmd.InOrStdin())
	if path != standard {
		file, err := exchange.OpenInput(path)
		if err != nil {
			return nil, err
		}
		in = file
	}
	text, err := exchange.Decompress(in)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), in.Close())
	}
	var items exchange.Source = exchange.ReadLines(text)
	if f.csv {
		items = exchange.OpenCSV(text, o.key, csv)
	}
	if path != standard {
		items = exchange.Named(items, valuetext.Plain(path))
	}
	return items, nil
}

// dtypeHint lists dtypes as they are written in .npy files.
const dtypeHint = "numbers are <f8 (float64), <f4 (float32), <i8 (int64), <i4 (int32), |u1 (uint8)"
