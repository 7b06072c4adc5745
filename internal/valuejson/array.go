package valuejson

import (
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
)

// AppendArray appends an array in the form that Help describes.
func AppendArray(dst []byte, a *ndarray.Array) ([]byte, error) {
	dst = append(dst, `{"dtype":`...)
	dst = jsontext.AppendText(dst, a.DType().Descr())
	dst = append(dst, `,"shape":[`...)
	for axis := range a.NDim() {
		if axis > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, int64(a.Dim(axis)), 10)
	}
	if hasLongDouble(a.DType()) || repeatsNames(a) {
		elements, err := a.AsCContiguous().Bytes()
		if err != nil {
			return dst, err
		}
		return append(base64.StdEncoding.AppendEncode(append(dst, `],"base64":"`...), elements), `"}`...), nil
	}
	dst, err := appendElements(append(dst, `],"data":`...), a)
	return append(dst, '}'), err
}

// repeatsNames reports whether the names of fields, which are repeated in the object of each
// element, would take far more space than the elements: a structure of 1 byte can have a name of a
// megabyte.
func repeatsNames(a *ndarray.Array) bool {
	const free, times = 64 << 10, 64
	perElement := objectSize(a.DType())
	return perElement > 0 && a.Size() > free/perElement && perElement/times > a.DType().ItemSize()
}

// objectSize returns the number of bytes of names and brackets in the JSON of one element, up to
// 1<<30.
func objectSize(d ndarray.DType) int {
	n := 0
	if base, shape, ok := d.Subarray(); ok {
		n = objectSize(base)
		for _, length := range shape {
			n = min(n*max(length, 1), 1<<30)
		}
		return n
	}
	for _, f := range d.Fields() {
		n = min(n+len(f.Name)+len(`"":{"base64":""},`)+objectSize(f.DType), 1<<30)
	}
	return n
}

// hasLongDouble reports whether elements are C long doubles, or contain some.
func hasLongDouble(d ndarray.DType) bool {
	if base, _, ok := d.Subarray(); ok {
		return hasLongDouble(base)
	}
	for _, f := range d.Fields() {
		if hasLongDouble(f.DType) {
			return true
		}
	}
	return d.Kind() == ndarray.KindFloat && d.ItemSize() == 16 || d.Kind() == ndarray.KindComplex && d.ItemSize() == 32
}

// appendElements appends the elements of an array, nested as its axes are.
func appendElements(dst []byte, a *ndarray.Array) ([]byte, error) {
	if a.NBytes() == 0 {
		return append(dst, "[]"...), nil // a file of 128 bytes can claim 2^60 elements
	}
	return appendAxis(dst, a, make([]int, a.NDim()), 0)
}

// appendAxis appends the sub-array at the indices of the axes before axis.
func appendAxis(dst []byte, a *ndarray.Array, index []int, axis int) ([]byte, error) {
	if axis == len(index) {
		value, err := a.At(index...)
		if err != nil {
			return dst, err
		}
		return AppendElement(dst, value)
	}
	dst = append(dst, '[')
	for i := range a.Dim(axis) {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		index[axis] = i
		if dst, err = appendAxis(dst, a, index, axis+1); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

// AppendElement appends a value that ndarray.Array.At returned.
func AppendElement(dst []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case float16.Float16:
		return appendFloat(dst, float64(v.Float32()), 64), nil
	case float32:
		return appendFloat(dst, float64(v), 32), nil
	case float64:
		return appendFloat(dst, v, 64), nil
	case complex64:
		return appendComplex(dst, complex128(v), 32), nil
	case complex128:
		return appendComplex(dst, v, 64), nil
	case ndarray.Datetime64:
		return jsontext.AppendText(dst, v.String()), nil
	case ndarray.Timedelta64:
		return jsontext.AppendText(dst, v.String()), nil
	case string:
		return jsontext.AppendText(dst, v), nil
	case []byte:
		return AppendBase64(dst, v), nil
	case ndarray.Record:
		return appendRecord(dst, v)
	case *ndarray.Array: // a sub-array field
		return appendElements(dst, v)
	default: // bool and integers
		return fmt.Append(dst, v), nil
	}
}

func appendRecord(dst []byte, r ndarray.Record) ([]byte, error) {
	dst = append(dst, '{')
	for i, field := range r.DType().Fields() {
		if i > 0 {
			dst = append(dst, ',')
		}
		value, err := r.At(i)
		if err != nil {
			return dst, err
		}
		dst = append(jsontext.AppendText(dst, field.Name), ':')
		if dst, err = AppendElement(dst, value); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func appendComplex(dst []byte, c complex128, bits int) []byte {
	dst = appendFloat(append(dst, '['), real(c), bits)
	return append(appendFloat(append(dst, ','), imag(c), bits), ']')
}

// appendFloat appends a float with the digits of Python's repr. NaN and infinities are strings.
func appendFloat(dst []byte, f float64, bits int) []byte {
	if f-f != 0 {
		return jsontext.AppendStrictNumber(dst, string(jsontext.AppendFloat(nil, f, bits)))
	}
	return jsontext.AppendFloat(dst, f, bits)
}
