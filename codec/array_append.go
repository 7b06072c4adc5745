package codec

import (
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/openleveldb/openleveldb/ndarray"
)

// arrayEncoders are reused because successive arrays are likely to have the same header.
var arrayEncoders = sync.Pool{New: func() any { return new(ndarray.Encoder) }}

func appendArray(dst []byte, array *ndarray.Array) ([]byte, error) {
	e := arrayEncoders.Get().(*ndarray.Encoder)
	defer arrayEncoders.Put(e)
	stored, err := e.AppendNPY(append(dst, byte(KindArray)), array)
	if err != nil {
		return dst, fmt.Errorf("codec: encode ndarray: %w", err)
	}
	return stored, nil
}

// headerSize is the size of the .npy header of an array with one axis.
const headerSize = 128

// appendSlice appends v, a slice of numbers or bools of the given type, as an array. It copies the
// elements once.
func appendSlice(dst []byte, v any, slice reflect.Value) []byte {
	e := arrayEncoders.Get().(*ndarray.Encoder)
	defer arrayEncoders.Put(e)
	size := slice.Len() * int(slice.Type().Elem().Size())
	stored, _ := e.AppendSlice(append(slices.Grow(dst, 1+headerSize+size), byte(KindArray)), v)
	return stored
}

// isArray reports whether a slice type is stored as an array: its elements are numbers or bools,
// and neither the slice type nor the element type has a method that makes it JSON. Methods with a
// pointer receiver count, whether or not the slice is passed by pointer.
func isArray(t reflect.Type) bool {
	elem := t.Elem()
	if !isNumber(elem.Kind()) {
		return false
	}
	if t.PkgPath() == "" && elem.PkgPath() == "" { // predeclared types have no methods
		return true
	}
	if known, ok := arrayTypes.Load(t); ok {
		return known.(bool)
	}
	is := !isMarshaler(reflect.PointerTo(elem)) && !isMarshaler(reflect.PointerTo(t))
	arrayTypes.Store(t, is)
	return is
}

// arrayTypes caches the result of isArray for named types, because looking up methods is slow.
var arrayTypes sync.Map // reflect.Type: bool

// isNumber reports whether values of a kind can be elements of an array.
func isNumber(k reflect.Kind) bool {
	return reflect.Bool <= k && k <= reflect.Complex128 && k != reflect.Uintptr
}
