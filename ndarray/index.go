package ndarray

import (
	"fmt"
	"slices"
)

// At returns one element as a Go value. It takes one index per axis, counted from 0, and none for
// an array of no axes. The Go type depends on the dtype:
//
//	bool                          bool
//	int8 … int64, uint8 … uint64  the same
//	float16, float32, float64     float16.Float16, float32, float64
//	complex64, complex128         the same
//	datetime64, timedelta64       Datetime64, Timedelta64
//	S, V                          []byte, copied; S without its trailing NULs
//	U                             string, without its trailing NULs
//	structured                    Record, which borrows the array's memory
//
// Errors wrap ErrIndex for wrong indices, ErrDType for long doubles, which have no Go value, and
// ErrValue for code points that do not exist.
func (a *Array) At(index ...int) (any, error) {
	element, err := a.element(index)
	if err != nil {
		return nil, fmt.Errorf("ndarray: at: %w", err)
	}
	value, err := a.dtype.value(element, a.readOnly)
	if err != nil {
		return nil, fmt.Errorf("ndarray: at %v: %w", index, err)
	}
	return value, nil
}

// At returns one element as T, which must be the element type, as for Values. Errors wrap ErrIndex
// or ErrDType.
func At[T Element](a *Array, index ...int) (T, error) {
	var value [1]T
	if err := checkElement[T](a.dtype); err != nil {
		return value[0], fmt.Errorf("ndarray: at: %w", err)
	}
	element, err := a.element(index)
	if err != nil {
		return value[0], fmt.Errorf("ndarray: at: %w", err)
	}
	decodeElement(value[:], element, a.dtype)
	return value[0], nil
}

// SetAt writes one element. It accepts what At returns for the dtype, and any Go number that the
// element can hold: integers in range for integers and floats, floats for floats (rounded), all of
// these for complex numbers. It accepts a string or []byte for S, if no longer than the element,
// and time.Time and time.Duration if the unit holds them exactly.
//
// Errors wrap ErrReadOnly for an array that borrows read-only memory, ErrIndex, or ErrValue.
func (a *Array) SetAt(value any, index ...int) error {
	if a.readOnly {
		return fmt.Errorf("ndarray: set at %v: %w", index, ErrReadOnly)
	}
	element, err := a.element(index)
	if err != nil {
		return fmt.Errorf("ndarray: set at: %w", err)
	}
	if err := a.dtype.setValue(element, value); err != nil {
		return fmt.Errorf("ndarray: set at %v: %w", index, err)
	}
	return nil
}

// element returns the bytes of one element.
func (a *Array) element(index []int) ([]byte, error) {
	if len(index) != len(a.shape) || a.dtype.kind == 0 {
		return nil, fmt.Errorf("%w: %d indices for an array with %d axes", ErrIndex, len(index), len(a.shape))
	}
	offset := 0
	for axis, i := range index {
		if uint(i) >= uint(a.shape[axis]) {
			return nil, fmt.Errorf("%w: index %d for axis %d with length %d", ErrIndex, i, axis, a.shape[axis])
		}
		offset += i * a.strides[axis]
	}
	end := offset + a.dtype.size
	return a.data[offset:end:end], nil
}

// Row returns the sub-array at index i of the first axis, an array with one axis less. It borrows
// the array's memory without a copy. Errors wrap ErrIndex.
func (a *Array) Row(i int) (*Array, error) {
	if len(a.shape) == 0 || uint(i) >= uint(a.shape[0]) {
		return nil, fmt.Errorf("ndarray: row %d: %w: shape is %s", i, ErrIndex, formatShape(a.shape))
	}
	return a.part(i*a.strides[0], a.dtype, a.shape[1:], a.strides[1:]), nil
}

// Slice returns the rows lo <= i < hi of the first axis. It borrows the array's memory without a
// copy. Errors wrap ErrIndex: unlike numpy, Slice does not accept bounds outside the axis.
func (a *Array) Slice(lo, hi int) (*Array, error) {
	if err := checkSlice(a.shape, lo, hi); err != nil {
		return nil, err
	}
	shape := a.Shape()
	shape[0] = hi - lo
	return a.part(lo*a.strides[0], a.dtype, shape, a.strides), nil
}

// Slice returns the header of the part lo <= i < hi along the first axis. The error wraps ErrIndex,
// as that of Array.Slice.
func (h Header) Slice(lo, hi int) (Header, error) {
	if err := checkSlice(h.Shape, lo, hi); err != nil {
		return Header{}, err
	}
	h.Shape = slices.Clip(append([]int{hi - lo}, h.Shape[1:]...))
	return h, nil
}

func checkSlice(shape []int, lo, hi int) error {
	if len(shape) == 0 || lo < 0 || hi < lo || hi > shape[0] {
		return fmt.Errorf("ndarray: slice %d:%d: %w: shape is %s", lo, hi, ErrIndex, formatShape(shape))
	}
	return nil
}

// Field returns the array of one field of structured elements, by name or title. The axes of a
// sub-array field come last. The result borrows the array's memory without a copy, and has gaps
// where the other fields are. Errors wrap ErrIndex.
func (a *Array) Field(name string) (*Array, error) {
	f, found := a.dtype.Field(name)
	if !found {
		return nil, fmt.Errorf("ndarray: field %q: %w: no such field in %v", name, ErrIndex, a.dtype)
	}
	dtype, inner := f.DType.flatten()
	shape := append(a.Shape(), inner...)
	if _, _, err := extent(shape, dtype.size); err != nil {
		return nil, fmt.Errorf("ndarray: field %q: %w", name, err)
	}
	strides := append(a.Strides(), inner...)
	stride := dtype.size
	for axis := len(shape) - 1; axis >= len(a.shape); axis-- {
		strides[axis] = stride
		stride *= max(shape[axis], 1)
	}
	return a.part(f.Offset, dtype, shape, strides), nil
}

// flatten returns the elements of a sub-array, including nested ones, and all of its axes. For
// other dtypes it returns the dtype and no axes.
func (d DType) flatten() (DType, []int) {
	var shape []int
	for d.isSubarray() {
		shape = append(shape, d.composite.shape...)
		d = d.composite.base
	}
	return d, shape
}

// part returns an array over a part of a's memory. Shape and strides are copied; the caller has
// checked that they lie within a.
func (a *Array) part(offset int, dtype DType, shape, strides []int) *Array {
	p := new(Array)
	p.dtype, p.readOnly = dtype, a.readOnly
	p.setDims(len(shape))
	copy(p.shape, shape)
	copy(p.strides, strides)
	p.size = 1
	end := offset + dtype.size
	for axis, n := range shape {
		p.size *= n
		end += (n - 1) * strides[axis]
	}
	if p.size > 0 {
		p.data = a.data[offset:end:end]
	}
	return p
}

// Transpose returns the array with its axes in reverse order. It borrows the array's memory without
// a copy. The transpose of a Fortran-contiguous array is C-contiguous, so it can be viewed.
func (a *Array) Transpose() *Array {
	n := len(a.shape)
	t := &Array{dtype: a.dtype, size: a.size, data: a.data, readOnly: a.readOnly}
	t.setDims(n)
	for axis := range n {
		t.shape[axis], t.strides[axis] = a.shape[n-1-axis], a.strides[n-1-axis]
	}
	return t
}

// Reshape returns the same elements in C order under another shape. One axis may be -1; it is
// chosen so that the sizes agree. Without a shape the result has no axes. It borrows the array's
// memory without a copy, so the array must be C-contiguous. For other arrays the error wraps
// ErrView; call AsCContiguous first. For shapes with another number of elements it wraps ErrShape.
func (a *Array) Reshape(shape ...int) (*Array, error) {
	resolved, err := resolveShape(shape, a.size)
	if err == nil && !a.CContiguous() {
		err = fmt.Errorf("%w: array is not in C order without gaps", ErrView)
	}
	if err != nil {
		return nil, fmt.Errorf("ndarray: reshape: %w", err)
	}
	r := new(Array)
	if _, err := r.describe(a.dtype, resolved, false); err != nil {
		return nil, fmt.Errorf("ndarray: reshape: %w", err)
	}
	r.data, r.readOnly = a.data[:a.NBytes()], a.readOnly
	return r, nil
}
