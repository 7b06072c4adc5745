package exchange

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// appendStored appends the array in CSV text as a stored value.
func (c *CSV) appendStored(dst []byte, in io.Reader) ([]byte, error) {
	return c.appendArray(dst, c.records(in))
}

// records returns the records of CSV text.
func (c *CSV) records(in io.Reader) *records {
	r := newRecords(in, c.Separator, c.numeric())
	r.header = c.Header
	return r
}

// numeric reports whether all cells are numbers, which have no spaces in them.
func (c *CSV) numeric() bool {
	hasSpaces := func(d ndarray.DType) bool {
		return d.Kind() == ndarray.KindString || d.Kind() == ndarray.KindBytes || d.Kind() == ndarray.KindDatetime
	}
	return !hasSpaces(c.DType) && !slices.ContainsFunc(c.DType.Fields(), func(f ndarray.Field) bool { return hasSpaces(f.DType) })
}

// appendArray appends the array in records as a stored value.
func (c *CSV) appendArray(dst []byte, in *records) ([]byte, error) {
	var row *ndarray.Array
	var cells []func(text string) error
	var elements []byte
	rows := 0
	for header := c.Header; ; {
		record, err := in.read()
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
				err = fmt.Errorf("line %d, column %d: %w", in.line, i+1, err)
				if rows == 0 && !c.Header {
					err = fmt.Errorf("%w; --header skips a first line with names, and --dtype is the type of the elements", err)
				}
				return dst, err
			}
		}
		b, err := row.Bytes()
		if err != nil {
			return dst, err
		}
		if elements = append(elements, b...); len(elements) >= maxValue {
			return dst, leveldb.ErrTooLarge
		}
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
		return fmt.Errorf("the columns are %.200q, but the fields of the dtype are %.200q", record, names)
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
			return nil, nil, fmt.Errorf("field %q has axes; a CSV cell holds one element", field.Name)
		}
		set, err := cellSetter(column)
		if err != nil {
			return nil, nil, fmt.Errorf("field %q: %w", field.Name, err)
		}
		cells = append(cells, func(text string) error { return set(0, text) })
	}
	return row, cells, nil
}

// errSeparator: the separator is not one that cells can have between them.
var errSeparator = errors.New(`a separator is one character of ASCII, "tab" or "space", and neither a quote, a number sign nor a line break`)

// ParseSeparator parses a separator of cells. An empty text means that it is detected.
func ParseSeparator(text string) (byte, error) {
	switch text {
	case "":
		return 0, nil
	case "tab", `\t`:
		return '\t', nil
	case "space":
		return spaces, nil
	}
	if len(text) != 1 || text[0] >= 0x80 || strings.ContainsAny(text, "\"#\r\n\x00") {
		return 0, errSeparator
	}
	return text[0], nil
}
