package codec

import (
	"errors"
	"fmt"
	"math/bits"
	"reflect"

	"github.com/openleveldb/openleveldb/ndarray"
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
	case r.Kind() != reflect.Slice:
		return mismatch("")
	}
	elem := elementOf(r.Type())
	if isNumber(elem.Kind()) && elem.PkgPath() != "" && isUnmarshaler(elem) {
		return mismatch("") // a predeclared type has no methods
	}
	if reason := roundedInt(array, elem.Kind()); reason != "" {
		return mismatch(reason)
	}
	if err := ndarray.Convert(r.Addr().Interface(), array, ndarray.SafeCasting); err != nil {
		if errors.Is(err, ndarray.ErrDType) && isNumber(elem.Kind()) && holdsNumbers(array) {
			return mismatch(fmt.Sprintf("%v cannot hold every %v; get a *ndarray.Array and call AsType", elem, array.DType()))
		}
		return mismatch(err.Error())
	}
	r.commit()
	return nil
}

// elementOf returns the element type of a slice, or of its innermost rows. A type may be a slice of
// itself.
func elementOf(t reflect.Type) reflect.Type {
	for axes := 0; t.Kind() == reflect.Slice && axes < maxAxes; axes++ {
		t = t.Elem()
	}
	return t
}

// maxAxes exceeds the number of axes that an array can have.
const maxAxes = 100

// holdsNumbers reports whether the elements of an array are numbers or bools that have a Go type.
func holdsNumbers(array *ndarray.Array) bool {
	size := array.DType().ItemSize()
	switch array.DType().Kind() {
	case ndarray.KindBool, ndarray.KindInt, ndarray.KindUint:
		return true
	case ndarray.KindFloat:
		return size <= 8
	case ndarray.KindComplex:
		return size <= 16
	}
	return false
}

// roundedInt describes the first integer in an array that a float64 cannot hold exactly, or returns
// "". numpy considers the conversion of 64-bit integers to float64 safe, but rounds them.
func roundedInt(array *ndarray.Array, to reflect.Kind) string {
	if to != reflect.Float64 && to != reflect.Complex128 || array.DType().ItemSize() != 8 {
		return ""
	}
	const text = "element %d is %d, which a float64 does not hold exactly; get a []%T, or a *ndarray.Array and call AsType"
	switch array.DType().Kind() {
	case ndarray.KindInt:
		for i, n := range valuesOf[int64](array) {
			if !holdsInt(uint64(max(n, -n))) {
				return fmt.Sprintf(text, i, n, n)
			}
		}
	case ndarray.KindUint:
		for i, n := range valuesOf[uint64](array) {
			if !holdsInt(n) {
				return fmt.Sprintf(text, i, n, n)
			}
		}
	}
	return ""
}

// valuesOf returns the elements of an array of T, without a copy if possible.
func valuesOf[T ndarray.Element](array *ndarray.Array) []T {
	list, err := ndarray.View[T](array)
	if err != nil {
		list, _ = ndarray.Values[T](array)
	}
	return list
}

// holdsInt reports whether a float64 holds n exactly: whether n has at most 53 significant bits.
func holdsInt(n uint64) bool { return bits.Len64(n)-bits.TrailingZeros64(n) <= 53 }
