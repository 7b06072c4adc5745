package ndarray

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Extremes and NaN are found at every position, in particular in the first and last block.
func TestExtremesAtEveryPosition(t *testing.T) {
	for _, size := range []int{1, 2, 3, blockSize - 1, blockSize, blockSize + 1, 2*blockSize + 1} {
		for _, at := range []int{0, 1, size / 2, blockSize - 1, blockSize, size - 1} {
			if at >= size {
				continue
			}
			data := slices.Repeat([]float32{1}, size)
			a := must(FromSlice(data, -1))
			data[at] = -2
			assert.Equal(t, float32(-2), must1(a.Min()), "%d of %d", at, size)
			data[at] = 3
			assert.Equal(t, float32(3), must1(a.Max()), "%d of %d", at, size)
			data[at] = float32(math.NaN())
			assert.Equal(t, 1, must1(a.CountNaN()), "%d of %d", at, size)
			assert.True(t, math.IsNaN(float64(must1(a.Max()).(float32))), "%d of %d", at, size)
			if size > 1 {
				assert.Equal(t, float32(1), must1(a.NaNMin()))
			}
		}
	}
}

// As numpy: there is no smallest element of none. numpy's mean of none is NaN, with a warning.
func TestStatsOfNoElements(t *testing.T) {
	for _, dtype := range []DType{Bool, Int8, Uint64, Float16, Float32, Complex128, must1(ParseDType("<M8[s]")), must1(ParseDType(">m8"))} {
		for _, shape := range [][]int{{0}, {0, 3}, {3, 0}} {
			a := must(New(dtype, shape...))
			for _, f := range []func() (any, error){a.Min, a.Max, a.NaNMin, a.NaNMax} {
				_, err := f()
				require.ErrorIs(t, err, ErrShape, "%v", dtype)
				require.ErrorContains(t, err, "has no elements")
			}
			assert.Zero(t, must1(a.CountNaN()))
			var s Stats
			require.NoError(t, s.Add(a))
			assert.Equal(t, Stats{}, s)
			blocks := must1(a.Floats())
			for range blocks {
				t.Error("a block of no elements")
			}
		}
	}
	_, err := must(New(Float32, 0)).Mean()
	require.ErrorIs(t, err, ErrShape)
	require.EqualError(t, err, "ndarray: mean: invalid shape: array of shape (0,) has no elements")

	var s Stats
	for _, f := range []float64{s.Min(), s.Max(), s.Mean(), s.Std()} {
		assert.True(t, math.IsNaN(f))
	}
	assert.Zero(t, s.Sum())
	low, high := s.FiniteRange()
	assert.True(t, math.IsNaN(low) && math.IsNaN(high))
}

// Bytes, texts and structures have no order, and long doubles no known format.
func TestStatsOfOtherDTypes(t *testing.T) {
	for _, descr := range []string{"|S3", "|S0", "<U2", "|V4", "<f16", "<c32", "[('a', '<f4')]"} {
		for _, shape := range [][]int{{2}, {0}} {
			a := must(New(must1(ParseDType(descr)), shape...))
			for _, f := range []func() (any, error){a.Min, a.Max, a.NaNMin, a.NaNMax} {
				_, err := f()
				require.ErrorIs(t, err, ErrDType, descr)
			}
			_, err := a.CountNaN()
			require.ErrorIs(t, err, ErrDType, descr)
			_, err = a.Mean()
			require.ErrorIs(t, err, ErrDType, descr)
			_, err = a.Floats()
			require.ErrorIs(t, err, ErrDType, descr)
			s := Stats{finite: 1}
			require.ErrorIs(t, s.Add(a), ErrDType, descr)
			assert.Equal(t, Stats{finite: 1}, s)
		}
	}
	for _, descr := range []string{"<c8", "<c16", "<M8[s]", "<m8[s]"} {
		_, err := must(New(must1(ParseDType(descr)), 2)).Mean()
		require.ErrorIs(t, err, ErrDType, descr)
	}
}

// Stats of several arrays are those of one array with all elements.
func TestStatsOfSeveralArrays(t *testing.T) {
	data := make([]float64, 5000)
	for i := range data {
		data[i] = math.Sin(float64(i)) * 1e3
	}
	data[7], data[4000], data[4999] = math.NaN(), math.Inf(1), -5000
	var all, parts Stats
	require.NoError(t, all.Add(must(FromSlice(data, -1))))
	for part := range slices.Chunk(data, 701) {
		require.NoError(t, parts.Add(must(FromSlice(part, -1))))
	}
	assert.Equal(t, []int{4999, 1, 1}, []int{parts.Count(), parts.CountNaN(), parts.CountInf()})
	assert.Equal(t, all.Min(), parts.Min())
	assert.Equal(t, math.Inf(1), parts.Max())
	assert.Equal(t, math.Inf(1), parts.Mean())
	low, high := parts.FiniteRange()
	assert.Equal(t, -5000., low)
	assert.Less(t, high, 1e3)
	assert.InDelta(t, all.sum+all.lost, parts.sum+parts.lost, 1e-9)
	assert.InDelta(t, all.squares, parts.squares, all.squares*1e-12)
}

// The sum of many numbers stays accurate. A plain sum is wrong from the ninth digit on.
func TestLongSum(t *testing.T) {
	if testing.Short() {
		t.Skip("five million numbers")
	}
	a := must(FromSlice(slices.Repeat([]float64{0.1}, 5_000_000), -1))
	assert.InDelta(t, 0.1, must1(a.Mean()), 1e-15)
	var s Stats
	require.NoError(t, s.Add(a))
	assert.InDelta(t, 0, s.Std(), 1e-14)
}

// float32 accumulators would overflow, or lose the small numbers.
func TestMeanOfFloat32(t *testing.T) {
	a := must(FromSlice([]float32{math.MaxFloat32, math.MaxFloat32, -math.MaxFloat32, 4}, 2, 2))
	assert.InEpsilon(t, math.MaxFloat32/4., must1(a.Mean()), 1e-15)
	a = must(FromSlice([]float32{1e10, 1, -1e10}, -1))
	assert.Equal(t, 1./3, must1(a.Mean()))
}

// Blocks hold the elements in C order, in place where that is possible.
func TestFloats(t *testing.T) {
	for _, shape := range [][]int{{}, {1}, {blockSize - 1}, {blockSize}, {blockSize + 1}, {3, blockSize + 1}, {70, 61}, {2, 3, 2000}, {5, 1, 3000}} {
		size, _, err := extent(shape, 1)
		require.NoError(t, err)
		want := make([]float64, size)
		for i := range want {
			want[i] = float64(i)
		}
		a := must(FromSlice(want, shape...))
		narrow := must(New(Int16, shape...))
		view := must1(View[int16](narrow))
		for i := range view {
			view[i] = int16(i)
		}
		swapped := narrow.Clone()
		swapped.dtype.order = BigEndian + LittleEndian - nativeOrder
		for i := 0; i < len(swapped.data); i += 2 {
			swapped.data[i], swapped.data[i+1] = swapped.data[i+1], swapped.data[i]
		}
		for _, a := range []*Array{a, a.Transpose().Clone().Transpose(), withGaps(t, a), narrow, withGaps(t, narrow), swapped, withGaps(t, swapped)} {
			var got []float64
			for block := range must1(a.Floats()) {
				require.LessOrEqual(t, len(block), blockSize)
				got = append(got, block...)
			}
			require.Equal(t, want, got, "%v %v", a.DType(), shape)
			for range must1(a.Floats()) {
				break
			}
		}
		for block := range must1(a.Floats()) {
			require.Same(t, &want[0], &block[0], "no copy")
			break
		}
	}
	bools := must(FromBytes(Bool, []int{3}, []byte{0, 1, 2}))
	for block := range must1(bools.Floats()) {
		assert.Equal(t, []float64{0, 1, 1}, block)
	}
	assert.Equal(t, true, must1(bools.Max()))
	magnitude := must(FromSlice([]complex64{3 - 4i}, -1))
	for block := range must1(magnitude.Floats()) {
		assert.Equal(t, []float64{5}, block)
	}
}
