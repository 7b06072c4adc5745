package exchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
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

// append appends an array as CSV. a is nil if the value is not an array.
func (c *CSV) append(dst []byte, a *ndarray.Array) ([]byte, error) {
	if a == nil {
		return dst, fmt.Errorf("%w: CSV holds arrays only; --skip-others leaves others out", ErrCannotHold)
	}
	if a.NBytes() == 0 && a.Size() > 0 { // there can be any number of such elements
		return dst, fmt.Errorf("%w: CSV holds numbers and text, not %v, whose elements have no bytes", ErrCannotHold, a.DType())
	}
	columns, names, err := columnsOf(a)
	if err != nil {
		return dst, err
	}
	switch {
	case names == nil && c.Header:
		return dst, fmt.Errorf("%w: an array without fields has no names for --header", ErrCannotHold)
	case c.Header:
		for i, name := range names {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendField(dst, name)
		}
		dst = append(dst, '\n')
	}
	for row := range a.Dim(0) {
		for i, column := range columns {
			if i > 0 {
				dst = append(dst, ',')
			}
			value, err := column.At(row)
			if err != nil {
				return dst, err
			}
			if dst, err = appendCell(dst, value); err != nil {
				return dst, err
			}
		}
		dst = append(dst, '\n')
	}
	return dst, nil
}

// columnsOf returns the columns of a table, each an array of one axis, and their names, if any.
func columnsOf(a *ndarray.Array) (columns []*ndarray.Array, names []string, err error) {
	fields := a.DType().Fields()
	switch {
	case fields != nil && a.NDim() == 1:
		for _, field := range fields {
			column, err := a.Field(field.Name)
			if err != nil {
				return nil, nil, err
			}
			if column.NDim() > 1 {
				return nil, nil, fmt.Errorf("%w: field %q has axes of its own, and a cell of CSV none", ErrCannotHold, field.Name)
			}
			columns, names = append(columns, column), append(names, field.Name)
		}
	case fields == nil && a.NDim() == 1:
		columns = []*ndarray.Array{a}
	case fields == nil && a.NDim() == 2 && a.Size() > 0:
		for t, i := a.Transpose(), 0; i < t.Dim(0); i++ {
			column, err := t.Row(i)
			if err != nil {
				return nil, nil, err
			}
			columns = append(columns, column)
		}
	default:
		return nil, nil, fmt.Errorf("%w: CSV holds arrays of one axis or two that are not empty, and structured ones of one axis, not %v %v",
			ErrCannotHold, a.DType(), a.Shape())
	}
	for _, column := range columns {
		if !hasCells(column.DType()) {
			return nil, nil, fmt.Errorf("%w: CSV holds numbers and text, not %v", ErrCannotHold, column.DType())
		}
	}
	return columns, names, nil
}

// hasCells reports whether elements can be written and read as cells.
func hasCells(d ndarray.DType) bool {
	switch d.Kind() {
	case ndarray.KindBool, ndarray.KindInt, ndarray.KindUint, ndarray.KindString, ndarray.KindBytes:
		return d.ItemSize() > 0
	case ndarray.KindFloat:
		return d.ItemSize() <= 8
	case ndarray.KindComplex:
		return d.ItemSize() <= 16
	}
	return false
}

// appendCell appends a value that ndarray.Array.At returned.
func appendCell(dst []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case bool:
		if v {
			return append(dst, '1'), nil
		}
		return append(dst, '0'), nil
	case float16.Float16:
		return appendDecimal(dst, float64(v.Float32()), 32), nil
	case float32:
		return appendDecimal(dst, float64(v), 32), nil
	case float64:
		return appendDecimal(dst, v, 64), nil
	case complex64:
		return appendImaginary(appendDecimal(dst, float64(real(v)), 32), float64(imag(v)), 32), nil
	case complex128:
		return appendImaginary(appendDecimal(dst, real(v), 64), imag(v), 64), nil
	case string:
		return appendText(dst, v)
	case []byte:
		return appendText(dst, string(v))
	default:
		return fmt.Append(dst, v), nil // integers
	}
}

// appendDecimal appends the fewest digits that reproduce the same float, or nan, inf and -inf,
// which numpy reads.
func appendDecimal(dst []byte, f float64, bits int) []byte {
	switch {
	case f != f:
		return append(dst, "nan"...)
	case f-f != 0:
		return append(dst, strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, bits), "+"))...)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, bits)
}

func appendImaginary(dst []byte, f float64, bits int) []byte {
	at := len(dst)
	dst = appendDecimal(append(dst, '+'), f, bits)
	if dst[at+1] == '-' {
		dst = slices.Delete(dst, at, at+1)
	}
	return append(dst, 'j')
}

func appendText(dst []byte, text string) ([]byte, error) {
	if strings.ContainsRune(text, '\r') {
		return dst, fmt.Errorf("%w: readers of CSV take the carriage return in %.40q away", ErrCannotHold, text)
	}
	return appendField(dst, text), nil
}

// appendField appends a text, in quotes if necessary.
func appendField(dst []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, "\",\n\r ") {
		return append(dst, text...)
	}
	return append(append(append(dst, '"'), strings.ReplaceAll(text, `"`, `""`)...), '"')
}

// appendStored appends the array in CSV text as a stored value.
func (c *CSV) appendStored(dst []byte, in io.Reader) ([]byte, error) {
	reader := csv.NewReader(in)
	reader.ReuseRecord = true
	var row *ndarray.Array
	var cells []func(text string) error
	var elements []byte
	rows := 0
	for header := c.Header; ; {
		record, err := reader.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return dst, err
		}
		if header {
			header = false
			if err := c.checkNames(record); err != nil {
				return dst, err
			}
			continue
		}
		if row == nil {
			if row, cells, err = c.row(len(record)); err != nil {
				return dst, err
			}
		}
		for i, text := range record {
			if err := cells[i](text); err != nil {
				line, column := reader.FieldPos(i)
				return dst, fmt.Errorf("line %d, column %d: %w", line, column, err)
			}
		}
		b, err := row.Bytes()
		if err != nil {
			return dst, err
		}
		elements = append(elements, b...)
		rows++
	}
	shape := []int{rows}
	if row != nil && c.DType.Fields() == nil && (row.Size() > 1 || c.TwoAxes) {
		shape = append(shape, row.Size())
	}
	a, err := ndarray.FromBytes(c.DType, shape, elements)
	if err != nil {
		return dst, err
	}
	return codec.Append(dst, a)
}

// checkNames compares the first line with the fields. For a dtype without fields any line is
// accepted.
func (c *CSV) checkNames(record []string) error {
	fields := c.DType.Fields()
	if fields == nil {
		return nil
	}
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = field.Name
	}
	if !slices.Equal(names, record) {
		return fmt.Errorf("the columns are %.200q, the fields of the dtype %.200q", record, names)
	}
	return nil
}

// row allocates a row, and returns the functions that set its cells.
func (c *CSV) row(columns int) (row *ndarray.Array, cells []func(text string) error, err error) {
	fields := c.DType.Fields()
	if fields == nil {
		if row, err = ndarray.New(c.DType, columns); err != nil {
			return nil, nil, err
		}
		set, err := cellSetter(row)
		if err != nil {
			return nil, nil, err
		}
		for i := range columns {
			cells = append(cells, func(text string) error { return set(i, text) })
		}
		return row, cells, nil
	}
	if len(fields) != columns {
		return nil, nil, fmt.Errorf("there are %d columns for %d fields", columns, len(fields))
	}
	if row, err = ndarray.New(c.DType, 1); err != nil {
		return nil, nil, err
	}
	for _, field := range fields {
		column, err := row.Field(field.Name)
		if err != nil {
			return nil, nil, err
		}
		if column.NDim() > 1 {
			return nil, nil, fmt.Errorf("field %q has axes of its own, and a cell of CSV none", field.Name)
		}
		set, err := cellSetter(column)
		if err != nil {
			return nil, nil, fmt.Errorf("field %q: %w", field.Name, err)
		}
		cells = append(cells, func(text string) error { return set(0, text) })
	}
	return row, cells, nil
}

// cellSetter returns the function that sets element i of an array of one axis from a cell.
func cellSetter(a *ndarray.Array) (func(i int, text string) error, error) {
	dtype := a.DType()
	if !hasCells(dtype) {
		return nil, fmt.Errorf("CSV holds numbers and text, not %v", dtype)
	}
	if number := numberSetter(a); number != nil {
		return func(i int, text string) error { return number(i, strings.TrimSpace(text)) }, nil
	}
	if dtype.Kind() != ndarray.KindComplex {
		return func(i int, text string) error { return a.SetAt(text, i) }, nil
	}
	return func(i int, text string) error {
		text = strings.TrimSpace(text)
		if body, ok := strings.CutSuffix(text, "j"); ok {
			text = body + "i"
		}
		v, err := strconv.ParseComplex(text, 8*dtype.ItemSize())
		if err != nil {
			return err
		}
		if dtype.ItemSize() == 8 {
			return a.SetAt(complex64(v), i)
		}
		return a.SetAt(v, i)
	}, nil
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
