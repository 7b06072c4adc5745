package summary

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func timesOf(t *testing.T, descr string, shape []int, counts ...int64) *ndarray.Array {
	t.Helper()
	d, err := ndarray.ParseDType(descr)
	require.NoError(t, err)
	var data []byte
	for _, n := range counts {
		if d.ByteOrder() == ndarray.BigEndian {
			data = binary.BigEndian.AppendUint64(data, uint64(n))
		} else {
			data = binary.LittleEndian.AppendUint64(data, uint64(n))
		}
	}
	a, err := ndarray.FromBytes(d, shape, data)
	require.NoError(t, err)
	return a
}

// The edges of datetimes are datetimes: an element is in the bin whose printed edges it is between,
// however small the differences are.
func TestHistogramsOfTimes(t *testing.T) {
	const base = 1_700_000_000_000_000_001 // float64 rounds it by more than the differences below
	for name, c := range map[string]struct {
		a     *ndarray.Array
		bins  int
		times []int64
		want  []int
	}{
		"nanoseconds":   {timesOf(t, "<M8[ns]", []int{5}, base, base+1, base+2, base+7, base+10), 2, []int64{base, base + 5, base + 10}, []int{3, 2}},
		"days":          {timesOf(t, "<M8[D]", []int{4}, 10, 11, 11, 13), 10, []int64{10, 11, 12, 13}, []int{1, 2, 1}},
		"rounded edges": {timesOf(t, "<m8[s]", []int{6}, 0, 1, 2, 3, 4, 10), 3, []int64{0, 4, 7, 10}, []int{4, 1, 1}},
		"one":           {timesOf(t, "<M8[D]", []int{2}, 5, 5), 10, []int64{5, 5}, []int{2}},
		"all":           {timesOf(t, "<M8[ns]", []int{3}, math.MaxInt64, ndarray.NaT, ndarray.NaT+1), 1, []int64{ndarray.NaT + 1, math.MaxInt64}, []int{2}},
		"big-endian":    {timesOf(t, ">M8[D]", []int{3}, 1, 2, 3), 2, []int64{1, 2, 3}, []int{1, 2}},
		"matrix":        {timesOf(t, "<M8[D]", []int{2, 2}, 1, 2, 2, 3).Transpose(), 2, []int64{1, 2, 3}, []int{1, 3}},
	} {
		s, err := Of(c.a, c.bins)
		require.NoError(t, err, name)
		assert.Equal(t, c.times, s.Histogram.Times, name)
		assert.Equal(t, c.want, s.Histogram.Counts, name)
		assert.Equal(t, float64(uint64(c.times[len(c.times)-1])-uint64(c.times[0])), s.Histogram.Edges[len(c.want)], name)
	}
	s, err := Of(timesOf(t, "<M8[D]", []int{2}, ndarray.NaT, ndarray.NaT), 10)
	require.NoError(t, err)
	assert.Nil(t, s.Histogram)
	assert.Equal(t, 2, s.Missing)
}

// Every element is counted once, and in the bin that its edges say, for random counts and strides.
func TestHistogramsOfManyTimes(t *testing.T) {
	counts := make([]int64, 3000)
	state := uint64(1)
	for i := range counts {
		state = state*6364136223846793005 + 1442695040888963407
		counts[i] = int64(state)
	}
	a, err := timesOf(t, "<M8[ns]", []int{3000}, counts...).Select(ndarray.Span{Start: 1, Stop: 3000, Step: 2})
	require.NoError(t, err)
	for _, bins := range []int{1, 2, 7, 100, 9999} {
		s, err := Of(a, bins)
		require.NoError(t, err)
		want := make([]int, bins)
		for i := 1; i < len(counts); i += 2 {
			bin := 0
			for bin < bins-1 && counts[i] >= s.Histogram.Times[bin+1] {
				bin++
			}
			want[bin]++
		}
		assert.Equal(t, want, s.Histogram.Counts, bins)
	}
}

func TestTimeEnvelope(t *testing.T) {
	const base = 1_700_000_000_000_000_001
	e, err := TimeEnvelopeOf(timesOf(t, "<M8[ns]", []int{4}, base+3, base, ndarray.NaT, base+7), base, 2)
	require.NoError(t, err)
	assert.Equal(t, &Envelope{Low: []float64{0, 7}, High: []float64{3, 7}}, e)
}
