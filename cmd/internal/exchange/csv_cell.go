package exchange

import (
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
		return appendText(dst, v)
	case []byte:
		return appendText(dst, string(v))
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

func appendText(dst []byte, text string) ([]byte, error) {
	if strings.ContainsRune(text, '\r') {
		return dst, fmt.Errorf("%w: CSV readers remove the carriage return in %.40q", ErrCannotHold, text)
	}
	return appendField(dst, text), nil
}

// appendField appends a text, in quotes if necessary.
func appendField(dst []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, "\",\n\r ") {
		return append(dst, text...)
	}
	return append(append(append(dst, '"'), strings.ReplaceAll(text, `"`, `""`)...), '"')
}

// cellSetter returns the function that sets element i of an array of one axis from a cell.
func cellSetter(a *ndarray.Array) (func(i int, text string) error, error) {
	dtype := a.DType()
	if !hasCells(dtype) {
		return nil, fmt.Errorf("CSV holds numbers and text, not %v", dtype)
	}
	if number := numberSetter(a); number != nil {
		return func(i int, text string) error { return number(i, strings.TrimSpace(text)) }, nil
	}
	if dtype.Kind() != ndarray.KindComplex {
		return func(i int, text string) error { return a.SetAt(text, i) }, nil
	}
	return func(i int, text string) error {
		text = strings.TrimSpace(text)
		if body, ok := strings.CutSuffix(text, "j"); ok {
			text = body + "i"
		}
		v, err := strconv.ParseComplex(text, 8*dtype.ItemSize())
		if err != nil {
			return err
		}
		if dtype.ItemSize() == 8 {
			return a.SetAt(complex64(v), i)
		}
		return a.SetAt(v, i)
	}, nil
}
