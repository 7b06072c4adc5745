package ndarray

import (
	"fmt"
	"iter"
	"math"
	"math/cmplx"

	"github.com/x448/float16"
)

// Floats returns an iterator over the elements in C order as float64, in blocks of up to a few
// thousand. It works for any strides and both byte orders, and never holds a copy of more than one
// block. A block is borrowed: it is valid until the iteration continues, and must not be modified.
//
// Bools are 0 and 1. 64-bit integers are rounded to the nearest float64. Complex numbers are
// represented by their magnitude, as by numpy.abs. Datetimes and timedeltas are represented by
// their counts, and NaT by NaN. For other dtypes, which have no numbers, the error wraps ErrDType.
//
//	blocks, err := a.Floats()
//	for block := range blocks {
//		for _, x := range block {
func (a *Array) Floats() (iter.Seq[[]float64], error) {
	switch kind, size := a.dtype.kind, a.dtype.size; {
	case kind == KindBool:
		return converted(a, func(b bool) float64 {
			if b {
				return 1
			}
			return 0
		}), nil
	case kind == KindInt && size == 1:
		return asFloats[int8](a), nil
	case kind == KindInt && size == 2:
		return asFloats[int16](a), nil
	case kind == KindInt && size == 4:
		return asFloats[int32](a), nil
	case kind == KindInt:
		return asFloats[int64](a), nil
	case kind == KindUint && size == 1:
		return asFloats[uint8](a), nil
	case kind == KindUint && size == 2:
		return asFloats[uint16](a), nil
	case kind == KindUint && size == 4:
		return asFloats[uint32](a), nil
	case kind == KindUint:
		return asFloats[uint64](a), nil
	case kind == KindFloat && size == 2:
		return converted(a, func(f float16.Float16) float64 { return float64(f.Float32()) }), nil
	case kind == KindFloat && size == 4:
		return asFloats[float32](a), nil
	case kind == KindFloat && size == 8:
		return blocks[float64](a), nil
	case kind == KindComplex && size == 8:
		return converted(a, func(c complex64) float64 { return cmplx.Abs(complex128(c)) }), nil
	case kind == KindComplex && size == 16:
		return converted(a, cmplx.Abs), nil
	case kind == KindDatetime, kind == KindTimedelta:
		return converted(a, func(count int64) float64 {
			if count == NaT {
				return math.NaN()
			}
			return float64(count)
		}), nil
	}
	return nil, fmt.Errorf("ndarray: floats: %w: elements are %v, which are not numbers", ErrDType, a.dtype)
}

// asFloats is Floats for a type that Go can convert.
func asFloats[T number](a *Array) iter.Seq[[]float64] {
	return func(yield func([]float64) bool) {
		floats := make([]float64, min(blockSize, a.size))
		for block := range blocks[T](a) {
			part := floats[:len(block)]
			for i, x := range block {
				part[i] = float64(x)
			}
			if !yield(part) {
				return
			}
		}
	}
}

// converted is Floats for a type that convert converts.
func converted[T Element](a *Array, convert func(T) float64) iter.Seq[[]float64] {
	return func(yield func([]float64) bool) {
		floats := make([]float64, min(blockSize, a.size))
		for block := range blocks[T](a) {
			for i, x := range block {
				floats[i] = convert(x)
			}
			if !yield(floats[:len(block)]) {
				return
			}
		}
	}
}
