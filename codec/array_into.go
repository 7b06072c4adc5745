package codec

import (
	"fmt"
	"reflect"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
)

func arrayInto(payload []byte, v reflect.Value) error {
	array, err := decodeArray(payload)
	if err != nil {
		return err
	}
	r := receiverOf(v)
	mismatch := func(reason string) error {
		return &MismatchError{Stored: fmt.Sprintf("ndarray of %v", array.DType()), Type: r.Type(), Reason: reason}
	}
	switch {
	case r.isAny(), r.Type() == arrayType:
		return r.set(array.Clone())
	case r.Type() == arrayType.Elem():
		return r.set(*array.Clone())
	case r.Kind() != reflect.Slice || elementsOf[r.Type().Elem()] == nil:
		return mismatch("")
	case array.NDim() != 1:
		return mismatch(fmt.Sprintf("array has %d axes, not 1", array.NDim()))
	}
	elements, err := elementsOf[r.Type().Elem()](array)
	if err != nil {
		return mismatch(err.Error())
	}
	return r.set(elements.Convert(r.Type()).Interface())
}

// elementsOf maps an element type to the function that copies the elements of an array into a slice
// of that type.
var elementsOf = map[reflect.Type]func(*ndarray.Array) (reflect.Value, error){
	reflect.TypeFor[bool]():            elements[bool],
	reflect.TypeFor[int]():             elements[int],
	reflect.TypeFor[int8]():            elements[int8],
	reflect.TypeFor[int16]():           elements[int16],
	reflect.TypeFor[int32]():           elements[int32],
	reflect.TypeFor[int64]():           elements[int64],
	reflect.TypeFor[uint]():            elements[uint],
	reflect.TypeFor[uint8]():           elements[uint8],
	reflect.TypeFor[uint16]():          elements[uint16],
	reflect.TypeFor[uint32]():          elements[uint32],
	reflect.TypeFor[uint64]():          elements[uint64],
	reflect.TypeFor[float16.Float16](): elements[float16.Float16],
	reflect.TypeFor[float32]():         elements[float32],
	reflect.TypeFor[float64]():         elements[float64],
	reflect.TypeFor[complex64]():       elements[complex64],
	reflect.TypeFor[complex128]():      elements[complex128],
}

func elements[T ndarray.Element](array *ndarray.Array) (reflect.Value, error) {
	list, err := ndarray.Values[T](array)
	return reflect.ValueOf(list), err
}
