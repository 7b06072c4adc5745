package bench

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// pageElements is the number of float32 in 4 KiB.
const pageElements = 4 << 10 / elementSize

const elementSize = 4

// PageSum returns the sum of the first element of each 4 KiB. A reader that computes it has touched
// every page of the array.
func PageSum(elements []float32) float64 {
	var sum float64
	for i := 0; i < len(elements); i += pageElements {
		sum += float64(elements[i])
	}
	return sum
}

// element returns element j of the array of entry i. Elements are random, but reproducible in any
// order.
//
// An element is one of the 2^24 multiples of 2^-24 in [0, 1), so that float64 sums of up to 2^29
// elements are exact.
func element(i uint32, j int) float32 {
	bits := splitMix(uint64(i)<<32 | uint64(j)>>1)
	if j&1 == 1 {
		bits >>= 32
	}
	return float32(uint32(bits)>>8) * (1.0 / (1 << 24))
}

// splitMix is the finalizer of splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
// Generators, 2014).
func splitMix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Values holds the arrays of some entries in all forms that stores take: an array in aligned
// memory, and the stored bytes that are ready to be put. They repeat: entry i has the value of
// entry i modulo Len.
type Values struct {
	elements int
	first    uint32 // entry of the first value
	arrays   []*ndarray.Array
	data     []float32 // of all arrays
	stored   []byte    // of all arrays, stride bytes each
	stride   int
}

// NewValues returns the values of the entries 0 … count-1. Each is an array of the given number of
// elements.
func NewValues(elements, count int) (*Values, error) {
	v := &Values{elements: elements, data: make([]float32, elements*count)}
	for i := range count {
		a, err := ndarray.FromSlice(v.data[i*elements:(i+1)*elements:(i+1)*elements], -1)
		if err != nil {
			return nil, fmt.Errorf("bench: values: %w", err)
		}
		v.arrays = append(v.arrays, a)
	}
	return v, v.SetFirst(0)
}

// SetFirst replaces the values with those of the entries first … first+Len-1, in the same memory.
func (v *Values) SetFirst(first uint32) error {
	v.first = first
	v.stored = v.stored[:0]
	for n, a := range v.arrays {
		own := v.data[n*v.elements : (n+1)*v.elements]
		for j := range own {
			own[j] = element(first+uint32(n), j)
		}
		var err error
		if v.stored, err = codec.Append(v.stored, a); err != nil {
			return fmt.Errorf("bench: values: %w", err)
		}
		if n == 0 {
			v.stride = len(v.stored)
		}
	}
	return nil
}

// Len returns the number of values before they repeat.
func (v *Values) Len() int { return len(v.arrays) }

func (v *Values) index(i uint32) int { return int(i-v.first) % len(v.arrays) }

// Array returns the array of entry i, borrowed and valid until SetFirst.
func (v *Values) Array(i uint32) *ndarray.Array { return v.arrays[v.index(i)] }

// Elements returns the elements of the array of entry i, borrowed and valid until SetFirst.
func (v *Values) Elements(i uint32) []float32 { return v.data[v.index(i)*v.elements:][:v.elements] }

// Stored returns the stored bytes of entry i, tag included, borrowed and valid until SetFirst.
func (v *Values) Stored(i uint32) []byte { return v.stored[v.index(i)*v.stride:][:v.stride:v.stride] }

// floatAt returns the element at the start of b, which need not be aligned.
func floatAt(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }
