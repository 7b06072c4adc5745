package ndarray

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

func TestSetAt(t *testing.T) {
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		descr string
		value any
		want  any // result of At; nil if the value is refused
	}{
		{"|b1", true, true}, {"|b1", 1, nil}, {"|b1", "true", nil},
		{"|i1", 127, int8(127)}, {"|i1", 128, nil}, {"|i1", -128, int8(-128)}, {"|i1", -129, nil}, {"|i1", uint64(1), int8(1)}, {"|i1", 1.0, nil},
		{">i2", -2, int16(-2)}, {"<i4", math.MinInt32, int32(math.MinInt32)}, {"<i4", int64(math.MaxInt32 + 1), nil},
		{"<i8", int64(math.MinInt64), int64(math.MinInt64)}, {">i8", uint64(math.MaxInt64), int64(math.MaxInt64)}, {"<i8", uint64(math.MaxInt64) + 1, nil},
		{"|u1", 255, uint8(255)}, {"|u1", 256, nil}, {"|u1", -1, nil}, {">u2", 0x1234, uint16(0x1234)}, {"<u4", 7, uint32(7)},
		{"<u8", uint64(math.MaxUint64), uint64(math.MaxUint64)}, {"<u8", -1, nil}, {"<u2", float16.Frombits(1), nil},
		{"<f2", 1.5, float16.Fromfloat32(1.5)}, {">f2", float16.Frombits(0x7e01), float16.Frombits(0x7e01)}, {"<f2", 65504, float16.Frombits(0x7bff)},
		{"<f2", 65520.0, nil}, {"<f2", math.Inf(1), float16.Inf(1)},
		// Rounded once. Via float32 it would be a tie and be rounded to the even neighbour below.
		{"<f2", 1 + 0x1p-11 + 0x1p-40, float16.Fromfloat32(1 + 0x1p-10)},
		{"<f2", -(1 + 0x1p-11 + 0x1p-40), float16.Fromfloat32(-(1 + 0x1p-10))}, {"<f2", 1 + 0x1p-11 - 0x1p-40, float16.Fromfloat32(1)},
		{"<f4", 0.1, float32(0.1)}, {">f4", 1, float32(1)}, {"<f4", 1e39, nil}, {"<f4", math.Inf(-1), float32(math.Inf(-1))}, {"<f4", "1", nil},
		{"<f8", float32(0.5), 0.5}, {">f8", uint8(3), 3.0}, {"<f8", 1i, nil}, {"<f16", 1.0, nil}, {"<c32", 1.0, nil},
		{"<c8", 1 + 2i, complex64(1 + 2i)}, {">c8", 3, complex64(3)}, {"<c8", complex(1, 1e39), nil}, {">c16", complex64(1 - 2i), 1 - 2i}, {"<c16", true, nil},
		{"|S3", "ab", []byte("ab")}, {"|S3", []byte("abc"), []byte("abc")}, {"|S3", "abcd", nil}, {"|S3", 1, nil}, {"|S3", "", []byte{}},
		{"|V3", []byte("abc"), []byte("abc")}, {"|V3", []byte{1, 0, 0}, []byte{1, 0, 0}}, {"|V3", []byte("ab"), nil}, {"|V3", "abcd", nil},
		{"<U3", "é☃𝄞", "é☃𝄞"}, {">U3", "ab", "ab"}, {"<U3", "abcd", nil}, {"<U3", "\xff", nil}, {"<U3", []byte("a"), nil}, {"<U0", "", ""},
		{"<M8[D]", day, Datetime64{19782, UnitDay, 1}}, {">M8[s]", day, Datetime64{19782 * 86400, UnitSecond, 1}},
		{"<M8[D]", day.Add(time.Second), nil}, {"<M8[7D]", day, Datetime64{2826, UnitDay, 7}}, {"<M8[8D]", day, nil}, {"<M8", day, nil},
		{"<M8[D]", Datetime64{3, UnitDay, 1}, Datetime64{3, UnitDay, 1}}, {"<M8[D]", Datetime64{3, UnitHour, 1}, nil},
		{"<M8[D]", Datetime64{Count: NaT}, Datetime64{NaT, UnitDay, 1}}, {"<M8[D]", 3, nil},
		{"<m8[ms]", 3 * time.Second, Timedelta64{3000, UnitMillisecond, 1}}, {"<m8[ms]", time.Microsecond, nil},
		{">m8[25s]", Timedelta64{-3, UnitSecond, 25}, Timedelta64{-3, UnitSecond, 25}}, {"<m8[M]", time.Hour, nil}, {"<m8[s]", Timedelta64{1, UnitSecond, 2}, nil},
		{"<m8[s]", Timedelta64{Count: NaT}, Timedelta64{NaT, UnitSecond, 1}},
		{"<f4", nil, nil}, {"<i4", nil, nil}, {"<c8", nil, nil}, {"|b1", nil, nil}, {"<U1", nil, nil}, {"[('a', '|i1')]", 1, nil},
	} {
		a := must(New(parse(t, c.descr), 2))
		before := a.String()
		err := a.SetAt(c.value, 1)
		if c.want == nil {
			assert.ErrorIs(t, err, ErrValue, "%v in %s", c.value, c.descr)
			assert.Equal(t, before, a.String(), "nothing was written")
			continue
		}
		if assert.NoError(t, err, "%v in %s", c.value, c.descr) {
			got, err := a.At(1)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
			require.NoError(t, a.SetAt(got, 0), "a result of At can be set")
			first, err := a.At(0)
			require.NoError(t, err)
			assert.Equal(t, c.want, first)
		}
	}
}

func TestRecord(t *testing.T) {
	d := parse(t, "[('a', '|i1'), (('the b', 'b'), '<i4', (2,)), ('l', '<f16')]")
	a := must(New(d, 2))
	require.NoError(t, must(a.Field("a")).SetAt(7, 0))
	value, err := a.At(0)
	require.NoError(t, err)
	r := value.(Record)
	assert.True(t, r.DType().Equal(d))
	assert.Equal(t, 3, r.Len())
	got, err := r.Field("a")
	require.NoError(t, err)
	assert.Equal(t, int8(7), got)
	sub, err := r.Field("the b")
	require.NoError(t, err)
	require.NoError(t, sub.(*Array).SetAt(5, 1))
	assert.Equal(t, "[0 5]", sub.(*Array).String())
	assert.Contains(t, r.String(), "(7, [0, 5], b'")
	_, err = r.Field("l")
	assert.ErrorIs(t, err, ErrDType)
	assert.ErrorContains(t, err, "long double")
	for _, i := range []int{-1, 3} {
		_, err = r.At(i)
		assert.ErrorIs(t, err, ErrIndex)
	}
	_, err = r.Field("c")
	assert.ErrorIs(t, err, ErrIndex)
	require.NoError(t, a.SetAt(r, 1))
	assert.True(t, must(a.Row(0)).Equal(must(a.Row(1))))
	other := must(New(parse(t, "[('a', '|i1')]"), 1))
	assert.ErrorIs(t, other.SetAt(r, 0), ErrValue)

	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)
	value, err = must(Decode(npy)).At(0)
	require.NoError(t, err)
	sub, err = value.(Record).At(1)
	require.NoError(t, err)
	assert.ErrorIs(t, sub.(*Array).SetAt(1, 0), ErrReadOnly)
}

func TestCodePointsThatDoNotExist(t *testing.T) {
	for _, c := range []struct {
		code uint32
		text string
	}{{0xd800, `\ud800`}, {0x110000, `\U00110000`}, {0xffffffff, `\Uffffffff`}, {0x80000000, `\U80000000`}} {
		a := must(New(parse(t, "<U1"), 1))
		a.dtype.endian().PutUint32(a.data, c.code)
		_, err := a.At(0)
		assert.ErrorIs(t, err, ErrValue)
		assert.Equal(t, "['"+c.text+"']", a.String())
	}
}

func TestEqual(t *testing.T) {
	nan, negative := math.NaN(), math.Copysign(0, -1)
	otherNaN := math.Float64frombits(math.Float64bits(nan) ^ 1)
	a := must(FromSlice([]float64{1, nan, 0, negative}, 2, 2))
	for _, c := range []struct {
		b    *Array
		want bool
	}{
		{must(FromSlice([]float64{1, nan, 0, negative}, 2, 2)), true},
		{must(FromSlice([]float64{1, otherNaN, negative, 0}, 2, 2)), true},
		{must(FromSlice([]float64{1, nan, 0, 1}, 2, 2)), false},
		{must(FromSlice([]float64{1, 2, 0, 0}, 2, 2)), false},
		{must(FromSlice([]float64{1, nan, 0, 0}, 4)), false},
		{must(FromSlice([]float64{1, 0, nan, 0}, 2, 2)).Transpose(), true},
		{must(FromSlice([]complex64{1, 2, 3, 4}, 2, 2)), false},
	} {
		assert.Equal(t, c.want, a.Equal(c.b))
		assert.Equal(t, c.want, c.b.Equal(a))
	}
	z := must(FromSlice([]complex128{complex(nan, 1), complex(negative, 0)}, -1))
	assert.True(t, z.Equal(must(FromSlice([]complex128{complex(otherNaN, 1), complex(0, negative)}, -1))))
	assert.False(t, z.Equal(must(FromSlice([]complex128{complex(nan, 2), 0}, -1))))
	assert.False(t, must(New(parse(t, "<i4"), 1)).Equal(must(New(parse(t, ">i4"), 1))), "byte order is part of the dtype")
	assert.True(t, must(FromBytes(Bool, []int{2}, []byte{1, 0})).Equal(must(FromBytes(Bool, []int{2}, []byte{2, 0}))))
	assert.True(t, must(New(Int8, 0, 3)).Equal(must(New(Int8, 0, 3))))
	assert.False(t, must(New(Int8, 0, 3)).Equal(must(New(Int8, 3, 0))))
	assert.True(t, must(New(parse(t, "|S0"), 1<<30)).Equal(must(New(parse(t, "|S0"), 1<<30))), "without looking at each")

	padded := parse(t, "[('a', '|i1'), ('', '|V3'), ('b', '<f8', (2,))]")
	x, y := must(New(padded, 1)), must(New(padded, 1))
	y.data[2] = 7 // padding
	require.NoError(t, must(y.Field("b")).SetAt(negative, 0, 1))
	assert.True(t, x.Equal(y))
	y.data[0] = 7
	assert.False(t, x.Equal(y))
	long := parse(t, "<f16")
	assert.True(t, must(New(long, 1)).Equal(must(New(long, 1))))
	other := must(New(long, 1))
	other.data[3] = 1
	assert.False(t, must(New(long, 1)).Equal(other))
}
