package ndarray

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
)

// Decoder decodes one .npy file after the other without allocating: it uses one Array again and again, and does not parse a
// header that is, byte for byte, the one before, as those of a set of equal arrays are. The zero Decoder is ready. It belongs
// to one goroutine at a time.
type Decoder struct {
	array  Array
	header []byte       // of the array, up to its elements; empty if there is none
	viewed reflect.Type // what the elements were seen as by DecodeView, if every array with this header can be
}

// Decode is the function Decode, but the array is valid only until the next call: Clone what has to last. It borrows npy.
func (d *Decoder) Decode(npy []byte) (*Array, error) {
	offset := len(d.header)
	if !d.same(npy) {
		d.header, d.viewed = d.header[:0], nil
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

// DecodeView is View of what d.Decode returns, and costs next to nothing for a header that is the one before.
func DecodeView[T Element](d *Decoder, npy []byte) ([]T, error) {
	t := reflect.TypeFor[T]()
	if d.viewed == t && d.same(npy) {
		return cast[T](npy[len(d.header):], d.array.size), nil
	}
	a, err := d.Decode(npy)
	if err != nil {
		return nil, err
	}
	elements, err := View[T](a)
	if err == nil && unalignedLoads && a.dtype.kind != KindBool { // else it depends on the address, or on the elements
		d.viewed = t
	}
	return elements, err
}

// AppendShape appends the length of each axis of the last array to dst and returns the result.
func (d *Decoder) AppendShape(dst []int) []int { return d.array.AppendShape(dst) }

// Header returns the bytes before the elements of the last array decoded: borrowed, valid until the next Decode.
func (d *Decoder) Header() []byte { return slices.Clip(d.header) }

// Forget drops the array's hold on what was decoded last. A Decoder that is kept for later use then keeps no memory of it.
func (d *Decoder) Forget() { d.array.data = nil }
