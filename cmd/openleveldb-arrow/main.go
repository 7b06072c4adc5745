// Command openleveldb-arrow has the commands export and import of openleveldb with two more
// formats, Arrow IPC and Parquet. openleveldb runs it for these formats. It is a separate program
// because the Arrow library takes longer to build, and more space, than everything else.
//
//	openleveldb-arrow export runs.db runs.parquet
//	openleveldb-arrow import runs.db runs.arrow
//
// # Rows
//
// If all values have the same type, dtype and shape, and Arrow has a type for them, a file has two
// columns:
//
//	key    string, or binary where keys are not UTF-8
//	value  an array without axes: the number
//	       an array: a fixed-size list of its elements in C order
//	       int: int64; str and JSON: string; bytes: binary
//
// Integers and floats of native byte order keep their type. Bools are uint8. Datetimes and
// timedeltas are timestamps and durations if the format has their unit, and otherwise int64 counts.
// The metadata of the schema hold what the types do not:
//
//	openleveldb.type   "ndarray", "int", "str", "json" or "bytes"
//	openleveldb.dtype  as in a .npy file: "<f4"
//	openleveldb.shape  as JSON: [3,4]
//
// Files of other programs can be read if they have such columns key and value. The type of the
// column value then determines what is stored:
//
//	string, large_string, string_view           str
//	binary and its other forms                  bytes
//	integers, floats, bool                      an array without axes
//	date32, date64                              the same, of datetime64[D] and [ms]
//	timestamp, duration                         the same, of datetime64 and timedelta64
//	time32, time64                              the same, of timedelta64 since midnight
//	list, large_list, fixed_size_list of these  an array of one axis, or of more if the lists are
//	                                            nested and all in a value have the same length
//	dictionary                                  as its values
//
// Nulls, decimals, structs, maps and lists of text cannot be stored.
//
// # Entries
//
// Otherwise, for any dtype and for unreadable values, the columns are
//
//	key      string, or binary
//	type     string: "int", "str", "bytes", "json", "ndarray", or "stored" for a value that the
//	         others would not reproduce
//	dtype    string, of arrays: "<f4", "[('a', '<f4')]"
//	shape    list of int64, of arrays
//	order    string, of arrays: "C", or "F" for Fortran order
//	header   binary: the .npy header of an array, if it differs from the one that numpy writes
//	payload  binary: the elements in their order; the digits, text or bytes; the stored bytes
//
// numpy.frombuffer(payload, dtype).reshape(shape, order=order) is the array. Both forms reproduce
// the stored bytes exactly.
package main

import (
	"errors"
	"os"
	"runtime/debug"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/cmd/internal/transfer"
	"github.com/spf13/cobra"
)

func main() {
	// The library allocates new large buffers for each batch. With the default, twice as many would
	// exist at a time.
	debug.SetGCPercent(25)
	os.Exit(cli.Run(newRoot(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "openleveldb-arrow",
		Short:         "Export and import with Arrow IPC and Parquet files",
		Long:          "The commands export and import of openleveldb, with Arrow IPC and Parquet files.",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(transfer.NewExport(files{}), transfer.NewImport(files{}))
	return root
}

// files implements transfer.Columns.
type files struct{}

func (files) Create(out exchange.Output, format string, s exchange.Survey) exchange.Sink {
	return &sink{out: out, format: format, survey: s}
}

func (files) Open(path, format string) (exchange.Source, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &source{file: file, format: format, size: info.Size()}, nil
}
