package codec

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/stretchr/testify/require"
)

func addGolden(f *testing.F, add func(stored []byte)) {
	for _, path := range []string{"testdata/values.jsonl", "testdata/orjson.jsonl"} {
		file, err := os.ReadFile(path)
		require.NoError(f, err)
		for line := range bytes.Lines(file) {
			var row goldenRow
			require.NoError(f, json.Unmarshal(line, &row))
			stored, err := hex.DecodeString(row.Hex)
			require.NoError(f, err)
			add(stored)
		}
	}
}

// FuzzDecode checks that no stored bytes cause a panic, and that a decoded value is the same after
// it is written and read again.
func FuzzDecode(f *testing.F) {
	addGolden(f, func(stored []byte) { f.Add(stored) })
	for _, seed := range []string{"", "x", "i", "i\xff", "s\xff", "j", "jnull ", "n\x93NUMPY\x01\x00"} {
		f.Add([]byte(seed))
	}
	f.Add([]byte("j[" + strings.Repeat("[],", 100) + `{"":[]}]`))
	f.Add([]byte("j" + strings.Repeat("[", 1100) + strings.Repeat("]", 1100)))
	f.Add([]byte("i" + strings.Repeat("\x80\x7f", 1000)))
	f.Fuzz(func(t *testing.T, stored []byte) {
		kept := string(stored)
		got, err := Decode(stored)
		for _, dst := range targets() {
			_ = DecodeInto(stored, dst) // may return an error, but must not panic
		}
		var into any
		intoErr := DecodeInto(stored, &into)
		require.Equal(t, kept, string(stored), "the stored bytes were modified")
		if err != nil {
			require.Error(t, intoErr)
			require.Nil(t, got)
			return
		}
		require.NoError(t, intoErr)
		require.Equal(t, describe(t, got), describe(t, into))
		if n, ok := got.(*big.Int); ok && n.BitLen() > 127 {
			// A payload of more than 16 bytes, or JSON that holds only such an integer, can be read
			// but not written.
			return
		}
		back, err := Append(nil, got)
		require.NoError(t, err)
		again, err := Decode(back)
		require.NoError(t, err)
		require.Equal(t, describe(t, got), describe(t, again))
	})
}

// FuzzJSON compares the package with encoding/json on the texts that both accept.
func FuzzJSON(f *testing.F) {
	addGolden(f, func(stored []byte) {
		if stored[0] == byte(KindJSON) {
			f.Add(string(stored[1:]))
		}
	})
	for _, text := range texts {
		f.Add(text)
	}
	for _, text := range []string{"-NaN", "[Inf,-0]", `"\ud83d\ude00\udbff"`, strings.Repeat("[", 1200), "1e400", "123456789012345678901234567890"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		facts, err := checkJSON(text, 0)
		if err != nil {
			// Then the text must be one that rapidjson rejects too.
			if json.Valid([]byte(text)) {
				reason := err.(*SyntaxError).Reason
				require.Contains(t, []string{
					"invalid UTF-8", "unpaired surrogate", "float out of range", "integer of more than 4300 digits",
				}, reason)
			}
			return
		}
		r := reader{jsontext.Reader{Text: text}}
		got := describe(t, r.Any())
		require.Equal(t, len(strings.TrimRight(text, " \t\r\n")), r.At, "all of the text is read")
		require.Equal(t, got, describe(t, readAny(text, facts)))

		r = reader{jsontext.Reader{Text: text}}
		require.Equal(t, strings.Trim(text, " \t\r\n"), r.Skip())

		compact := jsontext.AppendCompact(nil, []byte(text))
		_, err = checkJSON(string(compact), 0)
		require.NoError(t, err)
		r = reader{jsontext.Reader{Text: string(compact)}}
		require.Equal(t, got, describe(t, r.Any()))
		if facts.Special {
			return
		}
		require.True(t, json.Valid([]byte(text)), "encoding/json rejects it")
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var want any
		if decoder.Decode(&want) == nil {
			require.Equal(t, describe(t, fromNumbers(want)), got)
		}
		type target struct {
			A int
			B string
			C *float64
			D map[string]bool
			E inner
			F bool `json:"f,string"`
			G int8
		}
		var wantTyped, gotTyped target
		wantErr, gotErr := json.Unmarshal([]byte(text), &wantTyped), DecodeInto([]byte("j"+text), &gotTyped)
		if wantErr == nil && gotErr == nil {
			require.True(t, reflect.DeepEqual(wantTyped, gotTyped), "%+v, not %+v", gotTyped, wantTyped)
		}
	})
}

// fromNumbers replaces the json.Numbers in a value with the results of a dynamic read.
func fromNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if strings.ContainsAny(string(v), ".eE") {
			f, _ := v.Float64()
			return f
		}
		n, _ := new(big.Int).SetString(string(v), 10)
		if n.IsInt64() {
			return n.Int64()
		}
		return n
	case []any:
		for i := range v {
			v[i] = fromNumbers(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = fromNumbers(v[key])
		}
	}
	return v
}

// FuzzStrings checks that every string is either refused or written as text that both this package
// and encoding/json read as the same string.
func FuzzStrings(f *testing.F) {
	for _, s := range []string{"", "text", "é☃𝄞\x00\x1f\x7f\"\\/", "\u2028<>&", "\xff", "\xed\xa0\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		stored, err := Append(nil, []string{s})
		if err != nil {
			require.ErrorIs(t, err, ErrUnsupported)
			require.NotEqual(t, s, strings.ToValidUTF8(s, "?"), "valid text is refused")
			return
		}
		for _, b := range stored {
			require.Less(t, b, byte(0x80))
		}
		var got, want []string
		require.NoError(t, DecodeInto(stored, &got))
		require.Equal(t, []string{s}, got)
		require.NoError(t, json.Unmarshal(stored[1:], &want))
		require.Equal(t, []string{s}, want)
	})
}
