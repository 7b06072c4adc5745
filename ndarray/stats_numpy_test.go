package ndarray

import (
	_ "embed"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"

	"github.com/openleveldb/openleveldb/internal/python"
)

//go:embed testdata/stats.py
var statsScript string

// Statistics are those of numpy, for every dtype that numpy orders, both byte orders, and any
// strides.
func TestNumpyStats(t *testing.T) {
	seed := strconv.Itoa(int(rand.Uint32()))
	t.Logf("seed %s", seed)
	type line struct {
		NPY, Min, Max, NaNMin, NaNMax []byte
		NaNs, Infs                    int
		Mean, NaNMean, NaNStd         string
	}
	lines := readLines[line](t, python.Run(t, []string{"numpy"}, statsScript, nil, seed))
	require.Greater(t, len(lines), 500)
	element := func(npy []byte) any { return must1(must(Decode(npy)).At()) }
	for i, l := range lines {
		a := must(Decode(l.NPY))
		for which, a := range map[string]*Array{"stored": a, "transposed": a.Transpose(), "with gaps": withGaps(t, a)} {
			what := fmt.Sprintf("%d: %v %v, %s", i, a.DType(), a.Shape(), which)
			assertElement(t, element(l.Min), must1(a.Min()), "min of "+what)
			assertElement(t, element(l.Max), must1(a.Max()), "max of "+what)
			assertElement(t, element(l.NaNMin), must1(a.NaNMin()), "nanmin of "+what)
			assertElement(t, element(l.NaNMax), must1(a.NaNMax()), "nanmax of "+what)
			assert.Equal(t, l.NaNs, must1(a.CountNaN()), what)
			if l.Mean == "" {
				continue
			}
			var s Stats
			require.NoError(t, s.Add(a))
			assert.Equal(t, l.NaNs, s.CountNaN(), what)
			assert.Equal(t, l.Infs, s.CountInf(), what)
			assert.Equal(t, a.Size()-l.NaNs, s.Count(), what)
			low, high := s.FiniteRange()
			scale := math.Abs(low) + math.Abs(high)
			assertClose(t, l.Mean, must1(a.Mean()), 1e-13*scale, "mean of "+what)
			assertClose(t, l.NaNMean, s.Mean(), 1e-13*scale, "nanmean of "+what)
			assertClose(t, l.NaNStd, s.Std(), 1e-12*scale, "nanstd of "+what)
		}
	}
}

// withGaps returns the same elements with other bytes between them.
func withGaps(t *testing.T, a *Array) *Array {
	t.Helper()
	gap := a.dtype.size
	b := &Array{dtype: a.dtype, size: a.size, data: make([]byte, max(0, 2*a.NBytes()-gap))}
	b.setDims(a.NDim())
	copy(b.shape, a.shape)
	stride := 2 * gap
	for axis := a.NDim() - 1; axis >= 0; axis-- {
		b.strides[axis] = stride
		stride *= max(a.shape[axis], 1)
	}
	for i := range b.data {
		b.data[i] = byte(i)
	}
	elements, err := a.AsCContiguous().Bytes()
	require.NoError(t, err)
	for i := range a.size {
		copy(b.data[i*2*gap:][:gap], elements[i*gap:])
	}
	require.True(t, b.Equal(a))
	return b
}

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// assertElement asserts that two elements have the same type and value. All NaN are equal, and so
// are zeros of either sign.
func assertElement(t *testing.T, want, got any, what string) {
	t.Helper()
	same := want == got
	switch v := want.(type) {
	case float16.Float16:
		g, ok := got.(float16.Float16)
		same = ok && equalFloats(float64(v.Float32()), float64(g.Float32()))
	case float32:
		g, ok := got.(float32)
		same = ok && equalFloats(float64(v), float64(g))
	case float64:
		g, ok := got.(float64)
		same = ok && equalFloats(v, g)
	case complex64:
		g, ok := got.(complex64)
		same = ok && (v == g || isNaN(complex128(v)) && isNaN(complex128(g)))
	case complex128:
		g, ok := got.(complex128)
		same = ok && (v == g || isNaN(v) && isNaN(g))
	}
	assert.True(t, same, "%s is %v (%[2]T), not %v (%[3]T)", what, got, want)
}

// assertClose compares with a number that Python printed.
func assertClose(t *testing.T, want string, got, tolerance float64, what string) {
	t.Helper()
	w, err := strconv.ParseFloat(want, 64)
	require.NoError(t, err)
	if math.IsNaN(w) || math.IsInf(w, 0) {
		assert.True(t, equalFloats(w, got), "%s is %v, not %v", what, got, w)
		return
	}
	assert.InDelta(t, w, got, tolerance, what)
}
