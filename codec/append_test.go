package codec

import (
	"encoding/json"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/ndarray"
)

type (
	myString string
	myBytes  []byte
	myByte   byte
	level    int // its text is a name
	points   struct{ X, Y float64 }
	loud     struct{ text string } // MarshalJSON has a pointer receiver
)

func (l level) MarshalText() ([]byte, error) {
	if l < 0 {
		return nil, errNegative
	}
	return []byte("level " + strings.Repeat("I", int(l))), nil
}

func (l *level) UnmarshalText(text []byte) error {
	*l = level(strings.Count(string(text), "I"))
	return nil
}

func (l *loud) MarshalJSON() ([]byte, error) {
	return []byte(` [ "` + strings.ToUpper(l.text) + `" ] `), nil
}

var errNegative = errors.New("negative")

func pointerTo[T any](v T) *T { return &v }

func TestAppendKinds(t *testing.T) {
	when := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	var (
		nilInt   *int
		nilArray *ndarray.Array
		nilBig   *big.Int
		nilTime  *time.Time
		boxed    any = "in a box"
		empty    any
	)
	for _, row := range []struct {
		name string
		v    any
		want string
	}{
		{"nil", nil, "jnull"},
		{"nil pointer", nilInt, "jnull"},
		{"nil ndarray", nilArray, "jnull"},
		{"nil big.Int", nilBig, "jnull"},
		{"nil pointer with a method", nilTime, "jnull"},
		{"pointer to nil pointer", &nilInt, "jnull"},
		{"pointer to nil any", &empty, "jnull"},
		{"nil map", map[string]int(nil), "jnull"},
		{"nil dynamic map", map[string]any(nil), "jnull"},
		{"nil slice", []string(nil), "jnull"},
		{"nil dynamic slice", []any(nil), "jnull"},
		{"nil bytes", []byte(nil), "b"},
		{"string", "text", "stext"},
		{"empty string", "", "s"},
		{"named string", myString("text"), "stext"},
		{"bytes", []byte("\x00\xff"), "b\x00\xff"},
		{"named bytes", myBytes("\x00\xff"), "b\x00\xff"},
		{"bytes of a named type", []myByte("xy"), "bxy"},
		{"bool", true, "jtrue"},
		{"float64", 3.0, "j3.0"},
		{"float32", float32(0.1), "j0.1"},
		{"json.Number", json.Number("12.50"), "j12.50"},
		{"empty json.Number", json.Number(""), "j0"},
		{"json.RawMessage", json.RawMessage(` { "b" : [ 1 , "\" x" ] } `), `j{"b":[1,"\" x"]}`},
		{"nil json.RawMessage", json.RawMessage(nil), "jnull"},
		{"time.Time", when, `j"2024-02-29T12:00:00Z"`},
		{"*time.Time", &when, `j"2024-02-29T12:00:00Z"`},
		{"time.Duration", time.Microsecond, "i\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\xe8"},
		{"net.IP, bytes with text", net.IPv4(127, 0, 0, 1), `j"127.0.0.1"`},
		{"an int with text", level(3), `j"level III"`},
		{"big.Float", big.NewFloat(1.5), `j"1.5"`},
		{"pointer receiver by value", loud{"x"}, "j{}"},
		{"pointer receiver by pointer", &loud{"x"}, `j["X"]`},
		{"pointer to pointer receiver", pointerTo(&loud{"x"}), `j["X"]`},
		{"pointer receiver in a slice", []loud{{"x"}}, `j[["X"]]`},
		{"array of bytes", [2]byte{1, 2}, "j[1,2]"},
		{"slice", []string{"a", "b"}, `j["a","b"]`},
		{"empty slice", []string{}, "j[]"},
		{"slices of floats", [][]float64{{1, 2.5}, nil}, "j[[1.0,2.5],null]"},
		{"floats as JSON", JSON{[]float64{1, 2.5}}, "j[1.0,2.5]"},
		{"map", map[string]int{"b": 1, "a": 2}, `j{"a":2,"b":1}`},
		{"empty map", map[string]int{}, "j{}"},
		{"struct", points{1, 2}, `j{"X":1.0,"Y":2.0}`},
		{"pointer to struct", &points{1, 2}, `j{"X":1.0,"Y":2.0}`},
		{"pointer to string", pointerTo("text"), "stext"},
		{"pointer to bytes", pointerTo([]byte("x")), "bx"},
		{"pointer to int", pointerTo(uint8(1)), "i\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"},
		{"pointer to pointer", pointerTo(pointerTo("text")), "stext"},
		{"pointer to float", pointerTo(1.0), "j1.0"},
		{"pointer to any", &boxed, "sin a box"},
		{"pointer to map", pointerTo(map[string]int{"a": 1}), `j{"a":1}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := Append([]byte("before "), row.v)
			require.NoError(t, err)
			assert.Equal(t, "before "+row.want, string(got))
			_, err = Decode(got[len("before "):])
			assert.NoError(t, err)
		})
	}
}

func TestAppendArray(t *testing.T) {
	array, err := ndarray.FromSlice([]int8{1, 2, 3}, -1)
	require.NoError(t, err)
	npy, err := array.AppendNPY(nil)
	require.NoError(t, err)
	for _, v := range []any{array, &array, *array, pointerTo[any](array)} {
		stored, err := Append(nil, v)
		require.NoError(t, err)
		assert.Equal(t, "n"+string(npy), string(stored))
	}
	stored, err := Append([]byte("x"), new(ndarray.Array))
	assert.ErrorIs(t, err, ndarray.ErrDType)
	assert.Equal(t, "x", string(stored))
}

type cyclicPointer *cyclicPointer

func TestAppendRefuses(t *testing.T) {
	var (
		pointer cyclicPointer
		boxed   any
		self    = map[string]any{}
		list    = []any{nil}
		array   = new(ndarray.Array)
	)
	pointer = &pointer
	boxed = &boxed
	self["self"] = self
	list[0] = list
	type node struct {
		Next *node
	}
	ring := &node{}
	ring.Next = ring
	var deep any
	for range jsontext.MaxDepth + 1 {
		deep = []any{deep}
	}
	for _, row := range []struct {
		name string
		v    any
		want string
	}{
		{"chan", make(chan int), "chan int"},
		{"func", func() {}, "func()"},
		{"uintptr", uintptr(1), "uintptr"},
		{"complex", 1i, "complex128"},
		{"chan in a struct", struct{ C chan int }{}, "chan int"},
		{"map with float keys", map[float64]int{1: 1}, "map[float64]int"},
		{"ndarray in JSON", map[string]any{"a": array}, "an ndarray cannot be inside JSON"},
		{"ndarray in a struct", struct{ A *ndarray.Array }{}, "an ndarray cannot be inside JSON"},
		{"string not UTF-8", "a\xffb", "invalid UTF-8"},
		{"surrogate in a string", "\xed\xa0\x80", "invalid UTF-8"},
		{"string not UTF-8 in a list", []string{"\xff"}, "invalid UTF-8"},
		{"string not UTF-8 in a dynamic list", []any{"\xff"}, "invalid UTF-8"},
		{"key not UTF-8", map[string]int{"\xff": 1}, "invalid UTF-8"},
		{"dynamic key not UTF-8", map[string]any{"\xff": 1}, "invalid UTF-8"},
		{"json.Number with a word", json.Number("NaN"), "not a number"},
		{"json.Number with junk", json.Number("1 2"), "unexpected text"},
		{"json.Number with space", json.Number("1 "), "not a number"},
		{"json.Number past float64", json.Number("1e999"), "float out of range"},
		{"json.RawMessage damaged", json.RawMessage(`{"a":}`), "expected a value at offset 5"},
		{"json.RawMessage empty", json.RawMessage{}, "empty text"},
		{"json.RawMessage not UTF-8", json.RawMessage("\"\xff\""), "invalid UTF-8"},
		{"json.RawMessage lone surrogate", json.RawMessage(`"\ud800"`), "unpaired surrogate"},
		{"integer past 4300 digits", []any{new(big.Int).Exp(big.NewInt(10), big.NewInt(4300), nil)}, "at most 4300 digits"},
		{"integer of a megabit", []any{new(big.Int).Lsh(big.NewInt(1), 1<<20)}, "at most 4300 digits"},
		{"pointer to itself", pointer, "cycle"},
		{"any with a pointer to itself", boxed, "cycle"},
		{"list with a pointer to itself", []any{boxed}, "cycle"},
		{"map in itself", self, "cycle"},
		{"list in itself", list, "cycle"},
		{"ring of structs", ring, "cycle"},
		{"nested too deep", deep, "nested deeper than 10000"},
		{"nested too deep with a raw message", deepAround(json.RawMessage("[]")), "nested deeper than 10000"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := Append([]byte("before"), row.v)
			assert.ErrorIs(t, err, ErrUnsupported)
			assert.ErrorContains(t, err, row.want)
			assert.ErrorContains(t, err, "codec: encode ")
			assert.Equal(t, "before", string(got))
		})
	}
	_, err := Append(nil, []any{level(-1)})
	assert.ErrorIs(t, err, errNegative, "an error of a method is returned")
}

// deepAround nests v in as many lists as are allowed.
func deepAround(v any) any {
	for range jsontext.MaxDepth {
		v = []any{v}
	}
	return v
}

func TestAppendAtTheDepthAllowed(t *testing.T) {
	stored, err := Append(nil, deepAround(1.0))
	require.NoError(t, err)
	got, err := Decode(stored)
	require.NoError(t, err)
	for range jsontext.MaxDepth {
		got = got.([]any)[0]
	}
	assert.Equal(t, 1.0, got)
	_, err = Decode([]byte("j" + strings.Repeat("[", jsontext.MaxDepth+1) + strings.Repeat("]", jsontext.MaxDepth+1)))
	assert.ErrorIs(t, err, ErrDamaged)
	_, err = Decode([]byte("j" + strings.Repeat(`{"a":`, 1<<20)))
	assert.ErrorIs(t, err, ErrDamaged)
}
