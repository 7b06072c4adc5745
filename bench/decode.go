package bench

import (
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// decoder finds the elements in stored bytes with this library's decoder, for all stores that
// return bytes. It allocates nothing, and does not parse a header that equals the previous one.
type decoder struct {
	npy  ndarray.Decoder
	bare bool // stored is a .npy file without a tag
}

// elements returns the elements of a stored array. They are borrowed, and valid as long as stored
// is.
func (d *decoder) elements(stored []byte) ([]float32, error) {
	if !d.bare {
		tag, err := codec.KindOf(stored)
		if err != nil {
			return nil, err
		}
		if tag != codec.KindArray {
			return nil, fmt.Errorf("stored as %v, not as ndarray", tag)
		}
		stored = stored[1:]
	}
	a, err := d.npy.Decode(stored)
	if err != nil {
		return nil, err
	}
	return ndarray.View[float32](a)
}

// sum returns the PageSum of a stored array.
func (d *decoder) sum(stored []byte) (float64, error) {
	elements, err := d.elements(stored)
	return PageSum(elements), err
}

// copyRow copies elements to row n of a tensor of equally long rows.
func copyRow(tensor []float32, rows, n int, elements []float32) error {
	length := len(tensor) / rows
	if len(elements) != length {
		return fmt.Errorf("%d elements for a row of %d", len(elements), length)
	}
	copy(tensor[n*length:], elements)
	return nil
}
