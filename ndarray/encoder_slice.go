package ndarray

import (
	"reflect"
	"slices"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// AppendSlice appends a slice as the bytes of a .npy file: the bytes that AppendNPY appends for the
// array with one axis that FromSlice makes of the slice. It copies the elements once, and allocates
// at most once, to grow dst. A nil slice is an array without elements. If slice is not a slice of
// an Element, AppendSlice returns dst unchanged, and false.
func (e *Encoder) AppendSlice(dst []byte, slice any) ([]byte, bool) {
	v := reflect.ValueOf(slice)
	if v.Kind() != reflect.Slice {
		return dst, false
	}
	dtype, ok := plainDType(v.Type().Elem())
	if !ok {
		return dst, false
	}
	if len(e.header) == 0 || e.fortran || len(e.shape) != 1 || e.shape[0] != v.Len() || e.dtype != dtype {
		e.dtype, e.shape, e.fortran = dtype, append(e.shape[:0], v.Len()), false
		e.header = appendHeader(e.header[:0], dtype, e.shape, false)
	}
	elements := mem.OfSlice(v)
	dst = slices.Grow(dst, len(e.header)+len(elements))
	return append(append(dst, e.header...), elements...), true
}
