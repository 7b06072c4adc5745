package ndarray

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
)

// View returns the elements in C order in place, without a copy. The slice is borrowed and valid as
// long as the array's memory is. The caller must not change it if the array is read-only. T must be
// the element type (see DTypeOf), except that int64 also views the counts of datetime64 and
// timedelta64.
//
// Elements of a stored array may lie at any address. See Aligned before passing them to code that
// is not Go.
//
// The error wraps ErrDType when T is another type. It wraps ErrView where only a copy would be
// right; Values and CopyInto make one. That is the case for elements of the other byte order,
// elements not in C order without gaps (call Transpose first for Fortran order), elements that are
// unaligned on a processor that cannot load them, and bool bytes other than 0 and 1, which Go does
// not define. View reads every byte of a bool array. Otherwise its cost does not depend on the
// size.
func View[T Element](a *Array) ([]T, error) {
	if err := checkElement[T](a.dtype); err != nil {
		return nil, fmt.Errorf("ndarray: view: %w", err)
	}
	if reason := cannotView[T](a, unalignedLoads); reason != "" {
		return nil, fmt.Errorf("ndarray: view as []%v: %w: %s", reflect.TypeFor[T](), ErrView, reason)
	}
	return cast[T](a.data, a.size), nil
}

// cannotView returns why elements of the right kind and size cannot be viewed as []T, or "".
func cannotView[T Element](a *Array, unaligned bool) string {
	switch {
	case a.size == 0:
		return ""
	case !a.dtype.IsNative():
		return "elements are in the other byte order"
	case !a.CContiguous():
		return "elements are not in C order without gaps"
	case !viewable[T](a.data, unaligned):
		return "elements are not aligned, and this processor needs them to be"
	case a.dtype.kind == KindBool && !validBools(a.data[:a.size]):
		return "bool bytes other than 0 and 1"
	}
	return ""
}

// Values returns the elements in C order and native byte order, copied into new memory. T must be
// the element type: there is no conversion between number types, except that int64 also accepts the
// counts of datetime64 and timedelta64. Any bool byte but 0 is true, as in numpy. The error wraps
// ErrDType.
func Values[T Element](a *Array) ([]T, error) {
	if err := checkElement[T](a.dtype); err != nil {
		return nil, fmt.Errorf("ndarray: values: %w", err)
	}
	if a.size > 0 && cannotView[T](a, unalignedLoads) == "" {
		// slices.Clone of a slice of the same type saves clearing the memory first.
		return slices.Clone(cast[T](a.data, a.size)), nil
	}
	dst := make([]T, a.size)
	copyElements(dst, a)
	return dst, nil
}

// CopyInto copies the elements to the start of dst, as Values would return them, and returns their
// number. It copies once and allocates nothing for contiguous arrays. If dst is too short, it stays
// unchanged, the error wraps ErrShort, and n is the length needed. If T is not the element type,
// the error wraps ErrDType and n is 0.
func CopyInto[T Element](dst []T, a *Array) (n int, err error) {
	return CopyIntoWith(dst, a, func(dst, src []byte) { copy(dst, src) })
}

// CopyIntoWith is CopyInto with another way to copy memory. The elements of a contiguous array are
// copied in one piece: move copies src to dst, which have equal length. Go's own copy is slow if
// source and destination are not aligned alike, as with stored arrays.
func CopyIntoWith[T Element](dst []T, a *Array, move func(dst, src []byte)) (n int, err error) {
	b, n, err := place(dst, a.dtype, a.size)
	if err != nil {
		return n, err
	}
	if a.CContiguous() {
		move(b, a.data[:len(b)])
	} else {
		a.gather(b)
	}
	normalize(b, a.dtype)
	return n, nil
}

// Receive is CopyInto for an array whose elements have yet to arrive, such as over a network. h
// describes them. Receive calls read once T and the length of dst have been checked. read fills the
// memory it is passed with the elements as they are stored, which must be in C order (the error
// wraps ErrView otherwise). Receive returns an error of read unchanged; dst may then hold anything.
func Receive[T Element](dst []T, h Header, read func(elements []byte) error) (n int, err error) {
	if h.Fortran {
		return 0, fmt.Errorf("ndarray: receive: %w: elements are in Fortran order", ErrView)
	}
	size, _, err := extent(h.Shape, h.DType.size)
	if err != nil {
		return 0, fmt.Errorf("ndarray: receive: %w", err)
	}
	b, n, err := place(dst, h.DType, size)
	if err != nil {
		return n, err
	}
	err = read(b)
	normalize(b, h.DType) // after an error too: a []bool must only hold 0 and 1
	if err != nil {
		return 0, err
	}
	return n, nil
}

// place returns the memory of size elements at the start of dst, if T is the element type and dst
// is long enough.
func place[T Element](dst []T, d DType, size int) (b []byte, n int, err error) {
	if err := checkElement[T](d); err != nil {
		return nil, 0, fmt.Errorf("ndarray: copy into: %w", err)
	}
	if len(dst) < size {
		return nil, size, fmt.Errorf("ndarray: copy into: %w: %d elements for a []%v of %d", ErrShort, size, reflect.TypeFor[T](), len(dst))
	}
	return bytesOf(dst[:size]), size, nil
}

// copyElements copies to dst, whose length is the number of elements.
func copyElements[T Element](dst []T, a *Array) {
	b := bytesOf(dst)
	a.gather(b)
	normalize(b, a.dtype)
}

// normalize converts numpy's values to Go's: bools to 0 and 1, numbers to the byte order of this
// machine.
func normalize(b []byte, d DType) {
	if d.kind == KindBool {
		for i, c := range b {
			if c > 1 {
				b[i] = 1
			}
		}
	}
	if !d.IsNative() {
		swapBytes(b, d.swapWidth())
	}
}

// swapBytes reverses the bytes of each part of the given width.
func swapBytes(b []byte, width int) {
	switch width {
	case 2:
		for ; len(b) >= 2; b = b[2:] {
			b[0], b[1] = b[1], b[0]
		}
	case 4:
		for ; len(b) >= 4; b = b[4:] {
			binary.LittleEndian.PutUint32(b, binary.BigEndian.Uint32(b))
		}
	case 8:
		for ; len(b) >= 8; b = b[8:] {
			binary.LittleEndian.PutUint64(b, binary.BigEndian.Uint64(b))
		}
	}
}

// validBools reports whether every byte is 0 or 1.
func validBools(b []byte) bool {
	const others = 0xfefefefefefefefe
	for ; len(b) >= 8; b = b[8:] {
		if binary.NativeEndian.Uint64(b)&others != 0 {
			return false
		}
	}
	for _, c := range b {
		if c > 1 {
			return false
		}
	}
	return true
}

// decodeElement sets dst, of length 1, to the element in b.
func decodeElement[T Element](dst []T, b []byte, d DType) {
	one := Array{dtype: d, size: 1, data: b}
	copyElements(dst, &one)
}
