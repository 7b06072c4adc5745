package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/bytedance/sonic"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/ndarray"
)

// readNumbers decodes JSON with encoding/json, with the integers of this package: int64, or
// *big.Int if that overflows.
func readNumbers(t *testing.T, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	require.NoError(t, d.Decode(&v), text)
	var convert func(v any) any
	convert = func(v any) any {
		switch v := v.(type) {
		case json.Number:
			if n, err := v.Int64(); err == nil {
				return n
			}
			if n, ok := new(big.Int).SetString(v.String(), 10); ok {
				return n
			}
			f, err := v.Float64()
			require.NoError(t, err, text)
			return f
		case []any:
			for i := range v {
				v[i] = convert(v[i])
			}
		case map[string]any:
			for k := range v {
				v[k] = convert(v[k])
			}
		}
		return v
	}
	return convert(v)
}

// Every text of a few bytes is valid JSON for this package exactly if it is for encoding/json, and
// decodes to the same value. Each text is cut from a longer one, because the bytes that follow it
// in memory must not matter.
func TestEverySmallText(t *testing.T) {
	for _, c := range []struct {
		before, alphabet, after string
		length                  int
	}{
		{"", `{}[]":,01-.e\ t`, "", 4},
		{`{"a":`, `{}",:1 `, "", 4},
		{"[", `],1-.eE+0 :`, "", 4},
		{`{`, `}",:a1 `, "", 5},
		{"", "-+.eE012 /:", "", 5},
		{`"`, "\\\"/bfnrtuxv \n\x1f\x7f", "", 4},
		{`"\u`, "09afAFgG:@`/", `"`, 4},
		{`[`, "true", "]", 4},
		{`[`, "fals", `e]`, 4},
		{`[`, "nul", `]`, 4},
	} {
		if testing.Short() {
			c.length--
		}
		text := []byte(c.before + strings.Repeat("\x00", c.length) + c.after)
		var fill func(at, end int)
		fill = func(at, end int) {
			if at == end {
				checkText(t, string(append(text[:end:end], c.after...)))
				return
			}
			for _, b := range []byte(c.alphabet) {
				text[at] = b
				fill(at+1, end)
			}
		}
		for length := range c.length + 1 {
			fill(len(c.before), len(c.before)+length)
		}
	}
}

func checkText(t *testing.T, text string) {
	t.Helper()
	valid := json.Valid([]byte(text))
	var v any
	err := DecodeInto([]byte("j"+text), &v)
	if valid != (err == nil) {
		require.Equal(t, valid, err == nil, "%q: %v", text, err)
	}
	if !valid {
		require.ErrorIs(t, err, ErrDamaged)
		return
	}
	want := readNumbers(t, text)
	// The reader of this package too, in place of sonic.
	own := reader{jsontext.Reader{Text: text}}
	if got := own.Any(); !assert.ObjectsAreEqual(want, v) || !assert.ObjectsAreEqual(want, got) {
		require.Equal(t, want, v, "%q", text)
		require.Equal(t, want, got, "%q", text)
	}
	own = reader{jsontext.Reader{Text: text}}
	own.Next()
	require.Equal(t, strings.TrimSpace(text), own.Skip())
	compact := new(bytes.Buffer)
	require.NoError(t, json.Compact(compact, []byte(text)))
	require.Equal(t, compact.String(), string(jsontext.AppendCompact(nil, []byte(text))))
}

// What breaks a text is named, with its place.
func TestSyntaxErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "empty text at offset 0",
		"  ":                                     "empty text at offset 2",
		"1 2":                                    "unexpected text after the value at offset 2",
		"{":                                      "unexpected end of text at offset 1",
		"{ ":                                     "unexpected end of text at offset 2",
		"{x":                                     "expected a key at offset 1",
		`{"a`:                                    "unterminated string at offset 3",
		`{"a"`:                                   "unexpected end of text at offset 4",
		`{"a" 1`:                                 "missing colon after a key at offset 5",
		`{"a":`:                                  "unexpected end of text at offset 5",
		`{"a":1`:                                 "unexpected end of text at offset 6",
		`{"a":1 "b"`:                             "missing comma between members at offset 7",
		`{"a":1,`:                                "unexpected end of text at offset 7",
		`{"a":1,}`:                               "expected a key at offset 7",
		`{"\x":1}`:                               "invalid escape at offset 2",
		"[":                                      "unexpected end of text at offset 1",
		"[1":                                     "unexpected end of text at offset 2",
		"[1 2":                                   "missing comma between elements at offset 3",
		"[1,]":                                   "expected a value at offset 3",
		"-":                                      "number without digits at offset 1",
		"-:":                                     "number without digits at offset 1",
		":":                                      "expected a value at offset 0",
		"-01":                                    "number with a leading zero at offset 1",
		"1.":                                     "no digits after the point at offset 2",
		"1.:":                                    "no digits after the point at offset 2",
		"1e":                                     "no digits in an exponent at offset 2",
		"1e+":                                    "no digits in an exponent at offset 3",
		"1e309":                                  "float out of range at offset 0",
		"[-1e309]":                               "float out of range at offset 1",
		"Na":                                     "expected a value at offset 0",
		"-Na":                                    "expected a value at offset 1",
		"nul":                                    "expected a value at offset 0",
		`"`:                                      "unterminated string at offset 1",
		"\"\n\"":                                 "control character in a string at offset 1",
		`"\`:                                     "unexpected end of text at offset 1",
		`"\u`:                                    "invalid escape at offset 1",
		`"\u12`:                                  "invalid escape at offset 1",
		`"\u12:4"`:                               "invalid escape at offset 1",
		`"\u12/4"`:                               "invalid escape at offset 1",
		`"\u12g4"`:                               "invalid escape at offset 1",
		`"\u12@4"`:                               "invalid escape at offset 1",
		`"\ud83d"`:                               "unpaired surrogate at offset 1",
		`"\ude00"`:                               "unpaired surrogate at offset 1",
		`"\ud83d\ud83d"`:                         "unpaired surrogate at offset 1",
		`"\ud83d\u0041"`:                         "unpaired surrogate at offset 1",
		`"\ud83d\u"`:                             "unpaired surrogate at offset 1",
		`"\ud83d\nde00"`:                         "unpaired surrogate at offset 1",
		`"\ud83dxude00"`:                         "unpaired surrogate at offset 1",
		"\"a\xff\"":                              "invalid UTF-8 at offset 2",
		"\"\ufffd\xff\"":                         "invalid UTF-8 at offset 4",
		strings.Repeat("[", jsontext.MaxDepth+1): fmt.Sprintf("nested deeper than %d at offset %d", jsontext.MaxDepth, jsontext.MaxDepth),
	} {
		_, err := checkJSON(text, 0)
		assert.EqualError(t, err, want, "%.20q", text)
	}
	for text, want := range map[string]string{
		`"\ud83d\ude00"`: "😀", `"\uD83D\uDE00x"`: "😀x", `"\u00e9\u00C9\u000a"`: "éÉ\n", `"\u0000"`: "\x00", "\"\ufffd\"": "\ufffd",
		`"aé\"b\\c\/\b\f\n\r\t😀"`: "aé\"b\\c/\b\f\n\r\t😀",
	} {
		var s string
		require.NoError(t, DecodeInto([]byte("j"+text), &s), text)
		assert.Equal(t, want, s, text)
		var v any
		require.NoError(t, DecodeInto([]byte("j"+text), &v), text)
		assert.Equal(t, want, v, text)
		own := reader{jsontext.Reader{Text: text}}
		assert.Equal(t, want, own.Any(), text)
	}
}

// Lists of numbers are read alike by sonic and by package jsontext, into every type and with the
// same errors.
func TestListsOfNumbers(t *testing.T) {
	for _, item := range []string{"7", "-0", "1.5", "3.0", "1e2", "null", "true", "[]", `"7"`, "999999999999999999", "9223372036854775807", "9223372036854775808", "NaN", "1e-400"} {
		for _, with := range []string{"1,", "2.5,", "-1,0.5,"} {
			text := "[" + strings.Repeat(with, shortList) + item + "]"
			requireAlike[int](t, text)
			requireAlike[int64](t, text)
			requireAlike[float64](t, text)
			requireAlike[any](t, text)
		}
	}
}

func requireAlike[T any](t *testing.T, text string) {
	t.Helper()
	var got, want []T
	err := DecodeInto([]byte("j"+text), &got)
	r := reader{jsontext.Reader{Text: text}}
	wantErr := decoderOf(reflect.TypeFor[[]T]())(&r, reflect.ValueOf(&want).Elem())
	if wantErr != nil {
		require.EqualError(t, err, wantErr.Error(), text)
		return
	}
	require.NoError(t, err, text)
	require.Equal(t, fmt.Sprintf("%#v", want), fmt.Sprintf("%#v", got), text)
}

// What a text contains decides whether sonic reads it.
func TestForSonic(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	numbers := strings.Repeat("1.5,-2,", shortList)
	for text, want := range map[string]bool{
		"[" + numbers + "3]": true, "[" + numbers + "true,null]": true, "[ " + strings.Repeat("7 , ", shortList) + "7 ]": true,
		"[1.5]": false, numbers[:3]: false, "[" + numbers + "NaN]": false, "[" + numbers + "-Inf]": false, "[" + numbers + "9223372036854775808]": false,
		"[" + numbers + `"a"]`: false, "[" + numbers + "[]]": false, "[" + numbers + "{}]": false, `{"a":[` + numbers + "3]}": false,
		"[[" + numbers + "3]]": false, nested(100): false, strings.Repeat("9", 308) + ".0": false,
	} {
		facts, err := checkJSON(text, 0)
		require.NoError(t, err, "%.20s", text)
		// Where sonic only wraps encoding/json, it is never used.
		assert.Equal(t, want && sonic.APIKind == sonic.UseSonicJSON, forSonic(text, facts), "%.20s", text)
	}
	_, err := checkJSON(strings.Repeat("9", 310)+".0", 0)
	assert.ErrorContains(t, err, "float out of range")
	_, err = checkJSON(nested(jsontext.MaxDepth), 0)
	assert.NoError(t, err)
	_, err = checkJSON(nested(jsontext.MaxDepth), 1)
	assert.ErrorContains(t, err, "nested deeper")
	_, err = checkJSON(strings.Repeat("9", jsontext.MaxDigits), 0)
	assert.NoError(t, err)
	_, err = checkJSON(strings.Repeat("9", jsontext.MaxDigits+1), 0)
	assert.ErrorContains(t, err, "more than")
}

// Siblings do not add up to a depth.
func TestSiblingsAreNotDeep(t *testing.T) {
	type leaf struct{ P *int }
	const n = 3 * jsontext.MaxDepth
	many := struct {
		Lists    [][]int
		Arrays   [][1]int
		Maps     []map[string]int
		Structs  []leaf
		Pointers []*int
	}{}
	for i := range n {
		many.Lists = append(many.Lists, []int{i})
		many.Arrays = append(many.Arrays, [1]int{i})
		many.Maps = append(many.Maps, map[string]int{"k": i})
		many.Structs = append(many.Structs, leaf{&i})
		many.Pointers = append(many.Pointers, &i)
	}
	back := many
	back.Lists, back.Arrays, back.Maps, back.Structs, back.Pointers = nil, nil, nil, nil, nil
	require.NoError(t, DecodeInto(store(t, many), &back))
	assert.Equal(t, many, back)
}

// A pointer chain as long as allowed is written, one longer is not.
func TestLongestChainOfPointers(t *testing.T) {
	type pointers []any
	chain := func(n int) any {
		var v any = 1.5
		for range n {
			inner := v
			v = &inner
		}
		return v
	}
	_, err := Append(nil, pointers{chain(jsontext.MaxDepth)})
	require.NoError(t, err)
	_, err = Append(nil, pointers{chain(jsontext.MaxDepth + 1)})
	require.ErrorIs(t, err, ErrUnsupported)
}

// What is in dst before is replaced, kept or merged as encoding/json does it, also through
// pointers.
func TestDecodeIntoWhatIsThere(t *testing.T) {
	type point struct{ X, Y int }
	type holder struct {
		Bool    bool
		Any     any
		Array   [3]int
		Points  map[string]point
		Pointer *point
		Slice   []int
		Map     map[string]int
		Int     int
		Text    string
	}
	old := func() *holder {
		return &holder{true, "old", [3]int{7, 7, 7}, map[string]point{"o": {7, 7}}, &point{7, 7}, []int{7, 7}, map[string]int{"o": 7}, 7, "old"}
	}
	for _, text := range []string{
		`{"Bool":false}`, `{"Bool":null}`, `{"Any":null}`, `{"Any":[null]}`, `{"Array":[1]}`, `{"Array":[1,2,3,4,[5]]}`, `{"Array":[]}`,
		`{"Points":{"a":{"X":1},"b":{"Y":2},"o":{"X":3}}}`, `{"Pointer":{"X":1}}`, `{"Pointer":null}`, `{"Slice":null}`, `{"Slice":[1]}`,
		`{"Map":null}`, `{"Map":{"n":1}}`, `{"Int":null,"Text":null}`, `null`, `{}`, `{"Points":null}`, `{"Array":null}`,
	} {
		want, got := old(), old()
		require.NoError(t, json.Unmarshal([]byte(text), want))
		require.NoError(t, DecodeInto([]byte("j"+text), got))
		if text == "null" {
			want = &holder{} // a stored null is the zero value here
		}
		assert.Equal(t, want, got, text)
	}
	pointer := old().Pointer
	h := holder{Pointer: pointer}
	require.NoError(t, DecodeInto([]byte(`j{"Pointer":{"X":1}}`), &h))
	assert.Same(t, pointer, h.Pointer)
	assert.Equal(t, point{1, 7}, *pointer)

	n, b, s, u, f := 5, true, "old", uint8(5), 2.5
	for _, dst := range []any{&n, &b, &s, &u, &f} {
		require.NoError(t, DecodeInto([]byte("jnull"), dst))
	}
	assert.Equal(t, []any{0, false, "", uint8(0), 0.0}, []any{n, b, s, u, f})
	for _, dst := range []any{pointerTo(1), pointerTo("s"), pointerTo(int64(1)), pointerTo(pointerTo(1))} {
		require.NoError(t, DecodeInto(nil, dst))
		assert.Contains(t, []any{pointerTo(0), pointerTo(""), pointerTo(int64(0)), new(*int)}, dst)
	}
}

// Pointers that are nil are made for every kind of value.
func TestPointersAreMade(t *testing.T) {
	vector, err := ndarray.FromSlice([]float64{1, 2}, -1)
	require.NoError(t, err)
	for _, row := range []struct {
		stored any
		into   func([]byte) (any, error)
		want   any
	}{
		{1, into[*bool], pointerTo(true)},
		{7, into[*uint8], pointerTo(uint8(7))},
		{7, into[*float32], pointerTo(float32(7))},
		{7, into[*int16], pointerTo(int16(7))},
		{7, into[*any], pointerTo(any(int64(7)))},
		{7, into[*json.Number], pointerTo(json.Number("7"))},
		{"s", into[*myString], pointerTo(myString("s"))},
		{"s", into[*any], pointerTo(any("s"))},
		{[]byte("b"), into[*myBytes], pointerTo(myBytes("b"))},
		{[]byte("b"), into[*any], pointerTo(any([]byte("b")))},
		{vector, into[*[]float64], pointerTo([]float64{1, 2})},
		{vector, into[**ndarray.Array], pointerTo(vector)},
	} {
		got, err := row.into(store(t, row.stored))
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprintf("%T %v", row.want, deref(row.want)), fmt.Sprintf("%T %v", got, deref(got)))
	}
}

func deref(v any) any {
	switch v := v.(type) {
	case *bool:
		return *v
	case *uint8:
		return *v
	case *float32:
		return *v
	case *int16:
		return *v
	case *any:
		return *v
	case *json.Number:
		return *v
	case *myString:
		return *v
	case *myBytes:
		return *v
	case *[]float64:
		return *v
	case **ndarray.Array:
		return (*v).String()
	}
	return v
}

func TestDamagedTextIntoOtherTypes(t *testing.T) {
	for _, dst := range []any{new(string), new(myString), new(any), new(*string), new(level)} {
		assert.ErrorIs(t, DecodeInto([]byte("s\xff"), dst), ErrDamaged, "%T", dst)
	}
}

// Integers of many digits are refused where JSON could not hold them, and are named by their size.
func TestLargeIntegers(t *testing.T) {
	wide := func(bits int) []byte {
		payload := make([]byte, bits/8+1)
		payload[0] = 0x40
		return append([]byte("i"), payload...)
	}
	_, err := into[json.Number](wide(jsontext.MaxDigits * 3 / 8 * 8))
	assert.ErrorContains(t, err, outOfRange)
	_, err = into[json.Number](wide(8000))
	assert.NoError(t, err)
	for bits, want := range map[int]string{
		256: "int " + new(big.Int).Lsh(big.NewInt(1), 255).String(), 257: "int of 257 bits", 300: "int of 300 bits",
	} {
		assert.Equal(t, want, describeBig(new(big.Int).Lsh(big.NewInt(1), uint(bits-1))))
	}
	for _, n := range []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1<<24 - 1, 1 << 24, 1<<24 + 1, -1 << 24, -1<<24 - 1} {
		text := fmt.Sprint(n)
		var f32 float32
		err := DecodeInto([]byte("j"+text), &f32)
		assert.Equal(t, int64(float32(n)) == n && n != math.MaxInt64, err == nil, text)
		var f64 float64
		err = DecodeInto([]byte("j"+text), &f64)
		assert.Equal(t, int64(float64(n)) == n && n != math.MaxInt64, err == nil, text)
		if err == nil {
			assert.Equal(t, float64(n), f64)
		}
	}
}

// Fields are found by their exact name before one in another case, and embedding follows
// encoding/json.
func TestFieldsAsEncodingJSON(t *testing.T) {
	type names struct {
		First  int `json:"name"`
		Second int `json:"NAME"`
		Third  int `json:"Other"`
	}
	for _, text := range []string{`{"NAME":1}`, `{"name":1}`, `{"Name":1}`, `{"OTHER":1,"other":2}`, `{"Other":1,"NAME":2,"name":3}`} {
		var want, got names
		require.NoError(t, json.Unmarshal([]byte(text), &want))
		require.NoError(t, DecodeInto([]byte("j"+text), &got))
		assert.Equal(t, want, got, text)
	}
	loop := &edgeLoop{edgeLoop: nil, A: 1, edgeBase: edgeBase{B: 2}}
	loop.edgeLeft.edgeShared.C, loop.edgeRight.edgeShared.C = 3, 4
	loop.named.B, loop.edgeInt = 5, 6
	for _, v := range []any{*loop, loop, edgeDeep{}} {
		want, err := json.Marshal(v)
		require.NoError(t, err)
		got, err := Append(nil, v)
		require.NoError(t, err)
		assert.Equal(t, "j"+string(want), string(got), "%T", v)
	}
	// The option "string" does not count for a type that encodes or, unlike in encoding/json,
	// decodes itself.
	assert.Equal(t, `j{"R":1,"W":[1,2,3,"a b\" c"],"P":"3"}`, string(store(t, edgeQuoted{1, 2, pointerTo(3)})))
}

type (
	edgeInt    int
	edgeShared struct{ C int }
	edgeLeft   struct{ edgeShared }
	edgeRight  struct{ edgeShared }
	edgeBase   struct{ B int }
	edgeLoop   struct {
		*edgeLoop
		edgeBase
		edgeLeft
		edgeRight
		edgeInt
		named edgeBase
		A     int
	}
	edgeTwin struct{ D int }
	edgeOne  struct{ edgeTwin }
	edgeDeep struct {
		edgeOne
		edgeTwin
		E int
	}
	// Types that decode themselves, or encode themselves, only.
	edgeReads  int
	edgeWrites int
	edgeQuoted struct {
		R edgeReads  `json:",string"`
		W edgeWrites `json:",string"`
		P *int       `json:",string"`
	}
)

func (r *edgeReads) UnmarshalJSON([]byte) error { *r = 1; return nil }
func (edgeWrites) MarshalJSON() ([]byte, error) {
	return []byte(" [ 1,\t2,\r3,\n\"a b\\\" c\" ] "), nil
}

// The option "string" wants the text of a value, and nothing around it.
func TestQuotedAsEncodingJSON(t *testing.T) {
	type quoted struct {
		N int `json:",string"`
	}
	for text, want := range map[string]any{
		`{"N":"7"}`: 7, `{"N":null}`: 0, `{"N":7}`: nil, `{"N":" 7"}`: nil, `{"N":""}`: nil, `{"N":"x"}`: nil, `{"N":"\t7"}`: nil, `{"N":[7]}`: nil,
	} {
		var q quoted
		err := DecodeInto([]byte("j"+text), &q)
		if want == nil {
			assert.ErrorIs(t, err, ErrMismatch, text)
			continue
		}
		require.NoError(t, err, text)
		assert.Equal(t, want, q.N, text)
	}
	var q quoted
	assert.ErrorContains(t, DecodeInto([]byte(`j{"N":"x"}`), &q), "json string")
}

// A mismatch names what is stored.
func TestMismatchesName(t *testing.T) {
	for text, want := range map[string]string{
		`"s"`: "json string", `{}`: "json object", `[1]`: "json array", `true`: "json bool", `false`: "json bool", `1`: "json number 1", `-1.5`: "json number -1.5",
		`NaN`: "json number NaN",
	} {
		var dst struct{ C chan int }
		err := DecodeInto([]byte(`j{"C":`+text+`}`), &dst)
		assert.ErrorContains(t, err, "decode "+want+" into chan int", text)
	}
	var dst struct{ C chan int }
	assert.ErrorContains(t, DecodeInto([]byte(`j{"C":null}`), &dst), "decode json null into chan int")
	for _, into := range []func([]byte) (any, error){into[uint], into[int], into[uint8], into[float64], into[json.Number], into[big.Int]} {
		for _, text := range []string{`[true]`, `{}`, `true`} {
			_, err := into([]byte("j" + text))
			assert.ErrorIs(t, err, ErrMismatch, text)
		}
	}
	_, err := into[uint]([]byte("j-1"))
	assert.ErrorContains(t, err, outOfRange)
	_, err = into[uint]([]byte("j1.5"))
	assert.ErrorContains(t, err, "not an integer")
	for n, want := range map[int]string{47: "", 48: "", 49: "…"} {
		text := strings.Repeat("x", n)
		assert.Equal(t, text[:min(n, 48)]+want, shorten(text))
	}
}

// Errors inside of containers are not lost.
func TestErrorsInside(t *testing.T) {
	deep := any(1.5)
	for range jsontext.MaxDepth {
		deep = []any{deep}
	}
	type holder struct{ V any }
	for _, v := range []any{
		[]chan int{nil}, [1]chan int{}, map[string]chan int{"a": nil}, struct{ C chan int }{}, []string{"\xff"}, map[string]string{"\xff": ""},
		map[string]string{"a": "\xff"}, struct{ S string }{"\xff"}, []any{deep}, map[string]any{"a": deep}, holder{deep}, [1]any{deep},
		[][]any{{deep}}, map[string][]any{"a": {deep}}, []json.Number{"1x"}, []json.Number{"x1"}, []json.Number{":1"}, []json.Number{"/1"}, []json.Number{"1:"}, []json.Number{"1/"},
		[]json.Number{"Infinity"}, []json.Number{"true"}, []json.Number{"\"1"}, []json.Number{"[1"}, []json.Number{"1 "}, []json.Number{" 1"},
	} {
		_, err := Append(nil, v)
		assert.ErrorIs(t, err, ErrUnsupported, "%T", v)
	}
	assert.Equal(t, `j[0,9,-1,1.5,1e9,0]`, string(store(t, []json.Number{"0", "9", "-1", "1.5", "1e9", ""})))
	assert.Equal(t, `j[null,""]`, string(store(t, [][]byte{nil, {}})))
	assert.Equal(t, `j{"A":null}`, string(store(t, struct{ A []byte }{})))
}

// Strings share the text of a small value, and do not keep a large one in memory.
func TestSharedText(t *testing.T) {
	for length, shared := range map[int]bool{sharedText: true, sharedText + 1: false} {
		text := `["first","` + strings.Repeat("x", length-12) + `"]`
		require.Len(t, text, length)
		var list []string
		require.NoError(t, DecodeInto([]byte("j"+text), &list))
		require.Len(t, list, 2)
		distance := uintptr(unsafe.Pointer(unsafe.StringData(list[1]))) - uintptr(unsafe.Pointer(unsafe.StringData(list[0])))
		assert.Equal(t, shared, distance == uintptr(len(`first","`)), length)
	}
}

// The most frequent reads allocate what they return, and nothing else.
func TestAllocations(t *testing.T) {
	if sanitized {
		t.Skip("sanitizers allocate more")
	}
	vector, err := ndarray.FromSlice(make([]float64, 100), -1)
	require.NoError(t, err)
	var n int
	var wide int64
	var text string
	var array *ndarray.Array
	small, str, stored := store(t, 7), store(t, "some text"), store(t, vector)
	buf := make([]byte, 0, 2000)
	for name, f := range map[string]struct {
		most float64
		do   func() error
	}{
		"int":    {0, func() error { return DecodeInto(small, &n) }},
		"int64":  {0, func() error { return DecodeInto(small, &wide) }},
		"string": {1, func() error { return DecodeInto(str, &text) }},
		"append": {0, func() (err error) { _, err = Append(buf, vector); return err }},
		"array":  {2, func() error { return DecodeInto(stored, &array) }},
	} {
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
			if err := f.do(); err != nil {
				panic(err)
			}
		}), f.most, name)
	}
	assert.Equal(t, []any{7, int64(7), "some text", 100}, []any{n, wide, text, array.Size()})
}

// These types are recursive.
type (
	edgeNest       []edgeNest
	edgeNestMap    map[string]edgeNestMap
	edgeNestStruct struct{ S *edgeNestStruct }
	edgeNestAny    struct{ V any }
)

// Depth is bounded for every kind of container, in values and in text.
func TestDepthOfEveryContainer(t *testing.T) {
	var list edgeNest
	var object edgeNestMap
	var structure *edgeNestStruct
	var dynamic any
	for range jsontext.MaxDepth {
		list, object, structure, dynamic = edgeNest{list}, edgeNestMap{"k": object}, &edgeNestStruct{structure}, edgeNestAny{dynamic}
	}
	for _, v := range []any{list, object, structure, dynamic} {
		_, err := Append(nil, v)
		assert.NoError(t, err, "%T", v)
	}
	for _, v := range []any{edgeNest{list}, edgeNestMap{"k": object}, &edgeNestStruct{structure}, edgeNestAny{dynamic}} {
		_, err := Append(nil, v)
		assert.ErrorIs(t, err, ErrUnsupported, "%T", v)
	}
	objects := strings.Repeat(`{"k":`, jsontext.MaxDepth) + "1" + strings.Repeat("}", jsontext.MaxDepth)
	_, err := checkJSON(objects, 0)
	assert.NoError(t, err)
	_, err = checkJSON(`{"k":`+objects+"}", 0)
	assert.ErrorContains(t, err, "nested deeper")
}

func TestUnknownTags(t *testing.T) {
	vector, err := ndarray.FromSlice([]float64{1}, -1)
	require.NoError(t, err)
	stored := store(t, vector)
	stored[0] = 'x'
	for _, dst := range []any{new([]float64), new(*ndarray.Array), new(any), new(int), new(string)} {
		assert.ErrorIs(t, DecodeInto(stored, dst), ErrKind, "%T", dst)
	}
	assert.Equal(t, "tag ' '", Kind(' ').String())
	assert.Equal(t, "tag 0x1f", Kind(0x1f).String())
	assert.Equal(t, "tag '~'", Kind('~').String())
	assert.Equal(t, "tag 0x7f", Kind(0x7f).String())
}

func TestOtherKindsIntoArrays(t *testing.T) {
	array := new(ndarray.Array)
	require.NoError(t, DecodeInto([]byte("jnull"), &array))
	assert.Nil(t, array)
	for _, stored := range [][]byte{store(t, 7), store(t, "s"), store(t, []byte("b")), store(t, []any{})} {
		array = new(ndarray.Array)
		assert.ErrorIs(t, DecodeInto(stored, &array), ErrMismatch, "%q", stored)
	}
	array = new(ndarray.Array)
	require.NoError(t, DecodeInto(nil, &array))
	assert.Nil(t, array)
}

// edgeKey adds to what it is.
type edgeKey string

func (k *edgeKey) UnmarshalText(text []byte) error { *k += edgeKey(text); return nil }

func TestElementsStartFromZero(t *testing.T) {
	var m map[edgeKey]int
	require.NoError(t, DecodeInto([]byte(`j{"a":1,"b":2}`), &m))
	assert.Equal(t, map[edgeKey]int{"a": 1, "b": 2}, m)
	var bools []bool
	require.NoError(t, DecodeInto([]byte(`j[false,true,false,false]`), &bools))
	assert.Equal(t, []bool{false, true, false, false}, bools)
}

// The fields of a large struct do not keep its text in memory.
func TestFieldsOfLargeText(t *testing.T) {
	for length, shared := range map[int]bool{sharedText: true, sharedText + 1: false} {
		text := `{"A":"first","B":"` + strings.Repeat("x", length-20) + `"}`
		require.Len(t, text, length)
		var fields struct{ A, B string }
		require.NoError(t, DecodeInto([]byte("j"+text), &fields))
		distance := uintptr(unsafe.Pointer(unsafe.StringData(fields.B))) - uintptr(unsafe.Pointer(unsafe.StringData(fields.A)))
		assert.Equal(t, shared, distance == uintptr(len(`first","B":"`)), length)
	}
}

func TestEdgesOfText(t *testing.T) {
	_, err := checkJSON(`"\u1234`, 0)
	assert.EqualError(t, err, "unterminated string at offset 7")
	assert.Equal(t, `j["\uFFFF","\uD800\uDC00"]`, string(store(t, []string{"\uffff", "\U00010000"})))
	var quoted struct {
		N int `json:",string"`
	}
	assert.ErrorContains(t, DecodeInto([]byte(`j{"N":" 7"}`), &quoted), "not quoted")
	// This has jsontext.MaxDigits*3 bits.
	largest := append([]byte{'i', 0x08}, make([]byte, jsontext.MaxDigits*3/8)...)
	_, err = into[json.Number](largest)
	assert.NoError(t, err)
	largest[1] = 0x10
	_, err = into[json.Number](largest)
	assert.ErrorContains(t, err, outOfRange)
}
