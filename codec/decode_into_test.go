package codec

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"

	"github.com/openleveldb/openleveldb/ndarray"
)

func store(t testing.TB, v any) []byte {
	t.Helper()
	stored, err := Append(nil, v)
	require.NoError(t, err)
	return stored
}

// into decodes into a fresh T.
func into[T any](stored []byte) (any, error) {
	var dst T
	err := DecodeInto(stored, &dst)
	return dst, err
}

type myElement float64

type myVector []float64

func TestDecodeIntoMatrix(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 100)
	vector, err := ndarray.FromSlice([]float64{1, 2}, -1)
	require.NoError(t, err)
	const noFit = "error: "
	for _, row := range []struct {
		stored any
		into   func([]byte) (any, error)
		want   any // or the text of the error
	}{
		{300, into[int8], noFit + "codec: decode int 300 into int8: out of range"},
		{300, into[uint8], noFit + "codec: decode int 300 into uint8: out of range"},
		{-1, into[uint64], noFit + "codec: decode int -1 into uint64: out of range"},
		{huge, into[int64], noFit + "codec: decode int 1267650600228229401496703205376 into int64: out of range"},
		{huge, into[uint64], noFit + "codec: decode int 1267650600228229401496703205376 into uint64: out of range"},
		{uint64(math.MaxUint64), into[uint64], uint64(math.MaxUint64)},
		{uint64(math.MaxUint64), into[int64], noFit + "codec: decode int 18446744073709551615 into int64: out of range"},
		{-128, into[int8], int8(-128)},
		{255, into[uint8], uint8(255)},
		{7, into[int], 7},
		{7, into[uint], uint(7)},
		{7, into[myInt], myInt(7)},
		{7, into[myUint], myUint(7)},
		{1000, into[time.Duration], time.Microsecond},
		{7, into[any], int64(7)},
		{huge, into[any], huge},
		{huge, into[*big.Int], huge},
		{7, into[big.Int], *big.NewInt(7)},
		{7, into[float64], 7.0},
		{7, into[float32], float32(7)},
		{1<<53 + 1, into[float64], noFit + "codec: decode int 9007199254740993 into float64: not exact"},
		{1<<24 + 1, into[float32], noFit + "codec: decode int 16777217 into float32: not exact"},
		{huge, into[float64], math.Ldexp(1, 100)},
		{1, into[bool], true},
		{0, into[bool], false},
		{2, into[bool], noFit + "codec: decode int 2 into bool: not 0 or 1"},
		{huge, into[bool], noFit + "codec: decode int 1267650600228229401496703205376 into bool: not 0 or 1"},
		{7, into[string], noFit + "codec: decode int 7 into string: type mismatch"},
		{7, into[[]byte], noFit + "codec: decode int 7 into []uint8: type mismatch"},
		{7, into[uintptr], noFit + "codec: decode int 7 into uintptr: type mismatch"},
		{7, into[map[string]any], noFit + "codec: decode int 7 into map[string]interface {}: type mismatch"},
		{7, into[json.Number], json.Number("7")},
		{7, into[json.RawMessage], json.RawMessage("7")},
		{7, into[level], noFit + "codec: decode int 7 into codec.level: type mismatch"},
		{7, into[byReceiver], noFit + "codec: decode json into codec.byReceiver: UnmarshalJSON: json: cannot unmarshal number into Go value of type map[string]int"},
		{7, into[fmt.Stringer], noFit + "codec: decode int 7 into fmt.Stringer: type mismatch"},
		{7, into[*int], pointerTo(7)},
		{7, into[**int8], pointerTo(pointerTo(int8(7)))},
		{300, into[**int8], noFit + "codec: decode int 300 into int8: out of range"},
		{7, into[cyclicPointer], noFit + "codec: decode int 7 into codec.cyclicPointer: type mismatch"},

		{"text", into[string], "text"},
		{"text", into[myString], myString("text")},
		{"text", into[any], "text"},
		{"text", into[*string], pointerTo("text")},
		{"text", into[[]byte], noFit + "codec: decode str into []uint8: type mismatch"},
		{"text", into[*myBytes], noFit + "codec: decode str into codec.myBytes: type mismatch"},
		{"7", into[int], noFit + "codec: decode str into int: type mismatch"},
		{"7", into[json.Number], noFit + "codec: decode str into json.Number: type mismatch"},
		{"7", into[big.Int], noFit + "codec: decode str into big.Int: type mismatch"},
		{"a\"b\u00e9", into[json.RawMessage], json.RawMessage(`"a\"b\u00E9"`)},
		{"2024-02-29T12:00:00Z", into[time.Time], time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)},
		{"level III", into[level], level(3)},
		{"(t)", into[*byText], &byText{"t"}},
		{"text", into[byReceiver], noFit + "codec: decode json into codec.byReceiver: UnmarshalJSON: json: cannot unmarshal string into Go value of type map[string]int"},

		{[]byte("\x00\xff"), into[[]byte], []byte("\x00\xff")},
		{[]byte("\x00\xff"), into[myBytes], myBytes("\x00\xff")},
		{[]byte("x"), into[[]myByte], []myByte("x")},
		{[]byte("x"), into[*[]byte], pointerTo([]byte("x"))},
		{[]byte{}, into[[]byte], []byte{}},
		{[]byte("x"), into[any], []byte("x")},
		{[]byte("x"), into[string], noFit + "codec: decode bytes into string: type mismatch"},
		{[]byte("1"), into[json.RawMessage], noFit + "codec: decode bytes into json.RawMessage: type mismatch"},
		{[]byte("x"), into[[1]byte], noFit + "codec: decode bytes into [1]uint8: type mismatch"},
		{[]byte("x"), into[[]int], noFit + "codec: decode bytes into []int: type mismatch"},

		{vector, into[[]float64], []float64{1, 2}},
		{vector, into[myVector], myVector{1, 2}},
		{vector, into[*[]float64], pointerTo([]float64{1, 2})},
		{vector, into[[]float32], noFit + "codec: decode ndarray of float64 into []float32: float32 cannot hold every float64"},
		{vector, into[[]myElement], []myElement{1, 2}},
		{vector, into[[]string], noFit + "codec: decode ndarray of float64 into []string: ndarray: convert: "},
		{vector, into[[2]float64], noFit + "codec: decode ndarray of float64 into [2]float64: type mismatch"},
		{vector, into[float64], noFit + "codec: decode ndarray of float64 into float64: type mismatch"},
		{vector, into[map[string]int], noFit + "codec: decode ndarray of float64 into map[string]int: type mismatch"},

		{3.5, into[float64], 3.5},
		{3.5, into[float32], float32(3.5)},
		{3.5, into[any], 3.5},
		{3.0, into[int], noFit + "codec: decode json number 3.0 into int: not an integer"},
		{1e300, into[float32], noFit + "codec: decode json number 1e+300 into float32: out of range"},
		{math.Inf(1), into[float32], float32(math.Inf(1))},
		{math.Inf(-1), into[float64], math.Inf(-1)},
		{math.Inf(-1), into[int], noFit + "codec: decode json number -Infinity into int: not an integer"},
		{json.Number("300"), into[int8], noFit + "codec: decode json number 300 into int8: out of range"},
		{json.Number("9007199254740993"), into[float64], noFit + "codec: decode json number 9007199254740993 into float64: not exact"},
		{json.Number("9007199254740993"), into[any], int64(9007199254740993)},
		{json.Number("-0"), into[uint], uint(0)},
		{json.Number("-0"), into[any], int64(0)},
		{true, into[bool], true},
		{true, into[int], noFit + "codec: decode json bool into int: type mismatch"},
		{true, into[string], noFit + "codec: decode json bool into string: type mismatch"},
		{nil, into[int], 0},
		{nil, into[*int], (*int)(nil)},
		{nil, into[any], nil},
		{nil, into[map[string]any], map[string]any(nil)},
		{[]any{1, "x"}, into[[]any], []any{int64(1), "x"}},
		{[]any{1, "x"}, into[map[string]any], noFit + "codec: decode json array into map[string]interface {}: type mismatch"},
		{map[string]any{"a": 1}, into[map[string]any], map[string]any{"a": int64(1)}},
		{map[string]any{"a": 1}, into[[]any], noFit + "codec: decode json object into []interface {}: type mismatch"},
		{map[string]any{"a": 1, "b": 2.0}, into[map[string]int], noFit + "codec: decode json number 2.0 into int at b: not an integer"},
		{[]any{1}, into[cyclicPointer], noFit + "codec: decode json array into codec.cyclicPointer: JSON cannot represent this type"},
		{[]any{1}, into[chan int], noFit + "codec: decode json array into chan int: JSON cannot represent this type"},
		{map[string]any{"a": 1}, into[struct{ B chan int }], struct{ B chan int }{}},
		{map[string]any{"b": 1}, into[struct{ B chan int }], noFit + "codec: decode json number 1 into chan int at B: JSON cannot represent this type"},
		{map[string]any{"b": 1}, into[struct{ B *ndarray.Array }], noFit + "codec: decode json number 1 into ndarray.Array at B: an ndarray cannot be inside JSON; store it under its own key"},
	} {
		got, err := row.into(store(t, row.stored))
		name := fmt.Sprintf("%v into %T", row.stored, got)
		if text, ok := row.want.(string); ok && len(text) > len(noFit) && text[:len(noFit)] == noFit {
			if assert.Error(t, err, name) {
				assert.Contains(t, err.Error(), text[len(noFit):], name)
				var own *json.UnmarshalTypeError // returned by UnmarshalJSON
				if !errors.As(err, &own) {
					assert.ErrorIs(t, err, ErrMismatch, name)
				}
			}
			continue
		}
		if assert.NoError(t, err, name) {
			assert.Equal(t, row.want, got, name)
		}
	}
}

func TestDecodeIntoNaN(t *testing.T) {
	got, err := into[float64](store(t, math.NaN()))
	require.NoError(t, err)
	assert.True(t, math.IsNaN(got.(float64)))
	got, err = into[[]float32]([]byte("j[NaN, -NaN, Infinity, -Inf, 0.1]"))
	require.NoError(t, err)
	floats := got.([]float32)
	assert.True(t, math.IsNaN(float64(floats[0])) && math.IsNaN(float64(floats[1])))
	assert.Equal(t, []float32{float32(math.Inf(1)), float32(math.Inf(-1)), 0.1}, floats[2:])
}

// TestFloat32RoundsOnce reads a text that, rounded through float64, becomes the wrong neighbouring
// float32.
func TestFloat32RoundsOnce(t *testing.T) {
	const text = "1.00000017881393432617187499"
	got, err := into[float32]([]byte("j" + text))
	require.NoError(t, err)
	var want float32
	require.NoError(t, json.Unmarshal([]byte(text), &want))
	assert.Equal(t, want, got)
}

func testElements[T ndarray.Element](t *testing.T, values ...T) {
	t.Helper()
	for n := range len(values) + 1 {
		array, err := ndarray.FromSlice(values[:n], -1)
		require.NoError(t, err)
		got, err := into[[]T](store(t, array))
		require.NoError(t, err)
		assert.Equal(t, values[:n], got)
	}
}

func TestArrayIntoSlicesOfEveryElement(t *testing.T) {
	testElements(t, true, false)
	testElements(t, 1, -2)
	testElements[int8](t, 1, -2)
	testElements[int16](t, 1, -2)
	testElements[int32](t, 1, -2)
	testElements[int64](t, 1, -2)
	testElements[uint](t, 1, 2)
	testElements[uint8](t, 1, 2)
	testElements[uint16](t, 1, 2)
	testElements[uint32](t, 1, 2)
	testElements[uint64](t, 1, 2)
	testElements(t, float16.Fromfloat32(1.5))
	testElements[float32](t, 1, -2)
	testElements[float64](t, 1, -2)
	testElements[complex64](t, 1i, -2)
	testElements(t, 1i, -2)

	table, err := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	_, err = into[[]float64](store(t, table))
	assert.EqualError(t, err, "codec: decode ndarray of float64 into []float64: ndarray: convert: invalid shape: array has 2 axes, not 1")
}

func TestArrayIntoArray(t *testing.T) {
	table, err := ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	require.NoError(t, err)
	stored := store(t, table)
	var (
		value   ndarray.Array
		pointer *ndarray.Array
		dynamic any
	)
	earlier, err := ndarray.FromSlice([]int8{1}, -1)
	require.NoError(t, err)
	shared := earlier
	double := &shared
	for _, dst := range []any{&value, &pointer, &dynamic, &double} {
		require.NoError(t, DecodeInto(stored, dst))
	}
	clear(stored) // the results own their memory
	for _, got := range []*ndarray.Array{&value, pointer, dynamic.(*ndarray.Array), shared} {
		assert.True(t, table.Equal(got), "%T", got)
		assert.False(t, got.ReadOnly())
	}
	assert.Equal(t, 1, earlier.Size(), "an array that dst pointed to is not modified")

	_, err = Decode([]byte("n\x93NUMPY"))
	assert.ErrorIs(t, err, ErrDamaged)
	assert.ErrorIs(t, err, ndarray.ErrHeader)
	_, err = into[[]float64]([]byte("n"))
	assert.ErrorIs(t, err, ErrDamaged)
}

func TestDecodeIntoWantsAPointer(t *testing.T) {
	stored := store(t, 1)
	for _, dst := range []any{nil, 1, "text", map[string]any{}, (*int)(nil), (*any)(nil)} {
		assert.ErrorIs(t, DecodeInto(stored, dst), ErrUnsupported, "%T", dst)
	}
}

func TestEmptyStoredValueIsNil(t *testing.T) {
	for _, stored := range [][]byte{nil, {}} {
		got, err := Decode(stored)
		require.NoError(t, err)
		assert.Nil(t, got)
		tag, err := KindOf(stored)
		require.NoError(t, err)
		assert.Equal(t, KindJSON, tag)

		n, text, dynamic := 5, "before", any("before")
		pointer := &n
		for _, dst := range []any{&n, &text, &dynamic, &pointer} {
			require.NoError(t, DecodeInto(stored, dst))
		}
		assert.Zero(t, n)
		assert.Zero(t, text)
		assert.Nil(t, dynamic)
		assert.Nil(t, pointer)
	}
}

// TestUnchangedOnError checks that an error at the top level leaves dst unchanged, including the
// pointers on the way.
func TestUnchangedOnError(t *testing.T) {
	n, text, list, m := int8(5), "before", []float64{1}, map[string]int{"a": 1}
	var none *int8
	dynamic, full := any("before"), &n
	for _, stored := range [][]byte{
		store(t, 300), []byte("s\xff"), []byte("j[1,"), []byte(`j{"b":}`), []byte("n\x93"), []byte("x"), []byte("j1e999"), []byte("jnul"),
	} {
		for _, dst := range []any{&n, &text, &list, &m, &none, &full} {
			assert.Error(t, DecodeInto(stored, dst), "%q into %T", stored, dst)
		}
		if stored[0] != 'i' {
			assert.Error(t, DecodeInto(stored, &dynamic))
		}
	}
	assert.Equal(t, int8(5), n)
	assert.Equal(t, "before", text)
	assert.Equal(t, []float64{1}, list)
	assert.Equal(t, map[string]int{"a": 1}, m)
	assert.Nil(t, none)
	assert.Same(t, &n, full)
	assert.Equal(t, "before", dynamic)

	assert.Error(t, DecodeInto([]byte(`j[1.5,"x"]`), &list))
	assert.Equal(t, []float64{1}, list, "a list that fails in the middle")
}

func TestMismatchSaysWhere(t *testing.T) {
	type row struct {
		Cells []map[string]struct{ N int8 }
	}
	stored := []byte(`j{"rows":[{"cells":[]},{"Cells":[{"a":{"n":1}},{"b":{"n":1000}}]}]}`)
	var dst struct {
		Rows []row `json:"rows"`
	}
	err := DecodeInto(stored, &dst)
	assert.EqualError(t, err, "codec: decode json number 1000 into int8 at rows[1].Cells[1].b.N: out of range")
	var mismatch *MismatchError
	require.ErrorAs(t, err, &mismatch)
	assert.Equal(t, "rows[1].Cells[1].b.N", mismatch.Path)
}

func TestIntegersOfAnySizeInAStruct(t *testing.T) {
	type holder struct {
		Any   any
		Big   *big.Int
		Int   int64
		Float float64
	}
	var got holder
	require.NoError(t, DecodeInto([]byte(`j{"Any":[1,1.0,18446744073709551616],"Big":-18446744073709551616,"Int":9007199254740993,"Float":3}`), &got))
	two64 := new(big.Int).Lsh(big.NewInt(1), 64)
	assert.Equal(t, holder{[]any{int64(1), 1.0, two64}, new(big.Int).Neg(two64), 9007199254740993, 3}, got)
}

func TestMapsAreAddedTo(t *testing.T) {
	dynamic, typed := map[string]any{"old": 1, "both": 1}, map[string]int{"old": 1, "both": 1}
	stored := []byte(`j{"both":2,"new":3}`)
	require.NoError(t, DecodeInto(stored, &dynamic))
	require.NoError(t, DecodeInto(stored, &typed))
	assert.Equal(t, map[string]any{"old": 1, "both": int64(2), "new": int64(3)}, dynamic)
	assert.Equal(t, map[string]int{"old": 1, "both": 2, "new": 3}, typed)
}

// TestSlicesAreNew checks that slices are not overwritten: what dst held before may be in use
// elsewhere.
func TestSlicesAreNew(t *testing.T) {
	held := []int{1, 2, 3}
	dst := struct{ List []int }{held}
	require.NoError(t, DecodeInto([]byte(`j{"List":[7,8]}`), &dst))
	assert.Equal(t, []int{7, 8}, dst.List)
	assert.Equal(t, []int{1, 2, 3}, held)
}

// TestFloatsBothWays compares the two ways to read floats: sonic reads a []float64, and the Reader
// reads a named slice type. Both return equal bits and equal errors, and neither writes to the
// previous slice.
func TestFloatsBothWays(t *testing.T) {
	texts := []string{
		"[]", " [ ] ", "[1.5]", "[-0.0]", "[0.0,-0]", "[1]", "[1.5,null,2.5]", "[null]", "[1.5,9007199254740993]", "[NaN,1.5,-Infinity]",
		"[1e16,1E-7,5e-324,2e-324,2.2250738585072011e-308,1.7976931348623157e308]", "[1.5,\"2\"]", "[true]", "[[1.5]]", "{}", "1.5",
		`"1.5"`, "[1.5,{}]", "[0." + strings.Repeat("0", 400) + "1]", "[" + strings.Repeat("1", 300) + ".5]", "[123456789012345678901.5]",
		"[1.00000000000000011102230246251565404236316680908203125]", "[1.5\n,\t2.5 ]", "[1e0,1e+2]", "[8.5e-2,1e23,9.5e22]",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var list []float64
		for range random.IntN(20) {
			if f := math.Float64frombits(random.Uint64()); !math.IsNaN(f) {
				list = append(list, f, float64(float32(random.NormFloat64())), random.Float64())
			}
		}
		texts = append(texts, string(store(t, JSON{append([]float64{}, list...)})[1:]))
	}
	for _, text := range texts {
		stored := []byte("j" + text)
		before := []float64{7, 8}
		bySonic, byReader := before, myVector{7, 8}
		err, want := DecodeInto(stored, &bySonic), DecodeInto(stored, &byReader)
		if want != nil {
			require.Error(t, err, text)
			require.Equal(t, want.Error(), strings.ReplaceAll(err.Error(), "[]float64", "codec.myVector"), text)
		} else {
			require.NoError(t, err, text)
		}
		require.Equal(t, byReader == nil, bySonic == nil, text)
		require.Len(t, bySonic, len(byReader), text)
		for i := range bySonic {
			require.Equal(t, math.Float64bits(byReader[i]), math.Float64bits(bySonic[i]), "%s, element %d", text, i)
		}
		require.Equal(t, []float64{7, 8}, before, text)
	}
}
