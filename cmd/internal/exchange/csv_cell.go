package exchange

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
)

// hasCells reports whether elements can be written and read as cells.
func hasCells(d ndarray.DType) bool {
	switch d.Kind() {
	case ndarray.KindBool, ndarray.KindInt, ndarray.KindUint, ndarray.KindString, ndarray.KindBytes:
		return d.ItemSize() > 0
	case ndarray.KindFloat:
		return d.ItemSize() <= 8
	case ndarray.KindComplex:
		return d.ItemSize() <= 16
	case ndarray.KindDatetime, ndarray.KindTimedelta:
		return true
	}
	return false
}

// appendCell appends a value that ndarray.Array.At returned.
func appendCell(dst []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case bool:
		if v {
			return append(dst, '1'), nil
		}
		return append(dst, '0'), nil
	case float16.Float16:
		return appendDecimal(dst, float64(v.Float32()), 32), nil
	case float32:
		return appendDecimal(dst, float64(v), 32), nil
	case float64:
		return appendDecimal(dst, v, 64), nil
	case complex64:
		return appendImaginary(appendDecimal(dst, float64(real(v)), 32), float64(imag(v)), 32), nil
	case complex128:
		return appendImaginary(appendDecimal(dst, real(v), 64), imag(v), 64), nil
	case string:
		return appendField(dst, v), nil
	case []byte:
		return appendField(dst, string(v)), nil
	case ndarray.Datetime64:
		return appendDatetime(dst, v)
	case ndarray.Timedelta64:
		if v.IsNaT() {
			return append(dst, v.String()...), nil
		}
		return strconv.AppendInt(dst, v.Count, 10), nil
	default:
		return fmt.Append(dst, v), nil // integers
	}
}

// appendDecimal appends the fewest digits that reproduce the same float, or nan, inf and -inf,
// which numpy reads.
func appendDecimal(dst []byte, f float64, bits int) []byte {
	switch {
	case f != f:
		return append(dst, "nan"...)
	case f-f != 0:
		return append(dst, strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, bits), "+"))...)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, bits)
}

func appendImaginary(dst []byte, f float64, bits int) []byte {
	at := len(dst)
	dst = appendDecimal(append(dst, '+'), f, bits)
	if dst[at+1] == '-' {
		dst = slices.Delete(dst, at, at+1)
	}
	return append(dst, 'j')
}

// mustQuote are the characters because of which a text is quoted: those that separate cells or
// lines in the files of some program, and those that begin a comment or a byte order mark.
const mustQuote = "\",;\t\n\r #\ufeff"

// appendField appends a text, in quotes if necessary.
func appendField(dst []byte, text string) []byte {
	if text != "" && text[0] < 0xfe && !strings.ContainsAny(text, mustQuote) {
		return append(dst, text...)
	}
	return append(append(append(dst, '"'), strings.ReplaceAll(text, `"`, `""`)...), '"')
}

// missing are the cells that stand for no value, as in pandas.
var missing = map[string]bool{"": true, "NA": true, "N/A": true, "n/a": true, "<NA>": true, "#N/A": true, "null": true, "NULL": true, "None": true, "nan": true,
	"NaN": true, "NaT": true}

// cellSetter returns the function that sets element i of an array of one axis from a cell.
func cellSetter(a *ndarray.Array) (func(i int, text string) error, error) {
	dtype := a.DType()
	if !hasCells(dtype) {
		return nil, fmt.Errorf("CSV holds numbers, datetimes and text, not %v", dtype)
	}
	var set func(i int, text string) error
	var none any // of a cell without a value; nil if the dtype has no such element
	switch dtype.Kind() {
	case ndarray.KindString, ndarray.KindBytes:
		return func(i int, text string) error { return a.SetAt(text, i) }, nil
	case ndarray.KindDatetime, ndarray.KindTimedelta:
		return timeSetter(a), nil
	case ndarray.KindComplex:
		set, none = complexSetter(a), complex(numpyNaN, 0)
		if dtype.ItemSize() == 8 {
			none = complex64(complex(numpyNaN, 0))
		}
	case ndarray.KindFloat:
		if set = numberSetter(a); dtype.ItemSize() < 8 {
			none = float32(numpyNaN)
		} else {
			none = numpyNaN
		}
	default:
		set = numberSetter(a)
	}
	return func(i int, text string) error {
		text = strings.TrimSpace(text)
		if missing[text] {
			if none == nil {
				return fmt.Errorf("%q: %v has no element for a missing value", text, dtype)
			}
			return a.SetAt(none, i)
		}
		err := set(i, text)
		switch {
		case errors.Is(err, strconv.ErrRange):
			return fmt.Errorf("%.40q is out of range for %v", text, dtype)
		case errors.Is(err, strconv.ErrSyntax):
			return fmt.Errorf("%.40q is not a value of %v", text, dtype)
		}
		return err
	}, nil
}

// complexSetter returns the function that sets element i of an array of complex numbers.
func complexSetter(a *ndarray.Array) func(i int, text string) error {
	size := a.DType().ItemSize()
	return func(i int, text string) error {
		if inner, ok := strings.CutPrefix(text, "("); ok { // as numpy.savetxt writes them
			if text, ok = strings.CutSuffix(inner, ")"); !ok {
				return strconv.ErrSyntax
			}
		}
		if body, ok := strings.CutSuffix(text, "j"); ok {
			text = body + "i"
		}
		v, err := strconv.ParseComplex(text, 8*size)
		if err != nil {
			return err
		}
		if size == 8 {
			return a.SetAt(complex64(v), i)
		}
		return a.SetAt(v, i)
	}
}
