package bench

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/bytedance/sonic"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
)

// sonicEqual configures sonic to do what our codec must do: distinguish integers from floats, check
// UTF-8, share no memory with input that may be borrowed, and write keys in one order. Package
// codec documents the remaining differences. sonic.ConfigDefault is sonic's second-fastest
// configuration.
var sonicEqual = sonic.Config{UseInt64: true, CopyString: true, ValidateString: true, SortMapKeys: true}.Froze()

// station is a larger, nested value: 3 KB of text.
type station struct {
	Name     string             `json:"name"`
	Records  []record           `json:"records"`
	Settings map[string]float64 `json:"settings"`
	Grid     [][]int64          `json:"grid"`
}

// jsonValue is a value in its stored form.
type jsonValue struct {
	name    string
	stored  []byte     // tag included
	dynamic any        // as codec.Decode returns it
	typed   any        // the same as a Go type
	fresh   func() any // a pointer to a zero value of that type
	read    func(fresh any) any
}

func jsonValueOf[T any](tb testing.TB, name string, typed T) jsonValue {
	tb.Helper()
	stored, err := codec.Append(nil, codec.JSON{V: typed}) // a slice of floats would be an array
	fatal(tb, err)
	dynamic, err := codec.Decode(stored)
	fatal(tb, err)
	return jsonValue{
		name: name, stored: stored, dynamic: dynamic, typed: typed,
		fresh: func() any { return new(T) }, read: func(fresh any) any { return *fresh.(*T) },
	}
}

// jsonValues returns a small object, a larger one, and an array of floats.
func jsonValues(tb testing.TB) []jsonValue {
	s := station{Name: "north ridge", Settings: map[string]float64{}}
	for i := range uint32(24) {
		s.Records = append(s.Records, newRecord(i))
		s.Settings[fmt.Sprintf("channel %d", i)] = float64(i) + 0.25
		s.Grid = append(s.Grid, []int64{int64(i), -1, 1 << 40, int64(i) * 1000})
	}
	floats := make([]float64, 1000)
	for i := range floats {
		floats[i] = float64(element(7, i)) * 1000.1
	}
	return []jsonValue{
		jsonValueOf(tb, "small", newRecord(12345)), jsonValueOf(tb, "nested", s), jsonValueOf(tb, "floats", floats),
	}
}

// jsonDecoders decode stored values, dynamically or into a Go type.
var jsonDecoders = []struct {
	name  string
	typed bool
	// into decodes into dst, which is a *any for a dynamic value.
	into func(stored []byte, dst any) error
}{
	{"openleveldb", false, func(stored []byte, dst any) (err error) { *dst.(*any), err = codec.Decode(stored); return err }},
	{"sonic", false, func(stored []byte, dst any) error { return sonicEqual.Unmarshal(stored[1:], dst) }},
	{"sonic-default", false, func(stored []byte, dst any) error { return sonic.ConfigDefault.Unmarshal(stored[1:], dst) }},
	{"encoding-json", false, func(stored []byte, dst any) error { return json.Unmarshal(stored[1:], dst) }},
	{"openleveldb-struct", true, codec.DecodeInto},
	{"sonic-struct", true, func(stored []byte, dst any) error { return sonicEqual.Unmarshal(stored[1:], dst) }},
	{"sonic-default-struct", true, func(stored []byte, dst any) error { return sonic.ConfigDefault.Unmarshal(stored[1:], dst) }},
	{"encoding-json-struct", true, func(stored []byte, dst any) error { return json.Unmarshal(stored[1:], dst) }},
}

// BenchmarkDecodeJSON decodes the text of a stored value.
func BenchmarkDecodeJSON(b *testing.B) {
	values := jsonValues(b)
	for _, decoder := range jsonDecoders {
		for _, v := range values {
			b.Run("decoder="+decoder.name+"/value="+v.name, func(b *testing.B) {
				fresh := func() any { return new(any) }
				if decoder.typed {
					fresh = v.fresh
				}
				dst := fresh()
				fatal(b, decoder.into(v.stored, dst))
				if decoder.typed {
					require.Equal(b, v.typed, v.read(dst))
				} else {
					require.Equal(b, floatsOnly(v.dynamic), floatsOnly(*dst.(*any)))
				}
				b.SetBytes(int64(len(v.stored)))
				b.ReportAllocs()
				for b.Loop() {
					fatal(b, decoder.into(v.stored, fresh()))
				}
			})
		}
	}
}

// jsonEncoders append the text of a value to dst, or allocate it if they cannot append.
var jsonEncoders = []struct {
	name   string
	typed  bool
	ours   bool // the value must be wrapped to be JSON
	encode func(dst []byte, v any) ([]byte, error)
}{
	{"openleveldb", false, true, codec.Append},
	{"sonic", false, false, func(_ []byte, v any) ([]byte, error) { return sonicEqual.Marshal(v) }},
	{"sonic-default", false, false, func(_ []byte, v any) ([]byte, error) { return sonic.ConfigDefault.Marshal(v) }},
	{"encoding-json", false, false, func(_ []byte, v any) ([]byte, error) { return json.Marshal(v) }},
	{"openleveldb-struct", true, true, codec.Append},
	{"sonic-struct", true, false, func(_ []byte, v any) ([]byte, error) { return sonicEqual.Marshal(v) }},
	{"sonic-default-struct", true, false, func(_ []byte, v any) ([]byte, error) { return sonic.ConfigDefault.Marshal(v) }},
	{"encoding-json-struct", true, false, func(_ []byte, v any) ([]byte, error) { return json.Marshal(v) }},
}

// BenchmarkEncodeJSON encodes a value. Our encoder appends to memory that is reused. The others
// have no such function.
func BenchmarkEncodeJSON(b *testing.B) {
	values := jsonValues(b)
	for _, encoder := range jsonEncoders {
		for _, v := range values {
			b.Run("encoder="+encoder.name+"/value="+v.name, func(b *testing.B) {
				value := v.dynamic
				if encoder.typed {
					value = v.typed
				}
				if encoder.ours {
					value = codec.JSON{V: value}
				}
				text, err := encoder.encode(nil, value)
				fatal(b, err)
				if text[0] != byte(codec.KindJSON) {
					text = append([]byte{byte(codec.KindJSON)}, text...)
				}
				decoded, err := codec.Decode(text)
				fatal(b, err)
				require.Equal(b, floatsOnly(v.dynamic), floatsOnly(decoded))
				b.SetBytes(int64(len(v.stored)))
				b.ReportAllocs()
				for b.Loop() {
					text, err = encoder.encode(text[:0], value)
					fatal(b, err)
				}
			})
		}
	}
}

// floatsOnly converts integers to floats, to compare with decoders that know no other number, and
// with encoders that write 3.0 as 3.
func floatsOnly(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = floatsOnly(v[i])
		}
		return list
	case map[string]any:
		m := map[string]any{}
		for name := range v {
			m[name] = floatsOnly(v[name])
		}
		return m
	}
	return v
}

// TestSonicIsSonic checks that sonic uses its assembly. Where it has none for the processor or the
// Go version, sonic calls encoding/json, and its figures would not be sonic's.
func TestSonicIsSonic(t *testing.T) {
	if sonic.APIKind != sonic.UseSonicJSON {
		t.Skip("sonic falls back to encoding/json here: ignore its figures")
	}
	var v any
	require.NoError(t, sonicEqual.Unmarshal([]byte(`{"id":9007199254740993}`), &v))
	require.Equal(t, map[string]any{"id": int64(9007199254740993)}, v)
}
