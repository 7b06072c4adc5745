package codec

import (
	"strconv"

	"github.com/bytedance/sonic"
	"github.com/openleveldb/openleveldb/internal/jsontext"
)

// forSonic reports whether sonic should read a checked text: one list of numbers, all within the
// range that sonic reads as Python does. sonic reads those faster than package jsontext. For
// objects it is slower. For strings and nested lists it is slower into any, and allocates more
// (BenchmarkSonic).
// Without an assembler for the processor or the Go version, sonic is a wrapper of encoding/json
// without int64, so it is not used there.
func forSonic(text string, facts jsontext.Facts) bool {
	return sonic.APIKind == sonic.UseSonicJSON && facts.Lists == 1 && facts.Depth == 1 &&
		!facts.String && !facts.Special && !facts.Wide && len(text) >= shortList
}

// shortList is the length of the text of a list below which sonic is not used. sonic allocates room
// for 16 elements, however short a list is.
const shortList = 64

// checkJSON returns an error unless text is one JSON document. depth is the depth at which it will
// be nested in another document. The error is a *SyntaxError.
func checkJSON(text string, depth int) (jsontext.Facts, error) {
	facts, offset, reason := jsontext.Check(text, depth)
	if reason != "" {
		return facts, &SyntaxError{offset, reason}
	}
	return facts, nil
}

// A reader reads checked text into Go values.
type reader struct{ jsontext.Reader }

// With this configuration sonic returns integers as int64. The strings it returns point into its
// input.
var sonicConfig = sonic.Config{UseInt64: true}.Froze()

// readAny builds the dynamic value of a checked text. The strings in it share the text.
func readAny(text string, facts jsontext.Facts) any {
	if forSonic(text, facts) {
		var v any
		if sonicConfig.UnmarshalFromString(text, &v) == nil {
			return v
		}
	}
	r := jsontext.Reader{Text: text}
	return r.Any()
}

// readFloats builds the list of floats of a checked text, in new memory. It reports false for a
// text that sonic should not read or that is not a list of floats. The decoder of the type handles
// those texts and their errors.
func readFloats(text string, facts jsontext.Facts) (floats []float64, ok bool) {
	if facts.Integer || !forSonic(text, facts) {
		return nil, false
	}
	return floats, sonicConfig.UnmarshalFromString(text, &floats) == nil
}

// readInts is readFloats for a list of integers.
func readInts[T int | int64](text string, facts jsontext.Facts) (ints []T, ok bool) {
	if facts.Float || !forSonic(text, facts) || strconv.IntSize < 64 {
		return nil, false
	}
	return ints, sonicConfig.UnmarshalFromString(text, &ints) == nil
}
