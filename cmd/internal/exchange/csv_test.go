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
	require.ErrorIs(t, CreateCSV(new(buffer), CSV{}).Put("k", []byte("b1")), ErrCannotHold)
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

// Files as numpy.savetxt, pandas and spreadsheets write them.
func TestCSVOfOtherPrograms(t *testing.T) {
	structured := "[('t', '<M8[s]'), ('x', '<f4')]"
	for _, c := range []struct {
		text, dtype string
		header      bool
		want        string // as CSV
	}{
		{"# a b\n1.500000000000000000e+00 2\n3 nan\n", "<f8", false, "1.5,2\n3,nan\n"},
		{" (1.000e+00+2.000e+00j)\n (3.000e+00-1.000e+00j)\n", "<c16", false, "1+2j\n3-1j\n"},
		{"\ufeffa;b\r\n1;\r\n;2\r\n", "<f4", true, "1,nan\nnan,2\n"},
		{"x\n\"\"\n1\n", "<f2", true, "nan\n1\n"},
		{"1,NA\nnull,2\n", "<c8", false, "1+0j,nan+0j\nnan+0j,2+0j\n"},
		{"1\r2\r", "<i2", false, "1\n2\n"},
		{"True\nfalse\n", "|b1", false, "1\n0\n"},
		{"t,x\n2024-02-29 12:00:00,1\n,\n", structured, true, "2024-02-29T12:00:00,1\nNaT,nan\n"},
		{"# t,x\n2024-02-29,1\n", structured, true, "2024-02-29T00:00:00,1\n"},
		{"my column\n1\n", "<f8", true, "1\n"},
		{"#1,#2\n1,2 # comment\n", "<f8", true, "1,2\n"},
		{"a#b,c\n", "<U3", false, "\"a#b\",c\n"},
		{"a;b\nc;d\n", "<U1", false, "a,b\nc,d\n"},
	} {
		read := CSV{DType: dtypeOf(t, c.dtype), Header: c.header}
		stored, err := read.appendStored(nil, strings.NewReader(c.text))
		require.NoError(t, err, "%q", c.text)
		again, err := new(CSV).append(nil, new(contents).array(stored))
		require.NoError(t, err)
		assert.Equal(t, c.want, string(again), "%q", c.text)
	}
	for _, c := range []struct{ text, dtype, want string }{
		{"x\n1\n", "<f8", `line 1, column 1: "x" is not a value of float64; --header skips a first line with names`},
		{"1\n\n2,3\n", "<f8", "line 3: expected 1 columns"},
		{"1,\n", "<i4", "column 2: \"\": int32 has no element for a missing value"},
		{"1\nNA\n", "|b1", "no element for a missing value"},
		{"1\n70000\n", "<i2", `line 2, column 1: "70000" is out of range for int16`},
		{"(1+2j\n", "<c16", "not a value of complex128"},
		{"5 seconds\n", "<m8[s]", "not a count"},
	} {
		_, err := (&CSV{DType: dtypeOf(t, c.dtype)}).appendStored(nil, strings.NewReader(c.text))
		assert.ErrorContains(t, err, c.want, "%q", c.text)
	}
}

// All texts are written so that they are read exactly, even with carriage returns.
func TestCSVOfDifficultTexts(t *testing.T) {
	texts := []string{"a\r\nb", "\r", "#", ";", "\t", "\ufeff", " x ", "", "\"", "a,b", "é", "\u2028"}
	for _, first := range texts {
		for _, dtype := range []string{"<U6", "|S6"} {
			a, err := ndarray.New(dtypeOf(t, dtype), 1+len(texts), 1)
			require.NoError(t, err)
			for i, text := range append([]string{first}, texts...) {
				require.NoError(t, a.SetAt(text, i, 0))
			}
			written, err := new(CSV).append(nil, a)
			require.NoError(t, err)
			stored, err := (&CSV{DType: a.DType(), TwoAxes: true}).appendStored(nil, bytes.NewReader(written))
			require.NoError(t, err, "%q", written)
			assert.Equal(t, encoded(t, a), string(stored), "%q", written)
		}
	}
}
