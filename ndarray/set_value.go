package ndarray

import (
	"fmt"
	"math"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/x448/float16"
)

// setValue writes value to the element b as documented for SetAt.
func (d DType) setValue(b []byte, value any) error {
	var ok bool
	switch d.kind {
	case KindBool:
		if v := reflect.ValueOf(value); v.Kind() == reflect.Bool {
			b[0], ok = 0, true
			if v.Bool() {
				b[0] = 1
			}
		}
	case KindInt:
		var n int64
		if n, ok = signedOf(value); ok {
			shift := 64 - 8*d.size
			if ok = n<<shift>>shift == n; ok {
				d.put(b, uint64(n))
			}
		}
	case KindUint:
		var n uint64
		if n, ok = unsignedOf(value); ok {
			if ok = d.size == 8 || n>>(8*d.size) == 0; ok {
				d.put(b, n)
			}
		}
	case KindFloat:
		var x float64
		if x, ok = floatOf(value); ok {
			ok = d.setFloat(b, x)
		}
	case KindComplex:
		v := reflect.ValueOf(value)
		var z complex128
		var x float64
		switch {
		case v.Kind() == reflect.Complex64 || v.Kind() == reflect.Complex128:
			z, ok = v.Complex(), true
		default:
			x, ok = floatOf(value)
			z = complex(x, 0)
		}
		// Check both halves before writing either.
		half := d.size / 2
		var scratch [16]byte
		ok = ok && d.setFloat(scratch[:half], real(z)) && d.setFloat(scratch[half:2*half], imag(z))
		if ok {
			copy(b, scratch[:])
		}
	case KindDatetime:
		var n int64
		unit := Datetime64{Unit: d.unit, Multiple: int(d.multiple)}
		switch v := value.(type) {
		case Datetime64:
			n, ok = v.Count, v.IsNaT() || v.Unit == d.unit && max(v.Multiple, 1) == unit.Multiple
		case time.Time:
			n, ok = unit.countOf(v)
		}
		if ok {
			d.put(b, uint64(n))
		}
	case KindTimedelta:
		var n int64
		unit := Timedelta64{Unit: d.unit, Multiple: int(d.multiple)}
		switch v := value.(type) {
		case Timedelta64:
			n, ok = v.Count, v.IsNaT() || v.Unit == d.unit && max(v.Multiple, 1) == unit.Multiple
		case time.Duration:
			n, ok = unit.countOf(v)
		}
		if ok {
			d.put(b, uint64(n))
		}
	case KindString:
		var s string
		if s, ok = value.(string); ok && utf8.ValidString(s) && 4*utf8.RuneCountInString(s) <= d.size {
			clear(b)
			for _, r := range s {
				d.endian().PutUint32(b, uint32(r))
				b = b[4:]
			}
		} else {
			ok = false
		}
	case KindBytes:
		ok = d.setBytes(b, value, false)
	case KindVoid:
		if !d.isStructured() {
			ok = d.setBytes(b, value, true)
		} else if r, isRecord := value.(Record); isRecord && r.dtype.Equal(d) {
			copy(b, r.data)
			ok = true
		}
	}
	if !ok {
		return fmt.Errorf("%w: %T %.80v as %v", ErrValue, value, value, d)
	}
	return nil
}

// put writes 1, 2, 4 or 8 bytes.
func (d DType) put(b []byte, n uint64) {
	switch len(b) {
	case 1:
		b[0] = byte(n)
	case 2:
		d.endian().PutUint16(b, uint16(n))
	case 4:
		d.endian().PutUint32(b, uint32(n))
	case 8:
		d.endian().PutUint64(b, n)
	}
}

// setFloat writes x rounded, unless x is finite and the result would be infinite.
func (d DType) setFloat(b []byte, x float64) bool {
	finite := !math.IsInf(x, 0)
	switch len(b) {
	case 2:
		h := float16FromFloat64(x)
		if finite && h.IsInf(0) {
			return false
		}
		d.put(b, uint64(h.Bits()))
	case 4:
		f := float32(x)
		if finite && math.IsInf(float64(f), 0) {
			return false
		}
		d.put(b, uint64(math.Float32bits(f)))
	case 8:
		d.put(b, math.Float64bits(x))
	default:
		return false
	}
	return true
}

// float16FromFloat64 rounds only once. float32(x) would round first, possibly to an even digit that
// is not the nearest. So the first step rounds to odd, which leaves the decision to the second
// step.
func float16FromFloat64(x float64) float16.Float16 {
	f := float32(x)
	if float64(f) != x && !math.IsInf(float64(f), 0) && !math.IsNaN(x) {
		if math.Abs(float64(f)) > math.Abs(x) {
			f = math.Float32frombits(math.Float32bits(f) - 1)
		}
		f = math.Float32frombits(math.Float32bits(f) | 1)
	}
	return float16.Fromfloat32(f)
}

// setBytes writes text or bytes. They must fit the element, or have exactly its length if exactly
// is set.
func (d DType) setBytes(b []byte, value any, exactly bool) bool {
	var s []byte
	switch v := value.(type) {
	case []byte:
		s = v
	case string:
		s = []byte(v)
	default:
		return false
	}
	if len(s) > len(b) || exactly && len(s) != len(b) {
		return false
	}
	clear(b[copy(b, s):])
	return true
}

func signedOf(value any) (int64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case isFloat16(v):
		return 0, false
	case v.CanInt():
		return v.Int(), true
	case v.CanUint():
		return int64(v.Uint()), v.Uint() <= math.MaxInt64
	}
	return 0, false
}

func unsignedOf(value any) (uint64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case isFloat16(v):
		return 0, false
	case v.CanInt():
		return uint64(v.Int()), v.Int() >= 0
	case v.CanUint():
		return v.Uint(), true
	}
	return 0, false
}

func floatOf(value any) (float64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case isFloat16(v):
		return float64(float16.Frombits(uint16(v.Uint())).Float32()), true
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}

func isFloat16(v reflect.Value) bool { return v.IsValid() && v.Type() == float16Type }
