package jsontext

import (
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

const hexDigits = "0123456789ABCDEF"

// plainASCII holds the bytes that are written unescaped inside a JSON string.
var plainASCII = func() (plain [256]bool) {
	for b := 0x20; b < utf8.RuneSelf; b++ {
		plain[b] = b != '"' && b != '\\'
	}
	return plain
}()

// AppendString appends s in quotes as python-rapidjson's dumps writes it with its defaults
// (measured with 1.4). It reports false, with dst unchanged, if s is not UTF-8. The output is ASCII
// only: \uXXXX in upper case, with surrogate pairs beyond the basic plane. A slash, DEL and the
// characters that encoding/json escapes for HTML are not escaped.
func AppendString(dst []byte, s string) ([]byte, bool) {
	start := len(dst)
	dst = append(dst, '"')
	written := 0
	for i := 0; i < len(s); {
		b := s[i]
		if plainASCII[b] {
			i++
			continue
		}
		dst = append(dst, s[written:i]...)
		if b < utf8.RuneSelf {
			i++
			switch b {
			case '"', '\\':
				dst = append(dst, '\\', b)
			case '\b':
				dst = append(dst, `\b`...)
			case '\f':
				dst = append(dst, `\f`...)
			case '\n':
				dst = append(dst, `\n`...)
			case '\r':
				dst = append(dst, `\r`...)
			case '\t':
				dst = append(dst, `\t`...)
			default:
				dst = appendEscape(dst, rune(b))
			}
		} else {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				return dst[:start], false
			}
			i += size
			if r >= 0x10000 {
				high, low := utf16.EncodeRune(r)
				dst = appendEscape(appendEscape(dst, high), low)
			} else {
				dst = appendEscape(dst, r)
			}
		}
		written = i
	}
	return append(append(dst, s[written:]...), '"'), true
}

func appendEscape(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', hexDigits[r>>12], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// AppendFloat appends the shortest digits that parse to f at its width (32 or 64 bits), in the
// layout of Python's repr. The result always reads as a float: it has a point or an exponent.
// Magnitudes below 1e-4 and from 1e+16 on have an exponent, with a sign and at least two digits.
func AppendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	magnitude, small, large := math.Abs(f), 1e-4, 1e16
	if bits == 32 { // decide by the text: float32(1e-4) is 0.0000999999974… but prints as 1e-4
		small, large = float64(float32(small)), float64(float32(large))
	}
	if magnitude != 0 && (magnitude < small || magnitude >= large) {
		return strconv.AppendFloat(dst, f, 'e', -1, bits)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, bits)
	for _, b := range dst[start:] {
		if b == '.' {
			return dst
		}
	}
	return append(dst, ".0"...)
}
