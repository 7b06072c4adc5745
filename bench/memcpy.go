package bench

import (
	"bytes"
	"slices"
)

// memcpyFloor keeps the arrays in Go memory and copies each array that is read to the same place.
// It is the lower bound of copies. An array is found by its number, and its key is compared.
var memcpyFloor = Store{
	Name: "memcpy", Format: "leveldb",
	Open: func(dir string, c Config) (Reader, error) {
		a, err := loadArrays(dir, c)
		if err != nil {
			return nil, err
		}
		return a.Fork(), nil
	},
}

// goCopyBytes is the length from which Go's copy is faster than C's memcpy (glibc 2.36) called in a
// loop in C.
const goCopyBytes = 1 << 20

// arrays holds arrays of float32 of equal length.
type arrays struct {
	keys              Keys
	elements          []float32
	length            int              // of an array, in elements
	errs              map[uint32]error // of other values; their keys and elements are zeros
	forward, backward []uint32         // their numbers
}

func loadArrays(dir string, c Config) (*arrays, error) {
	a := &arrays{errs: map[uint32]error{}}
	var d decoder
	err := eachStored(dir, c, func(key string, stored []byte) error {
		elements, err := d.elements(stored)
		if err != nil {
			a.errs[uint32(a.keys.Len())] = err
			key, elements = string(make([]byte, keySize)), make([]float32, a.length)
		}
		a.length = len(elements)
		a.keys.bytes = append(a.keys.bytes, key...)
		a.elements = append(a.elements, elements...)
		return nil
	})
	a.keys.text = string(a.keys.bytes)
	a.forward = sequence(a.keys.Len())
	a.backward = slices.Clone(a.forward)
	slices.Reverse(a.backward)
	return a, err
}

// array returns the elements of key i, borrowed.
func (a *arrays) array(keys Keys, i uint32) ([]float32, error) {
	if int(i) < a.keys.Len() && bytes.Equal(a.keys.Bytes(i), keys.Bytes(i)) {
		return a.elements[int(i)*a.length:][:a.length], nil
	}
	if err := a.errs[i]; err != nil {
		return nil, err
	}
	return nil, errMissing
}

// copyTo copies each array to dst. Each one starts stride elements after the one before. It returns
// the sum of their PageSums.
func (a *arrays) copyTo(dst []float32, stride int, op string, keys Keys, order []uint32) (sum float64, err error) {
	n := 0
	if a.length*elementSize < goCopyBytes {
		sum, n = nativeCopy(a, dst, stride, keys, order)
	}
	for ; n < len(order); n++ {
		elements, err := a.array(keys, order[n])
		if err != nil {
			return 0, failed(op, keys, order[n], err)
		}
		row := dst[n*stride:][:a.length]
		copy(row, elements)
		sum += PageSum(row)
	}
	return sum, nil
}

func (a *arrays) Fork() Reader { return &copyReader{arrays: a, row: make([]float32, a.length)} }

func (a *arrays) Close() error { return nil }

// copyReader copies arrays.
type copyReader struct {
	*arrays
	row []float32 // the last array
}

func (r *copyReader) Read(keys Keys, order []uint32) (float64, error) {
	return r.copyTo(r.row, 0, "read", keys, order)
}

func (r *copyReader) ReadMissing(keys Keys, order []uint32) (int, error) {
	missing := 0
	for _, i := range order {
		switch _, err := r.array(keys, i); err {
		case nil:
		case errMissing:
			missing++
		default:
			return missing, failed("read missing", keys, i, err)
		}
	}
	return missing, nil
}

func (r *copyReader) Scan() (entries int, sum float64, err error) { return r.scan(r.forward) }

func (r *copyReader) ScanReverse() (entries int, sum float64, err error) { return r.scan(r.backward) }

func (r *copyReader) scan(order []uint32) (entries int, sum float64, err error) {
	for i, err := range r.errs {
		return 0, 0, failed("scan", r.keys, i, err)
	}
	sum, err = r.Read(r.keys, order)
	return len(order), sum, err
}

func (r *copyReader) Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	_, err := r.copyTo(tensor, len(tensor)/len(order), "gather", keys, order)
	return tensor, err
}
