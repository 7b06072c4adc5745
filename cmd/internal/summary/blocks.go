package summary

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
)

// blockSize is the number of elements that are processed together: few enough to stay in a
// processor's cache.
const blockSize = 2048

// number is the type in which elements are compared and counted.
type number interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// inMemoryOrder returns the transpose of an array that is only in Fortran order, so that reading it
// in C order reads memory from start to end. It returns other arrays unchanged.
func inMemoryOrder(a *ndarray.Array) *ndarray.Array {
	if a.FContiguous() && !a.CContiguous() {
		return a.Transpose()
	}
	return a
}

// blocks calls fn with the elements in C order, one block at a time. The block is valid until fn
// returns, and fn may change it.
func blocks[T ndarray.Element](a *ndarray.Array, fn func(block []T)) error {
	return eachBlock(a, make([]T, min(blockSize, a.Size())), fn)
}

func eachBlock[T ndarray.Element](a *ndarray.Array, buffer []T, fn func(block []T)) error {
	if a.Size() == 0 {
		return nil
	}
	if a.Size() <= len(buffer) {
		n, err := ndarray.CopyInto(buffer, a)
		if err == nil {
			fn(buffer[:n])
		}
		return err
	}
	rows := a.Dim(0)
	if perBlock := len(buffer) / (a.Size() / rows); perBlock > 0 {
		for i := 0; i < rows; i += perBlock {
			part, err := a.Slice(i, min(i+perBlock, rows))
			if err != nil {
				return err
			}
			if err := eachBlock(part, buffer, fn); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range rows {
		row, err := a.Row(i)
		if err != nil {
			return err
		}
		if err := eachBlock(row, buffer, fn); err != nil {
			return err
		}
	}
	return nil
}

// Numeric reports whether an array has numbers: bools, integers, floats, and complex numbers, whose
// magnitude is used. Long doubles are not numeric here, because a file does not record their
// format.
func Numeric(d ndarray.DType) bool {
	switch d.Kind() {
	case ndarray.KindBool, ndarray.KindInt, ndarray.KindUint:
		return true
	case ndarray.KindFloat:
		return d.ItemSize() <= 8
	case ndarray.KindComplex:
		return d.ItemSize() <= 16
	}
	return false
}

// Floats calls fn with the elements of a numeric array in C order as float64, one block at a time.
// The block is valid until fn returns, and fn may change it. For datetimes and timedeltas the
// elements are counts, and NaN for NaT. The error wraps ndarray.ErrDType for other arrays.
func Floats(a *ndarray.Array, fn func(block []float64)) error {
	switch kind, size := a.DType().Kind(), a.DType().ItemSize(); {
	case kind == ndarray.KindBool:
		return converted(a, fn, func(b bool) float64 {
			if b {
				return 1
			}
			return 0
		})
	case kind == ndarray.KindInt && size == 1:
		return converted(a, fn, toFloat[int8])
	case kind == ndarray.KindInt && size == 2:
		return converted(a, fn, toFloat[int16])
	case kind == ndarray.KindInt && size == 4:
		return converted(a, fn, toFloat[int32])
	case kind == ndarray.KindInt:
		return converted(a, fn, toFloat[int64])
	case kind == ndarray.KindDatetime, kind == ndarray.KindTimedelta:
		return converted(a, fn, func(count int64) float64 {
			if count == ndarray.NaT {
				return math.NaN()
			}
			return float64(count)
		})
	case kind == ndarray.KindUint && size == 1:
		return converted(a, fn, toFloat[uint8])
	case kind == ndarray.KindUint && size == 2:
		return converted(a, fn, toFloat[uint16])
	case kind == ndarray.KindUint && size == 4:
		return converted(a, fn, toFloat[uint32])
	case kind == ndarray.KindUint:
		return converted(a, fn, toFloat[uint64])
	case kind == ndarray.KindFloat && size == 2:
		return converted(a, fn, func(f float16.Float16) float64 { return float64(f.Float32()) })
	case kind == ndarray.KindFloat && size == 4:
		return converted(a, fn, toFloat[float32])
	case kind == ndarray.KindFloat && size == 8:
		return blocks(a, fn)
	case kind == ndarray.KindComplex && size == 8:
		return converted(a, fn, func(c complex64) float64 { return cmplx.Abs(complex128(c)) })
	case kind == ndarray.KindComplex && size == 16:
		return converted(a, fn, cmplx.Abs)
	}
	return fmt.Errorf("%w: %v has no numbers", ndarray.ErrDType, a.DType())
}

func toFloat[T number](x T) float64 { return float64(x) }

func converted[T ndarray.Element](a *ndarray.Array, fn func(block []float64), convert func(T) float64) error {
	floats := make([]float64, min(blockSize, a.Size()))
	return blocks(a, func(block []T) {
		for i, x := range block {
			floats[i] = convert(x)
		}
		fn(floats[:len(block)])
	})
}
