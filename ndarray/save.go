package ndarray

import (
	"fmt"
	"io"
)

// saveBlock is the number of bytes that Save writes at once if it has to copy the elements first.
const saveBlock = 64 << 10

// Save writes the array to w as a .npy file, exactly as numpy.save writes it: in Fortran order if
// it is only Fortran-contiguous, and otherwise in C order. Elements without gaps are written in
// place, and others through a small buffer. Several arrays may be written in sequence; Load reads
// them back in that order, as numpy.load does.
//
// Save returns the error of w, or an error that wraps ErrDType for the zero Array. numpy 1 does not
// read more than 32 dimensions.
func Save(w io.Writer, a *Array) error {
	if err := a.save(w); err != nil {
		return fmt.Errorf("ndarray: save: %w", err)
	}
	return nil
}

func (a *Array) save(w io.Writer) error {
	if err := a.mayBeWritten(); err != nil {
		return err
	}
	fortran := a.fortranOnly()
	header := appendHeader(nil, a.dtype, a.shape, fortran)
	if a.NBytes() <= saveBlock {
		_, err := w.Write(a.appendNPY(nil, header, fortran))
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	n := a.size // in one piece
	if !fortran && !a.CContiguous() {
		n = max(1, saveBlock/a.dtype.size)
	}
	for block := range a.inMemoryOrder().byteBlocks(n) {
		if _, err := w.Write(block); err != nil {
			return err
		}
	}
	return nil
}
