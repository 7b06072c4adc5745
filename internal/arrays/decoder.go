package arrays

import (
	"bytes"
	"reflect"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Decoder is an ndarray.Decoder that remembers whether the arrays with the previous header can be
// viewed. The zero Decoder is ready to use. It must not be used by several goroutines at once.
type Decoder struct {
	decoder ndarray.Decoder
	array   *ndarray.Array // decoded last, reused by the decoder; nil if there was none
	// viewed is the element type of the last View, if it works for every array with this header.
	viewed reflect.Type
	length int // of the .npy file viewed last
}

// Decode is ndarray.Decoder.Decode. The array borrows npy, and is valid until the next call.
func (d *Decoder) Decode(npy []byte) (*ndarray.Array, error) {
	d.viewed = nil
	a, err := d.decoder.Decode(npy)
	if err == nil {
		d.array = a
	}
	return a, err
}

// View returns ndarray.View of the array in a .npy file. The elements are borrowed from npy. View
// costs almost nothing if the header is the previous one.
func View[T ndarray.Element](d *Decoder, npy []byte) ([]T, error) {
	t := reflect.TypeFor[T]()
	if header := d.decoder.Header(); d.viewed == t && len(npy) == d.length && bytes.Equal(npy[:len(header)], header) {
		return mem.Cast[T](npy[len(header):], d.array.Size()), nil
	}
	a, err := d.Decode(npy)
	if err != nil {
		return nil, err
	}
	elements, err := ndarray.View[T](a)
	// Otherwise the address or the elements decide whether a view is possible.
	if err == nil && mem.UnalignedLoads && a.DType().Kind() != ndarray.KindBool {
		d.viewed, d.length = t, len(npy)
	}
	return elements, err
}

// AppendShape appends the length of each axis of the last array to dst and returns the result.
func (d *Decoder) AppendShape(dst []int) []int {
	for axis := range d.array.NDim() {
		dst = append(dst, d.array.Dim(axis))
	}
	return dst
}

// Header returns the bytes before the elements of the last array. They are borrowed and valid until
// the next call.
func (d *Decoder) Header() []byte { return d.decoder.Header() }

// Forget drops the reference to the bytes decoded last.
func (d *Decoder) Forget() { d.decoder.Forget() }
