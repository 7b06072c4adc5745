package ndarray

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

// printed returns numpy's text for arrays, which it reads as .npy files.
func printed(t *testing.T, arrays []*Array) []string {
	t.Helper()
	script := `
import io, json, struct, sys
import numpy as np
data = sys.stdin.buffer
while True:
    length = data.read(8)
    if not length:
        break
    print(json.dumps(str(np.load(io.BytesIO(data.read(struct.unpack("<Q", length)[0]))))))
`
	var stdin []byte
	for _, a := range arrays {
		npy, err := a.AppendNPY(nil)
		require.NoError(t, err)
		stdin = append(binary.LittleEndian.AppendUint64(stdin, uint64(len(npy))), npy...)
	}
	texts := readLines[string](t, python.Run(t, []string{"numpy"}, script, stdin))
	require.Len(t, texts, len(arrays))
	return texts
}

// TestNumpyPrintsEveryFloat16 prints every float16, as scalars and in arrays.
func TestNumpyPrintsEveryFloat16(t *testing.T) {
	all := make([]float16.Float16, 1<<16)
	for i := range all {
		all[i] = float16.Frombits(uint16(i))
	}
	var arrays []*Array
	for i := range 512 {
		arrays = append(arrays, must(FromSlice(all[128*i:128*(i+1)], 2, -1)))
	}
	for i := 0; i < len(all); i += 7 {
		arrays = append(arrays, must(must(FromSlice(all[i:i+1], -1)).Reshape()))
	}
	for i, want := range printed(t, arrays) {
		require.Equal(t, want, arrays[i].String())
	}
}

// TestNumpyPrintsFloats prints floats of random bits and decimals of few digits, as scalars, in
// arrays, and in complex numbers.
func TestNumpyPrintsFloats(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	decimal := func() float64 {
		return float64(rnd.Int64N(1e5)-5e4) * math.Pow10(rnd.IntN(30)-15)
	}
	var arrays []*Array
	for range 2500 {
		small, large := make([]float32, rnd.IntN(4)), make([]float64, rnd.IntN(4))
		for i := range small {
			small[i] = math.Float32frombits(rnd.Uint32())
			switch rnd.IntN(3) {
			case 0:
				small[i] = float32(decimal())
			case 1:
				small[i] = float32(math.Ldexp(1, rnd.IntN(280)-149))
			}
		}
		for i := range large {
			large[i] = math.Float64frombits(rnd.Uint64())
			switch rnd.IntN(3) {
			case 0:
				large[i] = decimal()
			case 1:
				large[i] = math.Ldexp(1, rnd.IntN(2098)-1074)
			}
		}
		arrays = append(arrays, must(FromSlice(small, -1)), must(FromSlice(large, -1)))
		arrays = append(arrays, must(must(FromSlice([]float32{float32(decimal())}, -1)).Reshape()))
		arrays = append(arrays, must(must(FromSlice([]float64{math.Float64frombits(rnd.Uint64())}, -1)).Reshape()))
		if len(large) > 1 {
			z := []complex128{complex(large[0], large[1]), complex(large[1], 1)}
			arrays = append(arrays, must(FromSlice(z, -1)), must(must(FromSlice(z[:1], -1)).Reshape()))
		}
		if len(small) > 1 {
			z := []complex64{complex(small[0], small[1]), complex(0, small[1])}
			arrays = append(arrays, must(FromSlice(z, -1)), must(must(FromSlice(z[1:], -1)).Reshape()))
		}
	}
	for i, want := range printed(t, arrays) {
		require.Equal(t, want, arrays[i].String(), "%v", arrays[i].DType())
	}
}

// TestNumpyPrintsLargeArrays prints arrays around the size from which they are abbreviated, with
// every number of axes.
func TestNumpyPrintsLargeArrays(t *testing.T) {
	var arrays []*Array
	for _, shape := range [][]int{{1000}, {1001}, {7, 143}, {7, 144}, {6, 167}, {167, 6}, {6, 6, 28}, {10, 10, 10}, {11, 10, 10},
		{7, 7, 7, 7}, {2, 2, 2, 2, 100}, {1, 1, 1001}, {1001, 1, 1}, {3, 4, 100}, {1, 2000}, {2000, 1}} {
		n := 1
		for _, axis := range shape {
			n *= axis
		}
		data := make([]int16, n)
		for i := range data {
			data[i] = int16(i * 37)
		}
		a := must(FromSlice(data, shape...))
		arrays = append(arrays, a, a.Transpose())
	}
	records := must(New(parse(t, "[('n', '<i4'), ('x', '<f4', (2,)), ('s', '<U3')]"), 1200))
	numbers := must(records.Field("n"))
	for i := range 1200 {
		require.NoError(t, numbers.SetAt(i*i, i))
	}
	arrays = append(arrays, records, must(records.Reshape(30, 40)))
	for i, want := range printed(t, arrays) {
		require.Equal(t, want, arrays[i].String(), "%v", arrays[i].Shape())
	}
}

func TestFrozenPrinting(t *testing.T) {
	for _, c := range []struct {
		a    *Array
		want string
	}{
		{must(FromSlice([]float64{1, 2.5, 1e-3}, -1)), "[1.0e+00 2.5e+00 1.0e-03]"},
		{must(FromSlice([]float64{1, 2.5, 0.25}, -1)), "[1.   2.5  0.25]"},
		{must(FromSlice([]float64{math.Pi, math.NaN(), math.Inf(-1)}, -1)), "[3.14159265        nan       -inf]"},
		{must(FromSlice([]float32{2.4414062e-4, 1}, -1)), "[2.4414062e-04 1.0000000e+00]"},
		{must(FromSlice([]float32{98938624}, -1)), "[98938624.]"},
		{must(FromSlice([]complex128{1 + 2i, -0.5i}, -1)), "[1.+2.j  0.-0.5j]"},
		{must(FromSlice([]bool{true, false}, -1)), "[ True False]"},
		{must(FromSlice([]int8{1, -10, 100}, 3, 1)), "[[  1]\n [-10]\n [100]]"},
		{must(FromSlice([]uint8{}, 0, 3)), "[]"},
		{must(New(parse(t, "|V2"), 1)), `[b'\x00\x00']`},
		{must(New(parse(t, "<M8[D]"), 2)), "['1970-01-01' '1970-01-01']"},
		{must(New(parse(t, "<M8"), 1)), "['0']"},
		{must(New(parse(t, "[]"), 2)), "[() ()]"},
	} {
		assert.Equal(t, c.want, c.a.String())
	}
	n := make([]int64, 2000)
	for i := range n {
		n[i] = int64(i)
	}
	assert.Equal(t, "[   0    1    2 ... 1997 1998 1999]", must(FromSlice(n, -1)).String())
	assert.Equal(t, "b'\\x00'", string(appendVoid(nil, []byte{0})))
	long := must(New(parse(t, "<f16"), 1))
	assert.Equal(t, "[b'"+strings.Repeat(`\x00`, 16)+"']", long.String())
}

// TestElementsWithoutBytesPrintShort checks that an array whose elements have size zero, which may
// claim any number of them, prints briefly.
func TestElementsWithoutBytesPrintShort(t *testing.T) {
	shape := make([]int, 10)
	for i := range shape {
		shape[i] = 6
	}
	assert.Equal(t, "[...]", must(New(parse(t, "|S0"), shape...)).String())
	assert.Equal(t, "[b'' b'' b'' ... b'' b'' b'']", must(New(parse(t, "|S0"), 1<<30)).String())
	assert.Equal(t, "[...]", must(New(parse(t, "[('a', '|i1'), ('b', [], (60000,))]"), 2)).String())
	assert.Equal(t, "[(0, [(), ()])]", must(New(parse(t, "[('a', '|i1'), ('b', [], (2,))]"), 1)).String())
}
