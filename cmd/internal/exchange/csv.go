package exchange

import (
	"errors"
	"io"
	"iter"

	"github.com/openleveldb/openleveldb/ndarray"
)

// CSV configures how an array is written as comma-separated values. A line holds an element of an
// array of one axis, a row of one of two axes, or a record of a structured array of one axis.
// Numbers have enough digits to reproduce the same bits, except those of a NaN. Bools are 1 and 0,
// complex numbers 1+2j. Text in structures and arrays is quoted where necessary.
type CSV struct {
	DType ndarray.DType // of the array to read
	// Header means that the first line has the names of the fields, or of the columns when
	// reading.
	Header  bool
	TwoAxes bool // read one column as an array of two axes instead of one
}

// CSVFile is a Sink of one array, and a Source.
type CSVFile struct {
	csv CSV
	out Output
	in  io.ReadCloser
	key string
	put bool
	contents
}

// CreateCSV starts a file for one array.
func CreateCSV(out Output, c CSV) *CSVFile { return &CSVFile{csv: c, out: out} }

// OpenCSV reads the array in in for key. CSVFile.Close closes in.
func OpenCSV(in io.ReadCloser, key string, c CSV) *CSVFile { return &CSVFile{csv: c, in: in, key: key} }

var errOneArray = errors.New("a CSV file holds one array: choose it with --prefix, --starting-by and --limit 1, or export --format csv into a directory")

// Put writes the array.
func (f *CSVFile) Put(_ string, stored []byte) error {
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

// Commit completes the file. It returns an error if no array was written.
func (f *CSVFile) Commit() error {
	if !f.put {
		return errOneArray
	}
	return f.out.Commit()
}

// Abort discards the file.
func (f *CSVFile) Abort() error { return f.out.Abort() }

// Items yields the array.
func (f *CSVFile) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		yield(Item{Key: f.key, Append: func(dst []byte) ([]byte, error) { return f.csv.appendStored(dst, f.in) }}, nil)
	}
}

// Close closes the input.
func (f *CSVFile) Close() error { return f.in.Close() }
