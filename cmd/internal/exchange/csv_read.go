package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

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
