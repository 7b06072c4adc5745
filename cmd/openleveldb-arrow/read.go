package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"os"
	"strings"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// maxDigits exceeds the number of digits of a 128-bit int. The time to parse digits grows faster
// than their number.
const maxDigits = 4300

// source is an exchange.Source that reads a file with columns.
type source struct {
	file   *os.File
	format string
	size   int64        // of the file
	read   atomic.Int64 // bytes of the file, by its rows
}

// errLeft means that the caller left the loop over the items.
var errLeft = errors.New("left")

// Items iterates over the rows. The value of an Item is valid until the iteration continues.
func (s *source) Items() iter.Seq2[exchange.Item, error] {
	return func(yield func(exchange.Item, error) bool) {
		row := 0
		err := readRecords(s.file, s.format, func(schema *arrow.Schema, record arrow.RecordBatch, part float64) error {
			stored, keys, err := columnsOf(schema, record)
			if err != nil {
				return err
			}
			for i := range int(record.NumRows()) {
				key, ok, err := keyAt(keys, i)
				if err != nil {
					return err
				}
				if !ok {
					return fmt.Errorf("row %d has no key", row)
				}
				item := exchange.Item{Key: string(key), From: fmt.Sprintf("row %d", row), Append: func(dst []byte) (_ []byte, err error) {
					defer recovered(&err)
					return stored(dst, i)
				}}
				if !yield(item, nil) {
					return errLeft
				}
				row++
			}
			s.read.Store(int64(part * float64(s.size)))
			return nil
		})
		if err != nil && !errors.Is(err, errLeft) {
			yield(exchange.Item{}, err)
		}
	}
}

// Position returns how much of the file has been read.
func (s *source) Position() (done, total int64) { return s.read.Load(), s.size }

// Close closes the file.
func (s *source) Close() error { return s.file.Close() }

// recovered turns a panic of the library, which damaged files can cause, into an error.
func recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("%w: %s", errDamaged, oneLine(fmt.Sprint(cause)))
	}
}

// oneLine returns the first line of a text, because some errors of the library include a stack.
func oneLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

var (
	errDamaged = errors.New("the file is damaged or has an unknown form")
	errNull    = fmt.Errorf("%w: the value is null; --skip-others skips such rows", exchange.ErrCannotHold)
	errNulls   = fmt.Errorf("%w: the value contains nulls; --skip-others skips such rows", exchange.ErrCannotHold)
	errColumns = errors.New("the file has neither the columns key and value nor those of an export")
)

// A valuer appends the stored value of a row.
type valuer func(dst []byte, row int) ([]byte, error)

// A texts returns the text or bytes of a row, borrowed. ok is false for a null.
type texts func(row int) (b []byte, ok bool)

// columnsOf returns the values and keys of a batch of rows.
func columnsOf(schema *arrow.Schema, record arrow.RecordBatch) (stored valuer, keys texts, err error) {
	defer recovered(&err)
	if stored, err = storedOf(schema, record); err != nil {
		return nil, nil, err
	}
	keys, err = textColumn(record, columnKey)
	return stored, keys, err
}

func keyAt(keys texts, row int) (key []byte, ok bool, err error) {
	defer recovered(&err)
	key, ok = keys(row)
	return key, ok, nil
}

// storedOf returns the valuer of a batch of rows.
func storedOf(schema *arrow.Schema, record arrow.RecordBatch) (valuer, error) {
	if schema.HasField(columnPayload) && schema.HasField(columnType) {
		return entryValues(record)
	}
	values, err := column(record, columnValue)
	if err != nil {
		return nil, err
	}
	meta := schema.Metadata()
	kind, _ := meta.GetValue(metaType)
	if _, ok := meta.GetValue(metaDType); ok && kind == codec.KindArray.String() {
		return exportedArrays(values, meta)
	}
	return valuesOf(values, kind)
}

// valuesOf returns the valuer of a column. kind is the type of an export, or empty.
func valuesOf(values arrow.Array, kind string) (valuer, error) {
	switch v := values.(type) {
	case *array.Dictionary:
		value, err := valuesOf(v.Dictionary(), kind)
		return func(dst []byte, row int) ([]byte, error) {
			if v.IsNull(row) {
				return dst, errNull
			}
			return value(dst, v.GetValueIndex(row))
		}, err
	case array.ExtensionArray:
		return valuesOf(v.Storage(), kind)
	case *array.Int64:
		if kind == codec.KindInt.String() {
			return func(dst []byte, row int) ([]byte, error) {
				if v.IsNull(row) {
					return dst, errNull
				}
				return codec.Append(dst, v.Value(row))
			}, nil
		}
	}
	if text, isText := textOf(values); text != nil {
		tag := codec.KindBytes
		switch {
		case kind == codec.KindJSON.String():
			tag = codec.KindJSON
		case isText:
			tag = codec.KindStr
		}
		return func(dst []byte, row int) ([]byte, error) {
			b, ok := text(row)
			if !ok {
				return dst, errNull
			}
			return append(append(dst, byte(tag)), b...), nil
		}, nil
	}
	return arrayValues(values)
}

// column returns a column by its name.
func column(record arrow.RecordBatch, name string) (arrow.Array, error) {
	found := record.Schema().FieldIndices(name)
	if len(found) != 1 {
		return nil, fmt.Errorf("%w: %d columns %s", errColumns, len(found), name)
	}
	return record.Column(found[0]), nil
}

// textColumn returns the text or bytes of a column.
func textColumn(record arrow.RecordBatch, name string) (texts, error) {
	values, err := column(record, name)
	if err != nil {
		return nil, err
	}
	if text, _ := textOf(values); text != nil {
		return text, nil
	}
	if d, ok := values.(*array.Dictionary); ok {
		if text, _ := textOf(d.Dictionary()); text != nil {
			return func(row int) ([]byte, bool) {
				if d.IsNull(row) {
					return nil, false
				}
				return text(d.GetValueIndex(row))
			}, nil
		}
	}
	return nil, fmt.Errorf("column %s: %v is neither text nor bytes", name, values.DataType())
}

// textOf returns the text or bytes of an array, and whether it is text. It returns nil for an array
// of anything else.
func textOf(values arrow.Array) (at texts, isText bool) {
	var value func(row int) []byte
	switch v := values.(type) {
	case *array.String:
		value, isText = func(row int) []byte { return []byte(v.Value(row)) }, true
	case *array.LargeString:
		value, isText = func(row int) []byte { return []byte(v.Value(row)) }, true
	case *array.StringView:
		value, isText = func(row int) []byte { return []byte(v.Value(row)) }, true
	case *array.Binary:
		value = v.Value
	case *array.LargeBinary:
		value = v.Value
	case *array.BinaryView:
		value = v.Value
	case *array.FixedSizeBinary:
		value = v.Value
	default:
		return nil, false
	}
	return func(row int) ([]byte, bool) {
		if values.IsNull(row) {
			return nil, false
		}
		return value(row), true
	}, isText
}

// entryValues returns the valuer of the columns that hold any entry.
func entryValues(record arrow.RecordBatch) (valuer, error) {
	texts := map[string]texts{}
	for _, name := range []string{columnType, columnDType, columnOrder, columnHeader, columnPayload} {
		var err error
		if texts[name], err = textColumn(record, name); err != nil {
			return nil, err
		}
	}
	shapes, err := column(record, columnShape)
	if err != nil {
		return nil, err
	}
	lists, ok := shapes.(array.ListLike)
	if !ok {
		return nil, fmt.Errorf("column %s: %v is not a list", columnShape, shapes.DataType())
	}
	lengths, ok := lists.ListValues().(*array.Int64)
	if !ok {
		return nil, fmt.Errorf("column %s: %v is not a list of int64", columnShape, shapes.DataType())
	}
	var lastHead, head []byte // of the previous array
	size := 0                 // of its elements
	return func(dst []byte, row int) ([]byte, error) {
		kind, _ := texts[columnType](row)
		payload, ok := texts[columnPayload](row)
		if !ok {
			return dst, errNull
		}
		switch string(kind) {
		case typeRaw, typeStored:
			return append(dst, payload...), nil
		case codec.KindInt.String():
			value, ok := new(big.Int), false
			if len(payload) <= maxDigits {
				value, ok = value.SetString(string(payload), 10)
			}
			if !ok {
				return dst, fmt.Errorf("%.40q is not an int", payload)
			}
			return codec.Append(dst, value)
		case codec.KindStr.String():
			return append(append(dst, byte(codec.KindStr)), payload...), nil
		case codec.KindJSON.String():
			return append(append(dst, byte(codec.KindJSON)), payload...), nil
		case codec.KindBytes.String():
			return append(append(dst, byte(codec.KindBytes)), payload...), nil
		case codec.KindArray.String():
		default:
			return dst, fmt.Errorf("unknown type %.40q", kind)
		}
		dst = append(dst, byte(codec.KindArray))
		if header, ok := texts[columnHeader](row); ok {
			return append(append(dst, header...), payload...), nil
		}
		dtype, _ := texts[columnDType](row)
		order, _ := texts[columnOrder](row)
		start, end := lists.ValueOffsets(row)
		if start < 0 || end < start || end > int64(lengths.Len()) {
			return dst, io.ErrUnexpectedEOF
		}
		identity := append(append(append([]byte{}, order...), 0), dtype...)
		shape := make([]int, 0, end-start)
		for i := start; i < end; i++ {
			shape = append(shape, int(lengths.Value(int(i))))
			identity = fmt.Appendf(identity, ",%d", lengths.Value(int(i)))
		}
		if string(identity) != string(lastHead) {
			d, err := ndarray.ParseDType(string(dtype))
			if err != nil {
				return dst, err
			}
			if head, err = ndarray.AppendHeader(head[:0], ndarray.Header{DType: d, Shape: shape, Fortran: string(order) == "F"}); err != nil {
				return dst, err
			}
			h, _, err := ndarray.ParseHeader(head)
			if err != nil {
				return dst, err
			}
			lastHead, size = identity, h.NBytes()
		}
		if size != len(payload) {
			return dst, fmt.Errorf("%w: %d bytes for dtype %s and shape %v", ndarray.ErrData, len(payload), dtype, shape)
		}
		return append(append(dst, head...), payload...), nil
	}, nil
}
