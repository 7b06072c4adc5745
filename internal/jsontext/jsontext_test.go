package jsontext

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var texts = []string{
	"1", "-0", "1.5e300", "NaN", "-Infinity", "Inf", "-NaN", `""`, `"\u00e9\ud834\udd1e\"\\"`, "\"é\u0000\"", "[]", "{}", " [ 1 , 2.0,\n\t\"a\" ] ",
	`{"a": [true, false, null], "a": {"b": {}}}`, `["\ud800"]`, "[1,]", `{"a" 1}`, `{1:2}`, "01", "1.", "1e", "tru", `"`, "[", "1 2", "\"\x7f\u202e\"", "9223372036854775808", "1e999",
}

// FuzzText checks every function against encoding/json.
func FuzzText(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(requireText)
}

func TestTexts(t *testing.T) {
	for _, text := range texts {
		requireText(t, text)
	}
}

func requireText(t *testing.T, text string) {
	quoted, ok := AppendString([]byte("x"), text)
	require.Equal(t, utf8.ValidString(text), ok)
	if ok {
		for _, printed := range [][]byte{quoted[1:], AppendText(nil, text)} {
			_, _, reason := Check(string(printed), 0)
			require.Empty(t, reason)
			r := Reader{Text: string(printed)}
			require.Equal(t, text, r.Quoted())
			require.Equal(t, len(printed), r.At)
		}
	} else {
		require.Equal(t, "x", string(quoted))
	}
	facts, offset, reason := Check(text, 0)
	if reason != "" {
		require.LessOrEqual(t, offset, len(text))
		if json.Valid([]byte(text)) { // Python refuses these too
			require.Contains(t, []string{"invalid UTF-8", badSurrogate, "float out of range", fmt.Sprintf("integer of more than %d digits", MaxDigits)}, reason)
		}
		return
	}
	require.True(t, facts.Special || json.Valid([]byte(text)))
	r := Reader{Text: text}
	value := r.Any()
	require.Equal(t, len(strings.TrimRight(text, " \t\r\n")), r.At)
	r = Reader{Text: text, Clone: true}
	require.Equal(t, strings.Trim(text, " \t\r\n"), r.Skip())

	compact := AppendCompact(nil, []byte(text))
	again, _, reason := Check(string(compact), 0)
	require.Empty(t, reason)
	require.Equal(t, facts, again)
	if !facts.Special {
		want := new(bytes.Buffer)
		require.NoError(t, json.Compact(want, []byte(text)))
		require.Equal(t, want.String(), string(compact))
	}
	r = Reader{Text: string(compact)}
	require.Equal(t, fmt.Sprintf("%#v", value), fmt.Sprintf("%#v", r.Any()))

	printable := AppendPrintable(nil, []byte(text), false)
	_, _, reason = Check(string(printable), 0)
	require.Empty(t, reason)
	r = Reader{Text: string(printable)}
	require.Equal(t, fmt.Sprintf("%#v", value), fmt.Sprintf("%#v", r.Any()))
	strict := AppendPrintable(nil, []byte(text), true)
	require.True(t, json.Valid(strict), "%s", strict)
	for _, c := range string(strict) {
		require.False(t, c < 0x20 || c == 0x7f || c == '\u202e', "%q", strict)
	}
}

func TestChecksNameThePlace(t *testing.T) {
	for text, want := range map[string]string{
		"": "empty text at 0", " ": "empty text at 1", "[1": "unexpected end of text at 2", "[1 2]": "missing comma between elements at 3",
		`{"a" 1}`: "missing colon after a key at 5", `{"a":1 "b"}`: "missing comma between members at 7", "{1}": "expected a key at 1", "[x]": "expected a value at 1",
		"-": "number without digits at 1", "01": "number with a leading zero at 0", "1.x": "no digits after the point at 2", "1ex": "no digits in an exponent at 2",
		"1e999": "float out of range at 0", `"a`: "unterminated string at 2", "\"\n\"": "control character in a string at 1", `"\x"`: "invalid escape at 1",
		`"\ud800"`: "unpaired surrogate at 1", "1 1": "unexpected text after the value at 2", "\"\xff\"": "invalid UTF-8 at 1",
		strings.Repeat("1", MaxDigits+1): "integer of more than 4300 digits at 0", strings.Repeat("[", MaxDepth+1): "nested deeper than 10000 at 10000",
	} {
		_, offset, reason := Check(text, 0)
		assert.Equal(t, want, fmt.Sprintf("%s at %d", reason, offset), "%.20q", text)
	}
	_, _, reason := Check("[]", MaxDepth)
	assert.Contains(t, reason, "nested deeper", "a text that will be nested")
}

func TestFloats(t *testing.T) {
	for want, f := range map[string]float64{
		"3.0": 3, "-0.0": math.Copysign(0, -1), "1e+16": 1e16, "9999999999999998.0": 9999999999999998, "0.0001": 1e-4, "1e-05": 1e-5, "NaN": math.NaN(),
		"Infinity": math.Inf(1), "-Infinity": math.Inf(-1),
	} {
		assert.Equal(t, want, string(AppendFloat(nil, f, 64)))
	}
	assert.Equal(t, "0.0001", string(AppendFloat(nil, float64(float32(1e-4)), 32)))
	assert.Equal(t, "0.1", string(AppendFloat(nil, float64(float32(0.1)), 32)))
}

func TestStrictNumbers(t *testing.T) {
	assert.Equal(t, `[1.5,"NaN","NaN","Infinity","Infinity","-Infinity","-Infinity",-2,{"NaN":"\u001b"}]`,
		string(AppendPrintable(nil, []byte(` [1.5, NaN,-NaN,Infinity,Inf,-Infinity, -Inf ,-2,{"NaN":"\u001b"}]`), true)))
	assert.Equal(t, "\"\\u202e\\u007f\\u009b\u00e9\\\"\\ud83d\\udd1e\\\\\"", strings.ReplaceAll(string(AppendText(nil, "\u202e\x7f\u009bé\"🔞\\")), "🔞", `\ud83d\udd1e`))
}

// listed returns the elements of nested lists.
func listed(text string, shape []int, depth int) (elements []string, err error) {
	s := Lists{Text: []byte(text)}
	err = s.Nested(shape, func() error {
		element, err := s.Element(depth)
		elements = append(elements, string(element))
		return err
	})
	if err == nil && s.More() {
		err = fmt.Errorf("more at %d", s.At)
	}
	return elements, err
}

func TestLists(t *testing.T) {
	elements, err := listed(` [[1, "a]\",[" ] ,[ {"x":12},-2.5e3]]`, []int{2, 2}, 0)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", `"a]\",["`, `{"x":12}`, "-2.5e3"}, elements)
	elements, err = listed("[[1,2],[3,4]]", []int{2}, 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"[1,2]", "[3,4]"}, elements)
	elements, err = listed(" 7 ", nil, 0)
	require.NoError(t, err)
	assert.Equal(t, []string{"7"}, elements)
	for _, c := range []struct {
		text  string
		shape []int
		want  string
	}{
		{"[1]", []int{2}, "at character 2 of the data: expected 2 items in a list"},
		{"[1,2]", []int{1}, "expected 1 items in a list"},
		{"1", []int{1}, "expected a list"},
		{"[[1]]", []int{1}, "expected an element"},
		{"[1] 2", []int{1}, "more at 4"},
	} {
		_, err := listed(c.text, c.shape, 0)
		assert.ErrorContains(t, err, c.want, c.text)
	}
}
