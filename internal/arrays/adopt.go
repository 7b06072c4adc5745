package arrays

import (
	"fmt"
	"slices"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Adopt returns the array in a .npy file whose bytes belong to the array from now on, so it is
// writable. The elements must lie at a multiple of 64 bytes, as mem.MakeAt places them; otherwise
// the error wraps ndarray.ErrView. Other errors are those of ndarray.Decode.
func Adopt(npy []byte) (*ndarray.Array, error) {
	h, offset, err := ndarray.ParseHeader(npy)
	if err != nil {
		return nil, err
	}
	elements := npy[offset:len(npy):len(npy)]
	if !mem.IsAligned(elements, mem.Alignment) {
		return nil, fmt.Errorf("ndarray: adopt: %w: elements are not aligned", ndarray.ErrView)
	}
	if !h.Fortran {
		return ndarray.FromBytes(h.DType, h.Shape, elements)
	}
	slices.Reverse(h.Shape)
	a, err := ndarray.FromBytes(h.DType, h.Shape, elements)
	if err != nil {
		return nil, err
	}
	return a.Transpose(), nil
}
