package ndarray

import (
	"bytes"
	"fmt"
)

// Decoder decodes one .npy file after the other without allocating: it uses one Array again and again, and does not parse a
// header that is, byte for byte, the one before, as those of a set of equal arrays are. The zero Decoder is ready. It belongs
// to one goroutine at a time.
type Decoder struct {
	array  Array
	header []byte // of the array, up to its elements; empty if there is none
}

// Decode is the function Decode, but the array is valid only until the next call: Clone what has to last. It borrows npy.
func (d *Decoder) Decode(npy []byte) (*Array, error) {
	offset := len(d.header)
	if offset == 0 || len(npy)-offset != d.array.NBytes() || !bytes.Equal(npy[:offset], d.header) {
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

// Header returns the bytes before the elements of the last array decoded: borrowed, valid until the next Decode.
func (d *Decoder) Header() []byte { return d.header }

// Forget drops the array's hold on what was decoded last. A Decoder that is kept for later use then keeps no memory of it.
func (d *Decoder) Forget() { d.array.data = nil }
