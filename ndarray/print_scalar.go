package ndarray

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// appendScalar appends an element of a plain dtype as numpy's str of the scalar prints it.
func (d DType) appendScalar(dst, b []byte) []byte {
	switch {
	case d.kind == KindBool:
		return boolFormatter(true)(dst, b)
	case d.kind == KindInt:
		return strconv.AppendInt(dst, d.signed(b), 10)
	case d.kind == KindUint:
		return strconv.AppendUint(dst, d.unsigned(b), 10)
	case d.isLongDouble():
		return appendVoid(dst, b)
	case d.kind == KindFloat:
		dst = appendFloat(dst, d.float(b), 8*d.size)
		if !bytes.ContainsAny(dst, ".ein") {
			dst = append(dst, ".0"...)
		}
		return dst
	case d.kind == KindComplex:
		return d.appendComplex(dst, b)
	case d.kind == KindDatetime:
		return Datetime64{Count: d.signed(b), Unit: d.unit, Multiple: int(d.multiple)}.append(dst)
	case d.kind == KindTimedelta:
		return append(dst, Timedelta64{Count: d.signed(b), Unit: d.unit, Multiple: int(d.multiple)}.String()...)
	case d.kind == KindString:
		return append(dst, string(d.text(b))...)
	case d.kind == KindBytes:
		return appendReprBytes(dst, bytes.TrimRight(b, "\x00"))
	}
	return appendVoid(dst, b)
}

// appendCount appends the count of a timedelta, without its unit.
func (d DType) appendCount(dst, b []byte) []byte { return strconv.AppendInt(dst, d.signed(b), 10) }

// appendComplex appends a complex scalar: 2j, (1+2j), (nan-infj).
func (d DType) appendComplex(dst, b []byte) []byte {
	half := d.size / 2
	re, im := d.float(b[:half]), d.float(b[half:])
	if re == 0 && !math.Signbit(re) {
		return append(appendFloat(dst, im, 8*half), 'j')
	}
	dst = appendFloat(append(dst, '('), re, 8*half)
	if math.IsNaN(im) || !math.Signbit(im) {
		dst = append(dst, '+')
	}
	return append(appendFloat(dst, im, 8*half), "j)"...)
}

// appendFloat appends the shortest text that parses to x, as numpy's scalars print it, with
// exponents outside 1e-4 … 1e16.
func appendFloat(dst []byte, x float64, bits int) []byte {
	switch magnitude := math.Abs(x); {
	case math.IsNaN(x):
		return append(dst, "nan"...)
	case math.IsInf(x, 1):
		return append(dst, "inf"...)
	case math.IsInf(x, -1):
		return append(dst, "-inf"...)
	case magnitude == 0 || magnitude >= 1e-4 && magnitude < 1e16:
		return append(dst, positional(shortest(x, bits))...)
	}
	return append(dst, shortest(x, bits)...)
}

// appendVoid appends raw bytes as numpy's str of a void prints them.
func appendVoid(dst, b []byte) []byte {
	dst = append(dst, "b'"...)
	for _, c := range b {
		dst = fmt.Appendf(dst, `\x%02X`, c)
	}
	return append(dst, '\'')
}

// appendRunesRepr is appendRepr for code points, including those that do not exist.
func appendRunesRepr(dst []byte, runes []rune) []byte {
	quote := reprQuote(string(runes))
	dst = append(dst, quote)
	for _, r := range runes {
		dst = appendReprRune(dst, r, rune(quote))
	}
	return append(dst, quote)
}
