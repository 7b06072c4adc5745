package ndarray

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
)

// Kind is numpy's one-letter class of a dtype.
type Kind byte

// The kinds of numpy's dtype.kind. Structured dtypes and sub-arrays are also KindVoid, as in numpy.
const (
	KindBool      Kind = 'b'
	KindInt       Kind = 'i'
	KindUint      Kind = 'u'
	KindFloat     Kind = 'f'
	KindComplex   Kind = 'c'
	KindDatetime  Kind = 'M'
	KindTimedelta Kind = 'm'
	KindBytes     Kind = 'S'
	KindString    Kind = 'U'
	KindVoid      Kind = 'V'
)

// ByteOrder is the byte order of a dtype's elements: the first character of numpy's dtype.str.
type ByteOrder byte

// NoOrder is the byte order of one-byte elements, byte strings, voids, and structured dtypes, whose
// fields have their own.
const (
	LittleEndian ByteOrder = '<'
	BigEndian    ByteOrder = '>'
	NoOrder      ByteOrder = '|'
)

// DType describes the elements of an array: kind, size in bytes, byte order, and the datetime unit,
// fields or sub-array. It is a small immutable value. Plain dtypes (no fields, no sub-array) may be
// compared with ==, all dtypes with Equal. The zero DType is invalid; every function that takes a
// dtype refuses it.
type DType struct {
	kind      Kind
	order     ByteOrder
	unit      Unit
	multiple  int32
	size      int
	composite *composite // fields or sub-array; nil for plain dtypes
}

// The plain dtypes in the byte order of this machine.
var (
	Bool       = DType{kind: KindBool, order: NoOrder, size: 1}
	Int8       = DType{kind: KindInt, order: NoOrder, size: 1}
	Int16      = DType{kind: KindInt, order: nativeOrder, size: 2}
	Int32      = DType{kind: KindInt, order: nativeOrder, size: 4}
	Int64      = DType{kind: KindInt, order: nativeOrder, size: 8}
	Uint8      = DType{kind: KindUint, order: NoOrder, size: 1}
	Uint16     = DType{kind: KindUint, order: nativeOrder, size: 2}
	Uint32     = DType{kind: KindUint, order: nativeOrder, size: 4}
	Uint64     = DType{kind: KindUint, order: nativeOrder, size: 8}
	Float16    = DType{kind: KindFloat, order: nativeOrder, size: 2}
	Float32    = DType{kind: KindFloat, order: nativeOrder, size: 4}
	Float64    = DType{kind: KindFloat, order: nativeOrder, size: 8}
	Complex64  = DType{kind: KindComplex, order: nativeOrder, size: 8}
	Complex128 = DType{kind: KindComplex, order: nativeOrder, size: 16}
)

// Kind returns numpy's dtype.kind.
func (d DType) Kind() Kind { return d.kind }

// ItemSize returns the size of one element in bytes, including padding. It is 0 for |S0, <U0, |V0
// and structures of those.
func (d DType) ItemSize() int { return d.size }

// nativeOrder is the byte order of this machine.
var nativeOrder = func() ByteOrder {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return LittleEndian
	}
	return BigEndian
}()

// ByteOrder returns the byte order of the elements.
func (d DType) ByteOrder() ByteOrder { return d.order }

// IsNative reports whether elements need no byte swapping on this machine. For structures and
// sub-arrays it reports whether this holds for every part.
func (d DType) IsNative() bool {
	if d.composite == nil {
		return d.order == NoOrder || d.order == nativeOrder
	}
	if d.composite.isSubarray() {
		return d.composite.base.IsNative()
	}
	for i := range d.composite.fields {
		if !d.composite.fields[i].DType.IsNative() {
			return false
		}
	}
	return true
}

// Unit returns the unit of a datetime64 or timedelta64, and how many units one step counts:
// UnitSecond, 25 for datetime64[25s]. For other dtypes it returns UnitGeneric, 0.
func (d DType) Unit() (unit Unit, multiple int) { return d.unit, int(d.multiple) }

// Fields returns a copy of the fields of a structured dtype in order of their offsets, or nil for
// other dtypes. Padding is not a field; it is visible in the offsets and in ItemSize.
func (d DType) Fields() []Field {
	if !d.isStructured() {
		return nil
	}
	return slices.Clip(slices.Clone(d.composite.fields))
}

// Field returns the field with that name or title, and whether it exists.
func (d DType) Field(name string) (Field, bool) {
	if !d.isStructured() {
		return Field{}, false
	}
	i, found := d.composite.index[name]
	if !found {
		return Field{}, false
	}
	return d.composite.fields[i], true
}

// Subarray returns the dtype of each element of a sub-array and a copy of its shape. For other
// dtypes ok is false.
func (d DType) Subarray() (base DType, shape []int, ok bool) {
	if !d.isSubarray() {
		return DType{}, nil, false
	}
	return d.composite.base, slices.Clip(slices.Clone(d.composite.shape)), true
}

// Equal reports whether numpy considers both dtypes the same: kind, size, byte order, unit, and
// recursively the fields with their names, titles and offsets, or the sub-array.
func (d DType) Equal(e DType) bool {
	if d.composite == nil || e.composite == nil || d.composite == e.composite {
		return d == e
	}
	return d.size == e.size && d.composite.equal(e.composite)
}

// checkArray returns an error unless d can be the dtype of an array.
func (d DType) checkArray() error {
	switch {
	case d.kind == 0:
		return fmt.Errorf("%w: zero DType", ErrDType)
	case d.isSubarray():
		return fmt.Errorf("%w: sub-array %v outside a structure", ErrDType, d)
	}
	return nil
}

func (d DType) isStructured() bool { return d.composite != nil && !d.composite.isSubarray() }
func (d DType) isSubarray() bool   { return d.composite != nil && d.composite.isSubarray() }

// isLongDouble reports whether d is C's long double (<f16, <c32): 80 bits on x86, 128 on others.
// The file does not record which.
func (d DType) isLongDouble() bool {
	return d.kind == KindFloat && d.size == 16 || d.kind == KindComplex && d.size == 32
}

// swapWidth returns the size of the parts whose bytes are in the dtype's order: half an element for
// complex numbers, a code point for strings, 1 where there is no order.
func (d DType) swapWidth() int {
	switch {
	case d.order == NoOrder || d.composite != nil:
		return 1
	case d.kind == KindComplex:
		return d.size / 2
	case d.kind == KindString:
		return 4
	}
	return d.size
}

// String returns the dtype as numpy's str(dtype): "float32", ">i4", "datetime64[ns]", "<U5",
// "[('a', '<f4'), ('b', '<i4', (2,))]".
func (d DType) String() string {
	switch {
	case d.kind == 0:
		return "invalid dtype"
	case d.composite != nil:
		return string(d.appendConstruction(nil))
	case d.kind == KindBytes || d.kind == KindString || d.kind == KindVoid || !d.IsNative():
		return d.Str()
	}
	b := append([]byte(nil), kindNames[d.kind]...)
	if d.kind != KindBool {
		b = strconv.AppendInt(b, int64(d.size)*8, 10)
	}
	return string(d.appendUnit(b))
}

var kindNames = map[Kind]string{
	KindBool: "bool", KindInt: "int", KindUint: "uint", KindFloat: "float", KindComplex: "complex",
	KindDatetime: "datetime", KindTimedelta: "timedelta",
}

// Str returns numpy's dtype.str: "<f4", "|S5", "<M8[ns]". For structured dtypes and sub-arrays it
// is that of a void of their size, such as "|V12"; Descr describes those. For the zero DType it is
// empty.
func (d DType) Str() string {
	if d.kind == 0 {
		return ""
	}
	return string(d.appendCode(nil))
}

// Descr returns the text of the key descr in a .npy header. For plain dtypes it is Str. For
// structured ones it is numpy's dtype.descr, such as "[('a', '<f4'), ('b', '<i4', (2,))]", in which
// padding is a void without a name. ParseDType returns the same dtype for it. For the zero DType it
// is empty.
func (d DType) Descr() string {
	if d.composite != nil {
		return string(d.appendDescr(nil))
	}
	return d.Str()
}

// appendCode appends numpy's dtype.str.
func (d DType) appendCode(b []byte) []byte {
	b = append(b, byte(d.order), byte(d.kind))
	size := d.size
	if d.kind == KindString {
		size /= 4
	}
	b = strconv.AppendInt(b, int64(size), 10)
	return d.appendUnit(b)
}

// appendUnit appends "[ns]" or "[25s]", or nothing for dtypes without a unit.
func (d DType) appendUnit(b []byte) []byte {
	if d.unit == UnitGeneric {
		return b
	}
	b = append(b, '[')
	if d.multiple != 1 {
		b = strconv.AppendInt(b, int64(d.multiple), 10)
	}
	b = append(b, d.unit.String()...)
	return append(b, ']')
}
