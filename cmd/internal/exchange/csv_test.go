package exchange

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCSVRoundTrip(t *testing.T) {
	matrix, err := ndarray.FromSlice([]float64{1, 0.1, quiet, math.Inf(-1), 1e300, 6}, 2, 3)
	require.NoError(t, err)
	for _, c := range []struct {
		stored string
		dtype  string
		two    bool
	}{
		{encoded(t, matrix), "<f8", false}, {array(t, []int64{math.MinInt64, math.MaxInt64}), "<i8", false}, {array(t, []uint8{0, 255}), "|u1", false}, {array(t, []bool{true, false}), "|b1", false},
		{array(t, []float32{0.1, 3}), "<f4", false}, {array(t, []complex128{complex(1, -2), complex(0.1, math.Inf(1))}), "<c16", false},
	} {
		stored := c.stored
		dtype, err := ndarray.ParseDType(c.dtype)
		require.NoError(t, err)
		out := new(buffer)
		sink := CreateCSV(out, CSV{})
		_, err = Export(t.Context(), opened(t, map[string]string{"k": stored}), nil, sink, ExportOptions{})
		require.NoError(t, err)
		require.NoError(t, sink.Commit())
		source := OpenCSV(io.NopCloser(bytes.NewReader(out.Bytes())), "k", CSV{DType: dtype, TwoAxes: c.two})
		assert.Equal(t, map[string]string{"k": stored}, imported(t, source, ImportOptions{}), out.String())
	}
	out := new(buffer)
	sink := CreateCSV(out, CSV{})
	require.Error(t, sink.Commit(), "a file without an array")
	require.NoError(t, sink.Abort())
	sink = CreateCSV(new(buffer), CSV{})
	_, err = Export(t.Context(), opened(t, map[string]string{"a": array(t, []int8{1}), "b": array(t, []int8{2})}), nil, sink, ExportOptions{})
	require.ErrorContains(t, err, "one array")
	require.ErrorIs(t, CreateCSV(new(buffer), CSV{}).Put("k", []byte("s1")), ErrCannotHold)
}

// Structured arrays have a column per field. Text is quoted where necessary.
func TestCSVOfStructures(t *testing.T) {
	dtype, err := ndarray.ParseDType("[('t', '<i8'), ('name', '<U6'), ('b', '|S3')]")
	require.NoError(t, err)
	text := "t,name,b\n1,\"a,\"\"b\",xy\n-2,é,\"\"\n"
	read := CSV{DType: dtype, Header: true}
	stored, err := read.appendStored(nil, strings.NewReader(text))
	require.NoError(t, err)
	again, err := (&CSV{Header: true}).append(nil, new(contents).array(stored))
	require.NoError(t, err)
	assert.Equal(t, text, string(again))
	for _, bad := range []string{
		"x,name,b\n1,a,b\n",
		"t,name\n1,a\n",
		"t,name,b\n1,a\n",
		"t,name,b\n1.5,a,b\n",
		"t,name,b\n1,seven characters,b\n",
		"t,name,b\n99999999999999999999,a,b\n",
		"t,name,b\n1,a,\"b\n",
	} {
		_, err := read.appendStored(nil, strings.NewReader(bad))
		assert.Error(t, err, bad)
	}
}
