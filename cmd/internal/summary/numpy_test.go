package summary

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

//go:embed testdata/summary.py
var summaryScript string

// word is a number from Python with its digits, or the name of one that JSON does not have.
type word string

func (w *word) UnmarshalJSON(text []byte) error {
	if text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	*w = word(text)
	return nil
}

func (w word) float(t *testing.T) float64 {
	f, err := strconv.ParseFloat(string(w), 64)
	require.NoError(t, err)
	return f
}

// Summaries of arrays of every numeric dtype are those of numpy.
func TestSummaryIsThatOfNumpy(t *testing.T) {
	seed := strconv.Itoa(int(rand.Uint32()))
	t.Logf("seed %s", seed)
	var cases []struct {
		NPY           []byte
		What          string
		Missing, Infs int
		Min, Max      *word
		Mean, Std     word
		Counts        []int
		Edges         []float64
	}
	require.NoError(t, json.Unmarshal(python.Run(t, []string{"numpy"}, summaryScript, nil, seed), &cases))
	require.Greater(t, len(cases), 300)
	for i, c := range cases {
		what := fmt.Sprintf("%d: %s", i, c.What)
		a, err := ndarray.Decode(c.NPY)
		require.NoError(t, err, what)
		s, err := Of(a, 10)
		require.NoError(t, err, what)
		assert.True(t, s.Numbers, what)
		assert.Equal(t, c.Missing, s.Missing, what)
		assert.Equal(t, c.Infs, s.Infs, what)
		if a.DType().Kind() != ndarray.KindBool {
			assertExtreme(t, c.Min, s.Min, what)
			assertExtreme(t, c.Max, s.Max, what)
		} else {
			assert.InDelta(t, c.Mean.float(t)*float64(a.Size()), s.True, 1e-6, what)
		}
		// numpy's sums are pairwise, and differ in the last digits.
		scale := math.Abs(s.Low) + math.Abs(s.High)
		assertNear(t, c.Mean.float(t), s.Mean, 1e-13*scale, "mean of "+what)
		assertNear(t, c.Std.float(t), s.Std, 1e-12*scale, "std of "+what)
		if len(c.Counts) == 0 {
			if s.Histogram != nil { // numpy fails if all elements are the same large number
				assert.Equal(t, s.Low, s.High, what)
				assert.Equal(t, a.Size()-s.Missing-s.Infs, total(s.Histogram.Counts), what)
			}
			continue
		}
		require.NotNil(t, s.Histogram, what)
		if a.DType().Kind() == ndarray.KindComplex {
			// hypot rounds differently in C and Go, so a magnitude on an edge can be counted on
			// either side.
			assert.InDeltaSlice(t, c.Edges, s.Histogram.Edges, 1e-14*scale, what)
			assert.InDeltaSlice(t, running(c.Counts), running(s.Histogram.Counts), 1, what)
			assert.Equal(t, total(c.Counts), total(s.Histogram.Counts), what)
			continue
		}
		assert.Equal(t, c.Edges, s.Histogram.Edges, what)
		assert.Equal(t, c.Counts, s.Histogram.Counts, what)
	}
}

// running returns the running sums of counts.
func running(counts []int) []int {
	sums, sum := make([]int, len(counts)), 0
	for i, n := range counts {
		sum += n
		sums[i] = sum
	}
	return sums
}

func total(counts []int) (sum int) {
	for _, n := range counts {
		sum += n
	}
	return sum
}

func assertExtreme(t *testing.T, want *word, got any, what string) {
	t.Helper()
	switch v := got.(type) {
	case nil:
		assert.Nil(t, want, what)
	case int64, uint64:
		assert.Equal(t, string(*want), fmt.Sprint(v), what)
	case float16.Float16:
		assert.Equal(t, want.float(t), float64(v.Float32()), what)
	case float32:
		assert.Equal(t, want.float(t), float64(v), what)
	default:
		assertNear(t, want.float(t), v.(float64), math.Abs(want.float(t))*1e-15, what)
	}
}

func assertNear(t *testing.T, want, got, tolerance float64, what string) {
	t.Helper()
	if math.IsNaN(want) || math.IsInf(want, 0) {
		assert.True(t, want == got || want != want && got != got, "%s: %v is not %v", what, got, want)
		return
	}
	assert.InDelta(t, want, got, tolerance, what)
}
