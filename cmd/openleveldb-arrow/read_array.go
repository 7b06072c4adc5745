package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// exportedArrays returns the valuer of a column that an export wrote, whose metadata hold the dtype
// and the shape of every value.
func exportedArrays(values arrow.Array, meta arrow.Metadata) (valuer, error) {
	elements, count := values, 1
	if list, ok := values.(*array.FixedSizeList); ok {
		elements, count = list.ListValues(), int(list.DataType().(*arrow.FixedSizeListType).Len())
	}
	width, ok := elements.DataType().(arrow.FixedWidthDataType)
	if !ok || width.BitWidth()%8 != 0 || len(elements.Data().Buffers()) < 2 {
		return nil, fmt.Errorf("column %s: %v does not hold exported arrays", columnValue, values.DataType())
	}
	if elements.NullN() > 0 {
		return nil, fmt.Errorf("column %s: %w", columnValue, errNulls)
	}
	size := width.BitWidth() / 8
	text, _ := meta.GetValue(metaDType)
	dtype, err := ndarray.ParseDType(text)
	if err != nil {
		return nil, fmt.Errorf("metadata %s: %w", metaDType, err)
	}
	shape := []int{}
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
	first := 0 // element of the first row
	if list, ok := values.(*array.FixedSizeList); ok {
		first = list.Data().Offset() * count
	}
	appendElements := fixedElements(elements, size)
	return func(dst []byte, row int) ([]byte, error) {
		if values.IsNull(row) {
			return dst, errNull
		}
		at := first + row*count
		return appendElements(append(dst, head...), at, at+count)
	}, nil
}

// elements are the numbers of an Arrow array.
type elements struct {
	arrow.Array
	dtype ndarray.DType
	// append appends the elements from <= i < to in the form of the dtype.
	append func(dst []byte, from, to int) ([]byte, error)
}

// arrayValues returns the valuer of a column of numbers, or of lists of them: of any length, and
// nested, if all lists inside of a value have the same length.
func arrayValues(values arrow.Array) (valuer, error) {
	var lists []array.ListLike
	inner := values
	for {
		if extension, ok := inner.(array.ExtensionArray); ok {
			inner = extension.Storage()
			continue
		}
		list, ok := inner.(array.ListLike)
		if _, isMap := inner.(*array.Map); !ok || isMap {
			break
		}
		lists, inner = append(lists, list), list.ListValues()
	}
	leaf, err := elementsOf(inner)
	if err != nil {
		return nil, fmt.Errorf("column %s: %v cannot be stored: %w", columnValue, values.DataType(), err)
	}
	var head []byte // of the previous row
	var headOf []int
	return func(dst []byte, row int) ([]byte, error) {
		if values.IsNull(row) {
			return dst, errNull
		}
		shape, from, to, err := extent(lists, row)
		if err != nil {
			return dst, err
		}
		if from < 0 || to > leaf.Len() {
			return dst, io.ErrUnexpectedEOF
		}
		if leaf.NullN() > 0 {
			for i := from; i < to; i++ {
				if leaf.IsNull(i) {
					return dst, errNulls
				}
			}
		}
		if head == nil || !slices.Equal(shape, headOf) {
			if head, err = ndarray.AppendHeader([]byte{byte(codec.KindArray)}, ndarray.Header{DType: leaf.dtype, Shape: shape}); err != nil {
				return dst, err
			}
			headOf = shape
		}
		return leaf.append(append(dst, head...), from, to)
	}, nil
}

// extent returns the shape of the value in a row of nested lists, and the range of its elements.
func extent(lists []array.ListLike, row int) (shape []int, from, to int, err error) {
	shape = []int{}
	from, to = row, row+1
	for _, list := range lists {
		if from < 0 || to > list.Len() {
			return nil, 0, 0, io.ErrUnexpectedEOF
		}
		length, first, next := int64(0), int64(0), int64(0)
		if fixed, ok := list.DataType().(*arrow.FixedSizeListType); ok {
			length = int64(fixed.Len())
		}
		for i := from; i < to; i++ {
			if list.IsNull(i) {
				return nil, 0, 0, errNulls
			}
			start, end := list.ValueOffsets(i)
			if i == from {
				length, first, next = end-start, start, start
			}
			if end-start != length {
				return nil, 0, 0, fmt.Errorf("lists of %d and of %d items in one value: an array has the same number in all", length, end-start)
			}
			if length < 0 || start != next {
				return nil, 0, 0, io.ErrUnexpectedEOF
			}
			next = end
		}
		shape = append(shape, int(length))
		from, to = int(first), int(next)
	}
	return shape, from, to, nil
}

// elementsOf returns the elements of an array of numbers, bools, dates or times.
func elementsOf(values arrow.Array) (e elements, err error) {
	e.Array = values
	switch v := values.(type) {
	case *array.Boolean:
		e.dtype = ndarray.Bool
		e.append = func(dst []byte, from, to int) ([]byte, error) {
			for i := from; i < to; i++ {
				b := byte(0)
				if v.Value(i) {
					b = 1
				}
				dst = append(dst, b)
			}
			return dst, nil
		}
	case *array.Date32: // days
		e.dtype, err = ndarray.ParseDType("M8[D]")
		e.append = wide(func(i int) int64 { return int64(v.Value(i)) })
	case *array.Time32:
		e.dtype, err = ndarray.ParseDType("m8[" + v.DataType().(*arrow.Time32Type).Unit.String() + "]")
		e.append = wide(func(i int) int64 { return int64(v.Value(i)) })
	case *array.Dictionary:
		inner, err := elementsOf(v.Dictionary())
		if err != nil {
			return e, err
		}
		e.dtype = inner.dtype
		e.append = func(dst []byte, from, to int) ([]byte, error) {
			for i := from; i < to; i++ {
				at := v.GetValueIndex(i)
				if at < 0 || at >= inner.Len() {
					return dst, io.ErrUnexpectedEOF
				}
				if inner.IsNull(at) {
					return dst, errNulls
				}
				var err error
				if dst, err = inner.append(dst, at, at+1); err != nil {
					return dst, err
				}
			}
			return dst, nil
		}
	default:
		if e.dtype, err = dtypeOf(values.DataType()); err == nil {
			e.append = fixedElements(values, e.dtype.ItemSize())
		}
	}
	return e, err
}

// wide returns the function that appends elements as 64 bits.
func wide(value func(i int) int64) func(dst []byte, from, to int) ([]byte, error) {
	return func(dst []byte, from, to int) ([]byte, error) {
		for i := from; i < to; i++ {
			dst = binary.NativeEndian.AppendUint64(dst, uint64(value(i)))
		}
		return dst, nil
	}
}

// fixedElements returns the function that appends elements of a fixed size as they are.
func fixedElements(values arrow.Array, size int) func(dst []byte, from, to int) ([]byte, error) {
	data := values.Data()
	var buffer []byte
	if b := data.Buffers()[1]; b != nil {
		buffer = b.Bytes()
	}
	offset := data.Offset()
	return func(dst []byte, from, to int) ([]byte, error) {
		start, end := (offset+from)*size, (offset+to)*size
		if start < 0 || end < start || end > len(buffer) {
			return dst, io.ErrUnexpectedEOF
		}
		return append(dst, buffer[start:end]...), nil
	}
}
