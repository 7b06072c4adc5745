package ndarray

import (
	"fmt"
	"slices"
)

// Decode returns the array in the bytes of a .npy file. The array borrows npy: it is valid as long
// as npy is, and it sees later changes of npy. It is read-only. Clone returns a copy that owns its
// memory.
//
// npy must hold exactly one array: missing bytes and bytes after the last element are errors.
// Errors wrap ErrHeader, ErrDType, ErrShape or ErrObject, or ErrData for the wrong number of
// element bytes.
func Decode(npy []byte) (*Array, error) {
	a := new(Array)
	if _, err := a.decode(npy); err != nil {
		return nil, fmt.Errorf("ndarray: decode: %w", err)
	}
	return a, nil
}

// decode sets a to the array in npy and returns the offset of its elements. After an error a must
// not be used.
func (a *Array) decode(npy []byte) (offset int, err error) {
	var h Header
	offset, err = h.parse(npy, a.small[:0:smallDims])
	if err != nil {
		return 0, err
	}
	size, err := a.describe(h.DType, h.Shape, h.Fortran)
	if err != nil {
		return 0, err
	}
	if have := len(npy) - offset; have != size {
		return 0, fmt.Errorf("%w: %v array of shape %s needs %d bytes after the header, have %d",
			ErrData, h.DType, formatShape(h.Shape), size, have)
	}
	a.data = npy[offset:len(npy):len(npy)]
	a.readOnly = true
	return offset, nil
}

// AppendNPY appends the array as the bytes of a .npy file, exactly as numpy.save writes it: in
// Fortran order if it is only Fortran-contiguous, and otherwise in C order. It allocates at most
// once, to grow dst. numpy 1 does not read more than 32 dimensions. The only possible error wraps
// ErrDType, for the zero Array, which has no dtype.
func (a *Array) AppendNPY(dst []byte) ([]byte, error) {
	if err := a.mayBeWritten(); err != nil {
		return dst, fmt.Errorf("ndarray: append npy: %w", err)
	}
	var scratch [256]byte
	fortran := a.fortranOnly()
	return a.appendNPY(dst, appendHeader(scratch[:0], a.dtype, a.shape, fortran), fortran), nil
}

func (a *Array) mayBeWritten() error {
	if a.dtype.kind == 0 {
		return fmt.Errorf("%w: zero Array", ErrDType)
	}
	return nil
}

// appendNPY appends a header and the elements.
func (a *Array) appendNPY(dst, header []byte, fortran bool) []byte {
	size := a.NBytes()
	dst = append(slices.Grow(dst, len(header)+size), header...)
	if fortran || a.CContiguous() {
		return append(dst, a.data[:size]...)
	}
	start := len(dst)
	dst = dst[:start+size]
	a.gather(dst[start:])
	return dst
}
