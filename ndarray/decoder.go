package ndarray

import (
	"bytes"
	"fmt"
	"slices"
)

// Decoder decodes a series of .npy files without allocating. It reuses one Array, and it skips
// parsing a header that is byte for byte the previous one, as with a set of equal arrays. The zero
// Decoder is ready to use. A Decoder must not be used by several goroutines at once.
type Decoder struct {
	array  Array
	header []byte // bytes of the last array up to its elements; empty if there was none
}

// Decode is like the function Decode, but the array is valid only until the next call. Clone what
// must live longer. The array borrows npy.
func (d *Decoder) Decode(npy []byte) (*Array, error) {
	offset := len(d.header)
	if !d.same(npy) {
		d.header = d.header[:0]
		var err error
		if offset, err = d.array.decode(npy); err != nil {
			return nil, fmt.Errorf("ndarray: decode: %w", err)
		}
		d.header = append(d.header, npy[:offset]...)
	}
	d.array.data = npy[offset:len(npy):len(npy)]
	return &d.array, nil
}

// same reports whether npy has the header of the last array.
func (d *Decoder) same(npy []byte) bool {
	offset := len(d.header)
	return offset > 0 && len(npy)-offset == d.array.NBytes() && bytes.Equal(npy[:offset], d.header)
}

// Header returns the bytes before the elements of the last array decoded. They are borrowed and
// valid until the next Decode.
func (d *Decoder) Header() []byte { return slices.Clip(d.header) }

// Forget drops the reference to the bytes decoded last. A Decoder that is kept for later use then
// keeps none of their memory alive.
func (d *Decoder) Forget() { d.array.data = nil }
