package interop_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// sample is a value to store, and the equal dynamic value that Get and Python must read.
type sample struct {
	value any
	same  any
}

var plainDTypes = strings.Fields("|b1 |i1 |u1 <i2 <i4 <i8 <u2 <u4 <u8 <f2 <f4 <f8 <f16 <c8 <c16 <c32 " +
	">i2 >i4 >i8 >u2 >u4 >u8 >f2 >f4 >f8 >f16 >c8 >c16 >c32 |S1 |S5 |S100 <U1 <U5 >U5 |V1 |V8 " +
	"<M8 <m8 <M8[ns] >M8[ns] <m8[us] >m8[us] <M8[25s] <m8[7D] " +
	"<M8[Y] <m8[M] <M8[W] <m8[D] <M8[h] <m8[m] <M8[ms] <m8[ps] <M8[fs] <m8[as]")

var structuredDTypes = []string{
	"[('a', '<f4'), ('b', '<i4', (2,))]",
	"[('x', '>f8'), ('y', '|u1'), ('é', '<M8[s]')]",
	"[('p', [('q', '<i2'), ('r', [('s', '|S3'), ('t', '<U2', (2, 2))])]), ('u', '|b1')]",
	"[('a', '|u1'), ('', '|V7'), ('b', '<f8'), ('', '|V8')]",
	"[(('a title', 'n'), '<i2'), ('m', '>c8', (3, 1))]",
	`[('☃', '<i8'), ('it\'s "quoted" \\', '|V3')]`,
	"[('outer', [('inner', '<f2'), ('', '|V2')], (2,)), ('z', '<f16')]",
}

var sampleFloats = []float64{0, math.Copysign(0, -1), 1, 3, -42, 0.1, 1.0 / 3, 123456789, 1 << 53, 1 << 63,
	1e15, 9999999999999998, 1e16, 1e17, 1e22, 1e100, -1e100, math.MaxFloat64, math.NaN(), math.Inf(1), math.Inf(-1),
	1e-4, 1e-5, 1.5e-5, 1e-7, math.SmallestNonzeroFloat64, 2.2250738585072014e-308}

var sampleTexts = []string{"", "i", "hola", "héé ☃ 𝄞", "nul\x00inside", "line\nbreak\ttab\r", "\u2028\u2029\ufeff",
	"</script>&", `"quoted\/"`, "\x01\x08\x0c\x1f\x7f", "\ud7ff\ue000\uffff\U00010000\U0010ffff",
	strings.Repeat("x", 5000), strings.Repeat("é", 3000)}

// These types are values that have no dynamic form.
type (
	celsius  float32
	label    string
	payload  []byte
	count    uint16
	location struct {
		City string  `json:"city"`
		Lat  float64 `json:"lat"`
	}
	// The field names are sorted, as the keys of a map are when it is stored, so that the stored
	// bytes can be compared too.
	measurement struct {
		location
		Left     *float64           `json:"left"`
		Measured celsius            `json:"measured"`
		Optional string             `json:"optional,omitempty"`
		Other    any                `json:"other"`
		Rate     float64            `json:"rate"`
		Steps    int                `json:"steps"`
		Tags     []label            `json:"tags"`
		Weights  map[string]float64 `json:"weights"`
		Hidden   string             `json:"-"`
		private  float64
	}
)

// fixedSamples returns values of every kind that Go programs store, by key.
func fixedSamples(t testing.TB, r *rand.Rand) map[string]sample {
	t.Helper()
	samples := map[string]sample{}
	add := func(key string, value, same any) {
		t.Helper()
		_, taken := samples[key]
		require.False(t, taken, "two samples under key %q", key)
		samples[key] = sample{value, same}
	}
	same := func(key string, value any) { add(key, value, value) }

	for _, n := range boundaries() {
		addInt(add, n)
	}
	same("null", nil)
	same("true", true)
	same("false", false)
	for i, f := range sampleFloats {
		same(fmt.Sprintf("float64/%d", i), f)
		add(fmt.Sprintf("*float64/%d", i), &f, f)
	}
	for i, f := range []float32{0, 0.1, 3, -1e10, 1e16, 1e-4, 1e-5, math.MaxFloat32, math.SmallestNonzeroFloat32} {
		add(fmt.Sprintf("float32/%d", i), f, shortestFloat(f))
		add(fmt.Sprintf("celsius/%d", i), celsius(f), shortestFloat(f))
	}
	for i, s := range sampleTexts {
		same(fmt.Sprintf("string/%d", i), s)
		add(fmt.Sprintf("label/%d", i), label(s), s)
		add(fmt.Sprintf("bytes/%d", i), []byte(s), []byte(s))
		add(fmt.Sprintf("payload/%d", i), payload(s+"\xff"), []byte(s+"\xff"))
	}
	same("bytes/large", randomBytes(r, 3<<20))
	same("", "the empty key")
	same("ключ/鍵/🔑\x00", "a key that is not ASCII")
	same(strings.Repeat("k", 3000), "a long key")

	half := 0.5
	add("struct", measurement{location: location{"Würzburg", 49}, Left: &half, Measured: 0.1, Other: []any{1.0, 1, nil}, Rate: 3,
		Steps: 7, Tags: []label{"é", ""}, Weights: map[string]float64{"b": 1, "a": 2.5}, Hidden: "hidden", private: 1},
		map[string]any{"city": "Würzburg", "lat": 49.0, "left": 0.5, "measured": 0.1, "other": []any{1.0, int64(1), nil}, "rate": 3.0,
			"steps": int64(7), "tags": []any{"é", ""}, "weights": map[string]any{"b": 1.0, "a": 2.5}})
	add("struct/zero", &measurement{}, map[string]any{"city": "", "lat": 0.0, "left": nil, "measured": 0.0, "other": nil, "rate": 0.0,
		"steps": int64(0), "tags": nil, "weights": nil})
	add("slice/float64", []float64{1, 0, 1e16, 0.1}, arrayOf(t, []float64{1, 0, 1e16, 0.1}))
	add("slice/int", []int{1, -1, math.MaxInt64}, arrayOf(t, []int64{1, -1, math.MaxInt64}))
	add("slice/uint64", []uint64{0, math.MaxUint64}, arrayOf(t, []uint64{0, math.MaxUint64}))
	add("slice/bool", []bool{true, false}, arrayOf(t, []bool{true, false}))
	add("slice/complex64", []complex64{1 + 2i}, arrayOf(t, []complex64{1 + 2i}))
	add("slice/empty", []int16{}, arrayOf(t, []int16{}))
	add("slice/nil", []float32(nil), arrayOf(t, []float32{}))
	add("list/float64", codec.JSON{V: []float64{1, 0, 1e16, 0.1}}, []any{1.0, 0.0, 1e16, 0.1})
	add("list/int", codec.JSON{V: []int{1, -1, math.MaxInt64}}, []any{int64(1), int64(-1), int64(math.MaxInt64)})
	add("list/uint64", codec.JSON{V: []uint64{0, math.MaxUint64}}, []any{int64(0), new(big.Int).SetUint64(math.MaxUint64)})
	add("list/bool", codec.JSON{V: []bool{true, false}}, []any{true, false})
	add("slice/string", sampleTexts, anySlice(sampleTexts))
	add("slice/nested", [][]float32{{1, 2}, {}, nil}, []any{[]any{1.0, 2.0}, []any{}, nil})
	add("slice/any", []any{1, 1.0, "1", true, nil, []int{}, &half}, []any{int64(1), 1.0, "1", true, nil, []any{}, 0.5})
	add("array", [3]count{1, 2, 3}, []any{int64(1), int64(2), int64(3)})
	add("map/int", map[string]int{"b": 1, "a": 2, "é": 3, "\x00": 4, "𝄞": 5, "\uffff": 6}, map[string]any{
		"b": int64(1), "a": int64(2), "é": int64(3), "\x00": int64(4), "𝄞": int64(5), "\uffff": int64(6)})
	add("map/keys", map[int]string{-1: "a", 10: "b", 9: "c"}, map[string]any{"-1": "a", "10": "b", "9": "c"})
	add("map/empty", map[label]any{}, map[string]any{})
	same("json/floats", anySlice(sampleFloats))
	same("json/integers", []any{int64(math.MinInt64), int64(math.MaxInt64), powerOfTwo(63), powerOfTwo(1000)})
	same("json/nested", map[string]any{"": map[string]any{}, "x": []any{[]any{}, map[string]any{"x": 3.0}}, "null": nil})

	for _, descr := range append(append([]string{}, plainDTypes...), structuredDTypes...) {
		for _, shape := range [][]int{{}, {0}, {3}, {2, 3}, {2, 0, 3}, {2, 3, 4}} {
			key := fmt.Sprintf("array/%s/%v", descr, shape)
			same(key, randomBytesArray(t, r, descr, shape, false))
			if len(shape) > 1 {
				same(key+"F", randomBytesArray(t, r, descr, shape, true))
			}
		}
	}
	same("array/1000", randomBytesArray(t, r, "<f4", []int{1000}, false))
	same("array/large", randomBytesArray(t, r, "<f4", []int{1000, 250}, true))
	same("array/32 dimensions", randomBytesArray(t, r, "<i2", []int{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2,
		1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, false))
	same("array/ones F", randomBytesArray(t, r, "<i2", []int{1, 5, 1}, true))
	field, err := randomBytesArray(t, r, structuredDTypes[0], []int{4}, false).Field("b")
	require.NoError(t, err)
	same("array/one field", field)
	addSlices(t, same)
	return samples
}

func powerOfTwo(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

// boundaries returns the integers around the powers of two, up to 16 bytes.
func boundaries() []*big.Int {
	var all []*big.Int
	for _, bits := range []uint{0, 2, 7, 8, 15, 16, 31, 32, 53, 62, 63, 64, 65, 100, 126, 127} {
		for offset := int64(-2); offset <= 1; offset++ {
			n := new(big.Int).Add(powerOfTwo(bits), big.NewInt(offset))
			all = append(all, n, new(big.Int).Neg(n))
		}
	}
	lowest, highest := new(big.Int).Neg(powerOfTwo(127)), powerOfTwo(127)
	all = slices.DeleteFunc(all, func(n *big.Int) bool { return n.Cmp(lowest) < 0 || n.Cmp(highest) >= 0 })
	slices.SortFunc(all, (*big.Int).Cmp)
	return slices.CompactFunc(all, func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
}

// addInt adds an integer as every Go type that can hold it.
func addInt(add func(key string, value, same any), n *big.Int) {
	key := n.String()
	if !n.IsInt64() {
		add("*big.Int "+key, n, n)
		if n.IsUint64() {
			add("uint64 "+key, n.Uint64(), n)
		}
		return
	}
	i := n.Int64()
	add("*big.Int "+key, n, i)
	add("int64 "+key, i, i)
	add("*int "+key, new(int(i)), i)
	if i == int64(int32(i)) {
		add("int32 "+key, int32(i), i)
	}
	if i == int64(int16(i)) {
		add("int16 "+key, int16(i), i)
	}
	if i == int64(int8(i)) {
		add("int8 "+key, int8(i), i)
	}
	if i < 0 {
		return
	}
	add("uint64 "+key, uint64(i), i)
	if i == int64(uint32(i)) {
		add("uint32 "+key, uint32(i), i)
	}
	if i == int64(uint16(i)) {
		add("count "+key, count(i), i)
	}
	if i == int64(uint8(i)) {
		add("uint8 "+key, uint8(i), i)
	}
}

// addSlices adds arrays made of Go slices with known elements.
func addSlices(t testing.TB, same func(key string, value any)) {
	t.Helper()
	addSlice(t, same, []bool{true, false, true})
	addSlice(t, same, []int8{-128, 0, 127})
	addSlice(t, same, []int{math.MinInt64, 0, math.MaxInt64})
	addSlice(t, same, []uint16{0, 1, math.MaxUint16})
	addSlice(t, same, []float32{float32(math.NaN()), float32(math.Inf(1)), math.SmallestNonzeroFloat32})
	addSlice(t, same, sampleFloats)
	addSlice(t, same, []complex64{1 + 2i, -1})
	addSlice(t, same, []complex128{complex(math.Inf(-1), 0.1)})
}

func addSlice[T ndarray.Element](t testing.TB, same func(key string, value any), elements []T) {
	t.Helper()
	a, err := ndarray.FromSlice(elements, -1)
	require.NoError(t, err)
	same(fmt.Sprintf("array/%T", elements), a)
}

func anySlice[T any](elements []T) []any {
	result := make([]any, len(elements))
	for i, element := range elements {
		result[i] = element
	}
	return result
}

// shortestFloat returns what Python reads for a float32: the float with its shortest digits.
func shortestFloat(f float32) float64 {
	g, err := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64)
	if err != nil {
		panic(err)
	}
	return g
}
