package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// exportOptions holds the flags of export.
type exportOptions struct {
	columns                                                 Columns
	selected                                                cli.Selector
	values                                                  cli.RawValues
	raw                                                     bool // all values are raw
	types                                                   []string
	format                                                  string
	skipOthers, overwrite, resume, portable, header, asJSON bool
}

// NewExport returns the command export. columns may be nil: export then runs openleveldb-arrow for
// the formats with columns.
func NewExport(columns Columns) *cobra.Command {
	o := exportOptions{columns: columns}
	var f format
	cmd := &cobra.Command{
		Use:   "export DB DIR|FILE",
		Short: "Write entries to files that other programs read",
		Long: `Write entries to files that other programs read. The extension of FILE, or --format,
determines the format; a name without an extension is a directory. - is standard output.

` + formatHelp + `

In a directory the parts of a key, split at slashes, are directories and a file: the
array run/1/image becomes DIR/run/1/image.npy, a str .txt, bytes .bin, JSON .json and an
int .int. A .raw file holds the bytes of a raw or a damaged value. Characters
that a name cannot hold are written as %XX, so that every key has a file, and none
outside of DIR. --portable also escapes capitals, letters that are not ASCII, and what
Windows does not allow. It is the default on a file system that ignores case.

A file gets its name when it is complete, so a failed export leaves none. Existing files
are an error unless --overwrite is set; it keeps files of other keys. --resume continues
an interrupted export into a directory, with the current entries after those exported
before. With --limit, or after a reboot, it starts again, as the export to a single file
always does.

--type selects values of a type: int, str, bytes, json, ndarray or raw. It may be
repeated.
` + cli.RawHelp + `
--skip-others skips what the format cannot hold, which is otherwise an error.

In CSV, datetimes are as numpy prints them and timedeltas the count of their unit. The
first entry decides whether a .csv file holds an array or rows of scalars.

` + cli.SelectorHelp,
		Example: `  openleveldb export runs.db runs
  openleveldb export runs.db arrays.npz --type ndarray --prefix run/1/
  openleveldb export runs.db runs.jsonl.zst
  openleveldb export runs.db settings.csv --type int --type str
  openleveldb export runs.db runs.parquet --starting-by run/`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &cli.ArgumentsError{Database: "a DB", Rest: "a DIR or FILE", Args: args}
			}
			return nil
		},
		PreRunE: func(_ *cobra.Command, args []string) (err error) {
			if f, err = formatOf(args[1], o.format); err != nil {
				return err
			}
			if o.resume && f.name != formatDir {
				return errors.New("--resume applies to directories; the export to a single file always starts again")
			}
			if o.header && !f.csv {
				return errors.New("--header applies to CSV")
			}
			return nil
		},
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			if f.columns && columns == nil {
				return runProgram(args[0])
			}
			db, written, err := cli.OpenReading(cmd, args[0])
			if err != nil {
				return err
			}
			var count exchange.Count
			if o.raw, err = o.values.In(cmd, db.WithContext(ctx)); err == nil {
				count, err = o.run(ctx, cmd, db, args[1], f, tagsOf(o.types))
			}
			if err = errors.Join(cli.Removed(written, err), db.Close()); err != nil {
				return err
			}
			if args[1] == standard {
				return nil
			}
			return printSummary(cmd, o.asJSON, "exported", args[1], f, count)
		}),
	}
	o.selected.AddFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "", "write `FORMAT` regardless of the name")
	cli.CompleteFlag(cmd, "format", formats)
	cli.AddTypes(cmd, &o.types, append(valuetext.KindNames(), valuetext.Raw))
	o.values.AddFlag(cmd)
	flags.BoolVar(&o.skipOthers, "skip-others", false, "skip what the format cannot hold")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace existing files")
	flags.BoolVar(&o.resume, "resume", false, "continue an interrupted export into a directory")
	flags.BoolVar(&o.portable, "portable", false, "use names that every file system allows")
	flags.BoolVar(&o.header, "header", false, "start CSV with the names of the fields of structured arrays")
	flags.BoolVar(&o.asJSON, "json", false, "print the summary as JSON")
	cli.AddShared(cmd)
	cmd.MarkFlagsMutuallyExclusive("resume", "overwrite")
	return cmd
}

// run exports the entries and commits the result.
func (o *exportOptions) run(ctx context.Context, cmd *cobra.Command, db *leveldb.DB, path string, f format, types []codec.Kind) (exchange.Count, error) {
	if o.raw && (f.csv || f.name == formatNPZ) {
		return exchange.Count{}, fmt.Errorf("raw values %w; --typed reads them by their type tags", exchange.ErrCannotHold)
	}
	r := o.selected.Entries()
	sink, err := o.sink(ctx, cmd, db, path, f, types)
	if err != nil {
		return exchange.Count{}, err
	}
	var before exchange.Count
	if dir, ok := sink.(*exchange.Directory); ok {
		r, before = dir.Rest()
	}
	p, err := newExportProgress(ctx, cmd.ErrOrStderr(), db, r)
	if err != nil {
		return before, errors.Join(err, discard(sink))
	}
	count, err := exchange.Export(ctx, db, r, sink, exchange.ExportOptions{Types: types, Raw: o.raw, SkipOthers: o.skipOthers, Moved: p.moved})
	p.Done()
	count = exchange.Count{Entries: before.Entries + count.Entries, Bytes: before.Bytes + count.Bytes, Skipped: before.Skipped + count.Skipped}
	switch interrupted := errors.Is(err, context.Canceled) && ctx.Err() != nil; {
	case err == nil:
	case f.name != formatDir, !interrupted && (count.Entries == 0 || errors.Is(err, exchange.ErrCannotHold)):
		return count, errors.Join(err, discard(sink))
	default:
		if interrupted {
			err = cli.ErrInterrupted
		}
		err = fmt.Errorf("%w: %s in %s; --resume continues", err, areIn(count.Entries), valuetext.Plain(path))
		return count, errors.Join(err, sink.Abort())
	}
	if err := sink.Commit(); err != nil {
		return count, errors.Join(err, sink.Abort())
	}
	return count, nil
}

// discard removes what an export that failed has written.
func discard(sink exchange.Sink) error {
	if dir, ok := sink.(*exchange.Directory); ok {
		return dir.Discard()
	}
	return sink.Abort()
}

// areIn formats a number of entries with its verb.
func areIn(n int64) string { return cli.Counted(n, "entry is", "entries are") }

// sink returns the destination of the entries.
func (o *exportOptions) sink(ctx context.Context, cmd *cobra.Command, db *leveldb.DB, path string, f format, types []codec.Kind) (exchange.Sink, error) {
	if f.name == formatDir {
		do := exchange.DirectoryOptions{Portable: o.portable, Overwrite: o.overwrite, Resume: o.resume, Range: *o.selected.Entries(),
			Of: fmt.Sprintf("%s, types %s, CSV %v, header %v", db, strings.Join(o.types, ","), f.csv, o.header), Raw: o.raw}
		if f.csv {
			do.CSV = &exchange.CSV{Header: o.header}
		}
		return exchange.CreateDirectory(path, do)
	}
	var survey exchange.Survey
	if f.columns {
		var err error
		if survey, err = exchange.Look(ctx, db, o.selected.Entries(), types, o.raw); err != nil {
			return nil, err
		}
	}
	var out exchange.Output = exchange.Stream{Writer: cmd.OutOrStdout()}
	if path != standard {
		partial, err := exchange.CreatePartial(path, o.overwrite)
		if errors.Is(err, exchange.ErrExists) {
			err = fmt.Errorf("%w; --overwrite replaces a file", err)
		}
		if err != nil {
			return nil, err
		}
		out = partial
	}
	if compressed, err := exchange.Compress(out, f.compression); err == nil {
		out = compressed
	} else {
		return nil, errors.Join(err, out.Abort())
	}
	switch {
	case f.columns:
		return o.columns.Create(out, f.name, survey), nil
	case f.csv:
		return exchange.CreateCSV(out, exchange.CSV{Header: o.header}), nil
	case f.name == formatNPZ:
		return exchange.CreateNPZ(out), nil
	default:
		line := valuetext.AppendJSONLine
		if o.raw {
			line = appendRawLine
		}
		lines := exchange.CreateLines(out, line)
		lines.Raw = o.raw
		return lines, nil
	}
}

// appendRawLine is an exchange.LineFunc for raw values.
func appendRawLine(dst []byte, key string, stored []byte) ([]byte, error) {
	return valuetext.AppendJSONRawLine(dst, key, stored), nil
}

// tagsOf returns the tags for type names.
func tagsOf(names []string) (tags []codec.Kind) {
	for _, kind := range valuetext.Kinds {
		if slices.Contains(names, kind.String()) {
			tags = append(tags, kind)
		}
	}
	if slices.Contains(names, valuetext.Raw) {
		tags = append(tags, exchange.Raw)
	}
	return tags
}
