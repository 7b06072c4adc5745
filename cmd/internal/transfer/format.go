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
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/spf13/cobra"
)

// formatHelp lists the formats in the help of export and import.
const formatHelp = `  dir      a directory of .npy, .txt, .bin, .json and .int files; exact
  npz      arrays in one file, for numpy.savez and numpy.load
  jsonl    JSON lines, one per entry, as ls --json prints them; exact. .jsonl or .ndjson,
           and compressed .jsonl.gz or .jsonl.zst
  csv      one array of one axis or two; or rows of key, value and type for int, str,
           JSON and arrays without axes. With --format csv and a name without extension
           a directory of arrays
  arrow    Arrow IPC, .arrow, .feather or .ipc; exact. This and Parquet need the program
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

// formats are all formats.
var formats = []string{formatDir, formatNPZ, formatLines, formatCSV, formatArrow, formatParquet}

// extensions are the formats of files by their extensions.
var extensions = map[string]string{
	".npz": formatNPZ, ".jsonl": formatLines, ".ndjson": formatLines, ".csv": formatCSV,
	".arrow": formatArrow, ".feather": formatArrow, ".ipc": formatArrow, ".parquet": formatParquet,
}

// format describes a file format.
type format struct {
	name        string
	csv         bool   // CSV, in one file or several
	columns     bool   // a format that openleveldb-arrow writes and reads
	compression string // the extension of a compressed file, or empty
}

// formatOf returns the format of a path, as the flag --format or else the extension determines. A
// name that ends with a slash or has no extension is that of a directory.
func formatOf(path, flag string) (format, error) {
	f := format{name: flag}
	if flag == "feather" || flag == "ipc" {
		f.name = formatArrow
	}
	if flag != "" && !slices.Contains(formats, f.name) {
		return f, fmt.Errorf("--format: unknown format %q; the formats are %s", flag, strings.Join(formats, ", "))
	}
	extension, isDir := "", false
	if path == standard {
		switch flag {
		case "":
			return f, errors.New("--format is needed with -")
		case formatDir:
			return f, errors.New("- cannot be a directory")
		}
	} else if info, err := os.Stat(path); err == nil && info.IsDir() {
		isDir = true
	} else {
		var rest string
		rest, f.compression = exchange.CutCompression(path)
		extension = extensionOf(rest)
		isDir = err != nil && extension == "" && f.compression == ""
	}
	switch {
	case flag == formatCSV && isDir:
		return format{name: formatDir, csv: true}, nil
	case flag == "" && isDir:
		f.name = formatDir
	case flag == "":
		f.name = extensions[extension]
	}
	switch {
	case f.name == "" && extension == ".npy":
		return f, fmt.Errorf("%s is a single array: put DB KEY --npy %[1]s stores it, get DB KEY --npy > %[1]s writes it", path)
	case f.name == "" && extension+f.compression == "":
		return f, fmt.Errorf("%s is a file without an extension; set --format to one of %s", path, strings.Join(formats[1:], ", "))
	case f.name == "":
		return f, fmt.Errorf("the extension %q is not one of a format; set --format to one of %s", extension+f.compression, strings.Join(formats, ", "))
	case f.compression != "" && f.name != formatLines && f.name != formatCSV:
		return f, fmt.Errorf("%s files are not compressed again: remove the extension %q", f.name, f.compression)
	}
	f.csv, f.columns = f.name == formatCSV, f.name == formatArrow || f.name == formatParquet
	return f, nil
}

// extensionOf returns the extension of a file in lower case. It is empty for the name of a
// directory, and for a name whose only dot is the first character.
func extensionOf(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	if extension := filepath.Ext(name); extension != name {
		return strings.ToLower(extension)
	}
	return ""
}

// moved is the object that --json prints at the end.
type moved struct {
	Path   string `json:"path"`
	Format string `json:"format"`
	exchange.Count
}

// entries formats a number of entries.
func entries(n int64) string { return cli.Counted(n, "entry", "entries") }

// printSummary prints the number of entries that were moved and skipped.
func printSummary(cmd *cobra.Command, asJSON bool, verb, path string, f format, count exchange.Count) error {
	if asJSON {
		name := f.name
		if f.csv {
			name = formatCSV
		}
		return json.NewEncoder(cmd.OutOrStdout()).Encode(moved{Path: path, Format: name, Count: count})
	}
	text := fmt.Sprintf("%s %s, %s", verb, entries(count.Entries), cli.Size(count.Bytes))
	if count.Skipped > 0 {
		text += fmt.Sprintf("; %s skipped", humanize.Comma(count.Skipped))
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), text)
	return err
}
