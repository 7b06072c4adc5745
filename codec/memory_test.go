package codec

import (
	"bytes"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/gomemory"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Decoding allocates at most a multiple of the stored bytes. The package comment states it.
func TestDecodeAllocatesAMultiple(t *testing.T) {
	const n = 5_000
	multiple := 80
	if sanitized {
		multiple *= 2
	}
	list := func(item string) string { return "j[" + strings.Repeat(item+",", n) + item + "]" }
	nested := func(open, closing string) string {
		return "j" + strings.Repeat(open, jsontext.MaxDepth-1) + "0" + strings.Repeat(closing, jsontext.MaxDepth-1)
	}
	for name, stored := range map[string]string{
		"lists": list("[]"), "lists of one": list("[0]"), "lists of two": list("[0,0]"), "objects": list("{}"), "members": list(`{"":0}`),
		"lists and NaN": list("[NaN]"), "members and NaN": list(`{"":NaN}`), "objects of lists": list(`{"":[]}`), "strings": list(`""`), "escapes": list(`"\n"`),
		"ints": list("0"), "wide ints": list("9223372036854775808"), "floats": list("0.0"), "one key": "j{" + strings.Repeat(`"":0,`, n) + `"":0}`,
		"deep lists": nested("[", "]"), "deep objects": nested(`{"":`, "}"), "space": "j" + strings.Repeat(" ", n) + "0",
		"many deep lists": "j[" + strings.Repeat(strings.Repeat("[", 900)+strings.Repeat("]", 900)+",", 50) + "0]",
		"int":             "i" + strings.Repeat("\x80", n), "positive int": "i" + strings.Repeat("\x7f", n), "sign": "i" + strings.Repeat("\xff", n),
		"str": "s" + strings.Repeat("x", n), "bytes": "b" + strings.Repeat("x", n),
	} {
		kept := []byte(stored)
		var dynamic, into any
		require.LessOrEqual(t, gomemory.Allocated(func() {
			var err error
			dynamic, err = Decode(kept)
			require.NoError(t, err, name)
		}), multiple*len(stored)+8<<10, name)
		require.LessOrEqual(t, gomemory.Allocated(func() { require.NoError(t, DecodeInto(kept, &into), name) }), multiple*len(stored)+8<<10, name)
		assert.Equal(t, describe(t, dynamic), describe(t, into), name)
	}
}

// Nothing is allocated for the elements that a header claims but that are missing.
func TestDecodeOfClaimedElements(t *testing.T) {
	for _, shape := range []string{"(1000000000,)", "(1000000000, 1000000000)", "(4611686018427387904,)", "(4294967296, 4294967296)", "(99999999999999999999,)"} {
		for _, descr := range []string{"'<f8'", "'|u1'", "'<U500000000'", "[('a', '<f8', (16777216,))]"} {
			text := "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }\n"
			stored := []byte("n\x93NUMPY\x01\x00" + string(rune(len(text))) + "\x00" + text + "elements")
			require.Less(t, gomemory.Allocated(func() {
				_, err := Decode(stored)
				require.ErrorIs(t, err, ErrDamaged)
				var floats []float64
				require.ErrorIs(t, DecodeInto(stored, &floats), ErrDamaged)
			}), 64<<10, "%s %s", descr, shape)
		}
	}
}

// The path in an error of a deep document is built once, not at each level.
func TestPathOfDeepMismatch(t *testing.T) {
	type tree map[string]tree
	const depth = 9_000
	stored := []byte("j" + strings.Repeat(`{"0123456789012345678901234567890123456789":`, depth) + "1" + strings.Repeat("}", depth))
	var into tree
	var err error
	require.Less(t, gomemory.Allocated(func() { err = DecodeInto(bytes.Clone(stored), &into) }), 100*len(stored))
	require.ErrorIs(t, err, ErrMismatch)
	require.Less(t, len(err.Error()), 1000)
	require.ErrorContains(t, err, "at …0123456789")
}

// Every control character in a string or key is refused. The characters after them are accepted.
func TestControlCharacters(t *testing.T) {
	for b := range byte(0x80) {
		if b == '"' || b == '\\' {
			continue
		}
		for _, text := range []string{`"` + string(rune(b)) + `"`, `{"` + string(rune(b)) + `":1}`, `["a` + string(rune(b)) + `b"]`} {
			_, err := Decode([]byte("j" + text))
			if b < 0x20 {
				require.ErrorIs(t, err, ErrDamaged, "%q", text)
			} else {
				require.NoError(t, err, "%q", text)
			}
		}
	}
}
