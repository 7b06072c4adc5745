package summary

import (
	"math"
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func of(t *testing.T, a *ndarray.Array, err error) *Summary {
	t.Helper()
	require.NoError(t, err)
	s, err := Of(a, 4)
	require.NoError(t, err)
	return s
}

// array parses the dtype and fills an array by SetAt.
func array(t *testing.T, dtype string, values ...any) *ndarray.Array {
	t.Helper()
	d, err := ndarray.ParseDType(dtype)
	require.NoError(t, err)
	a, err := ndarray.New(d, len(values))
	require.NoError(t, err)
	for i, v := range values {
		require.NoError(t, a.SetAt(v, i))
	}
	return a
}

func TestTimes(t *testing.T) {
	d, err := ndarray.ParseDType("<M8[ns]")
	require.NoError(t, err)
	const day = 86400_000_000_000
	unit := func(n int64) any { return Time(d, n) }
	a := array(t, "<M8[ns]", unit(20000*day+1), unit(math.MinInt64), unit(20000*day), unit(20003*day))
	s := of(t, a, nil)
	assert.Equal(t, 1, s.Missing)
	assert.Equal(t, "2024-10-04T00:00:00.000000000", s.Min.(ndarray.Datetime64).String())
	assert.Equal(t, "2024-10-07T00:00:00.000000000", s.Max.(ndarray.Datetime64).String())
	assert.Equal(t, []int{2, 0, 0, 1}, s.Histogram.Counts)
	assert.False(t, s.Numbers)

	s = of(t, array(t, "<m8[s]", ndarray.Timedelta64{Count: ndarray.NaT, Unit: ndarray.UnitSecond, Multiple: 1}), nil)
	assert.Equal(t, 1, s.Missing)
	assert.Nil(t, s.Min)
	assert.Nil(t, s.Histogram)
}

func TestTexts(t *testing.T) {
	s := of(t, array(t, "<U5", "é", "", "abc"), nil)
	assert.Equal(t, &Texts{Empty: 1, Shortest: 0, Longest: 3, Mean: 4. / 3, First: "", Last: "é"}, s.Texts)
	s = of(t, array(t, "|S3", "b", "abc"), nil)
	assert.Equal(t, &Texts{Shortest: 1, Longest: 3, Mean: 2, First: "abc", Last: "b"}, s.Texts)

	// These code points do not exist.
	d, err := ndarray.ParseDType("<U1")
	require.NoError(t, err)
	a, err := ndarray.FromBytes(d, []int{2}, []byte("\xff\xff\xff\x7fa\x00\x00\x00"))
	assert.Equal(t, &Texts{Invalid: 1, Shortest: 1, Longest: 1, Mean: 1, First: "a", Last: "a"}, of(t, a, err).Texts)
	a, err = ndarray.FromBytes(d, []int{1}, []byte("\xff\xff\xff\x7f"))
	assert.Equal(t, &Texts{Invalid: 1}, of(t, a, err).Texts)
}

// Elements of a field are not contiguous, and a field of sub-arrays has more axes.
func TestFields(t *testing.T) {
	type sample struct {
		Count int64
		Place [3]float32
		Inner struct{ Good bool }
	}
	data := make([]sample, 3000)
	for i := range data {
		data[i].Count = int64(i) + 1<<60
		data[i].Place[1] = float32(i)
		data[i].Inner.Good = i%3 == 0
	}
	a, err := ndarray.FromStructs(data, 30, 100)
	s := of(t, a, err)
	require.Len(t, s.Fields, 3)
	assert.Equal(t, "Count", s.Fields[0].Name)
	assert.Equal(t, int64(1<<60), s.Fields[0].Min)
	assert.Equal(t, int64(1<<60+2999), s.Fields[0].Max)
	assert.Equal(t, float32(2999), s.Fields[1].Max)
	assert.InDelta(t, 1499.5/3, s.Fields[1].Mean, 1e-10)
	assert.Equal(t, 9000, s.Fields[1].Array.Size())
	require.Len(t, s.Fields[2].Fields, 1)
	assert.Equal(t, 1000, s.Fields[2].Fields[0].True)

	s = of(t, a.Transpose(), nil) // in Fortran order
	assert.Equal(t, []int{100, 30}, s.Fields[0].Array.Shape())
	assert.Equal(t, int64(1<<60+2999), s.Fields[0].Max)
}

func TestNothing(t *testing.T) {
	for _, dtype := range []string{"<f4", "<i8", "|b1", "<M8[s]", "<U3", "|V3", "[('a', '<f4')]"} {
		s := of(t, array(t, dtype), nil)
		assert.Nil(t, s.Min, dtype)
		assert.Nil(t, s.Histogram, dtype)
		assert.Nil(t, s.Texts, dtype)
		assert.True(t, math.IsNaN(s.Mean), dtype)
	}
	// A few bytes can state any number of elements of 0 bytes.
	d, err := ndarray.ParseDType("|S0")
	require.NoError(t, err)
	a, err := ndarray.New(d, 1<<50)
	assert.Nil(t, of(t, a, err).Texts)
	texts := array(t, "|S3", "a")
	_, err = EnvelopeOf(texts, 10)
	assert.ErrorIs(t, err, ndarray.ErrDType)
	texts, err = texts.Reshape(1, 1)
	require.NoError(t, err)
	_, err = GridOf(texts, 10, 10)
	assert.ErrorIs(t, err, ndarray.ErrDType)
}

// The sum of many numbers stays accurate. A plain sum is wrong from the ninth digit on.
func TestLongSum(t *testing.T) {
	data := make([]float64, 5_000_000)
	for i := range data {
		data[i] = 0.1
	}
	a, err := ndarray.FromSlice(data, -1)
	s := of(t, a, err)
	assert.InDelta(t, 0.1, s.Mean, 1e-15)
	assert.InDelta(t, 0, s.Std, 1e-14)
}

// The range is larger than the largest float64.
func TestHistogramOfHugeRange(t *testing.T) {
	a, err := ndarray.FromSlice([]float64{-1.7e308, 1.7e308, 1e308, 0}, -1)
	s := of(t, a, err)
	assert.Equal(t, []int{1, 0, 1, 2}, s.Histogram.Counts)
	assert.InDeltaSlice(t, []float64{-1.7e308, -8.5e307, 0, 8.5e307, 1.7e308}, s.Histogram.Edges, 1e293)
}

func TestGrid(t *testing.T) {
	data := make([]float32, 300*200)
	for i := range data {
		data[i] = float32(i / 200)
	}
	a, err := ndarray.FromSlice(data, 300, 200)
	require.NoError(t, err)
	for range 2 { // the second time with the axes transposed in memory
		g, err := GridOf(a, 40, 1000)
		require.NoError(t, err)
		assert.Equal(t, 40, g.Columns)
		assert.Equal(t, 60, g.Rows)
		for row := range g.Rows {
			for column := range g.Columns {
				assert.Equal(t, float64(row*5+2), g.At(row, column)[0])
			}
		}
		a = a.Transpose().Clone().Transpose()
	}

	nan := math.NaN()
	a, err = ndarray.FromSlice([]float64{1, nan, nan, nan, 3, 5}, 3, 2)
	require.NoError(t, err)
	g, err := GridOf(a, 1, 3)
	require.NoError(t, err)
	assert.Equal(t, 1, g.Columns)
	assert.Equal(t, 1., g.At(0, 0)[0], "half of the elements are not NaN")
	assert.True(t, math.IsNaN(g.At(1, 0)[0]))
	assert.Equal(t, 4., g.At(2, 0)[0])

	g = newGrid(1_000_000, 3, 80, 40) // a strip keeps its shorter side
	assert.Equal(t, [2]int{80, 3}, [2]int{g.Columns, g.Rows})
	g = newGrid(7, 5, 80, 40)
	assert.Equal(t, [2]int{7, 5}, [2]int{g.Columns, g.Rows})

	_, err = GridOf(array(t, "<f4", 1), 10, 10)
	assert.ErrorIs(t, err, ndarray.ErrShape)
}

func TestGridOfChannels(t *testing.T) {
	data := make([]uint8, 10*20*3)
	for i := range data {
		data[i] = uint8(i % 3 * 100)
	}
	a, err := ndarray.FromSlice(data, 10, 20, 3)
	require.NoError(t, err)
	g, err := GridOf(a, 7, 100)
	require.NoError(t, err)
	assert.Equal(t, [2]int{7, 10}, [2]int{g.Columns, g.Rows})
	for row := range g.Rows {
		for column := range g.Columns {
			assert.Equal(t, []float64{0, 100, 200}, g.At(row, column))
		}
	}
}

func TestEnvelope(t *testing.T) {
	data := make([]float64, 10_000)
	data[5] = -7
	data[9_999] = 3
	data[4_000] = math.NaN()
	a, err := ndarray.FromSlice(data, -1)
	require.NoError(t, err)
	e, err := EnvelopeOf(a, 30)
	require.NoError(t, err)
	require.Len(t, e.Low, 30)
	assert.Equal(t, -7., e.Low[0])
	assert.Equal(t, 0., e.High[0])
	assert.Equal(t, 3., e.High[29])
	assert.Equal(t, make([]float64, 28), e.Low[1:29])

	e, err = EnvelopeOf(array(t, "<f8", math.NaN(), 1), 30)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(e.Low[0]))
	assert.Equal(t, []float64{1}, e.High[1:])
}
