package show

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

// extremes returns stored arrays with the extreme values of every dtype, in shapes that are shown
// in each way.
func extremes(t *testing.T) map[string]string {
	t.Helper()
	stored := map[string]string{}
	addExtremes(t, stored, "float64", []float64{math.MaxFloat64, -math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
		math.SmallestNonzeroFloat64, 0, math.Copysign(0, -1), math.MaxFloat64 / 2, -math.MaxFloat64 / 2, math.Nextafter(math.MaxFloat64, 0), 1})
	addExtremes(t, stored, "largest", slices.Repeat([]float64{math.MaxFloat64}, 12))
	addExtremes(t, stored, "lowest", slices.Repeat([]float64{-math.MaxFloat64}, 12))
	addExtremes(t, stored, "large", []float64{math.MaxFloat64, math.Nextafter(math.MaxFloat64, 0), math.MaxFloat64, math.MaxFloat64})
	addExtremes(t, stored, "smallest", []float64{math.SmallestNonzeroFloat64, 0, -math.SmallestNonzeroFloat64, 0})
	addExtremes(t, stored, "nan", slices.Repeat([]float64{math.NaN()}, 12))
	addExtremes(t, stored, "inf", []float64{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(1)})
	addExtremes(t, stored, "one inf", []float64{math.Inf(1), 1, 2, 3})
	addExtremes(t, stored, "float32", []float32{math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, float32(math.NaN())})
	addExtremes(t, stored, "float16", []float16.Float16{0x7bff, 0xfbff, 0x7c00, 0xfc00, 0x7e00, 0x0001, 0x8000, 0})
	addExtremes(t, stored, "int64", []int64{math.MaxInt64, math.MinInt64, 0, -1})
	addExtremes(t, stored, "uint64", []uint64{math.MaxUint64, 0, 1, math.MaxUint64 - 1})
	addExtremes(t, stored, "int8", []int8{127, -128, 0, 1})
	addExtremes(t, stored, "bool", []bool{true, false, true, true})
	addExtremes(t, stored, "complex128", []complex128{complex(math.MaxFloat64, math.MaxFloat64), complex(math.Inf(1), math.NaN()),
		complex(-math.MaxFloat64, 0), 0})
	addExtremes(t, stored, "complex64", []complex64{complex(math.MaxFloat32, math.MaxFloat32), 0, 1, complex(float32(math.NaN()), 0)})
	for _, descr := range []string{"<M8[ns]", "<M8[Y]", "<M8[D]", "<M8", "<M8[2147483647W]", "<m8[as]", "<m8[Y]", "<m8[2147483647W]", "<m8", "<f16",
		"<c32", "<U0", "|S0", "|V0", "|V3", "<U3", "|S3", "[]", "[('a', '<f8'), ('b', '<M8[s]'), ('c', '<f2', (2,))]", "[('a', '|S0')]"} {
		dtype, err := ndarray.ParseDType(descr)
		require.NoError(t, err)
		for _, counts := range [][]int64{{math.MaxInt64, ndarray.NaT + 1, ndarray.NaT, 0}, {ndarray.NaT}, {math.MaxInt64}, {ndarray.NaT + 1, ndarray.NaT + 1}} {
			var data []byte
			for i := 0; len(data) < 12*dtype.ItemSize(); i++ {
				for shift := range 8 {
					data = append(data, byte(counts[i%len(counts)]>>(8*shift)))
				}
			}
			for _, shape := range [][]int{{12}, {3, 4}, {3, 2, 2}} {
				a, err := ndarray.FromBytes(dtype, shape, data[:12*dtype.ItemSize()])
				require.NoError(t, err)
				key := fmt.Sprint(descr, counts, shape)
				if descr == "<M8[ns]" && len(shape) == 1 {
					key = drawn + key
				}
				addStored(t, stored, key, a)
			}
		}
	}
	for _, descr := range []string{"<f8", "|u1", "|S0", "<U0", "|V0", "[]", "[('a', '|S0')]", "[('a', '<f4', (0,))]", "<M8[s]", "|b1", "<c16"} {
		dtype, err := ndarray.ParseDType(descr)
		require.NoError(t, err)
		for _, shape := range [][]int{{0}, {0, 3}, {3, 0}, {0, 0, 3}, {1 << 55, 0}, {0, 1 << 55}, {1 << 55}, {3037000499, 3037000499}, {2, 3, 4}, {}} {
			if dtype.ItemSize() == 0 || slices.Contains(shape, 0) {
				a, err := ndarray.New(dtype, shape...)
				require.NoError(t, err)
				addStored(t, stored, fmt.Sprint("empty ", descr, shape), a)
			}
		}
	}
	return stored
}

// drawn is the start of the keys of arrays that are also drawn as images. Drawing takes longer than
// everything else.
const drawn = "drawn "

// addExtremes adds arrays of one, two and three axes, and an array of a single element for each
// element.
func addExtremes[T ndarray.Element](t *testing.T, stored map[string]string, name string, data []T) {
	t.Helper()
	for _, shape := range [][]int{{2, -1}, {-1, 1, 2}, {-1, 2}, {-1}} {
		key := fmt.Sprint(name, shape)
		if len(shape) == 1 {
			key = drawn + key
		}
		stored[key] = testdb.StoredArray(t, data, shape...)
	}
	for i := range data {
		a, err := ndarray.FromSlice(data[i:i+1], -1)
		require.NoError(t, err)
		a, err = a.Reshape()
		require.NoError(t, err)
		addStored(t, stored, fmt.Sprint(name, i), a)
		stored[fmt.Sprint(name, i, i)] = testdb.StoredArray(t, []T{data[i], data[i]})
	}
}

func addStored(t *testing.T, stored map[string]string, name string, a *ndarray.Array) {
	t.Helper()
	value, err := codec.Append(nil, a)
	require.NoError(t, err)
	stored[name] = string(value)
}

// No array makes a command panic, loop over elements without bytes, or print much more than its
// size. The JSON output is valid.
func TestExtremeArraysAreShown(t *testing.T) {
	printed := func(key string, show func(out *bufio.Writer) error) string {
		var text bytes.Buffer
		out := bufio.NewWriter(&text)
		if err := show(out); err != nil {
			require.ErrorContains(t, err, "invalid code point", key) // invalid text elements
		}
		require.NoError(t, out.Flush())
		require.Less(t, text.Len(), 8<<10, key)
		return text.String()
	}
	for key, value := range extremes(t) {
		stored := []byte(value)
		for _, histogram := range []bool{false, true} {
			s := Printer{Bins: 7, Histogram: histogram, Terminal: io.Discard}
			text := printed(key, func(out *bufio.Writer) error {
				s.Out = out
				return s.Show(stored)
			})
			require.Contains(t, text, "dtype", key)
			require.NotContains(t, text, "%!", key)
			a, err := ndarray.Decode(stored[1:])
			require.NoError(t, err)
			if !strings.HasPrefix(key, drawn) {
				continue
			}
			if _, err := s.ImageOf(a, key); err != nil {
				require.ErrorContains(t, err, "to draw", key)
			}
		}
		for _, show := range []func(out *bufio.Writer) error{
			func(out *bufio.Writer) error { return WriteSummary(out, stored, 7) },
			func(out *bufio.Writer) error { return valuetext.WriteJSON(out, stored) },
		} {
			if text := printed(key, show); text != "" {
				require.True(t, json.Valid([]byte(text)), "%s: %s", key, text)
			}
		}
		printed(key, func(out *bufio.Writer) error { return valuetext.WriteText(out, stored, true) })
		_, text, err := valuetext.Short(stored, valuetext.ShortWidth)
		require.NoError(t, err)
		require.Less(t, len(text), 1000, key)
	}
}
