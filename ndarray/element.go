package ndarray

import (
	"fmt"
	"math/bits"
	"reflect"

	"github.com/x448/float16"
)

// Element is the set of types that a Go slice of array elements can have: fixed-size values without
// pointers. float16.Float16 represents numpy's float16, although its underlying type is uint16.
// Every other named type represents the dtype of its underlying type. int and uint represent the
// 64-bit or 32-bit dtype of their size on this machine.
type Element interface {
	~bool | ~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint |
		~float32 | ~float64 | ~complex64 | ~complex128
}

var float16Type = reflect.TypeFor[float16.Float16]()

// DTypeOf returns the dtype whose elements are T on this machine.
func DTypeOf[T Element]() DType {
	t := reflect.TypeFor[T]()
	switch t.Kind() {
	case reflect.Bool:
		return Bool
	case reflect.Int8:
		return Int8
	case reflect.Int16:
		return Int16
	case reflect.Int32:
		return Int32
	case reflect.Int64:
		return Int64
	case reflect.Int:
		if bits.UintSize == 32 {
			return Int32
		}
		return Int64
	case reflect.Uint8:
		return Uint8
	case reflect.Uint16:
		if t == float16Type {
			return Float16
		}
		return Uint16
	case reflect.Uint32:
		return Uint32
	case reflect.Uint64:
		return Uint64
	case reflect.Uint:
		if bits.UintSize == 32 {
			return Uint32
		}
		return Uint64
	case reflect.Float32:
		return Float32
	case reflect.Float64:
		return Float64
	case reflect.Complex64:
		return Complex64
	}
	return Complex128
}

// checkElement returns an error unless elements of d, once in native byte order, are values of T.
// Datetimes and timedeltas count as int64.
func checkElement[T Element](d DType) error {
	want := DTypeOf[T]()
	if d.composite == nil && d.size == want.size {
		if d.kind == want.kind {
			return nil
		}
		if want.kind == KindInt && (d.kind == KindDatetime || d.kind == KindTimedelta) {
			return nil
		}
	}
	if d.isLongDouble() {
		return fmt.Errorf("%w: %v is a C long double, which has no Go type; use Bytes", ErrDType, d)
	}
	return fmt.Errorf("%w: elements are %v, not %v (%v)", ErrDType, d, want, reflect.TypeFor[T]())
}
