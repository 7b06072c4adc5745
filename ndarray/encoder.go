package ndarray

import "slices"

// Encoder writes one .npy file after the other as Array.AppendNPY does, and makes the header anew only where it is not that
// of the array before. The zero Encoder is ready. It belongs to one goroutine at a time.
type Encoder struct {
	dtype   DType
	shape   []int
	fortran bool
	header  []byte // of an array of these; empty if there was none
}

// AppendNPY appends the array as the bytes of a .npy file: see Array.AppendNPY.
func (e *Encoder) AppendNPY(dst []byte, a *Array) ([]byte, error) {
	fortran := a.fortranOnly()
	if len(e.header) == 0 || fortran != e.fortran || !slices.Equal(a.shape, e.shape) || !a.dtype.Equal(e.dtype) {
		if err := a.mayBeWritten(); err != nil {
			return dst, err
		}
		e.dtype, e.shape, e.fortran = a.dtype, append(e.shape[:0], a.shape...), fortran
		e.header = appendHeader(e.header[:0], a.dtype, a.shape, fortran)
	}
	return a.appendNPY(dst, e.header, fortran), nil
}
