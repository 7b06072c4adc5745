//lint:file-ignore SA5008 odd tags are what is tested here

package codec

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The types in this file are encoded and decoded by this package and by encoding/json, whose rules
// for types it follows.

type inner struct {
	A int `json:"a"`
	B string
}

type Exported struct {
	Promoted string
	Shadowed int
}

type unexported struct {
	FromUnexported int
	hidden         int
}

type twinA struct{ Twin, OnlyA int }

type twinB struct{ Twin, OnlyB int }

type taggedTwin struct {
	Twin int `json:"Twin"`
}

type generic[T any] struct {
	Value T            `json:"value"`
	List  []T          `json:"list"`
	ByKey map[string]T `json:"by_key"`
}

type recursive struct {
	Name     string
	Children []recursive           `json:",omitempty"`
	Left     *recursive            `json:",omitempty"`
	Named    map[string]*recursive `json:",omitempty"`
}

type tags struct {
	Plain        int
	Renamed      int            `json:"name"`
	Dash         int            `json:"-"`
	NamedDash    int            `json:"-,"`
	NoName       int            `json:",omitempty"`
	Odd          int            `json:"a b/c:d"`
	Invalid      int            `json:"a\"b"`
	Empty        string         `json:"empty,omitempty"`
	EmptySlice   []int          `json:",omitempty"`
	EmptyMap     map[string]int `json:",omitempty"`
	EmptyPointer *int           `json:",omitempty"`
	EmptyAny     any            `json:",omitempty"`
	EmptyArray   [0]int         `json:",omitempty"`
	FullArray    [2]int         `json:",omitempty"`
	EmptyStruct  inner          `json:",omitempty"`
	ZeroTime     time.Time      `json:",omitzero"`
	ZeroStruct   inner          `json:",omitzero"`
	ZeroSlice    []int          `json:",omitzero"`
	ZeroPointer  *time.Time     `json:",omitzero"`
	NilSlice     []int
	NilMap       map[string]int
	Quoted       int    `json:",string"`
	QuotedText   string `json:",string"`
	QuotedBool   bool   `json:"q,string"`
	QuotedPtr    *int   `json:",string"`
	QuotedNil    *int   `json:",string"`
	NotQuoted    []int  `json:",string"`
	unseen       int
}

type embeds struct {
	Exported
	*inner
	unexported
	Shadowed string
	Named    Exported `json:"named"`
	Tagged   `json:"tagged"`
	fmt.Stringer
}

type Tagged struct{ X int }

type ambiguous struct {
	twinA
	twinB
}

type resolved struct {
	twinA
	twinB
	taggedTwin
}

type deeper struct{ ambiguous }

type diamond struct {
	leftArm
	rightArm
}

type leftArm struct{ Exported }

type rightArm struct{ Exported }

type byReceiver struct{ n int }

func (b byReceiver) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]int{"n": b.n}) }

func (b *byReceiver) UnmarshalJSON(text []byte) error {
	var m map[string]int
	err := json.Unmarshal(text, &m)
	b.n = m["n"]
	clear(text) // must do no harm, whether or not it is allowed
	return err
}

type byText struct{ text string }

func (b byText) MarshalText() ([]byte, error) { return []byte("(" + b.text + ")"), nil }

func (b *byText) UnmarshalText(text []byte) error {
	b.text = strings.Trim(string(text), "()")
	return nil
}

type methods struct {
	Value    byReceiver
	Pointer  *byReceiver
	Nil      *byReceiver
	Text     byText
	Texts    []byText
	Keys     map[byText]byText
	Levels   map[level]level
	Raw      json.RawMessage
	Number   json.Number
	When     time.Time
	Marshals json.Marshaler
}

func jsonZoo() []any {
	seven := 7
	return []any{
		inner{1, "x"}, &inner{1, "x"}, []inner{{1, "x"}, {}}, map[string]*inner{"k": {1, "x"}, "nil": nil},
		tags{Plain: 1, Renamed: 2, Dash: 3, NamedDash: 4, Odd: 5, Invalid: 6, Quoted: 7, QuotedText: `a"b`, QuotedPtr: &seven, unseen: 9},
		tags{
			NoName: 1, Empty: "x", EmptySlice: []int{1}, EmptyMap: map[string]int{"a": 1}, EmptyPointer: &seven, EmptyAny: 1,
			ZeroTime: time.Unix(1, 0).UTC(), ZeroStruct: inner{A: 1}, ZeroSlice: []int{}, ZeroPointer: &time.Time{},
			NotQuoted: []int{1}, QuotedBool: true,
		},
		embeds{Exported: Exported{"p", 1}, inner: &inner{1, "x"}, unexported: unexported{2, 3}, Shadowed: "s", Named: Exported{"n", 4}},
		embeds{}, ambiguous{twinA{1, 2}, twinB{3, 4}}, resolved{twinA{1, 2}, twinB{3, 4}, taggedTwin{5}}, deeper{}, diamond{},
		generic[int]{Value: 1, List: []int{1, 2}, ByKey: map[string]int{"b": 1, "a": 2}},
		generic[generic[*string]]{},
		recursive{Name: "root", Children: []recursive{{Name: "child"}}, Left: &recursive{}, Named: map[string]*recursive{"x": nil}},
		methods{Value: byReceiver{1}, Pointer: &byReceiver{2}, Text: byText{"t"}, Texts: []byText{{"a"}, {"b"}},
			Keys: map[byText]byText{{"k"}: {"v"}, {"a"}: {"b"}}, Levels: map[level]level{2: 1, 1: 2}, Raw: json.RawMessage(`{ "a" : 1 }`),
			Number: "1.50", When: time.Unix(1, 2).UTC(), Marshals: byReceiver{3}},
		map[int]string{10: "a", 9: "b", -1: "c"}, map[uint8]bool{1: true}, map[myString]int{"b": 1, "a": 2}, map[string][]byte{"a": []byte("bytes"), "b": {}},
		[]any{nil, true, 1, int8(2), uint64(math.MaxUint64), "text", []byte("b"), [2]bool{true}, inner{}, &seven, []string(nil)},
		[]bool{true, false}, [0]int{}, [3]uint8{1, 2, 3}, []*int{&seven, nil}, struct{}{}, &struct{ P **int }{pointerTo(&seven)},
		map[string]json.RawMessage{"a": json.RawMessage("1")}, big.NewFloat(1.5), struct{ N *big.Int }{big.NewInt(1)},
		[]time.Duration{1, 2}, struct{ A any }{map[string]any{"x": []any{1}}}, struct{ L level }{3},
	}
}

// TestTypesAsEncodingJSON compares the text of every type above. None of them holds a float or text
// that encoding/json formats differently.
func TestTypesAsEncodingJSON(t *testing.T) {
	for i, v := range jsonZoo() {
		t.Run(fmt.Sprintf("%d %T", i, v), func(t *testing.T) {
			want, err := json.Marshal(v)
			require.NoError(t, err)
			got, err := appendJSON(nil, v)
			require.NoError(t, err)
			assert.Equal(t, "j"+string(want), string(got))
		})
	}
}

// TestNilPointerInAnInterface checks that it is encoded as null. encoding/json calls the method,
// which panics.
func TestNilPointerInAnInterface(t *testing.T) {
	got, err := Append(nil, struct{ M json.Marshaler }{(*byReceiver)(nil)})
	require.NoError(t, err)
	assert.Equal(t, `j{"M":null}`, string(got))
}

// TestBigIntByValue checks that a big.Int that is not addressable is encoded as a number.
// encoding/json writes {} for it.
func TestBigIntByValue(t *testing.T) {
	type holder struct{ N big.Int }
	stored, err := Append(nil, holder{*big.NewInt(-12)})
	require.NoError(t, err)
	assert.Equal(t, `j{"N":-12}`, string(stored))
	var got holder
	require.NoError(t, DecodeInto(stored, &got))
	assert.Zero(t, got.N.Cmp(big.NewInt(-12)))
}

// TestTypesThereAndBack decodes each encoded type and compares the result with that of
// encoding/json for the same text.
func TestTypesThereAndBack(t *testing.T) {
	for i, v := range jsonZoo() {
		t.Run(fmt.Sprintf("%d %T", i, v), func(t *testing.T) {
			stored, err := appendJSON(nil, v)
			require.NoError(t, err)
			want, got := reflect.New(reflect.TypeOf(v)), reflect.New(reflect.TypeOf(v))
			wantErr := json.Unmarshal(stored[1:], want.Interface())
			kept := string(stored)
			gotErr := DecodeInto(stored, got.Interface())
			assert.Equal(t, kept, string(stored), "the stored bytes were modified")
			if wantErr != nil {
				assert.Error(t, gotErr, "encoding/json returns %v", wantErr)
				return
			}
			require.NoError(t, gotErr)
			clear(stored) // the results must not share its memory
			assert.Equal(t, asFloats(t, want.Elem()), asFloats(t, got.Elem()))
		})
	}
}

// asFloats returns a value as it is after a round trip through encoding/json, which decodes
// integers in an any as float64.
func asFloats(t *testing.T, v reflect.Value) any {
	t.Helper()
	text, err := json.Marshal(v.Interface())
	require.NoError(t, err)
	var floats any
	require.NoError(t, json.Unmarshal(text, &floats))
	return floats
}

// texts are decoded into every type of targets, by this package and by encoding/json.
var texts = []string{
	`null`, `true`, `false`, `0`, `1`, `-1`, `127`, `128`, `255`, `256`, `-128`, `-129`, `65536`, `2147483648`, `9223372036854775807`,
	`9223372036854775808`, `-9223372036854775809`, `18446744073709551615`, `18446744073709551616`, `1.5`, `3.0`, `1e3`, `1e39`, `-1e39`,
	`1e300`, `0.1`, `""`, `"x"`, `"aGk="`, `"aGk"`, `"\u00e9\n"`, `"12"`, `"(t)"`, `"1970-01-01T00:00:00Z"`, `[]`, `[1]`, `[1,2,3]`, `["a","b"]`,
	`[null]`, `[1.5,null]`, `[[1],[2]]`, `[1,"a"]`, `{}`, `{"a":1}`, `{"A":1,"b":"x"}`, `{"a":1,"a":2}`, `{"a":"x"}`, `{"a":null,"B":null}`,
	`{"1":1,"2":2}`, `{"-1":1}`, `{"300":1}`, `{"x":1}`, `{"a":1,"unknown":{"deep":[1,2,{"x":"]}"}]},"B":"after"}`, `{"promoted":"p","SHADOWED":"s"}`,
	`{"name":1,"-":2,"Quoted":"3","q":"true","QuotedText":"\"x\"","QuotedPtr":"4","QuotedNil":null}`, `{"Quoted":3}`, `{"Quoted":"x"}`,
	`{"QuotedText":"x"}`, `{"Quoted":""}`, `{"value":1,"list":[1,2],"by_key":{"a":1}}`, `{"n":5}`, ` { "a" : 1 , "B" : "x" } `,
	`{"Name":"a","Children":[{"Name":"b","Children":[]}],"Left":{"Name":"c"},"Named":{"d":{"Name":"e"},"f":null}}`,
	`{"Value":{"n":1},"Pointer":{"n":2},"Text":"(t)","Texts":["(a)"],"Keys":{"(k)":"(v)"},"Raw":[1, 2],"Number":"12","When":"1970-01-01T00:00:00Z"}`,
	`{"Value":null,"Pointer":null,"Text":null,"Raw":null,"Number":null,"When":null}`, `{"\u017F":1,"K":2}`, `{"FromUnexported":1,"hidden":2,"X":3,"tagged":{"X":4}}`,
}

func targets() []any {
	return []any{
		new(bool), new(int), new(int8), new(int16), new(int32), new(int64), new(uint), new(uint8), new(uint16), new(uint32), new(uint64),
		new(float32), new(float64), new(string), new(myString), new(myInt), new([]byte), new(myBytes), new([]int), new([]float64), new([]string),
		new([]float32), new([]myElement), new([][]float64), new([]time.Time),
		new([]any), new([2]int), new([0]int), new([][]int), new([]*int), new(map[string]int), new(map[string]any), new(map[myString]string),
		new(map[int8]int), new(map[uint8]int), new(map[level]int), new(any), new(*int), new(**string), new(json.RawMessage), new(json.Number),
		new(time.Time), new(level), new(byText), new(byReceiver), new(inner), new(*inner), new([]inner), new(map[string]inner), new(tags),
		new(embeds), new(ambiguous), new(resolved), new(diamond), new(generic[int]), new(generic[any]), new(recursive), new(methods), new(struct{}),
		new(struct{ S, K int }), new(struct{ Σ int }), new(fmt.Stringer), new(chan int), new(func()),
	}
}

// TestTextsAsEncodingJSON decodes each text into the zero value of each type, and again into the
// result of the first decoding.
func TestTextsAsEncodingJSON(t *testing.T) {
	same := 0
	for _, text := range texts {
		for i := range targets() {
			want, got := targets()[i], targets()[i]
			for range 2 {
				wantErr := json.Unmarshal([]byte(text), want)
				gotErr := DecodeInto([]byte("j"+text), got)
				name := fmt.Sprintf("%s into %T", text, got)
				if wantErr == nil && gotErr != nil {
					// An integer that a float would round.
					assert.Contains(t, gotErr.Error(), "not exact", name)
					break
				}
				if wantErr != nil {
					assert.Error(t, gotErr, "%s: encoding/json returns %v", name, wantErr)
					break
				}
				if text == "null" {
					assert.True(t, reflect.ValueOf(got).Elem().IsZero(), name)
					break
				}
				assert.Equal(t, asFloats(t, reflect.ValueOf(want).Elem()), asFloats(t, reflect.ValueOf(got).Elem()), name)
				same++
			}
		}
	}
	assert.Greater(t, same, 500)
}
