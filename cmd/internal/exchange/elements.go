package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
)

// arrayValue is the form of an array in a line.
type arrayValue struct {
	DType  string          `json:"dtype"`
	Shape  []int           `json:"shape"`
	Data   json.RawMessage `json:"data"`
	Base64 []byte          `json:"base64"`
}

// An array of more than maxPadded bytes must have a byte of text for every maxPadding of them.
// Without this limit, short texts could create large arrays: an element of |S1000000 is padded with
// NULs, however short its text is.
const (
	maxPadded  = 64 << 20
	maxPadding = 4096
)

var (
	errFewElements  = errors.New("fewer elements than in the shape, or an invalid shape")
	errManyElements = errors.New("more elements than in the shape")
)

// appendArray appends the stored array of a line.
func (p *lineParser) appendArray(dst []byte, line parsedLine) ([]byte, error) {
	var value arrayValue
	if err := json.Unmarshal(line.Value, &value); err != nil {
		return dst, err
	}
	dtype, err := ndarray.ParseDType(value.DType)
	if err != nil {
		return dst, err
	}
	a, err := arrayOf(dtype, value)
	if err != nil {
		return dst, err
	}
	switch line.Order {
	case "", "C":
	case "F": // the transpose of elements in C order is in Fortran order
		a = a.Transpose().AsCContiguous().Transpose()
	default:
		return dst, fmt.Errorf("invalid order %.10q", line.Order)
	}
	return p.encoder.AppendNPY(append(dst, byte(codec.KindArray)), a)
}

func arrayOf(dtype ndarray.DType, value arrayValue) (*ndarray.Array, error) {
	if value.Base64 != nil {
		return ndarray.FromBytes(dtype, value.Shape, value.Base64)
	}
	if !slices.Contains(value.Shape, 0) && dtype.ItemSize() > 0 {
		// Each element has at least one character of text, so a shape alone cannot allocate memory.
		size := 1
		for _, n := range value.Shape {
			if n < 0 || n > len(value.Data)/size {
				return nil, errFewElements
			}
			size *= n
		}
		if perByte := len(value.Data)/size + 1; size > maxPadded/dtype.ItemSize() && dtype.ItemSize()/perByte > maxPadding {
			return nil, fmt.Errorf("elements of %d bytes with very little text are read from \"stored\" only", dtype.ItemSize())
		}
	}
	a, err := ndarray.New(dtype, value.Shape...)
	if err != nil || a.NBytes() == 0 { // the data are then [], for any shape
		return a, err
	}
	flat, err := a.Reshape(a.Size())
	if err != nil {
		return nil, err
	}
	set, depth, err := jsonSetter(flat)
	if err != nil {
		return nil, err
	}
	s := jsontext.Lists{Text: value.Data}
	i := 0
	err = s.Nested(value.Shape, func() error {
		text, err := s.Element(depth)
		if err == nil {
			err = set(i, text)
		}
		i++
		return err
	})
	if err == nil && s.More() {
		err = errManyElements
	}
	return a, err
}

// jsonSetter returns the function that sets element i of an array of one axis from its JSON, and
// the number of brackets around an element.
func jsonSetter(a *ndarray.Array) (set func(i int, text []byte) error, depth int, err error) {
	dtype := a.DType()
	if number := numberSetter(a); number != nil {
		return func(i int, text []byte) error {
			word := string(text)
			switch word {
			case `"NaN"`, `"Infinity"`, `"-Infinity"`:
				word = word[1 : len(word)-1]
			}
			return number(i, word)
		}, 0, nil
	}
	switch size := dtype.ItemSize(); {
	case dtype.Kind() == ndarray.KindComplex && size <= 16:
		parts, err := ndarray.New(partOf(dtype), 2)
		if err != nil {
			return nil, 0, err
		}
		part, _, err := jsonSetter(parts)
		if err != nil {
			return nil, 0, err
		}
		return func(i int, text []byte) error {
			var pair []json.RawMessage
			if err := json.Unmarshal(text, &pair); err != nil {
				return err
			}
			if len(pair) != 2 {
				return fmt.Errorf("%.40s is not [real, imaginary]", text)
			}
			for j := range pair {
				if err := part(j, pair[j]); err != nil {
					return err
				}
			}
			return setComplex(a, i, parts)
		}, 1, nil
	case dtype.Kind() == ndarray.KindString:
		return func(i int, text []byte) error {
			v, err := textOf(text)
			if err != nil {
				return err
			}
			return a.SetAt(v, i)
		}, 0, nil
	case dtype.Kind() == ndarray.KindBytes, dtype.Kind() == ndarray.KindVoid && dtype.Fields() == nil:
		return func(i int, text []byte) error {
			v, err := bytesOf(text)
			if err != nil {
				return err
			}
			return a.SetAt(v, i)
		}, 0, nil
	}
	return nil, 0, fmt.Errorf(`elements of %v cannot be read from "data"; export writes "stored" for them`, dtype)
}

// partOf returns the dtype of the parts of complex numbers, in the machine's byte order.
func partOf(d ndarray.DType) ndarray.DType {
	if d.ItemSize() == 8 {
		return ndarray.Float32
	}
	return ndarray.Float64
}

// setComplex sets an element of an array of complex numbers from its parts.
func setComplex(a *ndarray.Array, i int, parts *ndarray.Array) error {
	if parts.DType() == ndarray.Float32 {
		v, err := ndarray.View[float32](parts)
		if err != nil {
			return err
		}
		return a.SetAt(complex(v[0], v[1]), i)
	}
	v, err := ndarray.View[float64](parts)
	if err != nil {
		return err
	}
	return a.SetAt(complex(v[0], v[1]), i)
}

// numberSetter returns the function that sets element i of an array of one axis from the text of a
// number. It returns nil if elements are not written as a single number.
func numberSetter(a *ndarray.Array) func(i int, text string) error {
	switch a.DType() { // the common dtypes, set in place
	case ndarray.Float32:
		if v, err := ndarray.View[float32](a); err == nil {
			return func(i int, text string) error {
				f, err := parseFloat(text, 32)
				v[i] = float32(f)
				return err
			}
		}
	case ndarray.Float64:
		if v, err := ndarray.View[float64](a); err == nil {
			return func(i int, text string) (err error) {
				v[i], err = parseFloat(text, 64)
				return err
			}
		}
	}
	bits := 8 * a.DType().ItemSize()
	switch kind := a.DType().Kind(); {
	case kind == ndarray.KindBool:
		return func(i int, text string) error {
			v, err := strconv.ParseBool(text)
			if err != nil {
				return err
			}
			return a.SetAt(v, i)
		}
	case kind == ndarray.KindInt:
		return func(i int, text string) error {
			v, err := strconv.ParseInt(text, 10, bits)
			if err != nil {
				return err
			}
			return a.SetAt(v, i)
		}
	case kind == ndarray.KindUint:
		return func(i int, text string) error {
			v, err := strconv.ParseUint(text, 10, bits)
			if err != nil {
				return err
			}
			return a.SetAt(v, i)
		}
	case kind == ndarray.KindFloat && bits == 32:
		return func(i int, text string) error {
			v, err := parseFloat(text, 32)
			if err != nil {
				return err
			}
			return a.SetAt(float32(v), i)
		}
	case kind == ndarray.KindFloat && bits <= 64:
		return func(i int, text string) error {
			v, err := parseFloat(text, 64)
			if err != nil {
				return err
			}
			return a.SetAt(v, i)
		}
	}
	return nil
}

// numpyNaN is numpy's NaN, which differs from Go's in its last bit.
var numpyNaN = math.Float64frombits(0x7ff8 << 48)

// parseFloat parses a float. A NaN is numpy's.
func parseFloat(text string, bits int) (float64, error) {
	f, err := strconv.ParseFloat(text, bits)
	if f != f {
		f = numpyNaN
	}
	return f, err
}
