package exchange

import (
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scalarOf returns the stored bytes of an array without axes.
func scalarOf(t *testing.T, dtype string, value any) string {
	t.Helper()
	a, err := ndarray.New(dtypeOf(t, dtype))
	require.NoError(t, err)
	require.NoError(t, a.SetAt(value))
	return encoded(t, a)
}

// scalars returns values that a table holds.
func scalars(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"int": encoded(t, -42), "big": encoded(t, new(big.Int).Lsh(big.NewInt(1), 100)), "text": encoded(t, "a \"b\",\r\nc"), "": encoded(t, ""),
		"digits": encoded(t, "007"), "true": encoded(t, true), "json": `j{"b": [1.50, null]} `, "float": scalarOf(t, "<f4", float32(0.1)),
		"time": scalarOf(t, "<M8[s]", ndarray.Datetime64{Count: 5, Unit: ndarray.UnitSecond, Multiple: 1}), "bool": scalarOf(t, "|b1", true),
		"quoted, key\n": encoded(t, 1), "#": encoded(t, "#"), "word": scalarOf(t, ">U5", "ü"), "complex": scalarOf(t, "<c16", complex(1, -2)),
	}
}

func TestTableRoundTrip(t *testing.T) {
	want := scalars(t)
	db := opened(t, want)
	out := new(buffer)
	sink := CreateCSV(out, CSV{})
	_, err := Export(t.Context(), db, nil, sink, ExportOptions{})
	require.NoError(t, err)
	require.NoError(t, sink.Commit())
	assert.True(t, strings.HasPrefix(out.String(), "key,value,type\n"), out.String())
	assert.Contains(t, out.String(), "\nint,-42,int\n")
	assert.Contains(t, out.String(), "\ntime,1970-01-01T00:00:05,<M8[s]\n")
	table := func(text string) Source {
		return OpenCSV(io.NopCloser(strings.NewReader(text)), "name", CSV{DType: ndarray.Float64, Table: true})
	}
	assert.Equal(t, want, imported(t, table(out.String()), ImportOptions{}))

	// What a table cannot hold is skipped on request.
	for key, stored := range map[string]string{"x/array": array(t, []int8{1}), "x/bytes": "b1", "x/damaged": "s\xff", "x/empty": "", "\xff": "s1"} {
		other := opened(t, map[string]string{"a": "s1"})
		if key != "\xff" {
			require.NoError(t, other.PutRaw(key, []byte(stored)))
			_, err = Export(t.Context(), other, nil, CreateCSV(new(buffer), CSV{}), ExportOptions{})
			require.ErrorIs(t, err, ErrCannotHold, key)
			count, err := Export(t.Context(), other, nil, CreateCSV(new(buffer), CSV{}), ExportOptions{SkipOthers: true})
			require.NoError(t, err)
			assert.EqualValues(t, 1, count.Skipped)
			continue
		}
		require.ErrorIs(t, CreateCSV(new(buffer), CSV{}).Put(key, []byte(stored)), ErrCannotHold)
	}
}

// Tables of other programs need no types, and may have their columns in any order.
func TestTablesOfOtherPrograms(t *testing.T) {
	read := func(text string) (map[string]string, error) {
		db := opened(t, nil)
		_, err := Import(t.Context(), db, OpenCSV(io.NopCloser(strings.NewReader(text)), "name", CSV{DType: ndarray.Float64, Table: true}), ImportOptions{})
		return content(t, db), err
	}
	for cell, want := range map[string]string{
		"1": encoded(t, 1), "-0": "j-0", "007": "s007", "+1": "s+1", "1.50": "j1.50", "1e3": "j1e3", ".5": "s.5", "nan": "snan", "True": "jtrue", "false": "jfalse",
		"": "s", "\" x\"": "s x", "null": "snull", "0x10": "s0x10", "1_0": "s1_0", "1e999": "s1e999", "170141183460469231731687303715884105728": "j170141183460469231731687303715884105728",
	} {
		got, err := read("\ufeffvalue;key\r\n" + cell + ";k\r\n")
		require.NoError(t, err, cell)
		assert.Equal(t, map[string]string{"k": want}, got, cell)
	}
	got, err := read("type,key,value\n,a,1\nstr,b,1\n<f4,c,\n")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"a": encoded(t, 1), "b": "s1", "c": scalarOf(t, "<f4", float32(quiet))}, got)
	for text, want := range map[string]string{
		"key,value,type\nk,x,int\n":               `line 2: "x" is not an integer`,
		"key,value,type\nk,{,json\n":              "line 2",
		"key,value,type\nk,1,float\n":             "neither int, str, json nor a dtype",
		"key,value,type\nk,1,|O\n":                "neither int",
		"key,value,type\nk,300,|u1\n":             "out of range",
		"key,value,type\nk,1,|S2000000000\n":      "very little text",
		"key,value,type\nk,1,\"[('a','<f4')]\"\n": "CSV holds numbers",
		"key,value,type\nk,1\n":                   "expected 3 columns",
		"key,value\nk,\xff\n":                     "not UTF-8",
		"key,value,key\nk,1,1\n":                  `"key" is not a value of`,
		"key,value,other\nk,1,1\n":                `--header skips a first line`,
		"key\n1\n":                                `"key" is not a value`,
	} {
		got, err := read(text)
		assert.ErrorContains(t, err, want, text)
		assert.Empty(t, got, text)
	}
	// Without a name, only a table can be read.
	_, err = Import(t.Context(), opened(t, nil), OpenCSV(io.NopCloser(strings.NewReader("1\n")), "", CSV{DType: ndarray.Float64, Table: true}), ImportOptions{})
	assert.ErrorIs(t, err, errNoKey)
}

// The digits of a long cell are not parsed: the time would grow with the square of their number.
func TestLongDigitsAreText(t *testing.T) {
	for _, text := range []string{strings.Repeat("7", 1<<16), "-" + strings.Repeat("7", 1<<16), "0." + strings.Repeat("7", 1<<16)} {
		kind, form := "", ""
		allocated := testing.AllocsPerRun(10, func() { kind, form = guessed(text) })
		assert.Equal(t, "str", kind)
		assert.Equal(t, text, form)
		assert.Zero(t, allocated, "a number needs memory")
	}
	for text, want := range map[string]string{"-170141183460469231731687303715884105728": "int", "170141183460469231731687303715884105728": "json",
		"007": "str", "1e5": "json", strings.Repeat("7", 300): "json", strings.Repeat("7", 400): "str"} {
		kind, _ := guessed(text)
		assert.Equal(t, want, kind, text)
	}
	_, err := valuetext.EncodeInt(strings.Repeat("7", valuetext.MaxDigits+1), nil)
	assert.ErrorContains(t, err, "is not an integer")
}
