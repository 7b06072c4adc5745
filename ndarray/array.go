package ndarray

import (
	"fmt"
	"slices"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// Array is an n-dimensional array of elements of one dtype. It holds a dtype, a shape, a stride per
// axis, and data, which it owns or borrows. Rows, slices, fields and transposes share the data of
// the array from which they were made.
//
// New, FromSlice, FromBytes and Decode return arrays, which are used by pointer. Any number of
// goroutines may read an array at once. The caller must synchronize writes (SetAt, or through a
// view) with all other uses.
type Array struct {
	dtype    DType
	size     int    // number of elements
	data     []byte // from the first byte of the first element to the last byte of the last one
	shape    []int
	strides  []int // bytes between consecutive elements along each axis, never negative
	readOnly bool

	// small holds shape and strides of up to four dimensions, so that making an array is a single
	// allocation.
	small [2 * smallDims]int
}

const smallDims = 4

// DType returns the dtype of the elements.
func (a *Array) DType() DType { return a.dtype }

// NDim returns the number of axes, 0 for a single element.
func (a *Array) NDim() int { return len(a.shape) }

// Shape returns a copy of the length of each axis. Dim returns one length without allocating.
func (a *Array) Shape() []int { return append(make([]int, 0, len(a.shape)), a.shape...) }

// Dim returns the length of one axis. It panics if there is no such axis, as indexing a slice does.
func (a *Array) Dim(axis int) int { return a.shape[axis] }

// Strides returns a copy of the number of bytes between consecutive elements along each axis.
func (a *Array) Strides() []int { return append(make([]int, 0, len(a.strides)), a.strides...) }

// Size returns the number of elements.
func (a *Array) Size() int { return a.size }

// NBytes returns the number of bytes of all elements: Size times the dtype's ItemSize.
func (a *Array) NBytes() int { return a.size * a.dtype.size }

// ReadOnly reports whether the array borrows memory that must not be written, as arrays returned by
// Decode do.
func (a *Array) ReadOnly() bool { return a.readOnly }

// Aligned reports whether the address of the first element is a multiple of its size, or of the
// size of its parts, like numpy's flags.aligned. On the processors where View returns unaligned
// elements, Go can load them from any address. Assembly code in other libraries may not: that of
// gonum crashes the process. Clone and Values make aligned copies.
func (a *Array) Aligned() bool {
	align := a.dtype.size
	if a.dtype.kind == KindComplex {
		align /= 2
	}
	if a.dtype.composite != nil || a.dtype.kind == KindBytes || a.dtype.kind == KindVoid || align == 0 {
		align = 1
	} else if a.dtype.kind == KindString {
		align = 4
	}
	return mem.IsAligned(a.data, uintptr(align))
}

// CContiguous reports whether the elements are stored without gaps in C order, where the last index
// varies fastest.
func (a *Array) CContiguous() bool {
	if a.NBytes() == 0 {
		return true
	}
	stride := a.dtype.size
	for axis := len(a.shape) - 1; axis >= 0; axis-- {
		if a.shape[axis] != 1 && a.strides[axis] != stride {
			return false
		}
		stride *= a.shape[axis]
	}
	return true
}

// FContiguous reports whether the elements are stored without gaps in Fortran order, where the
// first index varies fastest. Arrays with at most one axis longer than 1 are contiguous in both
// orders.
func (a *Array) FContiguous() bool {
	if a.NBytes() == 0 {
		return true
	}
	stride := a.dtype.size
	for axis := range a.shape {
		if a.shape[axis] != 1 && a.strides[axis] != stride {
			return false
		}
		stride *= a.shape[axis]
	}
	return true
}

// fortranOnly reports whether numpy.save writes the elements in Fortran order. It writes C order
// wherever that is possible without moving any.
func (a *Array) fortranOnly() bool { return !a.CContiguous() && a.FContiguous() }

// Bytes returns the element bytes of a C- or Fortran-contiguous array, in memory order. The bytes
// are borrowed and valid as long as the array's memory is. The caller must not modify them if the
// array is read-only. If the array was made from a []bool, the caller must not set them to anything
// but 0 and 1. If the array is not contiguous, the error wraps ErrView; call AsCContiguous first.
func (a *Array) Bytes() ([]byte, error) {
	if !a.CContiguous() && !a.FContiguous() {
		return nil, fmt.Errorf("ndarray: bytes: %w: array is not contiguous", ErrView)
	}
	return a.data[:a.NBytes():a.NBytes()], nil
}

// New returns an array of zeros in new memory, in C order, with its data at a multiple of 64 bytes.
// An empty shape is that of a scalar. Errors wrap ErrDType or ErrShape.
//
// If Go could address an array of that shape but the machine lacks the memory, the process crashes,
// as with any allocation. Check Header.NBytes before allocating an array whose size comes from
// untrusted input.
func New(dtype DType, shape ...int) (*Array, error) {
	a := new(Array)
	size, err := a.describe(dtype, shape, false)
	if err == nil {
		err = checkAllocation(dtype, shape, size)
	}
	if err != nil {
		return nil, fmt.Errorf("ndarray: new: %w", err)
	}
	a.data = mem.Make(size)
	return a, nil
}

// checkAllocation returns an error for a size that no machine could allocate.
func checkAllocation(dtype DType, shape []int, size int) error {
	if size > mem.MaxAllocation {
		return fmt.Errorf("%w: array is too big: %s with elements of %d bytes", ErrShape, formatShape(shape), dtype.size)
	}
	return nil
}

// FromSlice returns an array over data in C order. The array borrows data: it sees later changes of
// data, and SetAt writes to it. One axis of the shape may be -1; its length is computed from
// len(data). Pass -1 alone for an array with one axis. As everywhere in this package, an empty
// shape is that of a scalar, which requires data to have one element. The error wraps ErrShape.
func FromSlice[T Element](data []T, shape ...int) (*Array, error) {
	resolved, err := resolveShape(shape, len(data))
	if err != nil {
		return nil, fmt.Errorf("ndarray: from slice: %w", err)
	}
	a := new(Array)
	if _, err := a.describe(DTypeOf[T](), resolved, false); err != nil {
		return nil, fmt.Errorf("ndarray: from slice: %w", err)
	}
	a.data = mem.Bytes(data)
	return a, nil
}

// FromBytes returns an array over element bytes in C order. The array borrows data: it sees later
// changes of data, and SetAt writes to it. For Fortran order, pass the shape reversed and Transpose
// the result. Errors wrap ErrDType or ErrShape, or ErrData if data does not have exactly the size
// of the elements.
func FromBytes(dtype DType, shape []int, data []byte) (*Array, error) {
	a := new(Array)
	size, err := a.describe(dtype, shape, false)
	if err != nil {
		return nil, fmt.Errorf("ndarray: from bytes: %w", err)
	}
	if len(data) != size {
		return nil, fmt.Errorf("ndarray: from bytes: %w: %v array of shape %s needs %d bytes, have %d",
			ErrData, dtype, formatShape(shape), size, len(data))
	}
	a.data = data
	return a, nil
}

// describe sets everything but the data, in C or Fortran order, and returns the required size of
// the data in bytes. The shape is copied unless it is already in a.small.
func (a *Array) describe(dtype DType, shape []int, fortran bool) (size int, err error) {
	if err := dtype.checkArray(); err != nil {
		return 0, err
	}
	elements, size, err := extent(shape, dtype.size)
	if err != nil {
		return 0, err
	}
	a.layOut(dtype, elements, shape, fortran)
	return size, nil
}

// layOut is describe without its checks.
func (a *Array) layOut(dtype DType, elements int, shape []int, fortran bool) {
	a.dtype, a.size = dtype, elements
	a.setDims(len(shape))
	copy(a.shape, shape)
	stride := dtype.size
	for i := range shape {
		axis := i
		if !fortran {
			axis = len(shape) - 1 - i
		}
		a.strides[axis] = stride
		stride *= max(shape[axis], 1)
	}
}

// setDims allocates shape and strides for n axes.
func (a *Array) setDims(n int) {
	if n <= smallDims {
		a.shape, a.strides = a.small[:n:n], a.small[smallDims:smallDims+n:smallDims+n]
		return
	}
	dims := make([]int, 2*n)
	a.shape, a.strides = dims[:n:n], dims[n:]
}

// Clone returns a copy in new memory, with its data at a multiple of 64 bytes. The copy is in
// Fortran order if the array is only Fortran-contiguous, and otherwise in C order. It is writable
// even if the array is read-only.
func (a *Array) Clone() *Array {
	return a.clone(a.fortranOnly())
}

func (a *Array) clone(fortran bool) *Array {
	c := new(Array)
	c.layOut(a.dtype, a.size, a.shape, fortran)
	if fortran || a.CContiguous() {
		c.data = mem.Clone(a.data[:a.NBytes()])
		return c
	}
	c.data = mem.Make(a.NBytes())
	a.gather(c.data)
	return c
}

// AsCContiguous returns the array in C order without gaps. It returns the array itself if it
// already is C-contiguous, and otherwise a copy like that of Clone.
func (a *Array) AsCContiguous() *Array {
	if a.CContiguous() {
		return a
	}
	return a.clone(false)
}

// gather copies the elements to dst in C order.
func (a *Array) gather(dst []byte) {
	if a.CContiguous() {
		copy(dst, a.data)
		return
	}
	// Trailing axes without gaps are copied as one run.
	run, axes := a.dtype.size, len(a.shape)
	for axes > 0 && (a.shape[axes-1] == 1 || a.strides[axes-1] == run) {
		run *= a.shape[axes-1]
		axes--
	}
	last := axes - 1
	index := make([]int, last)
	offset := 0
	for {
		dst = copyStrided(dst, a.data[offset:], a.shape[last], a.strides[last], run)
		axis := last - 1
		for ; axis >= 0; axis-- {
			index[axis]++
			offset += a.strides[axis]
			if index[axis] < a.shape[axis] {
				break
			}
			offset -= index[axis] * a.strides[axis]
			index[axis] = 0
		}
		if axis < 0 {
			return
		}
	}
}

// copyStrided copies count runs, stride bytes apart in src, consecutively to dst, and returns the
// rest of dst. Runs of the size of a number have separate loops, which are several times as fast as
// copy.
func copyStrided(dst, src []byte, count, stride, run int) []byte {
	switch run {
	case 1:
		for i := range count {
			dst[i] = src[i*stride]
		}
	case 2:
		for i := range count {
			*(*[2]byte)(dst[i*2:]) = *(*[2]byte)(src[i*stride:])
		}
	case 4:
		for i := range count {
			*(*[4]byte)(dst[i*4:]) = *(*[4]byte)(src[i*stride:])
		}
	case 8:
		for i := range count {
			*(*[8]byte)(dst[i*8:]) = *(*[8]byte)(src[i*stride:])
		}
	case 16:
		for i := range count {
			*(*[16]byte)(dst[i*16:]) = *(*[16]byte)(src[i*stride:])
		}
	default:
		for i := range count {
			copy(dst[i*run:(i+1)*run], src[i*stride:])
		}
	}
	return dst[count*run:]
}

// equalShape reports whether both arrays have the same shape.
func (a *Array) equalShape(b *Array) bool { return slices.Equal(a.shape, b.shape) }
