package arrays

import (
	"fmt"
	"reflect"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/openleveldb/openleveldb/ndarray"
)

// CopyInto is ndarray.CopyInto with another way to copy memory. The elements of a contiguous array
// are copied in one piece: move copies src to dst, which have equal length. Go's own copy is slow
// if source and destination are not aligned alike, as with stored arrays.
func CopyInto[T ndarray.Element](dst []T, a *ndarray.Array, move func(dst, src []byte)) (n int, err error) {
	if n = a.Size(); len(dst) < n || !isElement[T](a.DType()) || !a.CContiguous() {
		return ndarray.CopyInto(dst, a)
	}
	src, err := a.Bytes()
	if err != nil {
		return 0, err
	}
	b := mem.Bytes(dst[:n])
	move(b, src)
	normalize(b, a.DType())
	return n, nil
}

// Receive is ndarray.CopyInto for an array whose elements have yet to arrive, such as over a
// network. h describes them; its shape must be one that ndarray.ParseHeader accepted. Receive calls
// read once T and the length of dst have been checked. read fills the memory it is passed with the
// elements as they are stored, which must be in C order (otherwise the error wraps
// ndarray.ErrView). Receive returns an error of read unchanged; dst may then hold anything.
func Receive[T ndarray.Element](dst []T, h ndarray.Header, read func(elements []byte) error) (n int, err error) {
	if h.Fortran {
		return 0, fmt.Errorf("ndarray: receive: %w: elements are in Fortran order", ndarray.ErrView)
	}
	if !isElement[T](h.DType) {
		return 0, elementError[T](h.DType)
	}
	n = h.NBytes() / h.DType.ItemSize()
	if len(dst) < n {
		return n, fmt.Errorf("ndarray: copy into: %w: %d elements do not fit a []%v of length %d", ndarray.ErrShort, n, reflect.TypeFor[T](), len(dst))
	}
	b := mem.Bytes(dst[:n])
	err = read(b)
	normalize(b, h.DType) // after an error too: a []bool must only hold 0 and 1
	if err != nil {
		return 0, err
	}
	return n, nil
}

// isElement reports whether elements of d, once in native byte order, are values of T. Datetimes
// and timedeltas count as int64.
func isElement[T ndarray.Element](d ndarray.DType) bool {
	want := ndarray.DTypeOf[T]()
	if d.ItemSize() != want.ItemSize() {
		return false
	}
	isTime := d.Kind() == ndarray.KindDatetime || d.Kind() == ndarray.KindTimedelta
	return d.Kind() == want.Kind() || isTime && want.Kind() == ndarray.KindInt
}

// elementError returns the error of ndarray.CopyInto for elements of d that are not values of T.
func elementError[T ndarray.Element](d ndarray.DType) error {
	empty, err := ndarray.New(d, 0)
	if err == nil {
		_, err = ndarray.CopyInto[T](nil, empty)
	}
	return err
}

// normalize converts the stored bytes of plain elements to Go's values: bools to 0 and 1, numbers
// to the byte order of this machine.
func normalize(b []byte, d ndarray.DType) {
	if d.Kind() == ndarray.KindBool {
		mem.FixBools(b)
	}
	if d.IsNative() {
		return
	}
	width := d.ItemSize()
	if d.Kind() == ndarray.KindComplex {
		width /= 2
	}
	mem.SwapBytes(b, width)
}
