package valuetext

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

// samples returns stored values that the Python package wrote.
func samples(t testing.TB) [][]byte {
	t.Helper()
	var all [][]byte
	for _, name := range []string{"values.jsonl", "orjson.jsonl"} {
		content, err := os.ReadFile("../../../codec/testdata/" + name)
		require.NoError(t, err)
		for line := range bytes.Lines(content) {
			var row struct{ Hex string }
			require.NoError(t, json.Unmarshal(line, &row))
			stored, err := hex.DecodeString(row.Hex)
			require.NoError(t, err)
			all = append(all, stored)
		}
	}
	require.Greater(t, len(all), 100)
	return all
}

// requireOneLine asserts that text has no line break and cannot affect a terminal.
func requireOneLine(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		require.True(t, unicode.IsPrint(r), "%q in %q", r, text)
	}
}

// requireShown asserts what holds for every stored value, valid or not.
func requireShown(t *testing.T, stored []byte) {
	t.Helper()
	_, tag, failed := Decode(stored)
	kind, text, err := Short(stored, ShortWidth)
	if !Tagged(stored) {
		require.NoError(t, err)
		require.Equal(t, Raw, kind)
		requireOneLine(t, text)
		requireOneLine(t, string(bytes.TrimSuffix(AppendJSONRawLine(nil, string(stored), stored), []byte("\n"))))
		return
	}
	require.Equal(t, failed == nil, err == nil)
	requireOneLine(t, text)
	out := bufio.NewWriter(io.Discard)
	require.Equal(t, failed == nil, WriteText(out, stored, true) == nil)

	line, err := AppendJSONLine(nil, string(stored), stored) // the value is the key, too
	require.True(t, json.Valid(line), "%s", line)
	require.Equal(t, byte('\n'), line[len(line)-1])
	requireOneLine(t, string(line[:len(line)-1]))
	if err == nil {
		require.NoError(t, failed)
		require.Equal(t, tag.String(), kind)
	}
	if failed == nil && tag == codec.KindJSON {
		// A document on one line decodes to the same value.
		want, err := codec.Decode(stored)
		require.NoError(t, err)
		got, err := codec.Decode(jsontext.AppendPrintable([]byte{byte(codec.KindJSON)}, Document(stored), false))
		require.NoError(t, err)
		// NaN is not equal to itself, but its text is.
		wantText, err := codec.Append(nil, []any{want})
		require.NoError(t, err)
		gotText, err := codec.Append(nil, []any{got})
		require.NoError(t, err)
		require.Equal(t, string(wantText), string(gotText))
	}
}

func TestSamplesAreShown(t *testing.T) {
	for _, stored := range samples(t) {
		_, err := AppendJSON(nil, stored)
		require.NoError(t, err, "%q", stored)
		requireShown(t, stored)
	}
}

func FuzzShown(f *testing.F) {
	for _, stored := range samples(f) {
		f.Add(stored)
	}
	f.Add([]byte("x"))
	f.Add([]byte("j[-NaN, Inf,-Infinity, {\"\u009b\\u009b\\\\\" : \"\u202e\"}]"))
	f.Add([]byte("j" + strings.Repeat("[", 40) + `1,{"a":[]}` + strings.Repeat("]", 40)))
	f.Add([]byte("i" + strings.Repeat("\x7f", 2000)))
	f.Fuzz(requireShown)
}

// Documents are printed without space between tokens. With --json, NaN and infinities are strings.
func TestDocuments(t *testing.T) {
	deep := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	long := strings.Repeat("9", 4300)
	for _, c := range []struct{ text, shown, strict string }{
		{"null", "null", "null"},
		{" [ 1 ,\t-2.50e+07\r\n, true,false ] ", "[1,-2.50e+07,true,false]", "[1,-2.50e+07,true,false]"},
		// Order and duplicates are kept.
		{`{"b" : 1, "a": 2, "b": 3}`, `{"b":1,"a":2,"b":3}`, `{"b":1,"a":2,"b":3}`},
		{`[NaN, -NaN, Infinity, -Infinity, Inf, -Inf]`, `[NaN,-NaN,Infinity,-Infinity,Inf,-Inf]`,
			`["NaN","NaN","Infinity","-Infinity","Infinity","-Infinity"]`},
		{`-Inf`, `-Inf`, `"-Infinity"`},
		{`{"NaN": "Infinity -Inf [ 1 ]"}`, `{"NaN":"Infinity -Inf [ 1 ]"}`, `{"NaN":"Infinity -Inf [ 1 ]"}`},
		{`"\"NaN\\"`, `"\"NaN\\"`, `"\"NaN\\"`},
		{"\"\u0080\u2028 ü𝄞\U000e0001\"", `"\u0080\u2028 ü𝄞\udb40\udc01"`, `"\u0080\u2028 ü𝄞\udb40\udc01"`},
		{"\"\x7f\u202e\ufffd\ufeff\u00a0\"", `"\u007f\u202e` + "\ufffd" + `\ufeff\u00a0"`, `"\u007f\u202e` + "\ufffd" + `\ufeff\u00a0"`},
		// Escapes are kept.
		{`["\u001b", "\u00E9\/"]`, `["\u001b","\u00E9\/"]`, `["\u001b","\u00E9\/"]`},
		{deep, deep, deep},
		{"[-" + long + ", 0." + long + "e-300]", "[-" + long + ",0." + long + "e-300]", "[-" + long + ",0." + long + "e-300]"},
	} {
		stored := []byte("j" + c.text)
		strict, err := AppendJSON([]byte("x"), stored)
		require.NoError(t, err)
		assert.Equal(t, "x"+c.strict, string(strict))
		_, shown, err := Short(stored, ShortWidth)
		require.NoError(t, err)
		head, rest := Cut(c.shown)
		assert.Equal(t, head+rest, shown)
	}
}

// Keys, errors and names of fields can hold any bytes.
func TestTextsOfAnyBytes(t *testing.T) {
	for text, want := range map[string]string{
		"": `""`, `"\`: `"\"\\"`, "\x00\x1b\x7f": `"\u0000\u001b\u007f"`, "\xff\xc3(": "\"\ufffd\ufffd(\"", "\xed\xa0\x80": "\"\ufffd\ufffd\ufffd\"",
		"\u009b\u2028\U000e0001 é𝄞": `"\u009b\u2028\udb40\udc01 é𝄞"`, "</script>&": `"</script>&"`,
	} {
		got, err := JSONText(text).MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
		if utf8.ValidString(text) {
			got, err = JSONKey(text).MarshalJSON()
			require.NoError(t, err)
			assert.Equal(t, want, string(got))
		}
	}
}

// Floats have the digits of Python's repr at their width. NaN and infinities are strings.
func TestFloatsOfArrays(t *testing.T) {
	inf, nan, back := math.Inf(1), math.NaN(), math.Float64frombits(0xfff8<<48)
	for _, c := range []struct {
		value any
		want  string
	}{
		{nan, `"NaN"`}, {back, `"NaN"`}, {inf, `"Infinity"`}, {-inf, `"-Infinity"`}, {float32(nan), `"NaN"`}, {float32(-inf), `"-Infinity"`},
		{math.Copysign(0, -1), "-0.0"}, {3.0, "3.0"}, {0.1, "0.1"}, {float32(0.1), "0.1"}, {1e-4, "0.0001"}, {float32(1e-4), "0.0001"}, {1e-5, "1e-05"},
		{9999999999999998.0, "9999999999999998.0"}, {1e16, "1e+16"}, {float32(1e16), "1e+16"}, {math.MaxFloat64, "1.7976931348623157e+308"},
		{float32(math.MaxFloat32), "3.4028235e+38"}, {math.SmallestNonzeroFloat64, "5e-324"},
		{float16.Fromfloat32(0.1), "0.0999755859375"}, {float16.Inf(-1), `"-Infinity"`}, {float16.NaN(), `"NaN"`},
		{complex(-0.5, nan), `[-0.5,"NaN"]`}, {complex64(complex(0.1, -inf)), `[0.1,"-Infinity"]`},
	} {
		got, err := AppendElement([]byte("x"), c.value)
		require.NoError(t, err)
		assert.Equal(t, "x"+c.want, string(got), "%T", c.value)
	}
}
