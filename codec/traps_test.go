package codec

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/bytedance/sonic"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each test in this file is for an error that some JSON library has made.

type embeddedFloat struct{ Embedded float64 }

type floatHolder struct {
	embeddedFloat
	Plain    float64
	Small    float32
	Named    namedFloat
	Pointer  *float64
	Nested   struct{ Deep []float64 }
	Any      any
	List     []any
	Map      map[string]float64
	Dynamic  map[string]any
	Array    [2]float64
	Generic  generic[float64]
	Optional float64 `json:",omitempty"`
	Quoted   float64 `json:",string"`
}

type namedFloat float64

func TestTrapFloatsStayFloatsAtAnyDepth(t *testing.T) {
	v := floatHolder{
		embeddedFloat: embeddedFloat{3}, Plain: 3, Small: 3, Named: 3, Pointer: pointerTo(3.0), Nested: struct{ Deep []float64 }{[]float64{3}},
		Any: 3.0, List: []any{3.0, []any{float32(3)}}, Map: map[string]float64{"x": 3}, Dynamic: map[string]any{"x": map[string]any{"y": 3.0}},
		Array: [2]float64{3, 1e16}, Generic: generic[float64]{Value: 3, List: []float64{3}, ByKey: map[string]float64{"x": 3}}, Optional: 3, Quoted: 3,
	}
	want := `j{"Embedded":3.0,"Plain":3.0,"Small":3.0,"Named":3.0,"Pointer":3.0,"Nested":{"Deep":[3.0]},"Any":3.0,"List":[3.0,[3.0]],` +
		`"Map":{"x":3.0},"Dynamic":{"x":{"y":3.0}},"Array":[3.0,1e+16],"Generic":{"value":3.0,"list":[3.0],"by_key":{"x":3.0}},` +
		`"Optional":3.0,"Quoted":"3.0"}`
	stored := store(t, v)
	assert.Equal(t, want, string(stored))
	var back floatHolder
	require.NoError(t, DecodeInto(stored, &back))
	v.List[1] = []any{3.0} // an any does not record the width
	assert.Equal(t, v, back)
}

func TestTrapFloatTexts(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0.0", 3: "3.0", -7: "-7.0", 0.1: "0.1", 1e15: "1000000000000000.0", 9999999999999998: "9999999999999998.0", 1e16: "1e+16",
		1e21: "1e+21", 1e22: "1e+22", 1e100: "1e+100", 123456789: "123456789.0", 0.0001: "0.0001", 0.00001: "1e-05", 1.5e-5: "1.5e-05",
		1e-7: "1e-07", 5e-324: "5e-324", math.MaxFloat64: "1.7976931348623157e+308",
	} {
		assert.Equal(t, "j"+want, string(store(t, f)))
	}
	assert.Equal(t, "j-0.0", string(store(t, math.Copysign(0, -1))))
	for f, want := range map[float32]string{
		0.1: "0.1", 3: "3.0", 1e-4: "0.0001", 1e-5: "1e-05", 1e16: "1e+16", 9.999999e15: "9999999000000000.0", math.MaxFloat32: "3.4028235e+38",
		math.SmallestNonzeroFloat32: "1e-45", 16777216: "16777216.0",
	} {
		assert.Equal(t, "j"+want, string(store(t, f)))
		back, err := into[float32](store(t, f))
		require.NoError(t, err)
		assert.Equal(t, f, back)
	}
}

func TestTrapNaNAndInfinities(t *testing.T) {
	v := []any{math.NaN(), math.Inf(1), math.Inf(-1), float32(math.Inf(-1))}
	stored := store(t, map[string]any{"a": v, "b": struct{ F []float64 }{[]float64{math.NaN()}}})
	assert.Equal(t, `j{"a":[NaN,Infinity,-Infinity,-Infinity],"b":{"F":[NaN]}}`, string(stored))
	back, err := Decode(stored)
	require.NoError(t, err)
	list := back.(map[string]any)["a"].([]any)
	assert.True(t, math.IsNaN(list[0].(float64)))
	assert.Equal(t, []any{math.Inf(1), math.Inf(-1), math.Inf(-1)}, list[1:])
}

func TestTrapIntegersPastInt64(t *testing.T) {
	two100 := new(big.Int).Lsh(big.NewInt(1), 100)
	got, err := Decode([]byte("j[9223372036854775807,9223372036854775808,-9223372036854775808,-9223372036854775809,1267650600228229401496703205376]"))
	require.NoError(t, err)
	assert.Equal(t, []any{
		int64(math.MaxInt64), new(big.Int).SetUint64(1 << 63), int64(math.MinInt64),
		new(big.Int).Sub(big.NewInt(math.MinInt64), big.NewInt(1)), two100,
	}, got)
	assert.Equal(t, "j[1267650600228229401496703205376,-1267650600228229401496703205376,18446744073709551615]",
		string(store(t, []any{two100, *new(big.Int).Neg(two100), uint64(math.MaxUint64)})))

	longest := strings.Repeat("9", jsontext.MaxDigits)
	got, err = Decode([]byte("j[-" + longest + "]"))
	require.NoError(t, err)
	assert.Equal(t, "j[-"+longest+"]", string(store(t, got)))
	_, err = Decode([]byte("j9" + longest))
	assert.ErrorIs(t, err, ErrDamaged)
	_, err = Decode([]byte("j" + strings.Repeat("9", 1<<20)))
	assert.EqualError(t, err, "codec: decode json: integer of more than 4300 digits at offset 0")
}

func TestTrapKeysAreSorted(t *testing.T) {
	m, typed := map[string]any{}, map[int]bool{}
	for i := range 100 {
		m[fmt.Sprint(i)] = i
		typed[i] = true
	}
	first, firstTyped := store(t, m), store(t, typed)
	for range 20 {
		require.Equal(t, first, store(t, m))
		require.Equal(t, firstTyped, store(t, typed))
	}
	assert.Equal(t, `j{"":1,"a":2,"aé":4,"b":3}`, strings.ReplaceAll(string(store(t, map[string]int{"b": 3, "a": 2, "": 1, "aé": 4})), `\u00E9`, "é"))
}

func TestTrapInvalidUTF8(t *testing.T) {
	for _, bad := range []string{"\xff", "a\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"} {
		for _, v := range []any{bad, []string{bad}, map[string]any{bad: 1}, map[string]int{bad: 1}, struct{ S string }{bad}, []any{byText{bad}}} {
			_, err := Append(nil, v)
			assert.ErrorIs(t, err, ErrUnsupported, "%q", v)
			assert.ErrorContains(t, err, "invalid UTF-8")
		}
		_, err := Decode([]byte("s" + bad))
		assert.ErrorIs(t, err, ErrDamaged)
		for _, text := range []string{`"` + bad + `"`, `{"` + bad + `":1}`, bad} {
			_, err := Decode([]byte("j" + text))
			assert.ErrorIs(t, err, ErrDamaged, "%q", text)
			assert.ErrorContains(t, err, "invalid UTF-8")
		}
	}
	_, err := Decode([]byte("j[\"ok\",\"é\xff\"]"))
	assert.EqualError(t, err, "codec: decode json: invalid UTF-8 at offset 9")
}

func TestTrapLoneSurrogates(t *testing.T) {
	for _, bad := range []string{`\ud800`, `\uDFFF`, `\udc00`, `\ud800x`, `\ud800\n`, `\ud800\u0041`, `\ud800\ud800`, `\ud834\udd1e\udd1e`, `\ud800\u`} {
		for _, text := range []string{`"` + bad + `"`, `{"` + bad + `":1}`, `[1,["` + bad + `"]]`} {
			for _, dst := range []any{new(any), new(string), new(map[string]int), new(json.RawMessage)} {
				err := DecodeInto([]byte("j"+text), dst)
				require.ErrorIs(t, err, ErrDamaged, "%s", text)
				assert.ErrorContains(t, err, "unpaired surrogate")
			}
		}
	}
	got, err := Decode([]byte(`j"\ud834\uDD1E\uDBFF\uDFFF"`))
	require.NoError(t, err)
	assert.Equal(t, "𝄞\U0010ffff", got)
}

func TestTrapNothingAliasesTheStoredBytes(t *testing.T) {
	const text = `{"key":["plain","esc\n",1.5,{"deep":"value"}],"raw":"12"}`
	type typed struct {
		Key []any
		Raw json.RawMessage
	}
	for _, stored := range []string{"j" + text, "splain", "bplain", "j\"plain\"", "i\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"} {
		borrowed := []byte(stored)
		got, err := Decode(borrowed)
		require.NoError(t, err)
		want := describe(t, got)
		var dynamic any
		require.NoError(t, DecodeInto(borrowed, &dynamic))
		var into typed
		if stored == "j"+text {
			require.NoError(t, DecodeInto(borrowed, &into))
		}
		for i := range borrowed {
			borrowed[i] = 'X'
		}
		assert.Equal(t, want, describe(t, got))
		assert.Equal(t, want, describe(t, dynamic))
		if stored == "j"+text {
			assert.Equal(t, typed{[]any{"plain", "esc\n", 1.5, map[string]any{"deep": "value"}}, json.RawMessage(`"12"`)}, into)
		}
	}
}

// TestTrapLongTextIsNotKeptByOneString checks that strings are copied out of texts longer than
// sharedText.
func TestTrapLongTextIsNotKeptByOneString(t *testing.T) {
	long := strings.Repeat("x", 2*sharedText)
	var dst struct{ Short, Long string }
	require.NoError(t, DecodeInto([]byte(`j{"Short":"s","Long":"`+long+`"}`), &dst))
	assert.Equal(t, "s", dst.Short)
	assert.Equal(t, long, dst.Long)
}

func TestTrapDuplicateKeysTheLastWins(t *testing.T) {
	stored := []byte(`j{"a":1,"b":[1,2],"a":{"x":1},"b":[3],"a":"last"}`)
	got, err := Decode(stored)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"a": "last", "b": []any{int64(3)}}, got)
	var dst struct {
		A any
		B []int
	}
	require.NoError(t, DecodeInto(stored, &dst))
	assert.Equal(t, "last", dst.A)
	assert.Equal(t, []int{3}, dst.B)
}

func TestTrapMoreTextAfterTheValue(t *testing.T) {
	for _, text := range []string{"1 2", "{}{}", "[1]x", "null,", "1\x00", `"a""b"`, "true false", "[]]"} {
		_, err := Decode([]byte("j" + text))
		assert.ErrorIs(t, err, ErrDamaged, "%q", text)
	}
	got, err := Decode([]byte("j \t\r\n[ 1 ]\n "))
	require.NoError(t, err)
	assert.Equal(t, []any{int64(1)}, got)
}

// TestTrapSonicAndOwnReaderAgree compares the two ways to read a dynamic value. Platforms without
// sonic's assembler have only the second.
func TestTrapSonicAndOwnReaderAgree(t *testing.T) {
	if sonic.APIKind != sonic.UseSonicJSON {
		t.Log("sonic is encoding/json here: this package reads everything with its own reader")
	}
	rng := rand.New(rand.NewPCG(newSeed(t), 4))
	var asked int
	for range 5000 {
		list := []any{randomTree(rng, 4)}
		if rng.IntN(2) == 0 {
			list = make([]any, shortList/2+rng.IntN(50))
			for i := range list {
				if list[i] = math.Float64frombits(rng.Uint64()); rng.IntN(2) == 0 {
					list[i] = rng.Int64() >> rng.IntN(64)
				}
			}
		}
		text := string(store(t, list)[1:])
		if rng.IntN(2) == 0 {
			text = string(appendSpaced(rng, nil, text))
		}
		facts, err := checkJSON(text, 0)
		require.NoError(t, err)
		if forSonic(text, facts) {
			asked++
		}
		r := reader{jsontext.Reader{Text: text}}
		require.Equal(t, describe(t, r.Any()), describe(t, readAny(text, facts)), "%s", text)
	}
	if sonic.APIKind == sonic.UseSonicJSON {
		assert.Greater(t, asked, 100)
	}
}

// appendSpaced puts space between tokens and replaces some characters with equivalent escapes.
func appendSpaced(rng *rand.Rand, dst []byte, text string) []byte {
	inString := false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '\\':
			size := 2
			if text[i+1] == 'u' {
				size = 6
			}
			dst = append(dst, text[i:i+size]...)
			i += size - 1
			continue
		case b == '"':
			inString = !inString
		case inString && b == '/' && rng.IntN(2) == 0:
			dst = append(dst, '\\')
		case inString && rng.IntN(4) == 0:
			dst = fmt.Appendf(dst, `\u%04x`, b)
			continue
		case !inString && strings.IndexByte("[]{},:", b) >= 0:
			dst = append(dst, " \t\r\n"[:rng.IntN(5)]...)
		}
		dst = append(dst, text[i])
	}
	return dst
}

// TestTrapManyGoroutinesMeetANewType builds plans of types, including recursive ones, while other
// goroutines wait for them.
func TestTrapManyGoroutinesMeetANewType(t *testing.T) {
	type leaf struct{ F float64 }
	type tree struct {
		Leaf  leaf
		Trees []*tree
		ByKey map[string]tree
	}
	v := tree{Leaf: leaf{1}, Trees: []*tree{{}, nil}, ByKey: map[string]tree{"x": {}}}
	want := `j{"Leaf":{"F":1.0},"Trees":[{"Leaf":{"F":0.0},"Trees":null,"ByKey":null},null],"ByKey":{"x":{"Leaf":{"F":0.0},"Trees":null,"ByKey":null}}}`
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			stored, err := Append(nil, v)
			assert.NoError(t, err)
			assert.Equal(t, want, string(stored))
			var back tree
			assert.NoError(t, DecodeInto(stored, &back))
			assert.Equal(t, v, back)
		})
	}
	group.Wait()
}
