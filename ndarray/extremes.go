package ndarray

import (
	"fmt"
	"math"

	"github.com/x448/float16"
)

// Min returns the smallest element as At returns elements: numpy's a.min(). If there is a NaN or
// NaT, it returns one, as numpy does; NaNMin ignores them. Complex numbers are ordered by their
// real parts and then by their imaginary parts, as in numpy. Any strides and both byte orders are
// read in place.
//
// The error wraps ErrShape for an array without elements, and ErrDType for bytes, text, structured
// elements and long doubles.
func (a *Array) Min() (any, error) {
	e, err := a.extremes()
	if err != nil {
		return nil, fmt.Errorf("ndarray: min: %w", err)
	}
	if e.nans > 0 {
		return e.nan, nil
	}
	return e.low, nil
}

// Max returns the largest element: numpy's a.max(). Otherwise it is like Min.
func (a *Array) Max() (any, error) {
	e, err := a.extremes()
	if err != nil {
		return nil, fmt.Errorf("ndarray: max: %w", err)
	}
	if e.nans > 0 {
		return e.nan, nil
	}
	return e.high, nil
}

// NaNMin is like Min, but ignores NaN and NaT elements: numpy.nanmin(a). If there are no others, it
// returns one of them.
func (a *Array) NaNMin() (any, error) {
	e, err := a.extremes()
	if err != nil {
		return nil, fmt.Errorf("ndarray: nanmin: %w", err)
	}
	if e.numbers == 0 {
		return e.nan, nil
	}
	return e.low, nil
}

// NaNMax is like Max, but ignores NaN and NaT elements: numpy.nanmax(a). If there are no others, it
// returns one of them.
func (a *Array) NaNMax() (any, error) {
	e, err := a.extremes()
	if err != nil {
		return nil, fmt.Errorf("ndarray: nanmax: %w", err)
	}
	if e.numbers == 0 {
		return e.nan, nil
	}
	return e.high, nil
}

// CountNaN returns the number of elements that are NaN or NaT: numpy.isnan(a).sum(). A complex
// number is NaN if one of its parts is. The error wraps ErrDType for the dtypes that Min rejects.
func (a *Array) CountNaN() (int, error) {
	switch kind := a.dtype.kind; {
	case kind == KindBool || kind == KindInt || kind == KindUint:
		return 0, nil
	case a.size == 0 && a.dtype.hasOrder():
		return 0, nil
	}
	e, err := a.extremes()
	if err != nil {
		return 0, fmt.Errorf("ndarray: count nan: %w", err)
	}
	return e.nans, nil
}

// Mean returns the mean of bools (0 and 1), integers and floats in float64: numpy's a.mean(). It is
// NaN if any element is NaN; Stats ignores NaN and computes more statistics in the same pass. Sums
// are computed as by Stats, in float64. numpy sums float16 and float32 in float32, and rounds the
// mean to the dtype.
//
// The error wraps ErrShape for an array without elements, for which numpy warns and returns NaN. It
// wraps ErrDType for other dtypes, including complex numbers and timedeltas, whose means are not
// float64.
func (a *Array) Mean() (float64, error) {
	var s Stats
	kind := a.dtype.kind
	if !a.dtype.hasOrder() || kind == KindComplex || kind == KindDatetime || kind == KindTimedelta {
		return 0, fmt.Errorf("ndarray: mean: %w: the mean of %v elements is not a float64", ErrDType, a.dtype)
	}
	if a.size == 0 {
		return 0, fmt.Errorf("ndarray: mean: %w", a.noElements())
	}
	if err := s.Add(a); err != nil {
		return 0, fmt.Errorf("ndarray: mean: %w", err)
	}
	if s.nans > 0 {
		return math.NaN(), nil
	}
	return s.Mean(), nil
}

func (a *Array) noElements() error {
	return fmt.Errorf("%w: array of shape %s has no elements", ErrShape, formatShape(a.shape))
}

// hasOrder reports whether elements are compared as numbers.
func (d DType) hasOrder() bool {
	switch d.kind {
	case KindBool, KindInt, KindUint, KindDatetime, KindTimedelta:
		return true
	case KindFloat, KindComplex:
		return !d.isLongDouble()
	}
	return false
}

// extremes holds the results of one pass over an array, as elements that At would return.
type extremes struct {
	low, high     any // among the numbers, if there are any
	nan           any // a NaN or NaT, if there are any
	numbers, nans int
}

// extremes reads all elements. Its errors are those of Min.
func (a *Array) extremes() (e extremes, err error) {
	d := a.dtype
	if !d.hasOrder() {
		return e, fmt.Errorf("%w: elements are %v, which are not numbers", ErrDType, d)
	}
	if a.size == 0 {
		return e, a.noElements()
	}
	a = a.inMemoryOrder()
	switch kind := d.kind; {
	case kind == KindBool:
		return extremesBy(a, func(bool) bool { return false }, func(x, y bool) bool { return !x && y }), nil
	case kind == KindInt && d.size == 1:
		return extremesOf[int8](a), nil
	case kind == KindInt && d.size == 2:
		return extremesOf[int16](a), nil
	case kind == KindInt && d.size == 4:
		return extremesOf[int32](a), nil
	case kind == KindInt:
		return extremesOf[int64](a), nil
	case kind == KindUint && d.size == 1:
		return extremesOf[uint8](a), nil
	case kind == KindUint && d.size == 2:
		return extremesOf[uint16](a), nil
	case kind == KindUint && d.size == 4:
		return extremesOf[uint32](a), nil
	case kind == KindUint:
		return extremesOf[uint64](a), nil
	case kind == KindFloat && d.size == 2:
		return extremesBy(a, float16.Float16.IsNaN, func(x, y float16.Float16) bool { return x.Float32() < y.Float32() }), nil
	case kind == KindFloat && d.size == 4:
		return extremesOf[float32](a), nil
	case kind == KindFloat:
		return extremesOf[float64](a), nil
	case kind == KindComplex && d.size == 8:
		return extremesBy(a, func(c complex64) bool { return isNaN(complex128(c)) },
			func(x, y complex64) bool { return lessComplex(complex128(x), complex128(y)) }), nil
	case kind == KindComplex:
		return extremesBy(a, isNaN, lessComplex), nil
	}
	e = extremesBy(a, func(count int64) bool { return count == NaT }, func(x, y int64) bool { return x < y })
	for _, count := range []*any{&e.low, &e.high, &e.nan} {
		*count = d.time((*count).(int64))
	}
	return e, nil
}

// isNaN is numpy.isnan. It is not cmplx.IsNaN, which returns false if the other part is infinite.
func isNaN(c complex128) bool { return math.IsNaN(real(c)) || math.IsNaN(imag(c)) }

// lessComplex is numpy's order of complex numbers without NaN.
func lessComplex(x, y complex128) bool {
	return real(x) < real(y) || real(x) == real(y) && imag(x) < imag(y)
}

// extremesOf reads the elements of an array with the dtype of T.
func extremesOf[T number](a *Array) extremes {
	var low, high, nan T
	numbers, nans := 0, 0
	for block := range blocks[T](a) {
		for ; numbers == 0 && len(block) > 0; block = block[1:] {
			if low, high = block[0], block[0]; low == low {
				numbers++
			} else {
				nan = low
				nans++
			}
		}
		before := nans
		for _, x := range block {
			if x < low {
				low = x
			}
			if x > high {
				high = x
			}
			if x != x {
				nan = x
				nans++
			}
		}
		numbers += len(block) - (nans - before)
	}
	return extremes{low, high, nan, numbers, nans}
}

// extremesBy is extremesOf for a type that Go cannot compare.
func extremesBy[T Element](a *Array, missing func(T) bool, less func(x, y T) bool) extremes {
	var low, high, nan T
	numbers, nans := 0, 0
	for block := range blocks[T](a) {
		for _, x := range block {
			if missing(x) {
				nan = x
				nans++
				continue
			}
			if numbers == 0 || less(x, low) {
				low = x
			}
			if numbers == 0 || less(high, x) {
				high = x
			}
			numbers++
		}
	}
	return extremes{low, high, nan, numbers, nans}
}
