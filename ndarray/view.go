package ndarray

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// View returns the elements in C order, in place and without a copy. The slice is borrowed and
// valid as long as the array's memory is. The caller must not modify it if the array is read-only.
// T must be the element type (see DTypeOf), except that int64 also views the counts of datetime64
// and timedelta64.
//
// Elements of a stored array may be unaligned. See Aligned before passing them to code that is not
// written in Go.
//
// The error wraps ErrDType if T is another type. It wraps ErrView if only a copy would be correct;
// use Values or CopyInto then. That is the case for elements of the other byte order, elements not
// in C order without gaps (call Transpose first for Fortran order), elements that are unaligned on
// a processor that cannot load them, and bool bytes other than 0 and 1, which Go does not define.
// View reads every byte of a bool array. Otherwise its cost does not depend on the size.
func View[T Element](a *Array) ([]T, error) {
	if err := checkElement[T](a.dtype); err != nil {
		return nil, fmt.Errorf("ndarray: view: %w", err)
	}
	if reason := cannotView[T](a, mem.UnalignedLoads); reason != "" {
		return nil, fmt.Errorf("ndarray: view as []%v: %w: %s", reflect.TypeFor[T](), ErrView, reason)
	}
	return mem.Cast[T](a.data, a.size), nil
}

// cannotView returns the reason why elements of the right kind and size cannot be viewed as []T, or
// "".
func cannotView[T Element](a *Array, unaligned bool) string {
	switch {
	case a.size == 0:
		return ""
	case !a.dtype.IsNative():
		return "elements are not in native byte order"
	case !a.CContiguous():
		return "elements are not in C order without gaps"
	case !mem.Viewable[T](a.data, unaligned):
		return "elements are not aligned, which this processor requires"
	case a.dtype.kind == KindBool && !mem.ValidBools(a.data[:a.size]):
		return "bool bytes other than 0 and 1"
	}
	return ""
}

// Values returns the elements in C order and native byte order, copied into new memory. T must be
// the element type: there is no conversion between number types (AsType converts), except that
// int64 also accepts the counts of datetime64 and timedelta64. Any bool byte but 0 is true, as in
// numpy. The error wraps ErrDType.
func Values[T Element](a *Array) ([]T, error) {
	if err := checkElement[T](a.dtype); err != nil {
		return nil, fmt.Errorf("ndarray: values: %w", err)
	}
	if a.size > 0 && cannotView[T](a, mem.UnalignedLoads) == "" {
		// slices.Clone of a slice of the same type saves clearing the memory first.
		return slices.Clone(mem.Cast[T](a.data, a.size)), nil
	}
	dst := make([]T, a.size)
	copyElements(dst, a)
	return dst, nil
}

// CopyInto copies the elements to the start of dst, as Values would return them, and returns their
// number. It copies once and allocates nothing for contiguous arrays. If dst is too short, it stays
// unchanged, the error wraps ErrShort, and n is the required length. If T is not the element type,
// the error wraps ErrDType and n is 0.
func CopyInto[T Element](dst []T, a *Array) (n int, err error) {
	if err := checkElement[T](a.dtype); err != nil {
		return 0, fmt.Errorf("ndarray: copy into: %w", err)
	}
	if len(dst) < a.size {
		return a.size, fmt.Errorf("ndarray: copy into: %w: %d elements do not fit a []%v of length %d", ErrShort, a.size, reflect.TypeFor[T](), len(dst))
	}
	copyElements(dst[:a.size], a)
	return a.size, nil
}

// copyElements copies to dst, whose length is the number of elements.
func copyElements[T Element](dst []T, a *Array) {
	b := mem.Bytes(dst)
	a.gather(b)
	normalize(b, a.dtype)
}

// normalize converts numpy's values to Go's: bools to 0 and 1, numbers to the byte order of this
// machine.
func normalize(b []byte, d DType) {
	if d.kind == KindBool {
		mem.FixBools(b)
	}
	if !d.IsNative() {
		mem.SwapBytes(b, d.swapWidth())
	}
}

// decodeElement sets dst, of length 1, to the element in b.
func decodeElement[T Element](dst []T, b []byte, d DType) {
	one := Array{dtype: d, size: 1, data: b}
	copyElements(dst, &one)
}
