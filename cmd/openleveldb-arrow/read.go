package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"os"

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
}

// errLeft means that the caller left the loop over the items.
var errLeft = errors.New("left")

// Items iterates over the rows. The value of an Item is valid until the iteration continues.
func (s *source) Items() iter.Seq2[exchange.Item, error] {
	return func(yield func(exchange.Item, error) bool) {
		row := 0
		err := readRecords(s.file, s.format, func(schema *arrow.Schema, record arrow.RecordBatch) error {
			stored, err := storedOf(schema, record)
			if err != nil {
				return err
			}
			keys, err := bytesOf(record, columnKey)
			if err != nil {
				return err
			}
			for i := range int(record.NumRows()) {
				key, ok := keys(i)
				if !ok {
					return fmt.Errorf("row %d has no key", row)
				}
				item := exchange.Item{Key: string(key), From: fmt.Sprintf("row %d", row),
					Append: func(dst []byte) ([]byte, error) { return stored(dst, i) }}
				if !yield(item, nil) {
					return errLeft
				}
				row++
			}
			return nil
		})
		if err != nil && !errors.Is(err, errLeft) {
			yield(exchange.Item{}, err)
		}
	}
}

// Close closes the file.
func (s *source) Close() error { return s.file.Close() }

var (
	errNull    = errors.New("the value is null")
	errColumns = errors.New("the file has neither the columns key and value nor those of an export")
)

// A valuer appends the stored value of a row.
type valuer func(dst []byte, row int) ([]byte, error)

// storedOf returns the valuer of a batch of rows.
func storedOf(schema *arrow.Schema, record arrow.RecordBatch) (valuer, error) {
	meta := schema.Metadata()
	kind, _ := meta.GetValue(metaType)
	if schema.HasField(columnPayload) && schema.HasField(columnType) {
		return entryValues(record)
	}
	values, err := column(record, columnValue)
	if err != nil {
		return nil, err
	}
	if kind == codec.KindJSON.String() {
		return tagged(record, codec.KindJSON)
	}
	switch v := values.(type) {
	case *array.String, *array.LargeString:
		return tagged(record, codec.KindStr)
	case *array.Binary, *array.LargeBinary, *array.FixedSizeBinary:
		return tagged(record, codec.KindBytes)
	case *array.Int64:
		if kind != codec.KindArray.String() && kind != "" {
			return func(dst []byte, row int) ([]byte, error) {
				if v.IsNull(row) {
					return dst, errNull
				}
				return codec.Append(dst, v.Value(row))
			}, nil
		}
	}
	return arrayValues(values, meta)
}

// column returns a column by its name.
func column(record arrow.RecordBatch, name string) (arrow.Array, error) {
	found := record.Schema().FieldIndices(name)
	if len(found) != 1 {
		return nil, fmt.Errorf("%w: %d columns %s", errColumns, len(found), name)
	}
	return record.Column(found[0]), nil
}

// bytesOf returns a function that returns the text or bytes of a column in a row, borrowed. ok is
// false for a null.
func bytesOf(record arrow.RecordBatch, name string) (func(row int) (b []byte, ok bool), error) {
	values, err := column(record, name)
	if err != nil {
		return nil, err
	}
	var at func(row int) []byte
	switch v := values.(type) {
	case *array.String:
		at = func(row int) []byte { return []byte(v.Value(row)) }
	case *array.LargeString:
		at = func(row int) []byte { return []byte(v.Value(row)) }
	case *array.Binary:
		at = v.Value
	case *array.LargeBinary:
		at = v.Value
	case *array.FixedSizeBinary:
		at = v.Value
	default:
		return nil, fmt.Errorf("column %s: %v is neither text nor bytes", name, values.DataType())
	}
	return func(row int) ([]byte, bool) {
		if values.IsNull(row) {
			return nil, false
		}
		return at(row), true
	}, nil
}

// tagged returns the valuer of a column whose values only lack a tag.
func tagged(record arrow.RecordBatch, tag codec.Kind) (valuer, error) {
	values, err := bytesOf(record, columnValue)
	if err != nil {
		return nil, err
	}
	return func(dst []byte, row int) ([]byte, error) {
		b, ok := values(row)
		if !ok {
			return dst, errNull
		}
		return append(append(dst, byte(tag)), b...), nil
	}, nil
}

// arrayValues returns the valuer of a column of numbers, or of lists of a fixed number of them.
func arrayValues(values arrow.Array, meta arrow.Metadata) (valuer, error) {
	elements, count := values, 1
	shape := []int{}
	if list, ok := values.(*array.FixedSizeList); ok {
		elements, count = list.ListValues(), int(list.DataType().(*arrow.FixedSizeListType).Len())
		shape = []int{count}
	}
	width, ok := elements.DataType().(arrow.FixedWidthDataType)
	if !ok || width.BitWidth()%8 != 0 || elements.NullN() > 0 || len(elements.Data().Buffers()) < 2 {
		return nil, fmt.Errorf("column %s: %v cannot be converted to arrays, or contains nulls", columnValue, values.DataType())
	}
	size := width.BitWidth() / 8
	dtype, err := dtypeOf(elements.DataType())
	if text, ok := meta.GetValue(metaDType); ok {
		dtype, err = ndarray.ParseDType(text)
	}
	if err != nil {
		return nil, fmt.Errorf("column %s: %w", columnValue, err)
	}
	if text, ok := meta.GetValue(metaShape); ok {
		if err := json.Unmarshal([]byte(text), &shape); err != nil {
			return nil, fmt.Errorf("metadata %s: %w", metaShape, err)
		}
	}
	head, err := ndarray.AppendHeader([]byte{byte(codec.KindArray)}, ndarray.Header{DType: dtype, Shape: shape})
	if err != nil {
		return nil, err
	}
	h, _, err := ndarray.ParseHeader(head[1:])
	if err != nil {
		return nil, err
	}
	if h.NBytes() != size*count {
		return nil, fmt.Errorf("column %s: the size of %v does not match dtype %v and shape %v", columnValue, values.DataType(), dtype, shape)
	}
	data := elements.Data()
	first := data.Offset() // of the elements
	if list, ok := values.(*array.FixedSizeList); ok {
		first += list.Data().Offset() * count
	}
	var buffer []byte
	if b := data.Buffers()[1]; b != nil {
		buffer = b.Bytes()
	}
	return func(dst []byte, row int) ([]byte, error) {
		if values.IsNull(row) {
			return dst, errNull
		}
		at := (first + row*count) * size
		if at+size*count > len(buffer) {
			return dst, io.ErrUnexpectedEOF
		}
		return append(append(dst, head...), buffer[at:at+size*count]...), nil
	}, nil
}

// entryValues returns the valuer of the columns that hold any entry.
func entryValues(record arrow.RecordBatch) (valuer, error) {
	texts := map[string]func(int) ([]byte, bool){}
	for _, name := range []string{columnType, columnDType, columnOrder, columnHeader, columnPayload} {
		var err error
		if texts[name], err = bytesOf(record, name); err != nil {
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
		case typeStored:
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
