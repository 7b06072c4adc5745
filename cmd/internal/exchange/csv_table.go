package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// A table of scalars has a row for each entry, with these columns:
//
//	key    the key
//	value  the digits of an int, a str, the text of JSON, or the element of an array without axes
//	type   "int", "str", "json", or the dtype of the array
//
// The columns can be in any order. Without a type, an integer is an int, another number, true and
// false are JSON, and everything else is a str.
const (
	tableKey   = "key"
	tableValue = "value"
	tableType  = "type"
)

// errNotScalar: the table cannot hold the value.
var errNotScalar = fmt.Errorf("%w: rows of CSV hold int, str, JSON and arrays without axes; --skip-others skips other values", ErrCannotHold)

// appendRow appends the row of an entry, after the names of the columns if it is the first.
func (f *CSVFile) appendRow(dst []byte, key string, stored []byte) ([]byte, error) {
	kind, text, err := f.scalar(stored)
	if err != nil {
		return dst, err
	}
	if !utf8.ValidString(key) {
		return dst, fmt.Errorf("%w: the key is not UTF-8", ErrCannotHold)
	}
	if !f.put {
		dst = append(dst, tableKey+","+tableValue+","+tableType+"\n"...)
	}
	dst = append(appendField(dst, key), ',')
	dst = append(append(dst, text...), ',')
	return append(appendField(dst, kind), '\n'), nil
}

// scalar returns the type of a stored value and its cell.
func (f *CSVFile) scalar(stored []byte) (kind string, cell []byte, err error) {
	if len(stored) == 0 {
		return "", nil, errNotScalar
	}
	switch tag := codec.Kind(stored[0]); tag {
	case codec.KindInt:
		if value, ok := intOf(stored); ok {
			return tag.String(), fmt.Append(nil, value), nil
		}
	case codec.KindStr:
		if utf8.Valid(stored[1:]) {
			return tag.String(), appendField(nil, string(stored[1:])), nil
		}
	case codec.KindJSON:
		if readable(stored) && utf8.Valid(stored[1:]) {
			return tag.String(), appendField(nil, string(stored[1:])), nil
		}
	case codec.KindArray:
		a := f.array(stored)
		if a == nil || a.NDim() > 0 || !hasCells(a.DType()) {
			break
		}
		value, err := a.At()
		if err != nil {
			return "", nil, err
		}
		cell, err = appendCell(nil, value)
		return a.DType().Descr(), cell, err
	}
	return "", nil, errNotScalar
}

// columnsOfTable are the indices of the columns of a table.
type columnsOfTable struct{ key, value, kind int }

// tableColumns returns the columns if the text is a table. Otherwise it returns nil, and the first
// record is read again.
func tableColumns(in *records) (*columnsOfTable, error) {
	names, err := in.read()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := &columnsOfTable{-1, -1, -1}
	for i, name := range names {
		switch {
		case name == tableKey && c.key < 0:
			c.key = i
		case name == tableValue && c.value < 0:
			c.value = i
		case name == tableType && c.kind < 0:
			c.kind = i
		default:
			c.key = len(names) // not a table
		}
	}
	if c.key >= 0 && c.key < len(names) && c.value >= 0 {
		return c, nil
	}
	in.unread()
	return nil, nil
}

// tableItems yields the rows of a table.
func tableItems(in *records, c *columnsOfTable, yield func(Item, error) bool) {
	in.numbers = false
	for {
		row, err := in.read()
		if err == io.EOF {
			return
		}
		if err != nil {
			yield(Item{}, err)
			return
		}
		kind := ""
		if c.kind >= 0 {
			kind = row[c.kind]
		}
		text := row[c.value]
		if !yield(Item{Key: row[c.key], From: fmt.Sprintf("line %d", in.line), Append: func(dst []byte) ([]byte, error) {
			return appendScalar(dst, kind, text)
		}}, nil) {
			return
		}
	}
}

// appendScalar appends the stored value of a cell.
func appendScalar(dst []byte, kind, text string) ([]byte, error) {
	if kind == "" {
		kind, text = guessed(text)
	}
	switch kind {
	case codec.KindInt.String():
		value, ok := new(big.Int), false
		if len(text) <= maxDigits {
			value, ok = value.SetString(text, 10)
		}
		if !ok {
			return dst, fmt.Errorf("%.40q is not an integer", text)
		}
		return codec.Append(dst, value)
	case codec.KindStr.String():
		if !utf8.ValidString(text) {
			return dst, errors.New("text that is not UTF-8")
		}
		return append(append(dst, byte(codec.KindStr)), text...), nil
	case codec.KindJSON.String():
		start := len(dst)
		dst = append(append(dst, byte(codec.KindJSON)), text...)
		_, err := codec.Decode(dst[start:])
		return dst, err
	}
	dtype, err := ndarray.ParseDType(kind)
	if err != nil {
		return dst, fmt.Errorf("type %.40q is neither int, str, json nor a dtype: %w", kind, err)
	}
	if dtype.ItemSize() > maxPadded && dtype.ItemSize()/(len(text)+1) > maxPadding {
		return dst, fmt.Errorf("an element of %d bytes with very little text", dtype.ItemSize())
	}
	a, err := ndarray.New(dtype, 1)
	if err != nil {
		return dst, err
	}
	set, err := cellSetter(a)
	if err == nil {
		err = set(0, text)
	}
	if err != nil {
		return dst, err
	}
	if a, err = a.Reshape(); err != nil {
		return dst, err
	}
	return codec.Append(dst, a)
}

// guessed returns the type of a cell without one, and the text in the form of that type.
func guessed(text string) (kind, form string) {
	if len(text) > maxDigits { // no number is that long, and its digits would take time
		return codec.KindStr.String(), text
	}
	if len(text) <= len("-170141183460469231731687303715884105728") { // the smallest int
		if value, ok := new(big.Int).SetString(text, 10); ok && value.String() == text {
			if _, err := codec.Append(nil, value); err == nil {
				return codec.KindInt.String(), text
			}
		}
	}
	switch text {
	case "true", "True", "TRUE":
		return codec.KindJSON.String(), "true"
	case "false", "False", "FALSE":
		return codec.KindJSON.String(), "false"
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && json.Valid([]byte(text)) {
		return codec.KindJSON.String(), text
	}
	return codec.KindStr.String(), text
}
