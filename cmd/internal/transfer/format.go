package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/spf13/cobra"
)

// formatHelp lists the formats in the help of export and import.
const formatHelp = `  dir      a directory of .npy, .txt, .bin, .json and .int files; exact
  npz      arrays in one file, for numpy.savez and numpy.load
  jsonl    JSON lines, one per entry, as ls --json prints them; exact
  csv      one array of one axis or two; or a directory of them, with --format csv
           and a name without .csv
  arrow    Arrow IPC, .arrow or .feather; exact. This and Parquet need the program
  parquet  openleveldb-arrow, which make build-arrow builds: columns key and value
           if all values have one type, dtype and shape; otherwise key, type, dtype,
           shape and payload`

const (
	formatDir     = "dir"
	formatNPZ     = "npz"
	formatLines   = "jsonl"
	formatCSV     = "csv"
	formatArrow   = "arrow"
	formatParquet = "parquet"
	standard      = "-" // standard input or output
)

// format describes a file format.
type format struct {
	name    string
	csv     bool // CSV, in one file or several
	columns bool // a format that openleveldb-arrow writes and reads
}

// formatOf returns the format of a path, as the flag --format or else the extension determines.
func formatOf(path, flag string) (format, error) {
	extension := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	name := extension
	switch extension {
	case "feather", "ipc":
		name = formatArrow
	case "ndjson":
		name = formatLines
	case "npy":
		return format{}, errors.New("a single .npy file is written by get --npy and stored by put --npy")
	}
	known := []string{formatDir, formatNPZ, formatLines, formatCSV, formatArrow, formatParquet}
	if !slices.Contains(known, name) {
		name = formatDir
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		name, extension = formatDir, ""
	}
	switch {
	case flag == "" && path == standard:
		return format{}, errors.New("--format is needed with -")
	case flag == formatCSV && path != standard && extension != formatCSV:
		return format{name: formatDir, csv: true}, nil
	case flag == "feather":
		name = formatArrow
	case flag != "":
		name = flag
	}
	if !slices.Contains(known, name) {
		return format{}, fmt.Errorf("--format: unknown format %q; the formats are %s", name, strings.Join(known, ", "))
	}
	f := format{name: name, csv: name == formatCSV, columns: name == formatArrow || name == formatParquet}
	if path == standard && name == formatDir {
		return f, errors.New("- cannot be a directory")
	}
	return f, nil
}

// moved is the object that --json prints at the end.
type moved struct {
	Path   string `json:"path"`
	Format string `json:"format"`
	exchange.Count
}

// printSummary prints the number of entries that were moved and skipped.
func printSummary(cmd *cobra.Command, asJSON bool, verb, path string, f format, count exchange.Count) error {
	if asJSON {
		name := f.name
		if f.csv {
			name = formatCSV
		}
		return json.NewEncoder(cmd.OutOrStdout()).Encode(moved{Path: path, Format: name, Count: count})
	}
	text := fmt.Sprintf("%s %s entries, %s", verb, humanize.Comma(count.Entries), humanize.IBytes(uint64(count.Bytes)))
	if count.Skipped > 0 {
		text += fmt.Sprintf("; %s skipped", humanize.Comma(count.Skipped))
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), text)
	return err
}
