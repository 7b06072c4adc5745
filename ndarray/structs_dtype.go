package ndarray

import (
	"fmt"
	"reflect"
	"sync"
	"unicode/utf8"
)

// DTypeOfStruct returns the dtype whose elements are the struct S as it lies in memory on this
// machine: the names of the fields or their tags, Go's offsets including padding, and its size. On
// 64-bit machines those are the offsets of numpy's align=True.
//
// Arrays become sub-arrays, [5]byte one of uint8 and [5]rune one of int32. Structs become
// structures. Fields named _ or tagged `npy:"-"` become padding. Fields of embedded structs without
// a tag become fields of S.
//
// The error wraps ErrDType and names the field, if a field contains a pointer (text, slices, maps,
// time.Time), is not exported, or has the name of another field.
func DTypeOfStruct[S any]() (DType, error) {
	d, err := dtypeOfStruct(reflect.TypeFor[S]())
	if err != nil {
		return DType{}, fmt.Errorf("ndarray: dtype of struct: %w", err)
	}
	return d, nil
}

// structDTypes caches the results of dtypeOfStruct, by reflect.Type. A program has a limited number
// of types.
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

// dtypeOfType returns the dtype with the memory layout of t.
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
	return DType{}, fmt.Errorf("%w: no dtype has the memory layout of %v", ErrDType, t)
}

func dtypeOfFields(t reflect.Type) (DType, error) {
	goFields, err := structFields(t)
	if err != nil {
		return DType{}, err
	}
	// Padding is written too, and it must not contain an address.
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
