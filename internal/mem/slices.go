package mem

import (
	"reflect"
	"unsafe"
)

// OfSlice is Bytes for a slice whose type is known only at run time.
func OfSlice(s reflect.Value) []byte {
	return unsafe.Slice((*byte)(s.UnsafePointer()), s.Len()*int(s.Type().Elem().Size()))
}

// Retype returns the memory of s as a slice of elem, without a copy. Both element types must have
// the same underlying type.
func Retype[T any](s []T, elem reflect.Type) reflect.Value {
	return reflect.SliceAt(elem, unsafe.Pointer(unsafe.SliceData(s)), len(s))
}
