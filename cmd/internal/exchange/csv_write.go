package exchange

import (
	"fmt"

	"github.com/openleveldb/openleveldb/ndarray"
)

// append appends an array as CSV. a is nil if the value is not an array.
func (c *CSV) append(dst []byte, a *ndarray.Array) ([]byte, error) {
	if a == nil {
		return dst, fmt.Errorf("%w: CSV holds arrays only; --skip-others skips other values", ErrCannotHold)
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
				return nil, nil, fmt.Errorf("%w: field %q has axes; a CSV cell holds one element", ErrCannotHold, field.Name)
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
