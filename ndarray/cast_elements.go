package ndarray

import (
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/x448/float16"
)

// castInto writes the elements of a to dst, in C order and converted to the dtype to, as AsType
// documents. dst has exactly the size of the result.
func castInto(dst []byte, to DType, a *Array) error {
	from := a.dtype
	switch {
	case from.composite != nil || to.composite != nil:
		return notConverted(from, to)
	case from.kind == to.kind && from.size == to.size && !from.isTime():
		return copySwapped(dst, to, a)
	case !from.isConvertible() || !to.isConvertible(), from.isTime() && to.isTime() && from.kind != to.kind:
		return notConverted(from, to)
	}
	src := a.nativeBytes()
	if from.isTime() && to.isTime() {
		counts := mem.Cast[int64](src, a.size)
		if err := castTimes(mem.Cast[int64](dst, a.size), to, counts, from); err != nil {
			return err
		}
	} else {
		castNumbers(dst, to, src, from)
	}
	if !to.IsNative() {
		mem.SwapBytes(dst, to.swapWidth())
	}
	return nil
}

func notConverted(from, to DType) error {
	return fmt.Errorf("%w: %v is not converted to %v by this package", ErrDType, from, to)
}

func (d DType) isTime() bool { return d.kind == KindDatetime || d.kind == KindTimedelta }

// isConvertible reports whether d is a bool, a number, or a time that castInto converts.
func (d DType) isConvertible() bool {
	switch d.kind {
	case KindBool, KindInt, KindUint, KindDatetime, KindTimedelta:
		return true
	case KindFloat, KindComplex:
		return !d.isLongDouble()
	}
	return false
}

// copySwapped writes elements whose dtype differs from to at most in byte order.
func copySwapped(dst []byte, to DType, a *Array) error {
	if a.dtype.order != to.order && to.isLongDouble() {
		return notConverted(a.dtype, to)
	}
	a.gather(dst)
	if a.dtype.order != to.order {
		mem.SwapBytes(dst, to.swapWidth())
	}
	return nil
}

// nativeBytes returns the elements in C order and native byte order, with bools as 0 and 1, where
// they can be loaded as Go values. They are borrowed from a if they already have that form.
func (a *Array) nativeBytes() []byte {
	if b := a.data; a.CContiguous() && a.dtype.IsNative() && (mem.UnalignedLoads || mem.IsAligned(b, 8)) {
		if b = b[:a.NBytes()]; a.dtype.kind != KindBool || mem.ValidBools(b) {
			return b
		}
	}
	b := mem.Make(a.NBytes())
	a.gather(b)
	normalize(b, a.dtype)
	return b
}

type (
	integer interface {
		int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
	}
	number interface{ integer | float32 | float64 }
)

// castNumbers converts elements in native byte order. Complex numbers are pairs of floats.
func castNumbers(dst []byte, to DType, src []byte, from DType) {
	switch from.kind {
	case KindInt, KindDatetime, KindTimedelta:
		switch from.size {
		case 1:
			castFrom(dst, to, mem.Cast[int8](src, len(src)), 1)
		case 2:
			castFrom(dst, to, mem.Cast[int16](src, len(src)/2), 1)
		case 4:
			castFrom(dst, to, mem.Cast[int32](src, len(src)/4), 1)
		case 8:
			castFrom(dst, to, mem.Cast[int64](src, len(src)/8), 1)
		}
	case KindUint, KindBool:
		switch from.size {
		case 1:
			castFrom(dst, to, mem.Cast[uint8](src, len(src)), 1)
		case 2:
			castFrom(dst, to, mem.Cast[uint16](src, len(src)/2), 1)
		case 4:
			castFrom(dst, to, mem.Cast[uint32](src, len(src)/4), 1)
		case 8:
			castFrom(dst, to, mem.Cast[uint64](src, len(src)/8), 1)
		}
	case KindFloat, KindComplex:
		parts := 1
		if from.kind == KindComplex {
			parts = 2
		}
		switch from.size / parts {
		case 2:
			castFrom(dst, to, singles(mem.Cast[float16.Float16](src, len(src)/2)), parts)
		case 4:
			castFrom(dst, to, mem.Cast[float32](src, len(src)/4), parts)
		case 8:
			castFrom(dst, to, mem.Cast[float64](src, len(src)/8), parts)
		}
	}
}

// singles converts float16 to float32, which is exact. numpy also converts float16 through float32.
func singles(halves []float16.Float16) []float32 {
	floats := make([]float32, len(halves))
	for i, half := range halves {
		floats[i] = half.Float32()
	}
	return floats
}

// castFrom converts elements that have the given number of parts: two if they are complex,
// otherwise one.
func castFrom[S number](dst []byte, to DType, src []S, parts int) {
	n := len(src) / parts
	switch to.kind {
	case KindBool:
		castBools(dst, src, parts)
	case KindInt, KindDatetime, KindTimedelta:
		switch to.size {
		case 1:
			castIntegers(mem.Cast[int8](dst, n), src, parts)
		case 2:
			castIntegers(mem.Cast[int16](dst, n), src, parts)
		case 4:
			castIntegers(mem.Cast[int32](dst, n), src, parts)
		case 8:
			castIntegers(mem.Cast[int64](dst, n), src, parts)
		}
	case KindUint:
		switch to.size {
		case 1:
			castIntegers(mem.Cast[uint8](dst, n), src, parts)
		case 2:
			castIntegers(mem.Cast[uint16](dst, n), src, parts)
		case 4:
			castIntegers(mem.Cast[uint32](dst, n), src, parts)
		case 8:
			castIntegers(mem.Cast[uint64](dst, n), src, parts)
		}
	case KindFloat:
		switch to.size {
		case 2:
			castHalves(mem.Cast[float16.Float16](dst, n), src, parts)
		case 4:
			castFloats(mem.Cast[float32](dst, n), src, 1, parts)
		case 8:
			castFloats(mem.Cast[float64](dst, n), src, 1, parts)
		}
	case KindComplex:
		switch to.size {
		case 8:
			castFloats(mem.Cast[float32](dst, 2*n), src, 2, parts)
		case 16:
			castFloats(mem.Cast[float64](dst, 2*n), src, 2, parts)
		}
	}
}

func castBools[S number](dst []byte, src []S, parts int) {
	for i := range dst {
		dst[i] = 0
		for _, part := range src[i*parts : (i+1)*parts] {
			if part != 0 {
				dst[i] = 1
			}
		}
	}
}

func castIntegers[D integer, S number](dst []D, src []S, step int) {
	if half := S(1) / 2; half != 0 { // S is a float
		for i := range dst {
			dst[i] = truncated[D](float64(src[i*step]))
		}
		return
	}
	for i, x := range src {
		dst[i] = D(x)
	}
}

// truncated converts a float as AsType documents. Go does not define the result for floats that do
// not fit.
func truncated[D integer](x float64) D {
	n := int64(math.MinInt64)
	switch {
	case x >= -1<<63 && x < 1<<63:
		n = int64(x)
	case x >= 1<<63 && x < 1<<64:
		n = int64(uint64(x))
	}
	return D(n)
}

// castHalves rounds to float16. Like numpy it converts through float32, except for float64.
func castHalves[S number](dst []float16.Float16, src []S, step int) {
	_, double := any(src).([]float64)
	for i := range dst {
		if x := src[i*step]; double {
			dst[i] = float16FromFloat64(float64(x))
		} else {
			dst[i] = float16.Fromfloat32(float32(x))
		}
	}
}

// castFloats converts to floats, or to the parts of complex numbers if toStep is 2.
func castFloats[D float32 | float64, S number](dst []D, src []S, toStep, fromStep int) {
	switch {
	case toStep == fromStep:
		for i, x := range src {
			dst[i] = D(x)
		}
	case toStep > fromStep:
		for i, x := range src {
			dst[2*i], dst[2*i+1] = D(x), 0
		}
	default:
		for i := range dst {
			dst[i] = D(src[2*i])
		}
	}
}

// castTimes converts counts of one unit to another. A count is rounded down, and NaT stays NaT.
func castTimes(dst []int64, to DType, src []int64, from DType) error {
	if from.unit == UnitGeneric || sameUnit(from, to) {
		copy(dst, src)
		return nil
	}
	multiply, divide, err := timeRatio(from, to)
	if err != nil {
		return err
	}
	for i, count := range src {
		dst[i] = count
		if count != NaT {
			dst[i], _ = floorDivide(count*multiply, divide)
		}
	}
	return nil
}

// timeRatio returns the factor and the divisor that convert a count of from to a count of to.
func timeRatio(from, to DType) (multiply, divide int64, err error) {
	large, small := min(from.unit, to.unit), max(from.unit, to.unit)
	factor, ok := unitFactor(large, small)
	if !ok {
		return 0, 0, notConverted(from, to)
	}
	multiply, divide = int64(from.multiple), int64(to.multiple)
	if from.unit < to.unit {
		multiply *= int64(factor)
	} else {
		divide *= int64(factor)
	}
	common := multiply
	for rest := divide; rest != 0; {
		common, rest = rest, common%rest
	}
	return multiply / common, divide / common, nil
}
