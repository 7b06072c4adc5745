package shell

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text  string
		words []string
		pipe  string
		begun int
	}{
		{"", nil, "", 0},
		{" \t ", nil, "", 3},
		{"ls", []string{"ls"}, "", 0},
		{"ls ", []string{"ls"}, "", 3},
		{"get  run/1/ title", []string{"get", "run/1/", "title"}, "", 12},
		{`put k --str 'a "b" \n'`, []string{"put", "k", "--str", `a "b" \n`}, "", 12},
		{`get "a\x00\xff\n\"é\u00e9é"`, []string{"get", "a\x00\xff\n\"ééé"}, "", 4},
		{`get a\ b\'\"\\`, []string{"get", `a b'"\`}, "", 4},
		{`get ''`, []string{"get", ""}, "", 4},
		{`get a'b'"c"d`, []string{"get", "abcd"}, "", 4},
		{"get \"\xff'\"", []string{"get", "\xff'"}, "", 4},
		{"get k # comment | less", []string{"get", "k"}, "", 6},
		{"# comment", nil, "", 0},
		{"get k#1", []string{"get", "k#1"}, "", 4},
		{"get k|1>2", []string{"get", "k|1>2"}, "", 4},
		{"ls --json | jq '.key' > keys", []string{"ls", "--json"}, "| jq '.key' > keys", 10},
		{"get k --npy >k.npy", []string{"get", "k", "--npy"}, ">k.npy", 12},
	} {
		l, err := parse(c.text)
		require.NoError(t, err, c.text)
		assert.Equal(t, line{words: c.words, pipe: c.pipe, begun: c.begun}, l, c.text)
	}
}

func TestParseOfWrongLines(t *testing.T) {
	for text, want := range map[string]string{
		`get 'a b`:      "a ' is not closed",
		`get "a b`:      `a " is not closed`,
		`get "a\`:       `a " is not closed`,
		`get "a\x0`:     `a " is not closed`,
		`get a\`:        `the line ends with a \`,
		`get "a\z"`:     `"\\z\"" is not an escape`,
		`get "a\x0g b"`: `"\\x0g b\"" is not an escape`,
		`get "a\'"`:     `"\\'\"" is not an escape`,
	} {
		l, err := parse(text)
		require.ErrorContains(t, err, want, text)
		assert.Equal(t, err, l.open)
		assert.Equal(t, 4, l.begun, text)
	}
	l, _ := parse(`get "a b`)
	assert.Equal(t, []string{"get", "a b"}, l.words, "the word so far can be completed")
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{"run/1": "run/1", "": `""`, "a b": `"a b"`, "é": "é", "#": `"#"`, "a#|>": "a#|>", ">": `">"`, "it's": `"it's"`,
		`a\b`: `"a\\b"`, "\x00\xff": `"\x00\xff"`, "a\nb": `"a\nb"`, "\u2028": `"\u2028"`, `say "x"`: `"say \"x\""`, "--flag": "--flag"} {
		assert.Equal(t, want, quote(word, false, false))
	}
	assert.Equal(t, `"a b/`, quote("a b/", true, false))
	assert.Equal(t, "a/", quote("a/", true, false))
}

// A quoted word is read as the same word, and no line makes the parser fail in another way.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"get k", `get "a\x00" 'b' \c | less`, "\xff\"\\\xff", `"\777"`, `"\u12`, "'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, word := range []string{text, "a" + text} {
			l, err := parse("w " + quote(word, false, false) + " end")
			require.NoError(t, err)
			require.Equal(t, []string{"w", word, "end"}, l.words)
		}
		l, err := parse(text)
		require.Equal(t, err, l.open)
		require.LessOrEqual(t, l.begun, len(text))
		again := ""
		for _, word := range l.words {
			again += quote(word, false, false) + " "
		}
		if err == nil {
			repeated, err := parse(again)
			require.NoError(t, err)
			require.Equal(t, l.words, repeated.words)
		}
	})
}
