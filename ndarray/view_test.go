package ndarray

import (
	"encoding/binary"
	"math"
	"reflect"
	"testing"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

// testElement stores values at every offset of a buffer and reads them back in every way.
func testElement[T Element](t *testing.T, values ...T) {
	t.Run(reflect.TypeFor[T]().String(), func(t *testing.T) {
		for _, n := range []int{0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 255, 256, 257} {
			data := make([]T, n)
			for i := range data {
				data[i] = values[i%len(values)]
			}
			npy, err := must(FromSlice(data, -1)).AppendNPY(nil)
			require.NoError(t, err)
			for offset := range 17 {
				// Use a separate allocation, so that checkptr and the address sanitizer detect an
				// access past its end.
				buffer := append(make([]byte, offset, offset+len(npy)), npy...)
				a := must(Decode(buffer[offset:]))
				view, err := View[T](a)
				if mem.UnalignedLoads || n == 0 || mem.IsAligned(a.data, uintptr(reflect.TypeFor[T]().Align())) {
					require.NoError(t, err)
					require.Equal(t, data, view)
					if n > 0 {
						require.Same(t, &a.data[0], &mem.Bytes(view)[0], "a view is not a copy")
					}
				} else {
					require.ErrorIs(t, err, ErrView)
				}
				copied, err := Values[T](a)
				require.NoError(t, err)
				require.Equal(t, data, copied)
				into := make([]T, n)
				count, err := CopyInto(into, a)
				require.NoError(t, err)
				require.Equal(t, n, count)
				require.Equal(t, data, into)
				if n > 0 {
					buffer[len(buffer)-1] ^= 1
					require.Equal(t, data, copied, "a copy does not change")
				}
			}
			testOtherOrder(t, data)
			testShort(t, data)
		}
	})
}

// testOtherOrder reads data stored in the other byte order.
func testOtherOrder[T Element](t *testing.T, data []T) {
	d := DTypeOf[T]()
	if d.order == NoOrder || len(data) == 0 {
		return
	}
	stored := append([]byte(nil), mem.Bytes(data)...)
	mem.SwapBytes(stored, d.swapWidth())
	d.order ^= LittleEndian ^ BigEndian
	a := must(FromBytes(d, []int{len(data)}, stored))
	_, err := View[T](a)
	require.ErrorIs(t, err, ErrView)
	require.ErrorContains(t, err, "byte order")
	copied, err := Values[T](a)
	require.NoError(t, err)
	require.Equal(t, data, copied)
	first, err := At[T](a, 0)
	require.NoError(t, err)
	require.Equal(t, data[0], first)
}

func testShort[T Element](t *testing.T, data []T) {
	if len(data) == 0 {
		return
	}
	dst := make([]T, len(data)-1)
	n, err := CopyInto(dst, must(FromSlice(data, -1)))
	require.ErrorIs(t, err, ErrShort)
	require.Equal(t, len(data), n)
	require.Equal(t, make([]T, len(data)-1), dst, "nothing was written")
}

type celsius float32

func TestElements(t *testing.T) {
	testElement(t, true, false, false)
	testElement[int8](t, 0, 1, -1, math.MinInt8, math.MaxInt8)
	testElement[int16](t, 0, 1, -1, math.MinInt16, math.MaxInt16)
	testElement[int32](t, 0, 1, -1, math.MinInt32, math.MaxInt32)
	testElement[int64](t, 0, 1, -1, math.MinInt64, math.MaxInt64)
	testElement[int](t, 0, 1, -1, math.MinInt, math.MaxInt)
	testElement[uint8](t, 0, 1, math.MaxUint8)
	testElement[uint16](t, 0, 1, math.MaxUint16, 0x1234)
	testElement[uint32](t, 0, 1, math.MaxUint32, 0x12345678)
	testElement[uint64](t, 0, 1, math.MaxUint64, 0x123456789abcdef0)
	testElement[uint](t, 0, 1, math.MaxUint)
	testElement(t, float16.Fromfloat32(1.5), float16.Inf(-1), float16.Frombits(1))
	testElement[float32](t, 0, 1.5, float32(math.Inf(1)), math.SmallestNonzeroFloat32)
	testElement(t, 0, 1.5, math.Inf(-1), math.MaxFloat64)
	testElement[complex64](t, 0, 1+2i, -3.5i)
	testElement[complex128](t, 0, 1+2i, -3.5i)
	testElement[celsius](t, 21.5, -273.15)
}

// TestOnlyTheOwnType checks that elements can only be viewed or copied as their own type.
func TestOnlyTheOwnType(t *testing.T) {
	for _, c := range []struct {
		descr string
		can   string
	}{
		{"|b1", "bool"}, {"|i1", "int8"}, {"<i2", "int16"}, {"<i4", "int32"}, {"<i8", "int64"}, {"|u1", "uint8"}, {"<u2", "uint16"},
		{"<u4", "uint32"}, {"<u8", "uint64"}, {"<f2", "float16"}, {"<f4", "float32"}, {"<f8", "float64"}, {"<c8", "complex64"},
		{"<c16", "complex128"}, {"<M8[ns]", "int64"}, {"<m8[25s]", "int64"}, {"<M8", "int64"}, {"<f16", ""}, {"<c32", ""},
		{"|S1", ""}, {"|S8", ""}, {"<U1", ""}, {"|V1", ""}, {"|V4", ""}, {"[('a', '<f4')]", ""}, {"[('a', '|i1')]", ""},
	} {
		a := must(New(parse(t, c.descr), 3))
		try := func(name string, err error) {
			if name == c.can {
				assert.NoError(t, err, "%s as %s", c.descr, name)
				return
			}
			assert.ErrorIs(t, err, ErrDType, "%s as %s", c.descr, name)
			assert.ErrorContains(t, err, a.DType().String())
		}
		all := func(name string, view, values, into, at error) {
			try(name, view)
			try(name, values)
			try(name, into)
			try(name, at)
		}
		tryType[bool](a, "bool", all)
		tryType[int8](a, "int8", all)
		tryType[int16](a, "int16", all)
		tryType[int32](a, "int32", all)
		tryType[int64](a, "int64", all)
		tryType[uint8](a, "uint8", all)
		tryType[uint16](a, "uint16", all)
		tryType[uint32](a, "uint32", all)
		tryType[uint64](a, "uint64", all)
		tryType[float16.Float16](a, "float16", all)
		tryType[float32](a, "float32", all)
		tryType[float64](a, "float64", all)
		tryType[complex64](a, "complex64", all)
		tryType[complex128](a, "complex128", all)
	}
	_, err := Values[float64](must(New(parse(t, "<f16"), 1)))
	assert.ErrorContains(t, err, "long double")
}

func tryType[T Element](a *Array, name string, check func(name string, view, values, into, at error)) {
	_, view := View[T](a)
	_, values := Values[T](a)
	_, into := CopyInto(make([]T, a.Size()), a)
	_, at := At[T](a, 0)
	check(name, view, values, into, at)
}

// TestOtherBools: Go does not define bools other than 0 and 1. numpy reads every byte but 0 as
// true.
func TestOtherBools(t *testing.T) {
	for n := 1; n < 40; n++ {
		for bad := range n {
			for _, value := range []byte{2, 0x80, 0xff} {
				data := make([]byte, n)
				data[bad] = value
				a := must(FromBytes(Bool, []int{n}, data))
				_, err := View[bool](a)
				require.ErrorIs(t, err, ErrView)
				copied, err := Values[bool](a)
				require.NoError(t, err)
				want := make([]bool, n)
				want[bad] = true
				require.Equal(t, want, copied)
				require.NotContains(t, mem.Bytes(copied), value)
				one, err := At[bool](a, bad)
				require.NoError(t, err)
				require.True(t, one)
			}
		}
	}
}

func TestViewOrder(t *testing.T) {
	f := must(FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)).Transpose()
	_, err := View[int16](f)
	assert.ErrorIs(t, err, ErrView)
	assert.ErrorContains(t, err, "C order")
	view, err := View[int16](f.Transpose())
	require.NoError(t, err)
	assert.Equal(t, []int16{1, 2, 3, 4, 5, 6}, view)
	values, err := Values[int16](f)
	require.NoError(t, err)
	assert.Equal(t, []int16{1, 4, 2, 5, 3, 6}, values)
	raw, err := f.Bytes()
	require.NoError(t, err)
	assert.Equal(t, f.data, raw, "in the stored order")
	_, err = must(f.Slice(0, 2)).Bytes()
	assert.ErrorIs(t, err, ErrView)
}

// TestAlignedProcessors tests the code for processors that cannot load unaligned values.
func TestAlignedProcessors(t *testing.T) {
	buffer := mem.Make(64)
	for offset := range 8 {
		a := must(FromBytes(Float64, []int{2}, buffer[offset:offset+16]))
		want := ""
		if offset%reflect.TypeFor[float64]().Align() != 0 {
			want = "elements are not aligned, which this processor requires"
		}
		assert.Equal(t, want, cannotView[float64](a, false))
		assert.Equal(t, "", cannotView[float64](a, true))
	}
}

func TestNativeOrder(t *testing.T) {
	b := binary.NativeEndian.AppendUint16(nil, 0x0102)
	want := LittleEndian
	if b[0] == 1 {
		want = BigEndian
	}
	assert.Equal(t, want, nativeOrder)
	assert.True(t, Float32.IsNative())
	d := Float32
	d.order ^= LittleEndian ^ BigEndian
	assert.False(t, d.IsNative())
}
