package ndarray

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

// dtypeCases holds descriptions with numpy's str, dtype.str and itemsize. These are empty for
// descriptions that are refused.
var dtypeCases = []struct {
	descr, text, code string
	size              int
}{
	{"|b1", "bool", "|b1", 1}, {"?", "bool", "|b1", 1}, {"b1", "bool", "|b1", 1}, {"<i1", "int8", "|i1", 1},
	{"<i2", "int16", "<i2", 2}, {"<i4", "int32", "<i4", 4}, {"<i8", "int64", "<i8", 8}, {">i8", ">i8", ">i8", 8},
	{"|u1", "uint8", "|u1", 1}, {"<u2", "uint16", "<u2", 2}, {">u4", ">u4", ">u4", 4}, {"u8", "uint64", "<u8", 8},
	{"=f4", "float32", "<f4", 4}, {"|f4", "float32", "<f4", 4}, {"<f2", "float16", "<f2", 2}, {">f8", ">f8", ">f8", 8},
	{"<f16", "float128", "<f16", 16}, {">f16", ">f16", ">f16", 16}, {"<c8", "complex64", "<c8", 8}, {">c8", ">c8", ">c8", 8},
	{"<c16", "complex128", "<c16", 16}, {"<c32", "complex256", "<c32", 32},
	{"|S5", "|S5", "|S5", 5}, {"<S5", "|S5", "|S5", 5}, {"S", "|S0", "|S0", 0}, {"|V8", "|V8", "|V8", 8}, {"V", "|V0", "|V0", 0},
	{"<U5", "<U5", "<U5", 20}, {">U5", ">U5", ">U5", 20}, {"|U5", "<U5", "<U5", 20}, {"U", "<U0", "<U0", 0}, {">U0", ">U0", ">U0", 0},
	{"<M8", "datetime64", "<M8", 8}, {"M8[generic]", "datetime64", "<M8", 8}, {"<M8[ns]", "datetime64[ns]", "<M8[ns]", 8},
	{"<M8[25s]", "datetime64[25s]", "<M8[25s]", 8}, {"<M8[1s]", "datetime64[s]", "<M8[s]", 8}, {">M8[D]", ">M8[D]", ">M8[D]", 8},
	{"<m8[2W]", "timedelta64[2W]", "<m8[2W]", 8}, {"m8", "timedelta64", "<m8", 8}, {"m8[2147483647as]", "timedelta64[2147483647as]", "<m8[2147483647as]", 8},
	{"float32", "float32", "<f4", 4}, {"bool", "bool", "|b1", 1}, {"int8", "int8", "|i1", 1}, {"uint64", "uint64", "<u8", 8},
	{"complex128", "complex128", "<c16", 16}, {"float128", "float128", "<f16", 16}, {"complex256", "complex256", "<c32", 32},
	{"datetime64[ns]", "datetime64[ns]", "<M8[ns]", 8}, {"timedelta64", "timedelta64", "<m8", 8}, {"timedelta64[25s]", "timedelta64[25s]", "<m8[25s]", 8},

	{"f3", "", "", 0}, {"b2", "", "", 0}, {"i16", "", "", 0}, {"c4", "", "", 0}, {"f12", "", "", 0}, {"x4", "", "", 0}, {"<", "", "", 0},
	{"f4x", "", "", 0}, {"S5x", "", "", 0}, {"m4", "", "", 0}, {"M8[]", "", "", 0}, {"M8[s", "", "", 0}, {"M8s]", "", "", 0},
	{"M8[x]", "", "", 0}, {"M8[-1s]", "", "", 0}, {"M8[2147483648s]", "", "", 0}, {"datetime64[", "", "", 0}, {"<float32", "", "", 0},
	{"flo", "", "", 0}, {"O", "", "", 0}, {"|O8", "", "", 0}, {"object", "", "", 0},
}

func TestParseDType(t *testing.T) {
	for _, c := range dtypeCases {
		t.Run(c.descr, func(t *testing.T) {
			d, err := ParseDType(c.descr)
			if c.text == "" {
				require.Error(t, err)
				if strings.ContainsAny(c.descr, "O") || c.descr == "object" {
					require.ErrorIs(t, err, ErrObject)
				} else {
					require.ErrorIs(t, err, ErrDType)
				}
				assert.Equal(t, DType{}, d)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.text, d.String())
			assert.Equal(t, c.code, d.Descr())
			assert.Equal(t, c.code, d.Str())
			assert.Equal(t, c.size, d.ItemSize())
			for _, text := range []string{d.String(), d.Descr(), "'" + d.Descr() + "'", ` "` + d.Descr() + `" `} {
				again, err := ParseDType(text)
				require.NoError(t, err)
				assert.Equal(t, d, again)
			}
		})
	}
}

// TestNumpyAgreesOnDTypes checks the same table with numpy, except for descriptions that Python
// code would not write in a header.
func TestNumpyAgreesOnDTypes(t *testing.T) {
	script := `
import json, sys
import numpy as np
for descr in json.load(sys.stdin):
    try:
        d = np.dtype(descr)
        print(json.dumps([] if d.hasobject else [str(d), d.str, d.itemsize]))
    except TypeError:
        print("[]")
`
	var descrs []string
	for _, c := range dtypeCases {
		descrs = append(descrs, c.descr)
	}
	stdin, err := json.Marshal(descrs)
	require.NoError(t, err)
	for i, got := range readLines[[]any](t, python.Run(t, []string{"numpy"}, script, stdin)) {
		c := dtypeCases[i]
		want := []any{}
		if c.text != "" {
			want = []any{c.text, c.code, float64(c.size)}
		}
		assert.Equal(t, got, want, c.descr)
	}
}

type (
	myFloat float64
	myBits  uint16
	half    float16.Float16
)

func TestDTypeOf(t *testing.T) {
	assert.Equal(t, Bool, DTypeOf[bool]())
	assert.Equal(t, Int8, DTypeOf[int8]())
	assert.Equal(t, Int16, DTypeOf[int16]())
	assert.Equal(t, Int32, DTypeOf[int32]())
	assert.Equal(t, Int64, DTypeOf[int64]())
	assert.Equal(t, Uint8, DTypeOf[uint8]())
	assert.Equal(t, Uint16, DTypeOf[uint16]())
	assert.Equal(t, Uint32, DTypeOf[uint32]())
	assert.Equal(t, Uint64, DTypeOf[uint64]())
	assert.Equal(t, Float32, DTypeOf[float32]())
	assert.Equal(t, Float64, DTypeOf[float64]())
	assert.Equal(t, Complex64, DTypeOf[complex64]())
	assert.Equal(t, Complex128, DTypeOf[complex128]())
	assert.Equal(t, Float64, DTypeOf[myFloat]())
	assert.Equal(t, Float16, DTypeOf[float16.Float16]())
	assert.Equal(t, Uint16, DTypeOf[myBits]())
	assert.Equal(t, Uint16, DTypeOf[half](), "a named type is treated as its underlying type")
	assert.Equal(t, sizeOf[int](), DTypeOf[int]().ItemSize())
	assert.Equal(t, KindInt, DTypeOf[int]().Kind())
	assert.Equal(t, sizeOf[uint](), DTypeOf[uint]().ItemSize())
	assert.Equal(t, KindUint, DTypeOf[uint]().Kind())
	assert.Zero(t, testing.AllocsPerRun(10, func() { DTypeOf[myFloat]() }))
}

func sizeOf[T Element]() int { return len(mem.Bytes(make([]T, 1))) }

func parse(t testing.TB, descr string) DType {
	t.Helper()
	d, err := ParseDType(descr)
	require.NoError(t, err)
	return d
}

func TestStructuredDType(t *testing.T) {
	d := parse(t, "[('a', '|i1'), ('', '|V3'), (('the b', 'b'), '>f4', (2, 3)), ('c', [('x', '<M8[25s]')])]")
	assert.Equal(t, KindVoid, d.Kind())
	assert.Equal(t, 36, d.ItemSize())
	assert.Equal(t, NoOrder, d.ByteOrder())
	assert.False(t, d.IsNative())
	fields := d.Fields()
	require.Len(t, fields, 3)
	assert.Equal(t, Field{Name: "a", DType: Int8, Offset: 0}, fields[0])
	assert.Equal(t, "the b", fields[1].Title)
	assert.Equal(t, 4, fields[1].Offset)
	base, shape, ok := fields[1].DType.Subarray()
	require.True(t, ok)
	assert.Equal(t, parse(t, ">f4"), base)
	assert.Equal(t, []int{2, 3}, shape)
	assert.Equal(t, 28, fields[2].Offset)
	x, ok := fields[2].DType.Field("x")
	require.True(t, ok)
	unit, multiple := x.DType.Unit()
	assert.Equal(t, UnitSecond, unit)
	assert.Equal(t, 25, multiple)
	for _, name := range []string{"b", "the b"} {
		f, ok := d.Field(name)
		require.True(t, ok)
		assert.Equal(t, "b", f.Name)
	}
	_, ok = d.Field("")
	assert.False(t, ok)
	_, ok = Float32.Field("a")
	assert.False(t, ok)
	assert.Nil(t, Float32.Fields())
	_, _, ok = Float32.Subarray()
	assert.False(t, ok)

	// Returned slices belong to the caller.
	fields[0].Name, shape[0] = "changed", 7
	assert.Equal(t, "a", d.Fields()[0].Name)
	assert.Contains(t, d.Descr(), "(2, 3)")
}

func TestDTypeEqual(t *testing.T) {
	different := []string{"<f4", ">f4", "<f8", "<i4", "<M8[s]", "<M8[25s]", "<M8[ms]", "<m8[s]", "|V4", "|S4", "<U1", "[]", "[('', '|V4')]",
		"[('a', '<f4')]", "[('b', '<f4')]", "[(('t', 'a'), '<f4')]", "[('a', '>f4')]", "[('a', '<f4'), ('', '|V1')]", "[('', '|V1'), ('a', '<f4')]",
		"[('a', '<f4', (1,))]", "[('a', '<f4', (2,))]", "[('a', '<f4', (1, 1))]", "('<f4', (1,))", "[('a', '<f4'), ('b', '<f4')]", "[('a', [('b', '<f4')])]"}
	for i, x := range different {
		for j, y := range different {
			assert.Equal(t, i == j, parse(t, x).Equal(parse(t, y)), "%s and %s", x, y)
		}
	}
	assert.Equal(t, "invalid dtype", DType{}.String())
	assert.Equal(t, "", DType{}.Descr())
	assert.False(t, DType{}.Equal(Float32))
}

// TestElementsWithoutBytesAreBounded checks that a few characters cannot claim billions of values
// of size zero.
func TestElementsWithoutBytesAreBounded(t *testing.T) {
	for _, descr := range []string{
		"[('a', '<f4', (100000, 0))]",
		"[('a', '<f4', (2147483647, 0))]",
		"[('a', [], (100000,))]",
		"[('a', [('b', [], (60000,))], (60000,))]",
		"[('a', [('b', '|i1'), ('c', [], (60000,))], (60000,))]",
	} {
		_, err := ParseDType(descr)
		assert.Error(t, err, descr)
	}
	_, err := ParseDType("[('a', '<f4', (1000, 0))]")
	assert.NoError(t, err)
}
