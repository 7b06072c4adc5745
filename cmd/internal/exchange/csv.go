package exchange

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/openleveldb/openleveldb/ndarray"
)

// CSV configures how an array is written as comma-separated values. A line holds an element of an
// array of one axis, a row of one of two axes, or a record of a structured array of one axis.
// Numbers have enough digits to reproduce the same bits, except those of a NaN. Bools are 1 and 0,
// complex numbers 1+2j, datetimes as numpy prints them, and timedeltas the count of their unit.
// Text is quoted where necessary. In what is read, an empty cell is NaN or NaT.
type CSV struct {
	DType ndarray.DType // of the array to read
	// Header means that the first line has the names of the fields, or of the columns when
	// reading.
	Header    bool
	TwoAxes   bool // read one column as an array of two axes instead of one
	Separator byte // of the cells to read; 0 means that it is detected, ' ' one or more spaces
	// Table means that a file to read can also be a table of scalars, which has the columns key
	// and value.
	Table bool
}

// CSVFile is a Sink of one array or a table of scalars, and a Source of the same. The first entry
// decides which.
type CSVFile struct {
	csv   CSV
	out   Output
	in    io.ReadCloser
	key   string
	put   bool
	table bool
	text  []byte
	contents
}

// CreateCSV starts a file for one array, or for a table.
func CreateCSV(out Output, c CSV) *CSVFile { return &CSVFile{csv: c, out: out} }

// OpenCSV reads the array in in for key, or a table. CSVFile.Close closes in.
func OpenCSV(in io.ReadCloser, key string, c CSV) *CSVFile { return &CSVFile{csv: c, in: in, key: key} }

var (
	errOneArray = errors.New("a CSV file holds one array, or scalars: choose with --prefix, --starting-by, --limit 1 and --type, or export --format csv into a directory")
	errNoKey    = errors.New("the text is an array and not a table, whose first line is key,value: an array needs --key")
	errNoArray  = errors.New("there is no array and no scalar to export")
)

// Put writes the array, or a row of the table.
func (f *CSVFile) Put(key string, stored []byte) error {
	if !f.put || f.table {
		var err error
		f.text, err = f.appendRow(f.text[:0], key, stored)
		if err == nil {
			f.put, f.table = true, true
			_, err = f.out.Write(f.text)
			return err
		}
		if f.table || !errors.Is(err, errNotScalar) {
			return err
		}
	}
	text, err := f.csv.append(nil, f.array(stored))
	if err != nil {
		return err
	}
	if f.put {
		return errOneArray
	}
	f.put = true
	_, err = f.out.Write(text)
	return err
}

// Commit completes the file. It returns an error if nothing was written.
func (f *CSVFile) Commit() error {
	if !f.put {
		return errNoArray
	}
	return f.out.Commit()
}

// Abort discards the file.
func (f *CSVFile) Abort() error { return f.out.Abort() }

// Items yields the array, or the rows of the table.
func (f *CSVFile) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		in := f.csv.records(f.in)
		if f.csv.Table {
			columns, err := tableColumns(in)
			if err != nil {
				yield(Item{}, err)
				return
			}
			if columns != nil {
				tableItems(in, columns, yield)
				return
			}
		}
		if f.csv.Table && f.key == "" {
			yield(Item{}, errNoKey)
			return
		}
		yield(Item{Key: f.key, From: fmt.Sprintf("CSV of %v", f.csv.DType),
			Append: func(dst []byte) ([]byte, error) { return f.csv.appendArray(dst, in) }}, nil)
	}
}

// Position returns how much of the file has been read.
func (f *CSVFile) Position() (done, total int64) { return positionOf(f.in) }

// Close closes the input.
func (f *CSVFile) Close() error { return f.in.Close() }
