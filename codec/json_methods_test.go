//lint:file-ignore SA5008 odd tags are what is tested here

package codec

import (
	"encoding"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/ndarray"
)

var errMethod = errors.New("from a method")

type failing struct{}

func (failing) MarshalJSON() ([]byte, error)  { return nil, errMethod }
func (*failing) UnmarshalJSON([]byte) error   { return errMethod }
func (failing) MarshalText() ([]byte, error)  { return nil, errMethod }
func (*failing) UnmarshalText(_ []byte) error { return errMethod }

type failingText struct{}

func (failingText) MarshalText() ([]byte, error)  { return nil, errMethod }
func (*failingText) UnmarshalText(_ []byte) error { return errMethod }

type pointerText struct{ s string }

func (p *pointerText) MarshalText() ([]byte, error) { return []byte(p.s + "!"), nil }

func TestErrorsOfMethodsComeThrough(t *testing.T) {
	for _, v := range []any{
		failing{}, []failing{{}}, map[string]any{"x": failing{}}, failingText{}, map[failingText]int{{}: 1}, &struct{ F *failing }{&failing{}},
		[]any{[]any{failing{}}}, struct {
			F int `json:"-"`
			G failing
		}{}, map[string]failing{"x": {}}, [1]failing{},
	} {
		got, err := Append([]byte("before"), v)
		assert.ErrorIs(t, err, errMethod, "%T", v)
		assert.Equal(t, "before", string(got))
	}
	for _, dst := range []any{new(failing), new(map[string]failing), new(*failing), new(struct{ A failing })} {
		assert.ErrorIs(t, DecodeInto([]byte(`j{"a":1}`), dst), errMethod, "%T", dst)
	}
	for _, dst := range []any{new([]failing), new([1]failing)} {
		assert.ErrorIs(t, DecodeInto([]byte(`j[1]`), dst), errMethod, "%T", dst)
	}
	assert.ErrorIs(t, DecodeInto([]byte(`j"x"`), new(failingText)), errMethod)
	assert.ErrorIs(t, DecodeInto([]byte(`sx`), new(failingText)), errMethod)
	assert.ErrorIs(t, DecodeInto([]byte(`j{"x":1}`), new(map[failingText]int)), errMethod)
	assert.ErrorIs(t, DecodeInto([]byte("i\x05"), new(failing)), errMethod)
}

func TestPointerReceiversWhereThereIsAPointer(t *testing.T) {
	value := struct{ P pointerText }{pointerText{"x"}}
	assert.Equal(t, `j{"P":{}}`, string(store(t, value)))
	assert.Equal(t, `j{"P":"x!"}`, string(store(t, &value)))
	assert.Equal(t, `j["x!"]`, string(store(t, []pointerText{{"x"}})))
	assert.Equal(t, `j"x!"`, string(store(t, &value.P)))
}

func TestNilInterfacesAndPointersWithMethods(t *testing.T) {
	v := struct {
		J json.Marshaler
		T encoding.TextMarshaler
		P *pointerText
		B *big.Int
		M map[*pointerText]int
	}{T: (*pointerText)(nil), M: map[*pointerText]int{nil: 1}}
	assert.Equal(t, `j{"J":null,"T":null,"P":null,"B":null,"M":{"":1}}`, string(store(t, v)))
}

type emptiness int

func (e emptiness) IsZero() bool { return e == 7 }

type pointerEmptiness struct{ N int }

func (e *pointerEmptiness) IsZero() bool { return e.N == 7 }

func TestOmitzero(t *testing.T) {
	type all struct {
		Method    emptiness                  `json:",omitzero"`
		Receiver  pointerEmptiness           `json:",omitzero"`
		Pointer   *emptiness                 `json:",omitzero"`
		Interface interface{ IsZero() bool } `json:",omitzero"`
		Plain     float64                    `json:",omitzero"`
		Slice     []int                      `json:",omitzero"`
	}
	seven, eight := emptiness(7), emptiness(8)
	for _, v := range []all{
		{}, {Method: 7, Receiver: pointerEmptiness{7}}, {Pointer: &seven, Interface: seven}, {Pointer: &eight, Interface: eight},
		{Interface: (*emptiness)(nil)}, {Slice: []int{}},
	} {
		want, err := json.Marshal(v)
		require.NoError(t, err)
		assert.Equal(t, "j"+string(want), string(store(t, v)))
		want, err = json.Marshal(&v)
		require.NoError(t, err)
		assert.Equal(t, "j"+string(want), string(store(t, &v)))
	}
}

func TestEmbeddedPointers(t *testing.T) {
	type Open struct{ A int }
	type closed struct{ B int }
	type both struct {
		*Open
		*closed
	}
	var dst both
	require.NoError(t, DecodeInto([]byte(`j{"a":1}`), &dst))
	assert.Equal(t, 1, dst.A)
	err := DecodeInto([]byte(`j{"b":1}`), &dst)
	assert.ErrorIs(t, err, ErrMismatch)
	assert.ErrorContains(t, err, "an embedded pointer to an unexported struct")
	dst.closed = &closed{}
	require.NoError(t, DecodeInto([]byte(`j{"b":2}`), &dst))
	assert.Equal(t, 2, dst.B)
}

// TestBigIntsAreNotShared checks that a copy keeps its digits when the original is decoded into
// again.
func TestBigIntsAreNotShared(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 100)
	for _, stored := range [][]byte{store(t, 5), store(t, []any{5})} {
		dst := struct{ N [1]big.Int }{}
		dst.N[0].Set(huge)
		shared := dst.N[0]
		if stored[0] == 'i' {
			require.NoError(t, DecodeInto(stored, &dst.N[0]))
		} else {
			require.NoError(t, DecodeInto(stored, &dst.N))
		}
		assert.Zero(t, dst.N[0].Cmp(big.NewInt(5)))
		assert.Zero(t, shared.Cmp(huge))
	}
}

func TestSlicesOfNoSize(t *testing.T) {
	got, err := into[[]struct{}]([]byte("j[{},{},{},{},{},{}]"))
	require.NoError(t, err)
	assert.Equal(t, make([]struct{}, 6), got)
	got, err = into[[][0]int]([]byte("j[[],[1],[]]"))
	require.NoError(t, err)
	assert.Equal(t, make([][0]int, 3), got)
}

func TestMismatchedKeys(t *testing.T) {
	for _, text := range []string{`{"x":1}`, `{"300":1}`, `{"1.0":1}`, `{"":1}`} {
		for _, dst := range []any{new(map[int8]int), new(map[uint8]int)} {
			err := DecodeInto([]byte("j"+text), dst)
			assert.ErrorIs(t, err, ErrMismatch)
			assert.ErrorContains(t, err, "json key")
		}
	}
	assert.ErrorContains(t, DecodeInto([]byte(`j{"1":1}`), new(map[float64]int)), "JSON object keys must be")
	long := strings.Repeat("k", 1000)
	err := DecodeInto([]byte(`j{"`+long+`":"x"}`), new(map[string]int))
	assert.ErrorContains(t, err, long[:48]+"…: type mismatch")
	assert.Less(t, len(err.Error()), 200)
}

func TestQuotedOption(t *testing.T) {
	type quotedFields struct {
		F float64    `json:",string"`
		S string     `json:",string"`
		P *bool      `json:",string"`
		T level      `json:",string"` // has its own methods
		B *big.Int   `json:",string"` // the option does not apply to this type
		N myString   `json:",string"`
		L []float64  `json:",string"`
		M namedFloat `json:",string"`
	}
	v := quotedFields{F: 3, S: "é\"", P: pointerTo(true), T: 2, B: big.NewInt(5), N: "n", L: []float64{1}, M: 1e16}
	stored := store(t, v)
	assert.Equal(t, `j{"F":"3.0","S":"\"\\u00E9\\\"\"","P":"true","T":"level II","B":5,"N":"\"n\"","L":[1.0],"M":"1e+16"}`, string(stored))
	var back quotedFields
	require.NoError(t, DecodeInto(stored, &back))
	assert.Equal(t, v, back)

	_, err := Append(nil, quotedFields{S: "\xff"})
	assert.ErrorIs(t, err, ErrUnsupported)
	for _, text := range []string{`{"F":3}`, `{"F":" 3"}`, `{"F":""}`, `{"F":"x"}`, `{"S":"x"}`, `{"P":"1"}`} {
		assert.ErrorIs(t, DecodeInto([]byte("j"+text), &back), ErrMismatch, "%s", text)
	}
}

func TestDefaultIsThePackage(t *testing.T) {
	array, err := ndarray.FromSlice([]int8{1}, -1)
	require.NoError(t, err)
	for _, v := range []any{int64(1), "text", []byte("b"), 1.5, array} {
		stored, err := Default().Append([]byte{}, v)
		require.NoError(t, err)
		assert.Equal(t, store(t, v), stored)
		got, err := Default().Decode(stored)
		require.NoError(t, err)
		assert.Equal(t, describe(t, v), describe(t, got))
		var into any
		require.NoError(t, Default().DecodeInto(stored, &into))
		assert.Equal(t, describe(t, v), describe(t, into))
	}
}
