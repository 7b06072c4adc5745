package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

const (
	formatArrow   = "arrow"
	formatParquet = "parquet"
)

// The names in a schema's metadata.
const (
	metaType  = "openleveldb.type"
	metaDType = "openleveldb.dtype"
	metaShape = "openleveldb.shape"
)

// The names of columns.
const (
	columnKey     = "key"
	columnValue   = "value"
	columnType    = "type"
	columnDType   = "dtype"
	columnShape   = "shape"
	columnOrder   = "order"
	columnHeader  = "header"
	columnPayload = "payload"
)

// typeRaw is the type of a row whose payload is the stored bytes. Earlier versions wrote typeStored.
const (
	typeRaw    = "raw"
	typeStored = "stored"
)

// rows describes values of the same type, and arrays of the same dtype and shape.
type rows struct {
	tag     codec.Kind
	head    []byte         // of the stored bytes of an array: tag and header
	element arrow.DataType // of an array
	size    int            // bytes of an element
	count   int            // elements of a row
	list    bool           // an array that has axes
	meta    arrow.Metadata
}

// rowsLike returns the rows for values that have the type of stored. ok is false if Arrow has no
// type for them.
func rowsLike(stored []byte, format string) (r rows, ok bool) {
	if len(stored) == 0 {
		return r, false
	}
	r.tag = codec.Kind(stored[0])
	if r.tag != codec.KindArray {
		r.meta = arrow.NewMetadata([]string{metaType}, []string{r.tag.String()})
		return r, r.tag == codec.KindInt || r.tag == codec.KindStr || r.tag == codec.KindJSON || r.tag == codec.KindBytes
	}
	header, offset, err := ndarray.ParseHeader(stored[1:])
	if err != nil || header.Fortran || !isToday(header, stored[1:1+offset]) {
		return r, false
	}
	if r.element = elementType(header.DType, format); r.element == nil {
		return r, false
	}
	r.size = header.DType.ItemSize()
	r.count = header.NBytes() / r.size
	if r.count == 0 || r.count > math.MaxInt32 {
		return r, false
	}
	r.list = len(header.Shape) > 0
	r.head = bytes.Clone(stored[:1+offset])
	shape, err := json.Marshal(append([]int{}, header.Shape...))
	if err != nil {
		return r, false
	}
	r.meta = arrow.NewMetadata([]string{metaType, metaDType, metaShape}, []string{codec.KindArray.String(), header.DType.Descr(), string(shape)})
	return r, true
}

// isToday reports whether header equals the header that AppendHeader writes for h. Only then do
// dtype, shape and order reproduce it.
func isToday(h ndarray.Header, header []byte) bool {
	dtype, err := ndarray.ParseDType(h.DType.Descr())
	if err != nil {
		return false
	}
	h.DType = dtype
	again, err := ndarray.AppendHeader(nil, h)
	return err == nil && bytes.Equal(again, header)
}

// numbers maps dtypes to the types of Arrow.
var numbers = map[ndarray.DType]arrow.DataType{
	ndarray.Bool: arrow.PrimitiveTypes.Uint8,
	ndarray.Int8: arrow.PrimitiveTypes.Int8, ndarray.Int16: arrow.PrimitiveTypes.Int16,
	ndarray.Int32: arrow.PrimitiveTypes.Int32, ndarray.Int64: arrow.PrimitiveTypes.Int64,
	ndarray.Uint8: arrow.PrimitiveTypes.Uint8, ndarray.Uint16: arrow.PrimitiveTypes.Uint16,
	ndarray.Uint32: arrow.PrimitiveTypes.Uint32, ndarray.Uint64: arrow.PrimitiveTypes.Uint64,
	ndarray.Float16: arrow.FixedWidthTypes.Float16, ndarray.Float32: arrow.PrimitiveTypes.Float32,
	ndarray.Float64: arrow.PrimitiveTypes.Float64,
}

// units maps the units of datetimes to those of Arrow's timestamps and durations.
var units = map[ndarray.Unit]arrow.TimeUnit{
	ndarray.UnitSecond: arrow.Second, ndarray.UnitMillisecond: arrow.Millisecond,
	ndarray.UnitMicrosecond: arrow.Microsecond, ndarray.UnitNanosecond: arrow.Nanosecond,
}

// elementType returns the Arrow type with the same bits as an element, or nil if there is none.
func elementType(d ndarray.DType, format string) arrow.DataType {
	if !d.IsNative() || d.Fields() != nil {
		return nil
	}
	if kind := d.Kind(); kind != ndarray.KindDatetime && kind != ndarray.KindTimedelta {
		return numbers[d]
	}
	unit, multiple := d.Unit()
	there, ok := units[unit]
	switch {
	case !ok || multiple != 1, format == formatParquet && (unit == ndarray.UnitSecond || d.Kind() == ndarray.KindTimedelta):
		return arrow.PrimitiveTypes.Int64 // Parquet has neither seconds nor durations
	case d.Kind() == ndarray.KindDatetime:
		return &arrow.TimestampType{Unit: there}
	}
	return &arrow.DurationType{Unit: there}
}

// dtypeOf returns the dtype for elements of an Arrow type, for files of other programs.
func dtypeOf(t arrow.DataType) (ndarray.DType, error) {
	for d, there := range numbers {
		if d != ndarray.Bool && arrow.TypeEqual(t, there) {
			return d, nil
		}
	}
	kind := ""
	var unit arrow.TimeUnit
	switch t := t.(type) {
	case *arrow.TimestampType:
		kind, unit = "M8", t.Unit
	case *arrow.DurationType:
		kind, unit = "m8", t.Unit
	case *arrow.Time64Type:
		kind, unit = "m8", t.Unit
	case *arrow.Date64Type:
		kind, unit = "M8", arrow.Millisecond
	default:
		return ndarray.DType{}, fmt.Errorf("no dtype corresponds to %v", t)
	}
	return ndarray.ParseDType(kind + "[" + unit.String() + "]")
}

// keyType returns the type of the column of keys.
func keyType(text bool) arrow.DataType {
	if text {
		return arrow.BinaryTypes.String
	}
	return arrow.BinaryTypes.Binary
}

// rowsSchema returns a schema with a column for keys and one for values.
func rowsSchema(r rows, textKeys bool) *arrow.Schema {
	var value arrow.DataType
	switch {
	case r.list:
		value = arrow.FixedSizeListOfField(int32(r.count), arrow.Field{Name: "element", Type: r.element})
	case r.element != nil:
		value = r.element
	case r.tag == codec.KindInt:
		value = arrow.PrimitiveTypes.Int64
	case r.tag == codec.KindBytes:
		value = arrow.BinaryTypes.LargeBinary
	default:
		value = arrow.BinaryTypes.LargeString
	}
	return arrow.NewSchema([]arrow.Field{{Name: columnKey, Type: keyType(textKeys)}, {Name: columnValue, Type: value}}, &r.meta)
}

// entriesSchema returns the schema of the columns that hold any entry.
func entriesSchema(textKeys bool) *arrow.Schema {
	meta := arrow.NewMetadata([]string{metaType}, []string{"entries"})
	return arrow.NewSchema([]arrow.Field{
		{Name: columnKey, Type: keyType(textKeys)},
		{Name: columnType, Type: arrow.BinaryTypes.String},
		{Name: columnDType, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: columnShape, Type: arrow.ListOfNonNullable(arrow.PrimitiveTypes.Int64), Nullable: true},
		{Name: columnOrder, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: columnHeader, Type: arrow.BinaryTypes.Binary, Nullable: true},
		{Name: columnPayload, Type: arrow.BinaryTypes.LargeBinary},
	}, &meta)
}

// digits returns the int of a stored value as text. ok is false if the text would not reproduce the
// stored bytes.
func digits(stored []byte) (text string, small int64, isSmall, ok bool) {
	value, err := codec.Decode(stored)
	if err != nil {
		return "", 0, false, false
	}
	again, err := codec.Append(nil, value)
	if err != nil || !bytes.Equal(again, stored) {
		return "", 0, false, false
	}
	small, isSmall = value.(int64)
	if isSmall {
		return strconv.FormatInt(small, 10), small, true, true
	}
	return fmt.Sprint(value), 0, false, true
}
