package ndarray

import (
	"fmt"
	"math"
	"reflect"
	"time"
)

// structField is a field of a Go struct that may represent one of a dtype.
type structField struct {
	name    string
	tagged  bool // the name is from a tag and is matched exactly
	skipped bool // tagged npy:"-"
	typ     reflect.Type
	offset  uintptr
}

// maxItemSize is numpy's limit on the size of an element in bytes.
const maxItemSize = math.MaxInt32

var (
	timeType        = reflect.TypeFor[time.Time]()
	durationType    = reflect.TypeFor[time.Duration]()
	datetime64Type  = reflect.TypeFor[Datetime64]()
	timedelta64Type = reflect.TypeFor[Timedelta64]()
)

// structFields returns the fields of t in order of their offsets, including those of embedded
// structs but not those named _.
func structFields(t reflect.Type) ([]structField, error) {
	return appendStructFields(nil, t, t, 0)
}

func appendStructFields(fields []structField, whole, t reflect.Type, start uintptr) ([]structField, error) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("npy")
		g := structField{name: name, tagged: name != "", typ: f.Type, offset: start + f.Offset}
		switch {
		case f.Name == "_":
			continue
		case name == "-":
			g.name, g.skipped = f.Name, true
		case name == "" && f.Anonymous && f.Type.Kind() == reflect.Struct && !isScalarStruct(f.Type):
			var err error
			if fields, err = appendStructFields(fields, whole, f.Type, g.offset); err != nil {
				return nil, err
			}
			continue
		case !f.IsExported():
			return nil, fmt.Errorf("%w: field %q of %v is not exported: export it, or tag it `npy:\"-\"`", ErrDType, f.Name, whole)
		case name == "":
			g.name = f.Name
		}
		fields = append(fields, g)
	}
	return fields, nil
}

// isScalarStruct reports whether a struct type represents one plain element.
func isScalarStruct(t reflect.Type) bool {
	return t == timeType || t == datetime64Type || t == timedelta64Type
}

// plainDTypes maps Go's kinds to their dtypes.
var plainDTypes = map[reflect.Kind]DType{
	reflect.Bool: DTypeOf[bool](), reflect.Int: DTypeOf[int](), reflect.Uint: DTypeOf[uint](),
	reflect.Int8: Int8, reflect.Int16: Int16, reflect.Int32: Int32, reflect.Int64: Int64,
	reflect.Uint8: Uint8, reflect.Uint16: Uint16, reflect.Uint32: Uint32, reflect.Uint64: Uint64,
	reflect.Float32: Float32, reflect.Float64: Float64, reflect.Complex64: Complex64, reflect.Complex128: Complex128,
}

// plainDType is DTypeOf for a type that need not be an Element.
func plainDType(t reflect.Type) (DType, bool) {
	if t == float16Type {
		return Float16, true
	}
	d, ok := plainDTypes[t.Kind()]
	return d, ok
}

// fieldWith returns the name of the first field of t that holds a value of a type for which is
// returns true.
func fieldWith(t reflect.Type, is func(reflect.Type) bool) (name string, found bool) {
	for i := range t.NumField() {
		if f := t.Field(i); contains(f.Type, is) {
			return f.Name, true
		}
	}
	return "", false
}

// contains reports whether is returns true for t or for a type inside its arrays and structs. It
// does not follow pointers.
func contains(t reflect.Type, is func(reflect.Type) bool) bool {
	switch t.Kind() {
	case reflect.Array:
		return contains(t.Elem(), is)
	case reflect.Struct:
		_, found := fieldWith(t, is)
		return found
	}
	return is(t)
}

// hasPointers reports whether a type that is neither an array nor a struct has pointers that the
// garbage collector must know.
func hasPointers(t reflect.Type) bool {
	_, plain := plainDType(t)
	return !plain && t.Kind() != reflect.Uintptr
}

func isBool(t reflect.Type) bool { return t.Kind() == reflect.Bool }
