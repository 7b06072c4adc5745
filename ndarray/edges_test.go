package ndarray

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// counted returns an array whose bytes are 0, 1, 2 and so on.
func counted(t *testing.T, dtype DType, shape ...int) *Array {
	t.Helper()
	a, err := New(dtype, shape...)
	require.NoError(t, err)
	for i := range a.data {
		a.data[i] = byte(i)
	}
	return a
}

// Elements of every size are copied out of every layout. The sizes of numbers have separate loops.
func TestCloneOfEverySize(t *testing.T) {
	for size := 1; size <= 33; size++ {
		dtype := parse(t, fmt.Sprintf("|V%d", size))
		a := counted(t, dtype, 3, 4, 2)
		part := must(a.Slice(1, 3))
		for _, view := range []*Array{a.Transpose(), part, part.Transpose(), must(part.Transpose().Slice(1, 2)), must(a.Transpose().Row(1)), must(a.Transpose().Slice(0, 1)).Transpose()} {
			npy, err := view.AppendNPY(nil)
			require.NoError(t, err)
			for _, c := range []*Array{view.Clone(), view.AsCContiguous(), must(Decode(npy))} {
				require.Equal(t, view.Shape(), c.Shape())
				require.True(t, view.Equal(c) && c.Equal(view))
				for i := range view.Size() {
					index := unravel(i, view.Shape())
					want, err := view.element(index)
					require.NoError(t, err)
					got, err := c.element(index)
					require.NoError(t, err)
					require.Equal(t, want, got, "%d bytes, %v", size, index)
				}
			}
		}
	}
}

// The same bytes in another order are different elements. Only padding is ignored.
func TestEqualLooksAtElements(t *testing.T) {
	data := []int16{1, 2, 3, 4}
	c := must(FromSlice(data, 2, 2))
	f := must(FromSlice(data, 2, 2)).Transpose()
	assert.False(t, c.Equal(f))
	assert.False(t, f.Equal(c))
	assert.True(t, f.Equal(f.AsCContiguous()))

	dtype := parse(t, "[('a', '<f4', (2, 2)), ('b', '|b1')]")
	for at := range 17 {
		x, y := must(New(dtype, 2)), must(New(dtype, 2))
		y.data[17+at] = 1
		assert.False(t, x.Equal(y), at)
	}
	x, y := must(New(dtype, 1)), must(New(dtype, 1))
	require.NoError(t, must(x.Field("a")).SetAt(math.Copysign(0, -1), 0, 1, 1))
	require.NoError(t, must(x.Field("a")).SetAt(math.NaN(), 0, 0, 0))
	require.NoError(t, must(y.Field("a")).SetAt(math.NaN(), 0, 0, 0))
	x.data[16], y.data[16] = 1, 2
	assert.True(t, x.Equal(y))
}

func TestArraysWithoutElements(t *testing.T) {
	for _, shape := range [][]int{{0}, {0, 3}, {3, 0}, {2, 0, 3}} {
		a := must(New(Float32, shape...))
		assert.True(t, a.CContiguous() && a.FContiguous(), shape)
		assert.True(t, a.Transpose().CContiguous() && a.Transpose().FContiguous(), shape)
	}
	_, err := FromSlice([]int8{1}, math.MaxInt, 0)
	assert.ErrorIs(t, err, ErrShape)
}

func TestHeaderSlice(t *testing.T) {
	h := Header{DType: Float32, Shape: []int{5, 3}}
	part, err := h.Slice(1, 4)
	require.NoError(t, err)
	assert.Equal(t, Header{DType: Float32, Shape: []int{3, 3}}, part)
	assert.Equal(t, []int{5, 3}, h.Shape)
	for _, bounds := range [][2]int{{-1, 2}, {3, 2}, {0, 6}} {
		_, err = h.Slice(bounds[0], bounds[1])
		assert.ErrorIs(t, err, ErrIndex)
	}
	_, err = Header{DType: Float32}.Slice(0, 0)
	assert.ErrorIs(t, err, ErrIndex)
	empty, err := h.Slice(5, 5)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 3}, empty.Shape)
}

func TestOrderOfParts(t *testing.T) {
	native, other := "<", ">"
	if nativeOrder != LittleEndian {
		native, other = other, native
	}
	for descr, want := range map[string]bool{
		native + "f4": true, other + "f4": false, "|S3": true, "|V3": true, native + "U3": true, other + "U3": false,
		"[('a', '" + native + "f4'), ('b', '|S1')]": true, "[('a', '" + other + "f4')]": false,
		"[('a', '" + native + "f4'), ('b', '" + other + "i2')]": false,
		"[('a', '" + native + "f4', (2,))]":                     true, "[('a', '" + other + "f4', (2,))]": false,
		"[('a', [('b', '" + other + "f4')])]": false,
	} {
		assert.Equal(t, want, parse(t, descr).IsNative(), descr)
	}
	for descr, want := range map[string]int{
		"<f4": 4, ">f8": 8, "<c8": 4, ">c16": 8, "<U5": 4, ">U0": 4, "|S5": 1, "|V7": 1, "|b1": 1, "<M8[s]": 8, "[('a', '<f4')]": 1,
	} {
		assert.Equal(t, want, parse(t, descr).swapWidth(), descr)
	}
}

// Header errors name the offset and the text there.
func TestHeaderErrorsName(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "at byte 0 of the text: invalid .npy header: expected '{', found the end",
		"{":                            "expected a string, found the end",
		"{1: 2}":                       `expected a string, found "1: 2}"`,
		"{'descr' '<f4'}":              "at byte 9 of the text: ",
		"{'descr': '<f4', 'order': 1}": `unknown key "order"`,
		"{'descr': u}":                 `found "u}"`,
		"{'descr': u":                  `found "u"`,
		"{'descr': ux'":                `found "ux'"`,
		"{'fortran_order': Falsehood}": `at byte 18 of the text: `,
		"{'fortran_order': 0}":         `expected True or False, found "0}"`,
		"{'shape': (-1,)}":             "negative number \"-1,)}\"",
		"{'shape': (1:,)}":             `expected ',' or ')', found ":,)}"`,
		"{'shape': (1x,)}":             `at byte 11 of the text: `,
		"{'shape': (x,)}":              `at byte 11 of the text: `,
		"{'shape': (1LL,)}":            `expected a number, found "1LL,)}"`,
		"{'shape': (3)}":               "",
		"{'shape': 3}":                 `found "3}"`,
		"{'shape': (@,)}":              `expected a number, found "@,)}"`,
		"{'shape': ([,)}":              `expected a number, found "[,)}"`,
		"{'shape': ({,)}":              `expected a number, found "{,)}"`,
		"{'a\nb'":                      "newline in string",
		"{'a":                          "unterminated string",
		`{'a\`:                         "unterminated string",
		`{'a\8'`:                       `escape "\\8'"`,
		`{'\9'`:                        `escape "\\9'"`,
		`{'\:'`:                        `escape "\\:'"`,
		`{'\x1'`:                       "is not a character",
		`{'\x`:                         `escape "\\x"`,
		`{'\x1`:                        `escape "\\x1"`,
		`{'\u12`:                       `escape "\\u12"`,
		`{'\U0011`:                     `escape "\\U0011"`,
		`{'\U00110000'`:                "is not a character",
		`{'\ud800'`:                    "is not a character",
		`{'\xgg'`:                      "is not a character",
	} {
		_, _, err := ParseHeader(rawHeader(1, text))
		if assert.Error(t, err, text) {
			assert.Contains(t, err.Error(), want, text)
		}
	}
	for text, want := range map[string]string{
		`a\x41\u0042\U00000043\104\1118\12`: "aABCDI8\n", `\0`: "\x00", `\7x`: "\x07x", `\78`: "\x078", `\'\"\\\a\b\f\n\r\t\v`: "'\"\\\a\b\f\n\r\t\v",
		`\x7f`: "\x7f", `\377`: "ÿ",
	} {
		p := literal{text: []byte("'" + text + "'")}
		got, err := p.string()
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
		assert.NoError(t, p.end())
	}
	for _, text := range []string{`u"a"`, `U'a'`, `u'a'`, `"a"`} {
		p := literal{text: []byte(text)}
		got, err := p.string()
		require.NoError(t, err, text)
		assert.Equal(t, "a", got)
	}
	for version, want := range map[bool]string{false: "Ã©\u0080", true: "é\u0080"} {
		text := "'\xc3\xa9\x80'"
		if version {
			text = "'\xc3\xa9\xc2\x80'"
		}
		p := literal{text: []byte(text), utf8: version}
		got, err := p.string()
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	p := literal{text: []byte("'\ufffd'"), utf8: true}
	got, err := p.string()
	require.NoError(t, err)
	assert.Equal(t, "\ufffd", got)
}

// A header of the maximum length is read, and one with another byte is not. Each length is checked
// against the bytes present.
func TestHeaderLengths(t *testing.T) {
	text := header("'<f4'", "False", "(1,)")
	pad := func(n int) string { return text + strings.Repeat(" ", n-len(text)) }
	_, offset, err := ParseHeader(rawHeader(2, pad(maxHeader)))
	require.NoError(t, err)
	assert.Equal(t, lengthOffset+4+maxHeader, offset)
	_, _, err = ParseHeader(rawHeader(2, pad(maxHeader+1)))
	require.ErrorIs(t, err, ErrHeader)
	assert.ErrorContains(t, err, "exceeds the limit")
	for _, major := range []byte{1, 2, 3} {
		full := rawHeader(major, text)
		_, offset, err := ParseHeader(full)
		require.NoError(t, err)
		assert.Equal(t, len(full), offset)
		for n := range full {
			_, _, err := ParseHeader(full[:n])
			require.ErrorIs(t, err, ErrHeader, "%d bytes of version %d", n, major)
		}
	}
	for _, version := range [][2]byte{{0, 0}, {4, 0}, {1, 1}} {
		b := rawHeader(1, text)
		b[6], b[7] = version[0], version[1]
		_, _, err := ParseHeader(b)
		assert.ErrorContains(t, err, fmt.Sprintf("version %d.%d", version[0], version[1]))
	}
	empty := rawHeader(1, "")
	_, _, err = ParseHeader(empty)
	assert.ErrorContains(t, err, "found the end")
}

// The time zone does not affect the stored point in time. Times that a unit cannot represent are
// refused.
func TestDatetimesThatDoNotFit(t *testing.T) {
	west := time.FixedZone("west", -5*3600)
	for descr, want := range map[string]map[time.Time]string{
		"<M8[M]": {
			time.Date(2024, 1, 31, 19, 0, 0, 0, west):   "2024-02",
			time.Date(2024, 2, 1, 0, 0, 0, 0, west):     "",
			time.Date(2024, 2, 1, 0, 0, 0, 1, time.UTC): "",
		},
		"<M8[Y]": {
			time.Date(2023, 12, 31, 19, 0, 0, 0, west):  "2024",
			time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC): "",
			time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC): "",
		},
		"<M8[s]":  {time.Unix(1, 0): "1970-01-01T00:00:01", time.Unix(1, 1): ""},
		"<M8[ms]": {time.Unix(-1, 5e6): "1969-12-31T23:59:59.005", time.Unix(1, 1): "", time.Unix(1<<61, 0): ""},
		"<M8[as]": {time.Unix(1, 1): "1970-01-01T00:00:01.000000001000000000", time.Unix(10, 0): "", time.Unix(9, 223372036): "1970-01-01T00:00:09.223372036000000000", time.Unix(9, 223372037): "", time.Unix(-1, 999999999): "1969-12-31T23:59:59.999999999000000000"},
		"<M8[2s]": {time.Unix(4, 0): "1970-01-01T00:00:04", time.Unix(3, 0): ""},
		"<M8[W]":  {time.Unix(7*86400, 0): "1970-01-08", time.Unix(86400, 0): ""},
		"<M8[h]":  {time.Unix(-3600, 0): "1969-12-31T23", time.Unix(60, 0): ""},
		"<M8[m]":  {time.Unix(86400+7260, 0): "1970-01-02T02:01", time.Unix(1, 0): ""},
		"<M8[D]":  {time.Date(2000, 2, 29, 0, 0, 0, 0, time.UTC): "2000-02-29", time.Date(2000, 3, 1, 0, 0, 0, 0, time.UTC): "2000-03-01", time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC): "1899-12-31", time.Date(2400, 2, 29, 0, 0, 0, 0, time.UTC): "2400-02-29"},
		"<M8":     {time.Unix(0, 0): ""},
	} {
		for at, text := range want {
			a := must(New(parse(t, descr), 1))
			err := a.SetAt(at, 0)
			if text == "" {
				assert.ErrorIs(t, err, ErrValue, "%s %v", descr, at)
				continue
			}
			if assert.NoError(t, err, "%s %v", descr, at) {
				assert.Equal(t, "['"+text+"']", a.String())
			}
		}
	}
	for _, unit := range []Unit{UnitGeneric, UnitAttosecond + 1, 200} {
		_, err := Datetime64{1, unit, 1}.Time()
		assert.ErrorIs(t, err, ErrValue)
		_, err = Timedelta64{1, unit, 1}.Duration()
		assert.ErrorIs(t, err, ErrValue)
		_, ok := Datetime64{0, unit, 1}.countOf(time.Unix(0, 0))
		assert.False(t, ok)
		_, ok = Timedelta64{0, unit, 1}.countOf(time.Second)
		assert.False(t, ok)
		assert.Equal(t, "1", Datetime64{1, unit, 1}.String())
		assert.Contains(t, []string{"1 invalid units", "1 generic time units"}, Timedelta64{1, unit, 1}.String())
	}
	assert.Equal(t, "6 attoseconds", Timedelta64{3, UnitAttosecond, 2}.String())
}

func TestDTypeEdges(t *testing.T) {
	for descr, want := range map[string]string{
		"('<f4' (2,))":                          "expected ','",
		"(3, (2,))":                             "expected a string",
		"('<f4', (x,))":                         "expected a number",
		"('<f4', (2))":                          "needs a trailing comma",
		"('<f4', 2 3)":                          "expected ')'",
		"[('a', 3)]":                            "at byte 7 of the text: ",
		"[('a', 'f3')]":                         "at byte 7 of the text: ",
		"[('a', '<f4')] x":                      `"x" after the end`,
		"[('a' '<f4')]":                         "expected ','",
		"[(('t' 'a'), '<f4')]":                  "expected ','",
		"[((3, 'a'), '<f4')]":                   "expected a string",
		"[(('t', 3), '<f4')]":                   "expected a string",
		"[(('t', 'a'; '<f4')]":                  "expected ')'",
		"M8[]":                                  "is not a dtype of .npy files",
		"M8sss":                                 "is not a dtype of .npy files",
		"M8[ss":                                 "is not a dtype of .npy files",
		"M8sss]":                                "is not a dtype of .npy files",
		"M8[25]":                                "unknown unit",
		"M8[:s]":                                "unknown unit",
		"M8[0s]":                                "unknown unit",
		"f:":                                    "is not a dtype of .npy files",
		"V2147483648":                           "element size is 2 GiB or more",
		"U536870912":                            "element size is 2 GiB or more",
		"<U9999999999999999999":                 "element size is 2 GiB or more",
		"[('a', '|V2147483647'), ('b', '|V1')]": "element size is 2 GiB or more",
		"":                                      "is not a dtype of .npy files",
	} {
		_, err := ParseDType(descr)
		assert.ErrorContains(t, err, want, descr)
	}
	for descr, size := range map[string]int{
		"V2147483647": math.MaxInt32, "U536870911": 2147483644, "('<f4', (2,),)": 8, "('<f4', 3)": 12, "('<f4', 1)": 4, "('<f4', ())": 4,
		"[('a', '|V2147483647')]": math.MaxInt32, "[(('t', 'a',), '<f4', 2,), ]": 8, " <f4 ": 4, "[]": 0,
	} {
		d, err := ParseDType(descr)
		if assert.NoError(t, err, descr) {
			assert.Equal(t, size, d.ItemSize(), descr)
		}
	}
	most := "('<f4', (" + strings.Repeat("1, ", maxDims)
	_, err := ParseDType(most + "))")
	assert.NoError(t, err)
	_, err = ParseDType(most + "1))")
	assert.ErrorIs(t, err, ErrShape)
	assert.ErrorContains(t, err, "more than 64 dimensions")
	_, err = ParseDType("<f4" + strings.Repeat(" ", maxDescr-3))
	assert.NoError(t, err)
	_, err = ParseDType("<f4" + strings.Repeat(" ", maxDescr-2))
	assert.ErrorContains(t, err, "exceeds the limit of 1048576")
}

// Scalars and floats at the limits of each notation, as numpy 1.24.2 prints them.
func TestFrozenScalars(t *testing.T) {
	negative := math.Copysign(0, -1)
	for x, want := range map[float64]string{
		1e16: "1e+16", 9999999999999998: "9999999999999998.0", 1e-4: "0.0001", 9.999999999999999e-05: "9.999999999999999e-05", -1e16: "-1e+16",
		-1e-4: "-0.0001", 1e15: "1000000000000000.0", 0: "0.0", 3: "3.0",
	} {
		assert.Equal(t, want, must(must(FromSlice([]float64{x}, -1)).Reshape()).String())
	}
	assert.Equal(t, "-0.0", must(must(FromSlice([]float64{negative}, -1)).Reshape()).String())
	for x, want := range map[float32]string{1e16: "1e+16", 1e-4: "1e-04", 16777216: "16777216.0"} {
		assert.Equal(t, want, must(must(FromSlice([]float32{x}, -1)).Reshape()).String())
	}
	for _, c := range []struct {
		re, im float64
		want   string
	}{
		{0, 0.5, "0.5j"}, {0, -0.5, "-0.5j"}, {negative, 1, "(-0+1j)"}, {0, negative, "-0j"}, {1, math.NaN(), "(1+nanj)"}, {math.NaN(), -1, "(nan-1j)"},
		{math.Inf(1), math.Inf(-1), "(inf-infj)"}, {negative, negative, "(-0-0j)"}, {1, 2, "(1+2j)"},
	} {
		assert.Equal(t, c.want, must(must(FromSlice([]complex128{complex(c.re, c.im)}, -1)).Reshape()).String())
	}
	for _, c := range []struct {
		x    []float64
		want string
	}{
		{[]float64{1e-5, 99999999}, "[1.0000000e-05 9.9999999e+07]"}, {[]float64{0.99999999, 1}, "[0.99999999 1.        ]"},
		{[]float64{0.999999999999, 1.5}, "[1.  1.5]"}, {[]float64{9.9999999999, 1}, "[10.  1.]"}, {[]float64{1e8, 1}, "[1.e+08 1.e+00]"},
		{[]float64{1.23456789012, 100}, "[  1.23456789 100.        ]"}, {[]float64{1e-4, 1}, "[1.e-04 1.e+00]"}, {[]float64{0.123456785}, "[0.12345678]"},
	} {
		assert.Equal(t, c.want, must(FromSlice(c.x, -1)).String())
	}
	for text, want := range map[string]string{
		"1.25e-05": "1.26e-05", "1.99e+00": "2.00e+00", "-1.09e+01": "-1.10e+01", "9e+00": "9e+00", "1e+00": "2e+00", "1.90e+00": "1.91e+00",
		"8e+09": "9e+09", "1.29e+09": "1.30e+09",
	} {
		assert.Equal(t, want, nextDecimal(text))
	}
}

func TestLimitsOfShapes(t *testing.T) {
	ones := make([]int, maxDims)
	for i := range ones {
		ones[i] = 1
	}
	a, err := New(Int8, ones...)
	require.NoError(t, err)
	assert.Equal(t, maxDims, a.NDim())
	_, err = New(Int8, append(ones, 1)...)
	assert.ErrorIs(t, err, ErrShape)
	_, err = FromBytes(Int8, []int{-1}, nil)
	assert.ErrorContains(t, err, "negative dimension")
	h, _, err := ParseHeader(rawHeader(1, header("'|i1'", "False", fmt.Sprintf("(%d,)", math.MaxInt))))
	require.NoError(t, err)
	assert.Equal(t, math.MaxInt, h.NBytes())
	axes := func(n int) string { return "(" + strings.Repeat("1,", n) + ")" }
	d, err := ParseDType("(('<f4', " + axes(32) + "), " + axes(32) + ")")
	require.NoError(t, err)
	_, shape := d.flatten()
	assert.Len(t, shape, maxDims)
	_, err = ParseDType("(('<f4', " + axes(32) + "), " + axes(33) + ")")
	assert.ErrorIs(t, err, ErrShape)
	assert.ErrorContains(t, err, "65")
	for _, shape := range [][]int{{-1, 2}, {2, -1}, {-1}} {
		r, err := must(FromSlice([]int8{1, 2, 3, 4}, -1)).Reshape(shape...)
		require.NoError(t, err)
		assert.Equal(t, 4, r.Size())
	}
	_, err = must(FromSlice([]int8{1, 2, 3, 4}, -1)).Reshape(-1, math.MaxInt, 2)
	assert.ErrorIs(t, err, ErrShape)
	assert.ErrorContains(t, err, "array is too big")
}

func TestSetAtRefusesOtherTypes(t *testing.T) {
	for _, dtype := range []DType{Int8, Uint8, Int64, Uint64} {
		a := must(New(dtype, 1))
		require.NoError(t, a.SetAt(7, 0))
		for _, value := range []any{"7", 7.0, nil, []int{7}, float32(7), complex(7, 0)} {
			assert.Error(t, a.SetAt(value, 0), "%v %T", dtype, value)
		}
		got, err := a.At(0)
		require.NoError(t, err)
		assert.EqualValues(t, 7, got)
		require.NoError(t, a.SetAt(0, 0))
		got, err = a.At(0)
		require.NoError(t, err)
		assert.EqualValues(t, 0, got)
	}
}
