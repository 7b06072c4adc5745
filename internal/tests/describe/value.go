package describe

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/x448/float16"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// blob returns bytes in hexadecimal. For long ones, it returns the length, the first bytes and a
// hash.
func blob(data []byte) string {
	if len(data) <= 40 {
		return hex.EncodeToString(data)
	}
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%d:%x:%x", len(data), data[:24], sum[:16])
}

// Value describes a dynamic value, as DB.Get returns it. Anything that Get does not return fails
// the test.
func Value(t testing.TB, value any) string {
	t.Helper()
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(value)
	case int64:
		return "int " + strconv.FormatInt(value, 10)
	case *big.Int:
		require.False(t, value.IsInt64(), "a *big.Int where an int64 holds the value: %v", value)
		return "int " + value.String()
	case float64:
		return "float " + floatBits(value)
	case string:
		return "str " + blob([]byte(value))
	case []byte:
		require.NotNil(t, value, "bytes that are nil")
		return "bytes " + blob(value)
	case []any:
		require.NotNil(t, value, "a list that is nil")
		parts := make([]string, len(value))
		for i, element := range value {
			parts[i] = Value(t, element)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		require.NotNil(t, value, "a map that is nil")
		parts := make([]string, 0, len(value))
		for _, key := range slices.Sorted(maps.Keys(value)) {
			parts = append(parts, blob([]byte(key))+": "+Value(t, value[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *ndarray.Array:
		return Array(t, value)
	}
	require.Failf(t, "unexpected type", "Get does not return a %T", value)
	return ""
}

func floatBits(f float64) string {
	if math.IsNaN(f) {
		return "nan"
	}
	return fmt.Sprintf("%016x", math.Float64bits(f))
}

// Array describes an array: its dtype, shape, order and bytes, and some elements.
func Array(t testing.TB, a *ndarray.Array) string {
	dtype := describeDType(a.DType())
	if len(dtype) > 500 {
		dtype = blob([]byte(dtype))
	}
	order := "C"
	if a.FContiguous() && !a.CContiguous() {
		order = "F"
	}
	data, err := a.AsCContiguous().Bytes()
	require.NoError(t, err)
	var elements []string
	for i := range a.Size() {
		if i < 4 || i == a.Size()-1 {
			elements = append(elements, describeElementAt(t, a, i))
		}
	}
	return fmt.Sprintf("ndarray %s shape %v order %s data %s elements %s",
		dtype, a.Shape(), order, blob(data), strings.Join(elements, "; "))
}

func describeDType(d ndarray.DType) string {
	if base, shape, ok := d.Subarray(); ok {
		return "(" + strings.Trim(fmt.Sprint(shape), "[]") + ")" + describeDType(base)
	}
	if fields := d.Fields(); fields != nil {
		parts := make([]string, len(fields))
		for i, f := range fields {
			title := ""
			if f.Title != "" {
				title = fmt.Sprintf("/%x", f.Title)
			}
			parts[i] = fmt.Sprintf("%x%s@%d %s", f.Name, title, f.Offset, describeDType(f.DType))
		}
		return fmt.Sprintf("{%s}%d", strings.Join(parts, ", "), d.ItemSize())
	}
	unit := ""
	if d.Kind() == ndarray.KindDatetime || d.Kind() == ndarray.KindTimedelta {
		u, multiple := d.Unit()
		unit = fmt.Sprintf("[%d %s]", multiple, u)
	}
	return fmt.Sprintf("%c%c%d%s", d.ByteOrder(), d.Kind(), d.ItemSize(), unit)
}

// describeElementAt describes an element by its position in C order.
func describeElementAt(t testing.TB, a *ndarray.Array, position int) string {
	index := make([]int, a.NDim())
	for axis := a.NDim() - 1; axis >= 0; axis-- {
		index[axis] = position % a.Dim(axis)
		position /= a.Dim(axis)
	}
	element, err := a.At(index...)
	return describeElement(t, element, err)
}

func describeElement(t testing.TB, element any, err error) string {
	if err != nil {
		require.ErrorIs(t, err, ndarray.ErrDType)
		require.ErrorContains(t, err, "long double")
		return "long double"
	}
	switch element := element.(type) {
	case float16.Float16:
		return floatBits(float64(element.Float32()))
	case float32:
		return floatBits(float64(element))
	case float64:
		return floatBits(element)
	case complex64:
		return floatBits(float64(real(element))) + "+" + floatBits(float64(imag(element)))
	case complex128:
		return floatBits(real(element)) + "+" + floatBits(imag(element))
	case ndarray.Datetime64:
		return strconv.FormatInt(element.Count, 10)
	case ndarray.Timedelta64:
		return strconv.FormatInt(element.Count, 10)
	case []byte:
		return "bytes " + blob(element)
	case string:
		return "str " + blob([]byte(element))
	case ndarray.Record:
		parts := make([]string, element.Len())
		for i := range parts {
			field, err := element.At(i)
			parts[i] = describeElement(t, field, err)
		}
		return "(" + strings.Join(parts, ", ") + ")"
	case *ndarray.Array:
		parts := make([]string, element.Size())
		for i := range parts {
			parts[i] = describeElementAt(t, element, i)
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	return fmt.Sprint(element) // bools and integers
}

// Stored describes what package codec stores for a value, as line in testdata/interop.py does.
func Stored(t testing.TB, value any) string {
	t.Helper()
	stored, err := codec.Append(nil, value)
	if errors.Is(err, codec.ErrUnsupported) {
		require.ErrorContains(t, err, "128 bits")
		return "OverflowError"
	}
	require.NoError(t, err)
	return blob(stored)
}
