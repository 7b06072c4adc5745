package ndarray

import (
	"bytes"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/x448/float16"
)

// floatLayout holds what the printed floats of one array have in common: numpy's FloatingFormat.
type floatLayout struct {
	bits     int  // size of the float: 16, 32 or 64
	plus     bool // show the sign of positive numbers
	exponent bool // print all with exponents
	left     int  // characters before the point
	right    int  // characters after the point, including the exponent
	digits   int  // with exponents: digits after the point
	expSize  int  // with exponents: digits of the exponent
}

// floatFormatter prints floats with their points aligned. plus shows the sign of positive ones.
func floatFormatter(d DType, elements iter.Seq[[]byte], plus bool) formatter {
	l := floatLayout{bits: 8 * d.size, plus: plus}
	l.fit(func(yield func(float64) bool) {
		for b := range elements {
			if !yield(d.float(b)) {
				return
			}
		}
	})
	return func(dst, b []byte) []byte { return l.append(dst, d.float(b)) }
}

// complexFormatter prints real and imaginary parts in columns of their own, with the j directly
// after the number.
func complexFormatter(d DType, elements iter.Seq[[]byte]) formatter {
	half := d
	half.kind, half.size = KindFloat, d.size/2
	part := func(start, end int) iter.Seq[[]byte] {
		return func(yield func([]byte) bool) {
			for b := range elements {
				if !yield(b[start:end]) {
					return
				}
			}
		}
	}
	re := floatFormatter(half, part(0, half.size), false)
	im := floatFormatter(half, part(half.size, d.size), true)
	return func(dst, b []byte) []byte {
		dst = im(re(dst, b[:half.size]), b[half.size:])
		number := bytes.TrimRight(dst, " ")
		padding := len(dst) - len(number)
		dst = append(number, 'j')
		for range padding {
			dst = append(dst, ' ')
		}
		return dst
	}
}

// fit chooses the layout for values. It uses exponents if the largest is 1e8 or more, the smallest
// below 1e-4, or the largest more than a thousand times the smallest. Columns are as wide as the
// widest value.
func (l *floatLayout) fit(values iter.Seq[float64]) {
	smallest, largest := math.Inf(1), 0.0
	finite, nonFinite, minusInf := false, false, false
	for x := range values {
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0):
			nonFinite = true
			minusInf = minusInf || x < 0
		default:
			finite = true
			if x != 0 {
				smallest, largest = min(smallest, math.Abs(x)), max(largest, math.Abs(x))
			}
		}
	}
	l.exponent = largest > 0 && (largest >= 1e8 || smallest < 1e-4 || ratio(largest, smallest, l.bits) > 1000)
	if finite {
		for x := range values {
			if !math.IsNaN(x) && !math.IsInf(x, 0) {
				l.widen(x)
			}
		}
	}
	if l.exponent {
		l.right = l.expSize + 2 + l.digits
	}
	if nonFinite {
		inf := len("inf")
		if l.plus || minusInf {
			inf++
		}
		l.left = max(l.left, len("nan")-l.right-1, inf-l.right-1)
	}
}

// ratio divides in the array's own precision, as numpy does.
func ratio(x, y float64, bits int) float64 {
	switch bits {
	case 16:
		return float64(float16.Fromfloat32(float32(x) / float32(y)).Float32())
	case 32:
		return float64(float32(x) / float32(y))
	}
	return x / y
}

// widen makes the columns wide enough for x.
func (l *floatLayout) widen(x float64) {
	text := l.sign(x)
	if l.exponent {
		text += fixedExponent(x, l.bits, 0, printPrecision)
	} else {
		text += fixed(x, l.bits)
	}
	mantissa, exponent, _ := bytes.Cut([]byte(text), []byte("e"))
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	digits := len(bytes.TrimRight(fraction, "0"))
	l.left = max(l.left, len(whole))
	if l.exponent {
		l.digits = max(l.digits, digits)
		l.expSize = max(l.expSize, len(exponent)-1)
	} else {
		l.right = max(l.right, digits)
	}
}

func (l *floatLayout) sign(x float64) string {
	switch {
	case math.Signbit(x):
		return "-"
	case l.plus:
		return "+"
	}
	return ""
}

// append appends one value.
func (l *floatLayout) append(dst []byte, x float64) []byte {
	start := len(dst)
	switch {
	case math.IsNaN(x):
		if l.plus {
			dst = append(dst, '+')
		}
		dst = append(dst, "nan"...)
		return padLeft(dst, start, l.left+l.right+1-(len(dst)-start))
	case math.IsInf(x, 0):
		dst = append(append(dst, l.sign(x)...), "inf"...)
		return padLeft(dst, start, l.left+l.right+1-(len(dst)-start))
	case l.exponent:
		text := fixedExponent(x, l.bits, l.digits, l.digits)
		mantissa, exponent, _ := bytes.Cut([]byte(text), []byte("e"))
		whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
		dst = append(append(dst, l.sign(x)...), whole...)
		dst = padLeft(dst, start, l.left-(len(dst)-start))
		dst = append(append(dst, '.'), fraction...)
		for range l.digits - len(fraction) {
			dst = append(dst, '0')
		}
		dst = append(dst, 'e', exponent[0])
		for range l.expSize - (len(exponent) - 1) {
			dst = append(dst, '0')
		}
		return append(dst, exponent[1:]...)
	}
	whole, fraction, _ := bytes.Cut([]byte(fixed(x, l.bits)), []byte("."))
	fraction = bytes.TrimRight(fraction, "0")
	dst = append(append(dst, l.sign(x)...), whole...)
	dst = padLeft(dst, start, l.left-(len(dst)-start))
	dst = append(append(dst, '.'), fraction...)
	for range l.right - len(fraction) {
		dst = append(dst, ' ')
	}
	return dst
}

// fixed returns the magnitude of x with the fewest digits that distinguish it. It has all digits
// before the point (numpy's min_digits=0) and at most printPrecision after it.
func fixed(x float64, bits int) string {
	x = math.Abs(x)
	text := positional(shortest(x, bits))
	_, fraction, _ := strings.Cut(text, ".")
	switch {
	case fraction == "":
		return strconv.FormatFloat(x, 'f', 0, 64)
	case len(fraction) > printPrecision:
		return strconv.FormatFloat(x, 'f', printPrecision, 64)
	}
	return text
}

// fixedExponent returns the magnitude of x with an exponent and the fewest digits that distinguish
// it, but at least low and at most high after the point. As in numpy, further digits are those of
// the exact value, not zeros.
func fixedExponent(x float64, bits, low, high int) string {
	x = math.Abs(x)
	text := shortest(x, bits)
	switch digits := fractionDigits(text); {
	case digits < low:
		return strconv.FormatFloat(x, 'e', low, 64)
	case digits > high:
		return strconv.FormatFloat(x, 'e', high, 64)
	}
	return text
}

// shortest returns the decimal with the fewest digits that parses to the float of that many bits,
// in the form -1.25e-05. Of several it returns the nearest. Of two equally near it returns the one
// that ends in an even digit, where strconv returns the larger.
func shortest(x float64, bits int) string {
	if bits == 16 {
		return shortest16(x)
	}
	text := strconv.FormatFloat(x, 'e', -1, bits)
	rounded := strconv.FormatFloat(x, 'e', fractionDigits(text), 64)
	if rounded != text {
		if y, err := strconv.ParseFloat(rounded, bits); err == nil && y == x {
			return rounded
		}
	}
	return text
}

// shortest16 is shortest for float16, which strconv does not support. Five digits distinguish any
// two values. The nearest decimal is usually the rounded value. Next to a power of two, where the
// floats below are closer together, it may be the next decimal above.
func shortest16(x float64) string {
	h := float16FromFloat64(x)
	for digits := range 5 {
		text := strconv.FormatFloat(x, 'e', digits, 64)
		for _, candidate := range [...]string{text, nextDecimal(text)} {
			if y, err := strconv.ParseFloat(candidate, 64); err == nil && float16FromFloat64(y) == h {
				return candidate
			}
		}
	}
	return strconv.FormatFloat(x, 'e', -1, 32)
}

// nextDecimal adds one to the last digit of the mantissa of a number such as -1.25e-05.
func nextDecimal(text string) string {
	b := []byte(text)
	for i := bytes.IndexByte(b, 'e') - 1; i >= 0; i-- {
		switch c := b[i]; {
		case c == '9':
			b[i] = '0'
		case c >= '0' && c < '9':
			b[i]++
			return string(b)
		}
	}
	return text // only nines; such a number is not next to a power of two
}

// fractionDigits returns the number of digits after the point of a number such as -1.25e-05.
func fractionDigits(text string) int {
	mantissa, _, _ := strings.Cut(text, "e")
	_, fraction, _ := strings.Cut(mantissa, ".")
	return len(fraction)
}

// positional returns a number such as -1.25e-05 without its exponent.
func positional(text string) string {
	mantissa, exponent, _ := strings.Cut(text, "e")
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return text // NaN or infinity
	}
	sign := ""
	if mantissa[0] == '-' {
		sign, mantissa = "-", mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	switch point := 1 + e; {
	case point <= 0:
		return sign + "0." + strings.Repeat("0", -point) + digits
	case point >= len(digits):
		return sign + digits + strings.Repeat("0", point-len(digits))
	default:
		return sign + digits[:point] + "." + digits[point:]
	}
}
