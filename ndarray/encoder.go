package ndarray

import (
	"fmt"
	"slices"
)

// Encoder writes a series of .npy files, like Array.AppendNPY. It builds a header only if it
// differs from the previous one. The zero Encoder is ready to use. An Encoder must not be used by
// multiple goroutines at once.
type Encoder struct {
	dtype   DType
	shape   []int
	fortran bool
	header  []byte // of the last array; empty if there was none
}

// AppendNPY appends the array as the bytes of a .npy file; see Array.AppendNPY.
func (e *Encoder) AppendNPY(dst []byte, a *Array) ([]byte, error) {
	fortran := a.fortranOnly()
	if len(e.header) == 0 || fortran != e.fortran || !slices.Equal(a.shape, e.shape) || !a.dtype.Equal(e.dtype) {
		if err := a.mayBeWritten(); err != nil {
			return dst, fmt.Errorf("ndarray: append npy: %w", err)
		}
		e.dtype, e.shape, e.fortran = a.dtype, append(e.shape[:0], a.shape...), fortran
		e.header = appendHeader(e.header[:0], a.dtype, a.shape, fortran)
	}
	return a.appendNPY(dst, e.header, fortran), nil
}
