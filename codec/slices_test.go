package codec

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/ndarray"
)

//go:embed testdata/slices.py
var slicesScript string

// Slices of named types, of which neither has a method.
type (
	myBool   bool
	myFlags  []myBool
	half     = float16.Float16
	myLevels []level // level has a MarshalText
)

// shapes is a slice type with a MarshalJSON.
type shapes []int

func (s *shapes) MarshalJSON() ([]byte, error) { return []byte(`"shapes"`), nil }

// numpyNaN has the bits of numpy.nan.
var numpyNaN = math.Float64frombits(0x7ff8_0000_0000_0000)

// goSlices are the values of testdata/slices.py.
var goSlices = map[string][]any{
	"bool":       {[]bool{true, false}, []myBool{true, false}, myFlags{true, false}},
	"int8":       {[]int8{math.MinInt8, math.MaxInt8}},
	"int16":      {[]int16{math.MinInt16, math.MaxInt16}, []myInt{math.MinInt16, math.MaxInt16}},
	"int32":      {[]int32{math.MinInt32, math.MaxInt32}, []rune{math.MinInt32, math.MaxInt32}},
	"int64":      {[]int64{math.MinInt64, math.MaxInt64}, []int{math.MinInt64, math.MaxInt64}, []time.Duration{math.MinInt64, math.MaxInt64}},
	"uint16":     {[]uint16{math.MaxUint16, 1}},
	"uint32":     {[]uint32{math.MaxUint32, 1}},
	"uint64":     {[]uint64{math.MaxUint64, 1}, []uint{math.MaxUint64, 1}},
	"float16":    {[]half{float16.Fromfloat32(1.5), float16.Fromfloat32(-2)}},
	"float32":    {[]float32{0.1, float32(math.Inf(-1))}},
	"float64":    {[]float64{0.1, numpyNaN}, myVector{0.1, numpyNaN}, []myElement{0.1, myElement(numpyNaN)}},
	"complex64":  {[]complex64{1 - 2i, 0.5i}},
	"complex128": {[]complex128{1 - 2i, 0.5i}},
}

// TestSlicesAsNumpy compares the stored bytes with those of numpy.save for the same array.
func TestSlicesAsNumpy(t *testing.T) {
	table, err := os.ReadFile("testdata/slices.jsonl")
	require.NoError(t, err)
	checkSlices(t, table)
}

func TestSlicesLive(t *testing.T) { checkSlices(t, python.Run(t, peerModules, slicesScript, nil)) }

func checkSlices(t *testing.T, table []byte) {
	t.Helper()
	rows := lines(t, table)
	require.Len(t, rows, 3*len(goSlices))
	for _, row := range rows {
		var want struct {
			DType  string
			Length int
			NPY    string
		}
		require.NoError(t, json.Unmarshal([]byte(row), &want))
		npy, err := hex.DecodeString(want.NPY)
		require.NoError(t, err)
		require.NotEmpty(t, goSlices[want.DType])
		for _, slice := range goSlices[want.DType] {
			v := reflect.ValueOf(slice).Slice(0, want.Length)
			pointer := reflect.New(v.Type())
			pointer.Elem().Set(v)
			for _, given := range []any{v.Interface(), pointer.Interface()} {
				stored, err := Append([]byte("before "), given)
				require.NoError(t, err)
				require.Equal(t, "before n"+string(npy), string(stored), "%T", given)
			}

			// It is read back into its own type, and as an array.
			stored := store(t, v.Interface())
			back := reflect.New(v.Type())
			require.NoError(t, DecodeInto(stored, back.Interface()))
			require.Equal(t, stored, store(t, back.Elem().Interface()), "%T", slice)
			require.Equal(t, want.Length, back.Elem().Len())
			dynamic, err := Decode(stored)
			require.NoError(t, err)
			require.Equal(t, want.DType, dynamic.(*ndarray.Array).DType().String())
		}
	}
}

// Python reads each slice as an array of its dtype with its elements.
func TestPythonReadsSlices(t *testing.T) {
	var stored []string
	for _, v := range []any{
		[]float32{0.5, -2}, []int{1, -2}, []uint{3}, []bool{true, false}, []complex64{1 - 2i}, []half{float16.Fromfloat32(1.5)}, []int16(nil),
	} {
		stored = append(stored, hex.EncodeToString(store(t, v)))
	}
	assert.Equal(t, []string{
		"float32 (2,) [0.5, -2.0]", "int64 (2,) [1, -2]", "uint64 (1,) [3]", "bool (2,) [True, False]", "complex64 (1,) [(1-2j)]",
		"float16 (1,) [1.5]", "int16 (0,) []",
	}, lines(t, python.Run(t, peerModules, slicesScript, []byte(strings.Join(stored, "\n")), "read")))
}

// What is not a slice of numbers at the top level keeps its kind.
func TestSlicesThatAreNotArrays(t *testing.T) {
	for _, row := range []struct {
		v    any
		want string
	}{
		{[]byte{1}, "b\x01"}, {[]myByte{1}, "b\x01"}, {[]byte(nil), "b"},
		{[2]float64{1, 2}, "j[1.0,2.0]"}, {[][]float64{{1}, {2}}, "j[[1.0],[2.0]]"}, {[]any{1, 2.5}, "j[1,2.5]"},
		{[]*float64{pointerTo(1.0)}, "j[1.0]"}, {[]string{"a"}, `j["a"]`}, {map[string][]int{"a": {1}}, `j{"a":[1]}`},
		{struct{ X []float32 }{[]float32{0.1}}, `j{"X":[0.1]}`}, {pointerTo[[]int](nil), ""},
		{[]level{1, 2}, `j["level I","level II"]`}, {myLevels{1}, `j["level I"]`},
		{shapes{1}, "j[1]"}, {&shapes{1}, `j"shapes"`}, {(*[]int)(nil), "jnull"},
		{[]ndarray.Datetime64{{Count: 1, Unit: ndarray.UnitDay, Multiple: 1}}, `j[{"Count":1,"Unit":4,"Multiple":1}]`},
		{JSON{[]float64{1, 2.5}}, "j[1.0,2.5]"}, {&JSON{[]int{1}}, "j[1]"}, {JSON{[]int(nil)}, "jnull"}, {JSON{nil}, "jnull"}, {JSON{}, "jnull"},
		{(*JSON)(nil), "jnull"}, {JSON{7}, "j7"}, {JSON{"text"}, `j"text"`}, {JSON{[]byte("x")}, `j"eA=="`}, {JSON{JSON{true}}, "jtrue"},
		{JSON{&JSON{[]bool{true}}}, "j[true]"}, {[]any{JSON{[]int8{1}}}, "j[[1]]"}, {map[string]JSON{"a": {[]uint16{1}}}, `j{"a":[1]}`},
	} {
		if row.want == "" {
			assert.Equal(t, KindArray, Kind(store(t, row.v)[0]), "a pointer to a nil slice")
			continue
		}
		assert.Equal(t, row.want, string(store(t, row.v)), "%T", row.v)
	}
	array, err := ndarray.FromSlice([]int{1}, -1)
	require.NoError(t, err)
	self := &JSON{}
	self.V = self
	for _, v := range []any{JSON{array}, JSON{1i}, JSON{make(chan int)}, JSON{"\xff"}, self, []uintptr{1}, JSON{[]complex64{1}}} {
		got, err := Append([]byte("before"), v)
		assert.ErrorIs(t, err, ErrUnsupported, "%T", v)
		assert.Equal(t, "before", string(got))
	}
}

func TestJSONIsDecodedIntoItsValue(t *testing.T) {
	got, err := into[JSON](store(t, JSON{map[string]any{"a": []int{1}}}))
	require.NoError(t, err)
	assert.Equal(t, JSON{map[string]any{"a": []any{int64(1)}}}, got)
	list, err := into[[]JSON]([]byte("j[1,null]"))
	require.NoError(t, err)
	assert.Equal(t, []JSON{{int64(1)}, {nil}}, list)
	_, err = into[JSON](store(t, []int{1}))
	assert.ErrorIs(t, err, ErrMismatch)
}

// The elements are copied once, into dst.
func TestAppendOfASliceAllocatesOnlyDst(t *testing.T) {
	spare := 0.0
	if sanitized {
		spare = 6 // the sanitizer's own, and an Encoder that the pool has dropped
	}
	dst := make([]byte, 0, 1<<20)
	for _, v := range []any{make([]float32, 1000), make([]int, 1000), myVector(make([]float64, 1000)), make([]myElement, 1000), make([]bool, 1000)} {
		var err error
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { dst, err = Append(dst[:0], v) }), spare, "%T", v)
		require.NoError(t, err)
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { _, err = Append(nil, v) }), 1+spare, "%T", v)
	}
}

// TestSafeReads reads arrays into slices of other types, where no value is lost.
func TestSafeReads(t *testing.T) {
	big, err := ndarray.ParseDType(">f4")
	require.NoError(t, err)
	floats, err := ndarray.FromSlice([]float32{1, 2.5, -3, 0}, 2, 2)
	require.NoError(t, err)
	swapped, err := floats.AsType(big, ndarray.EquivCasting)
	require.NoError(t, err)
	flat, err := swapped.Reshape(-1)
	require.NoError(t, err)
	const noFit = "error: "
	for _, row := range []struct {
		stored any
		into   func([]byte) (any, error)
		want   any // or the text of the error
	}{
		{[]float32{0.5}, into[[]float64], []float64{0.5}},
		{[]float32{0.5}, into[[]myElement], []myElement{0.5}},
		{[]float32{0.5}, into[*[]float64], pointerTo([]float64{0.5})},
		{[]float32{0.5}, into[[]complex64], []complex64{0.5}},
		{[]int16{1, -2}, into[[]int], []int{1, -2}},
		{[]int16{1, -2}, into[[]float32], []float32{1, -2}},
		{[]uint8{}, into[[]float64], noFit + "codec: decode bytes into []float64: type mismatch"},
		{[]float64{1}, into[[]complex128], []complex128{1}},
		{[]bool{true, false}, into[[]int8], []int8{1, 0}},
		{[]bool{true, false}, into[[]byte], []byte{1, 0}},
		{[]int8{1}, into[[]half], []half{float16.Fromfloat32(1)}},
		{[]int64{1 << 53, math.MinInt64}, into[[]float64], []float64{1 << 53, math.MinInt64}},
		{[]uint64{1 << 63}, into[[]complex128], []complex128{1 << 63}},
		{[]int(nil), into[[]int], []int{}},
		{[]time.Duration{time.Second}, into[[]time.Duration], []time.Duration{time.Second}},
		{flat, into[[]float64], []float64{1, 2.5, -3, 0}},
		{swapped, into[[][]float64], [][]float64{{1, 2.5}, {-3, 0}}},
		{floats.Transpose(), into[[][]float32], [][]float32{{1, -3}, {2.5, 0}}},

		{[]float64{1}, into[[]float32], noFit + "codec: decode ndarray of float64 into []float32: float32 cannot hold every float64; get a *ndarray.Array and call AsType"},
		{[]int{1}, into[[]int32], noFit + "int32 cannot hold every int64; get a *ndarray.Array"},
		{[]int8{1}, into[[]uint64], noFit + "uint64 cannot hold every int8"},
		{[]uint64{1}, into[[]int64], noFit + "int64 cannot hold every uint64"},
		{[]float64{1}, into[[]int64], noFit + "int64 cannot hold every float64"},
		{[]float64{1}, into[[]half], noFit + "float16.Float16 cannot hold every float64"},
		{[]float64{1}, into[[]myInt], noFit + "codec.myInt cannot hold every float64"},
		{[]int8{1}, into[[]bool], noFit + "bool cannot hold every int8"},
		{[]complex64{1}, into[[]float64], noFit + "float64 cannot hold every complex64"},
		{[]int64{1}, into[[]float32], noFit + "float32 cannot hold every int64"},
		{[]int64{0, 1<<53 + 1}, into[[]float64], noFit + "element 1 is 9007199254740993, which a float64 does not hold exactly; get a []int64, or"},
		{[]int64{-1<<53 - 1}, into[[]myElement], noFit + "element 0 is -9007199254740993"},
		{[]uint64{math.MaxUint64}, into[[]complex128], noFit + "element 0 is 18446744073709551615, which a float64 does not hold exactly; get a []uint64"},
		{[]int16{1}, into[[]level], noFit + "codec: decode ndarray of int16 into []codec.level: type mismatch"},
		{[]int16{1}, into[[][]int16], noFit + "array has 1 axes, not 2"},
		{floats, into[[]float32], noFit + "array has 2 axes, not 1"},
		{[]float32{1}, into[[]points], noFit + "elements are float32 of 4 bytes, which a Go codec.points cannot hold"},
	} {
		got, err := row.into(store(t, row.stored))
		if text, isError := row.want.(string); isError {
			assert.ErrorIs(t, err, ErrMismatch, "%v", row.stored)
			assert.ErrorContains(t, err, strings.TrimPrefix(text, noFit), "%v", row.stored)
			continue
		}
		require.NoError(t, err, "%v", row.stored)
		assert.Equal(t, row.want, got, "%v", row.stored)
	}
}

// Lists that were stored as JSON, as all slices once were, are read into the same types.
func TestListsOfNumbersAreReadAsBefore(t *testing.T) {
	for _, row := range []struct {
		into func([]byte) (any, error)
		want any
	}{
		{into[[]float32], []float32{1, 2}}, {into[[]float64], []float64{1, 2}}, {into[[]int], []int{1, 2}}, {into[[]uint16], []uint16{1, 2}},
		{into[[]myElement], []myElement{1, 2}}, {into[any], []any{int64(1), int64(2)}},
	} {
		got, err := row.into([]byte("j[1,2]"))
		require.NoError(t, err)
		assert.Equal(t, row.want, got)
	}
}

func TestStructuredArrays(t *testing.T) {
	type row struct {
		Time  float64
		Count int32
	}
	rows := []row{{1.5, 2}, {2.5, -3}}
	array, err := ndarray.FromStructs(rows, -1)
	require.NoError(t, err)
	stored := store(t, array)
	got, err := into[[]row](stored)
	require.NoError(t, err)
	assert.Equal(t, rows, got)
	type named struct {
		When float64 `npy:"Time"`
		Note string  `npy:"-"`
	}
	renamed, err := into[[]named](stored)
	require.NoError(t, err)
	assert.Equal(t, []named{{1.5, ""}, {2.5, ""}}, renamed)
	_, err = into[[]points](stored)
	assert.ErrorIs(t, err, ErrMismatch)
	assert.ErrorContains(t, err, `matches Go field "X"`)
	_, err = into[[]float64](stored)
	assert.ErrorIs(t, err, ErrMismatch)
}

// After an error what dst points to is unchanged, including the pointers on the way.
func TestArraysLeaveDstUnchangedOnError(t *testing.T) {
	list, none := []float32{1}, (*[]float32)(nil)
	for _, dst := range []any{&list, &none} {
		assert.ErrorIs(t, DecodeInto(store(t, []float64{2}), dst), ErrMismatch)
	}
	assert.Equal(t, []float32{1}, list)
	assert.Nil(t, none)
	require.NoError(t, DecodeInto(store(t, []float32{2}), &none))
	assert.Equal(t, []float32{2}, *none)
}
