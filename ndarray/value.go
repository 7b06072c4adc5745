package ndarray

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/x448/float16"
)

// endian returns the byte order as encoding/binary represents it.
func (d DType) endian() binary.ByteOrder {
	if d.order == BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// unsigned reads 1, 2, 4 or 8 bytes.
func (d DType) unsigned(b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(d.endian().Uint16(b))
	case 4:
		return uint64(d.endian().Uint32(b))
	}
	return d.endian().Uint64(b)
}

// signed reads 1, 2, 4 or 8 bytes of two's complement.
func (d DType) signed(b []byte) int64 {
	shift := 64 - 8*len(b)
	return int64(d.unsigned(b)<<shift) >> shift
}

// float reads a floating-point number of 2, 4 or 8 bytes. The result is exact.
func (d DType) float(b []byte) float64 {
	switch len(b) {
	case 2:
		return float64(float16.Frombits(uint16(d.unsigned(b))).Float32())
	case 4:
		return float64(math.Float32frombits(uint32(d.unsigned(b))))
	}
	return math.Float64frombits(d.unsigned(b))
}

// time returns the element of a datetime or timedelta dtype with the given count.
func (d DType) time(count int64) any {
	if d.kind == KindTimedelta {
		return Timedelta64{Count: count, Unit: d.unit, Multiple: int(d.multiple)}
	}
	return Datetime64{Count: count, Unit: d.unit, Multiple: int(d.multiple)}
}

// text reads code points up to the trailing NULs.
func (d DType) text(b []byte) []rune {
	runes := make([]rune, len(b)/4)
	length := 0
	for i := range runes {
		runes[i] = rune(d.endian().Uint32(b[4*i:]))
		if runes[i] != 0 {
			length = i + 1
		}
	}
	return runes[:length]
}

// value returns the element in b as documented for At.
func (d DType) value(b []byte, readOnly bool) (any, error) {
	switch d.kind {
	case KindBool:
		return b[0] != 0, nil
	case KindInt:
		n := d.signed(b)
		switch d.size {
		case 1:
			return int8(n), nil
		case 2:
			return int16(n), nil
		case 4:
			return int32(n), nil
		}
		return n, nil
	case KindUint:
		n := d.unsigned(b)
		switch d.size {
		case 1:
			return uint8(n), nil
		case 2:
			return uint16(n), nil
		case 4:
			return uint32(n), nil
		}
		return n, nil
	case KindFloat:
		switch d.size {
		case 2:
			return float16.Frombits(uint16(d.unsigned(b))), nil
		case 4:
			return math.Float32frombits(uint32(d.unsigned(b))), nil
		case 8:
			return math.Float64frombits(d.unsigned(b)), nil
		}
	case KindComplex:
		half := d.size / 2
		switch d.size {
		case 8:
			return complex(math.Float32frombits(uint32(d.unsigned(b[:half]))),
				math.Float32frombits(uint32(d.unsigned(b[half:])))), nil
		case 16:
			return complex(d.float(b[:half]), d.float(b[half:])), nil
		}
	case KindDatetime, KindTimedelta:
		return d.time(d.signed(b)), nil
	case KindBytes:
		return append([]byte{}, bytes.TrimRight(b, "\x00")...), nil
	case KindString:
		runes := d.text(b)
		for _, r := range runes {
			if !utf8.ValidRune(r) {
				return nil, fmt.Errorf("%w: invalid code point %#x", ErrValue, uint32(r))
			}
		}
		return string(runes), nil
	case KindVoid:
		switch {
		case d.isStructured():
			return Record{dtype: d, data: b, readOnly: readOnly}, nil
		case d.isSubarray():
			base, shape := d.flatten()
			elements, _, err := extent(shape, base.size)
			if err != nil {
				return nil, err
			}
			a := &Array{data: b, readOnly: readOnly}
			a.layOut(base, elements, shape, false)
			return a, nil
		}
		return append([]byte{}, b...), nil
	}
	return nil, fmt.Errorf("%w: %v is a C long double, which has no Go type; use Bytes", ErrDType, d)
}
