// Command openleveldb-arrow writes entries to Arrow IPC and Parquet files, and reads them. It is a filter that openleveldb export
// and import run; the Arrow library, which takes longer to build than all the rest and is larger, is only here.
//
//	openleveldb-arrow write -format parquet <entries >file
//	openleveldb-arrow read -format parquet <file >entries
//
// Entries are frames (package internal/frames) of key and stored bytes. The file to read must be one that can be sought in.
//
// # Rows
//
// Where -uniform says that the values are all alike, and Arrow has such a type, a file has two columns:
//
//	key    string, or binary where keys are not UTF-8
//	value  an array without axes: the number
//	       an array: a fixed-size list of its elements in C order
//	       int: int64; str and JSON: string; bytes: binary
//
// Numbers are those of the native dtypes for integers and floats; bools are uint8; datetimes and timedeltas are timestamps and
// durations where the format has their unit, else their counts as int64. The schema's metadata say what is meant:
//
//	openleveldb.type   "ndarray", "int", "str", "json" or "bytes"
//	openleveldb.dtype  as in a .npy file: "<f4"
//	openleveldb.shape  as JSON: [3,4]
//
// Files of other programs are read if they have columns key and value like these, with the types that the columns show.
//
// # Entries
//
// Everything else, with every dtype and what cannot be read, has a row of
//
//	key      string, or binary
//	type     string: "int", "str", "bytes", "json", "ndarray", or "stored" for values that are not as they are written today
//	dtype    string, of arrays: "<f4", "[('a', '<f4')]"
//	shape    list of int64, of arrays
//	order    string, of arrays: "C", or "F" for Fortran order
//	header   binary: the .npy header of an array, where it is not the one that numpy writes today
//	payload  binary: the elements in their order; the digits, text or bytes; the stored bytes
//
// so that numpy.frombuffer(payload, dtype).reshape(shape, order=order) is the array. Either way the stored bytes come back
// exactly.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

func main() {
	// A batch is some large buffers that the library makes anew for each: with Go's usual pace of collection twice as many are there.
	debug.SetGCPercent(25)
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

var errUsage = errors.New("usage: openleveldb-arrow write|read -format arrow|parquet; see openleveldb export")

// run runs one command line and returns the exit status: 1 for a failure, 2 for bad usage.
func run(args []string, in *os.File, out io.Writer, errOut io.Writer) int {
	err := filter(args, in, out)
	switch {
	case errors.Is(err, errUsage):
		fmt.Fprintln(errOut, err)
		return 2
	case err != nil:
		fmt.Fprintln(errOut, "openleveldb-arrow:", err)
		return 1
	}
	return 0
}

func filter(args []string, in *os.File, out io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	format := flags.String("format", "", "arrow or parquet")
	uniform := flags.Bool("uniform", false, "all values are of one type, dtype and shape")
	textKeys := flags.Bool("text-keys", true, "all keys are UTF-8")
	if err := flags.Parse(args[1:]); err != nil || flags.NArg() > 0 || *format != formatArrow && *format != formatParquet {
		return errUsage
	}
	switch args[0] {
	case "write":
		return write(in, out, *format, *uniform, *textKeys)
	case "read":
		return read(in, out, *format)
	}
	return errUsage
}
