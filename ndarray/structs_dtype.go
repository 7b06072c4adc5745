package ndarray

import (
	"fmt"
	"reflect"
	"sync"
	"unicode/utf8"
)

// DTypeOfStruct returns the dtype whose elements are the struct S as it lies in memory here: the names of the fields or their
// tags, Go's offsets, padding included, and its size. On 64-bit machines those are the offsets of numpy's align=True. Arrays
// become sub-arrays, [5]byte one of uint8 and [5]rune one of int32, structs become structures; fields named _ or tagged
// `npy:"-"` become padding, and fields of embedded structs without a tag S's own.
//
// The error wraps ErrDType, and names the field, if one has a pointer in it (text, slices, maps, time.Time), is not exported,
// or has the name of another.
func DTypeOfStruct[S any]() (DType, error) {
	d, err := dtypeOfStruct(reflect.TypeFor[S]())
	if err != nil {
		return DType{}, fmt.Errorf("ndarray: dtype of struct: %w", err)
	}
	return d, nil
}

// structDTypes holds what dtypeOfStruct returned, by reflect.Type. A program has a limited number of those.
var structDTypes sync.Map

func dtypeOfStruct(t reflect.Type) (DType, error) {
	if cached, found := structDTypes.Load(t); found {
		return cached.(DType), nil
	}
	if t.Kind() != reflect.Struct {
		return DType{}, fmt.Errorf("%w: %v is not a struct", ErrDType, t)
	}
	d, err := dtypeOfType(t)
	if err == nil && d.size == 0 {
		err = fmt.Errorf("%w: %v has 0 bytes", ErrDType, t)
	}
	if err == nil {
		err = d.checkDescr()
	}
	if err != nil {
		return DType{}, err
	}
	structDTypes.Store(t, d)
	return d, nil
}

// dtypeOfType returns the dtype that lies in memory as t does.
func dtypeOfType(t reflect.Type) (DType, error) {
	if d, ok := plainDType(t); ok {
		return d, nil
	}
	switch t.Kind() {
	case reflect.Array:
		var shape []int
		for ; t.Kind() == reflect.Array; t = t.Elem() {
			shape = append(shape, t.Len())
		}
		base, err := dtypeOfType(t)
		if err != nil {
			return DType{}, err
		}
		return subarrayOf(base, shape)
	case reflect.Struct:
		if !isScalarStruct(t) {
			return dtypeOfFields(t)
		}
	}
	return DType{}, fmt.Errorf("%w: no dtype lies in memory as a Go %v does", ErrDType, t)
}

func dtypeOfFields(t reflect.Type) (DType, error) {
	goFields, err := structFields(t)
	if err != nil {
		return DType{}, err
	}
	// Padding is written along with the rest, and no address may be.
	if name, found := fieldWith(t, hasPointers); found {
		return DType{}, fmt.Errorf("%w: field %q of %v has pointers", ErrDType, name, t)
	}
	if t.Size() > maxItemSize {
		return DType{}, fmt.Errorf("%w: %v has 2 GiB or more", ErrDType, t)
	}
	var fields []Field
	for _, g := range goFields {
		if g.skipped {
			continue
		}
		if !utf8.ValidString(g.name) {
			return DType{}, fmt.Errorf("%w: field name %q of %v is not UTF-8", ErrDType, g.name, t)
		}
		d, err := dtypeOfType(g.typ)
		if err != nil {
			return DType{}, fmt.Errorf("field %q of %v: %w", g.name, t, err)
		}
		fields = append(fields, Field{Name: g.name, DType: d, Offset: int(g.offset)})
	}
	if len(fields) == 0 {
		return DType{}, fmt.Errorf("%w: %v has no fields", ErrDType, t)
	}
	return structOf(fields, int(t.Size()))
}
