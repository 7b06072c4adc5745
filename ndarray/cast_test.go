package ndarray

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

func arrayOf[T Element](t testing.TB, data []T, shape ...int) *Array {
	t.Helper()
	if len(shape) == 0 {
		shape = []int{-1}
	}
	a, err := FromSlice(data, shape...)
	require.NoError(t, err)
	return a
}

func dtypeOf(t testing.TB, descr string) DType {
	t.Helper()
	d, err := ParseDType(descr)
	require.NoError(t, err, descr)
	return d
}

func TestCastingNames(t *testing.T) {
	for c, name := range map[Casting]string{
		NoCasting: "no", EquivCasting: "equiv", SafeCasting: "safe", SameKindCasting: "same_kind", UnsafeCasting: "unsafe", 5: "invalid", 255: "invalid",
	} {
		assert.Equal(t, name, c.String())
	}
}

// The rules as numpy's documentation explains them; TestCanCastAsNumpy compares all of them.
func TestCanCast(t *testing.T) {
	for _, row := range []struct {
		from, to string
		want     Casting
	}{
		{"<f4", "<f4", NoCasting}, {"<f4", ">f4", EquivCasting}, {"<f4", "<f8", SafeCasting}, {"<f8", "<f4", SameKindCasting},
		{"<f8", "<i8", UnsafeCasting}, {"<i8", "<f8", SafeCasting}, {"<i8", "<f4", SameKindCasting}, {"<u8", "<i8", SameKindCasting},
		{"<i8", "<u8", UnsafeCasting}, {"|b1", "|i1", SafeCasting}, {"|i1", "|b1", UnsafeCasting}, {"<i2", "<f2", SameKindCasting},
		{"<f4", "<c8", SafeCasting}, {"<c8", "<f4", UnsafeCasting}, {"<M8[s]", "<M8[ns]", SafeCasting}, {"<M8[s]", "<i8", UnsafeCasting},
		{"<m8[M]", "<m8[D]", UnsafeCasting}, {"<M8[M]", "<M8[D]", SafeCasting}, {"|S3", "<U3", SafeCasting}, {"<U3", "|S3", UnsafeCasting},
		{"<i4", "|S0", SafeCasting}, {"[('a', '<f4')]", "[('b', '>f8')]", SafeCasting}, {"[('a', '<f4')]", "[('a', '<f4'), ('b', '<f4')]", cannotCast},
	} {
		for c := NoCasting; c <= UnsafeCasting; c++ {
			assert.Equal(t, row.want <= c, CanCast(dtypeOf(t, row.from), dtypeOf(t, row.to), c), "%s to %s under %q", row.from, row.to, c)
		}
	}
	assert.False(t, CanCast(Float32, Float32, cannotCast), "a rule that does not exist")
	assert.False(t, CanCast(DType{}, Float32, UnsafeCasting))
	assert.False(t, CanCast(Float32, DType{}, UnsafeCasting))
}

func TestAsType(t *testing.T) {
	whole := arrayOf(t, []float64{1.9, -1.9, 300, math.NaN()}, 2, 2)
	ints, err := whole.AsType(Int16, UnsafeCasting)
	require.NoError(t, err)
	assert.Equal(t, []int{2, 2}, ints.Shape())
	list, err := Values[int16](ints)
	require.NoError(t, err)
	assert.Equal(t, []int16{1, -1, 300, 0}, list)
	assert.True(t, ints.Aligned())

	same, err := whole.AsType(Float64, NoCasting)
	require.NoError(t, err)
	assert.True(t, whole.Equal(same))
	require.NoError(t, same.SetAt(7, 0, 0))
	assert.False(t, whole.Equal(same), "a copy")

	floats, err := AsType[float32](whole, SameKindCasting)
	require.NoError(t, err)
	assert.Equal(t, []float32{1.9, -1.9, 300}, floats[:3])
	assert.True(t, math.IsNaN(float64(floats[3])))
	exact, err := AsType[float64](arrayOf(t, []float32{0.1, 3}), SafeCasting)
	require.NoError(t, err)
	assert.Equal(t, []float64{float64(float32(0.1)), 3}, exact)
	counts, err := FromBytes(dtypeOf(t, "<M8[s]"), []int{1}, []byte{1, 2, 0, 0, 0, 0, 0, 0})
	require.NoError(t, err)
	numbers, err := AsType[int64](counts, NoCasting)
	require.NoError(t, err)
	assert.Equal(t, []int64{513}, numbers, "as Values")
}

// Floats that an integer type cannot hold become the same integer on every processor.
func TestAsTypeOutOfRange(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 1 << 64, -1<<63 - 2048} {
		a := arrayOf(t, []float64{x})
		n, err := AsType[int64](a, UnsafeCasting)
		require.NoError(t, err)
		assert.Equal(t, []int64{math.MinInt64}, n, "%g", x)
		u, err := AsType[uint64](a, UnsafeCasting)
		require.NoError(t, err)
		assert.Equal(t, []uint64{1 << 63}, u, "%g", x)
		b, err := AsType[uint8](a, UnsafeCasting)
		require.NoError(t, err)
		assert.Equal(t, []uint8{0}, b, "%g", x)
	}
	a := arrayOf(t, []float64{-1, 256.5, 1<<63 + 2048, -3e9})
	u, err := AsType[uint64](a, UnsafeCasting)
	require.NoError(t, err)
	assert.Equal(t, []uint64{math.MaxUint64, 256, 1<<63 + 2048, 1<<64 - 3e9}, u)
	b, err := AsType[int8](a, UnsafeCasting)
	require.NoError(t, err)
	assert.Equal(t, []int8{-1, 0, 0, 0}, b)
	low := int64(-3e9)
	n, err := AsType[int32](a, UnsafeCasting)
	require.NoError(t, err)
	assert.Equal(t, []int32{-1, 256, 2048, int32(low)}, n)
}

func TestAsTypeErrors(t *testing.T) {
	for _, row := range []struct {
		from, to string
		c        Casting
		want     string
	}{
		{"<f8", "<f4", SafeCasting, `float64 cannot be converted to float32 under the rule "safe", only under "same_kind"`},
		{"<f8", ">f8", NoCasting, `only under "equiv"`},
		{"<f8", "<f8", 5, "Casting(5) does not exist"},
		{"[('a', '<f4')]", "[('a', '<f4'), ('b', '<f4')]", UnsafeCasting, "cannot be converted to"},
		{"<f8", "|S32", UnsafeCasting, "float64 is not converted to |S32 by this package"},
		{"|S3", "<f8", UnsafeCasting, "not converted"},
		{"|S3", "|S4", UnsafeCasting, "not converted"},
		{"<f8", "[('a', '<f4')]", UnsafeCasting, "not converted"},
		{"[('a', '<f4')]", "<f8", UnsafeCasting, "not converted"},
		{"[('a', '<f4')]", "[('a', '<f4', (2,))]", UnsafeCasting, `field "a" has shape (), not (2,)`},
		{"[('a', '<f4')]", "[('a', '|S32')]", UnsafeCasting, `field "a": invalid dtype: float32 is not converted`},
		{"<f16", ">f16", UnsafeCasting, "not converted"},
		{"<f16", "<f8", UnsafeCasting, "not converted"},
		{"<f8", "<f16", UnsafeCasting, "not converted"},
		{"<M8[M]", "<M8[D]", UnsafeCasting, "not converted"},
		{"<M8[D]", "<m8[D]", UnsafeCasting, "not converted"},
		{"<m8[W]", "<m8[fs]", UnsafeCasting, "not converted"},
	} {
		a, err := New(dtypeOf(t, row.from), 2)
		require.NoError(t, err)
		_, err = a.AsType(dtypeOf(t, row.to), row.c)
		assert.ErrorIs(t, err, ErrDType)
		assert.ErrorContains(t, err, "ndarray: as type: ")
		assert.ErrorContains(t, err, row.want)
	}
	a, err := New(Float32, 0)
	require.NoError(t, err)
	_, err = a.AsType(DType{}, UnsafeCasting)
	assert.ErrorIs(t, err, ErrDType)
	_, err = AsType[int8](a, SameKindCasting)
	assert.ErrorIs(t, err, ErrDType)
	_, err = AsType[float32](a, cannotCast)
	assert.ErrorIs(t, err, ErrDType)
	text, err := New(dtypeOf(t, "|S3"), 0)
	require.NoError(t, err)
	_, err = AsType[float32](text, UnsafeCasting)
	assert.ErrorContains(t, err, "not converted", "also of no elements")
	_, err = new(Array).AsType(Float32, UnsafeCasting)
	assert.ErrorIs(t, err, ErrDType)
}

type (
	flags   []bool
	grid    [][]celsius
	endless []endless
)

func convertTo[S any](a *Array, c Casting) (S, error) {
	var dst S
	err := Convert(&dst, a, c)
	return dst, err
}

func requireConverted[S any](t *testing.T, want S, a *Array, c Casting) {
	t.Helper()
	got, err := convertTo[S](a, c)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestConvert(t *testing.T) {
	shorts := arrayOf(t, []int16{1, -2, 3, 4, 5, 6})
	requireConverted(t, []int{1, -2, 3, 4, 5, 6}, shorts, SafeCasting)
	requireConverted(t, []celsius{1, -2, 3, 4, 5, 6}, shorts, SafeCasting)
	requireConverted(t, []complex64{1, -2, 3, 4, 5, 6}, shorts, SafeCasting)
	requireConverted(t, []uint8{1, 254, 3, 4, 5, 6}, shorts, UnsafeCasting)
	requireConverted(t, flags{true, false}, arrayOf(t, []bool{true, false}), NoCasting)
	requireConverted(t, []int8{1, 0}, arrayOf(t, []bool{true, false}), SafeCasting)
	requireConverted(t, []float16.Float16{float16.Fromfloat32(1), float16.Fromfloat32(-2)}, arrayOf(t, []int8{1, -2}), SafeCasting)
	requireConverted(t, []float64{1.5}, arrayOf(t, []float16.Float16{float16.Fromfloat32(1.5)}), SafeCasting)
	requireConverted(t, []float64{}, arrayOf(t, []float32{}), SafeCasting)

	table := arrayOf(t, []int16{1, 2, 3, 4, 5, 6}, 2, 3)
	requireConverted(t, [][]int16{{1, 2, 3}, {4, 5, 6}}, table, NoCasting)
	requireConverted(t, grid{{1, 2, 3}, {4, 5, 6}}, table, SafeCasting)
	requireConverted(t, [][]int{{1, 4}, {2, 5}, {3, 6}}, table.Transpose(), SafeCasting)
	cube, err := table.Reshape(1, 3, 2)
	require.NoError(t, err)
	requireConverted(t, [][][]float32{{{1, 2}, {3, 4}, {5, 6}}}, cube, SafeCasting)
	requireConverted(t, [][]byte{{1, 2}, {3, 4}}, arrayOf(t, []byte{1, 2, 3, 4}, 2, 2), NoCasting)
	requireConverted(t, [][]int{{}, {}}, arrayOf(t, []int{}, 2, 0), NoCasting)
	requireConverted(t, [][]int{}, arrayOf(t, []int{}, 0, 2), NoCasting)

	rows, err := convertTo[[][]int16](table, NoCasting)
	require.NoError(t, err)
	rows[0] = append(rows[0], 9)
	assert.Equal(t, []int16{4, 5, 6}, rows[1], "a row cannot grow into the next one")
	rows[1][0] = 7
	first, err := At[int16](table, 1, 0)
	require.NoError(t, err)
	assert.Equal(t, int16(4), first, "a copy")
}

// Convert returns structs as Structs does, and elements of the types that a field may have.
func TestConvertStructs(t *testing.T) {
	type point struct {
		X, Y float32
		Name string `npy:"n"`
	}
	a, err := New(dtypeOf(t, "[('n', '|S3'), ('x', '<f4'), ('y', '>f4')]"), 2, 1)
	require.NoError(t, err)
	for i, name := range []string{"ab", "xyz"} {
		row, err := a.Row(i)
		require.NoError(t, err)
		for field, value := range map[string]any{"n": name, "x": float32(i), "y": 2.5} {
			f, err := row.Field(field)
			require.NoError(t, err)
			require.NoError(t, f.SetAt(value, 0))
		}
	}
	want, err := Structs[point](a)
	require.NoError(t, err)
	require.Equal(t, []point{{0, 2.5, "ab"}, {1, 2.5, "xyz"}}, want)
	requireConverted(t, want, a, SafeCasting)
	requireConverted(t, [][]point{want[:1], want[1:]}, a, SafeCasting)
	_, err = convertTo[[]struct{ Z float32 }](a, SafeCasting)
	_, structs := Structs[struct{ Z float32 }](a)
	require.ErrorIs(t, err, ErrDType)
	assert.Equal(t, structs.Error()[len("ndarray: structs: "):], err.Error()[len("ndarray: convert: "):])

	names, err := a.Field("n")
	require.NoError(t, err)
	names, err = names.AsCContiguous().Reshape(-1)
	require.NoError(t, err)
	requireConverted(t, []string{"ab", "xyz"}, names, SafeCasting)
	requireConverted(t, [][]byte{[]byte("ab"), []byte("xyz")}, names, SafeCasting)
	requireConverted(t, [][3]byte{{'a', 'b'}, {'x', 'y', 'z'}}, names, SafeCasting)
	times := arrayOf(t, []int64{0, 90})
	times.dtype = dtypeOf(t, "<M8[s]")
	requireConverted(t, []time.Time{time.Unix(0, 0).UTC(), time.Unix(90, 0).UTC()}, times, SafeCasting)
	requireConverted(t, []Datetime64{{0, UnitSecond, 1}, {90, UnitSecond, 1}}, times, SafeCasting)
	requireConverted(t, []int64{0, 90}, times, SafeCasting)
	_, err = convertTo[[]time.Duration](times, SafeCasting)
	require.ErrorIs(t, err, ErrDType)
	times.dtype = dtypeOf(t, "<m8[s]")
	requireConverted(t, []time.Duration{0, 90 * time.Second}, times, SafeCasting)
	requireConverted(t, []int64{0, 90}, times, SafeCasting)
	type ticks int64
	_, err = convertTo[[]ticks](times, SafeCasting)
	require.ErrorIs(t, err, ErrDType, "the unit of ticks is unknown")
	require.NoError(t, times.SetAt(Timedelta64{Count: NaT}, 1))
	_, err = convertTo[[]time.Duration](times, SafeCasting)
	require.ErrorIs(t, err, ErrValue)
	require.ErrorContains(t, err, "element 1")
}

func TestConvertErrors(t *testing.T) {
	a := arrayOf(t, []float64{1, 2, 3, 4}, 2, 2)
	flat := arrayOf(t, []float64{1, 2})
	list := []float64{9}
	for _, dst := range []any{nil, list, 1, new(float64), new([2]float64), (*[]float64)(nil), new(map[int]int)} {
		err := Convert(dst, a, SafeCasting)
		assert.ErrorIs(t, err, ErrDType, "%T", dst)
		assert.ErrorContains(t, err, "is not a pointer to a slice")
	}
	for _, row := range []struct {
		dst  any
		a    *Array
		want error
		text string
	}{
		{&list, a, ErrShape, "array has 2 axes, not 1"},
		{new([][]float64), flat, ErrShape, "array has 1 axes, not 2"},
		{new([][][]float64), a, ErrShape, "array has 2 axes, not 3"},
		{new(endless), flat, ErrShape, "axes"},
		{new([]float32), flat, ErrDType, `only under "same_kind"`},
		{new([]string), flat, ErrDType, "elements are float64 of 8 bytes, which a Go string cannot hold"},
		{new([]any), flat, ErrDType, "cannot hold"},
		{new([]chan int), flat, ErrDType, "cannot hold"},
		{new([]uintptr), flat, ErrDType, "cannot hold"},
		{new([]*float64), flat, ErrDType, "cannot hold"},
		{new([]struct{ X float64 }), flat, ErrDType, "cannot hold"},
		{new([]time.Time), flat, ErrDType, "cannot hold"},
	} {
		err := Convert(row.dst, row.a, SafeCasting)
		assert.ErrorIs(t, err, row.want, "%T", row.dst)
		assert.ErrorContains(t, err, row.text, "%T", row.dst)
		assert.ErrorContains(t, err, "ndarray: convert: ")
	}
	assert.Equal(t, []float64{9}, list, "unchanged")

	// A short header can claim any number of elements without bytes, and of rows without elements.
	empty, err := New(dtypeOf(t, "|S0"), 1<<30)
	require.NoError(t, err)
	assert.ErrorIs(t, Convert(new([]string), empty, SafeCasting), ErrDType)
	for _, shape := range [][]int{{1 << 30, 0}, {maxFreeLeaves + 1, 0}} {
		rows, err := New(Int8, shape...)
		require.NoError(t, err)
		assert.ErrorIs(t, Convert(new([][]int8), rows, SafeCasting), ErrShape, "%v", shape)
	}
	for _, shape := range [][]int{{1 << 30, 0, 3}, {300, 300, 0}} {
		rows, err := New(Int8, shape...)
		require.NoError(t, err)
		assert.ErrorIs(t, Convert(new([][][]int8), rows, SafeCasting), ErrShape, "%v", shape)
	}
}

// AppendSlice appends what AppendNPY does, for any sequence of slices and arrays.
func TestEncoderAppendsSlices(t *testing.T) {
	var e Encoder
	check := func(slice any, a *Array) {
		t.Helper()
		want, err := a.AppendNPY([]byte("x"))
		require.NoError(t, err)
		got, ok := e.AppendSlice([]byte("x"), slice)
		require.True(t, ok)
		require.Equal(t, want, got)
		again, err := e.AppendNPY([]byte("x"), a)
		require.NoError(t, err)
		require.Equal(t, want, again)
	}
	for n := range 3 {
		for range 2 {
			floats := []float32{1, 2, 3}[:n]
			check(floats, arrayOf(t, floats))
			check([]celsius{1, 2, 3}[:n], arrayOf(t, floats))
			check([]int32{1, 2, 3}[:n], arrayOf(t, []int32{1, 2, 3}[:n]))
			check([]bool{true, false}[:min(n, 2)], arrayOf(t, []bool{true, false}[:min(n, 2)]))
			halves := make([]float16.Float16, n)
			check(halves, arrayOf(t, halves))
			check(make([]uint16, n), arrayOf(t, make([]uint16, n)))
			table := arrayOf(t, make([]float32, 6), 2, 3)
			_, err := e.AppendNPY(nil, table.Transpose())
			require.NoError(t, err)
		}
	}
	check([]complex64(nil), arrayOf(t, []complex64{}))
	for _, v := range []any{nil, 1, []string{"a"}, []any{1}, [2]int{}, []uintptr{1}, []struct{}{}, [][]int{}, &[]int{1}} {
		got, ok := e.AppendSlice([]byte("x"), v)
		assert.False(t, ok, "%T", v)
		assert.Equal(t, []byte("x"), got)
	}
}

func ExampleArray_AsType() {
	a, err := FromSlice([]float64{1.5, -2.5, 300}, -1)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = a.AsType(Float32, SafeCasting)
	fmt.Println(err)
	narrow, err := a.AsType(Float32, SameKindCasting)
	fmt.Println(narrow, err)
	bytes, err := AsType[uint8](a, UnsafeCasting)
	fmt.Println(bytes, err)
	// Output:
	// ndarray: as type: invalid dtype: float64 cannot be converted to float32 under the rule "safe", only under "same_kind"
	// [  1.5  -2.5 300. ] <nil>
	// [1 254 44] <nil>
}
