package valuetext

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// samples gives stored values that the Python package wrote.
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

// requireOneLine asserts that nothing in text leaves the line or speaks to the terminal.
func requireOneLine(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		require.True(t, unicode.IsPrint(r), "%q in %q", r, text)
	}
}

// requireShown asserts what holds of every stored value, sound or not.
func requireShown(t *testing.T, stored []byte) {
	t.Helper()
	_, tag, failed := Decode(stored)
	kind, text, err := Short(stored)
	require.Equal(t, failed == nil, err == nil)
	requireOneLine(t, text)
	out := bufio.NewWriter(io.Discard)
	require.Equal(t, failed == nil, WriteText(out, stored, true) == nil)

	line, err := AppendJSONLine(nil, string(stored), stored) // the value serves as a key, too
	require.True(t, json.Valid(line), "%s", line)
	require.Equal(t, byte('\n'), line[len(line)-1])
	requireOneLine(t, string(line[:len(line)-1]))
	if err == nil {
		require.NoError(t, failed)
		require.Equal(t, tag.String(), kind)
	}
	if failed == nil && tag == codec.JSON {
		// Putting a document on a line does not change it.
		want, err := codec.Decode(stored)
		require.NoError(t, err)
		got, err := codec.Decode(AppendDocument([]byte{byte(codec.JSON)}, Document(stored), false))
		require.NoError(t, err)
		wantText, err := codec.Append(nil, []any{want}) // NaN differs from itself, its text does not
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

func TestAppendDocument(t *testing.T) {
	for _, c := range []struct{ text, shown, strict string }{
		{"null", "null", "null"},
		{" [ 1 ,\t-2.50e+07\r\n, true,false ] ", "[1,-2.50e+07,true,false]", "[1,-2.50e+07,true,false]"},
		{`{"b" : 1, "a": 2, "b": 3}`, `{"b":1,"a":2,"b":3}`, `{"b":1,"a":2,"b":3}`}, // order and duplicates stay
		{`[NaN, -NaN, Infinity, -Infinity, Inf, -Inf]`, `[NaN,-NaN,Infinity,-Infinity,Inf,-Inf]`,
			`["NaN","NaN","Infinity","-Infinity","Infinity","-Infinity"]`},
		{`{"NaN": "Infinity -Inf [ 1 ]"}`, `{"NaN":"Infinity -Inf [ 1 ]"}`, `{"NaN":"Infinity -Inf [ 1 ]"}`},
		{`"\"NaN\\"`, `"\"NaN\\"`, `"\"NaN\\"`},
		{"\"\u0080\u2028 ü𝄞\U000e0001\"", `"\u0080\u2028 ü𝄞\udb40\udc01"`, `"\u0080\u2028 ü𝄞\udb40\udc01"`},
	} {
		assert.Equal(t, c.shown, string(AppendDocument(nil, []byte(c.text), false)))
		assert.Equal(t, c.strict, string(AppendDocument(nil, []byte(c.text), true)))
	}
}
