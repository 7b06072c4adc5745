package codec

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bytedance/sonic"
)

// sonicDepth is the nesting up to which sonic is used. sonic's own limit is 4096.
const sonicDepth = 1000

// With this configuration sonic returns integers as int64. The strings it returns point into its
// input.
var sonicConfig = sonic.Config{UseInt64: true}.Froze()

// readAny builds the dynamic value of a checked text. The strings in it share the text.
//
// readAny uses sonic where possible: sonic and Python read a checked text without NaN, infinities
// and integers beyond int64 alike. On floats sonic is twice as fast as the reader below; on objects
// it is equally fast (BenchmarkDecode). Without an assembler for the processor or the Go version,
// sonic is a wrapper of encoding/json without int64, so it is not used there.
func readAny(text string, shape textShape) any {
	if shape.forSonic() {
		var v any
		if sonicConfig.UnmarshalFromString(text, &v) == nil {
			return v
		}
	}
	r := reader{text: text}
	return r.any()
}

// readFloats builds the list of floats of a checked text, in new memory. It uses sonic, which takes
// a third of the time of the reader below. It reports false for a text that sonic cannot read as
// Python does or that is not a list of floats; that reader handles those texts and their errors.
func readFloats(text string, shape textShape) (floats []float64, ok bool) {
	if !shape.forSonic() || shape.integer {
		return nil, false
	}
	return floats, sonicConfig.UnmarshalFromString(text, &floats) == nil
}

// A reader parses text that checkJSON has accepted, so it skips checks. Each method starts at the
// first byte of a value and stops after its last.
type reader struct {
	text  string
	at    int
	clone bool  // copy strings out of the text, so that one does not keep all of it in memory
	stack []any // elements of the arrays being read
}

// next skips space and returns the byte there.
func (r *reader) next() byte {
	for {
		switch b := r.text[r.at]; b {
		case ' ', '\n', '\t', '\r':
			r.at++
		default:
			return b
		}
	}
}

// more is called after a member or an element. It skips a comma and returns true, or skips the
// closing bracket and returns false.
func (r *reader) more() bool {
	b := r.next()
	r.at++
	if b == ',' {
		r.next()
		return true
	}
	return false
}

// open skips the opening bracket and reports whether the container has any content. If not, it also
// skips the closing bracket.
func (r *reader) open() bool {
	r.at++
	if b := r.next(); b == '}' || b == ']' {
		r.at++
		return false
	}
	return true
}

// key reads the key of a member and skips to its value.
func (r *reader) key() string {
	key := r.string()
	r.next()
	r.at++ // the colon
	r.next()
	return key
}

func (r *reader) any() any {
	switch r.next() {
	case '"':
		return r.string()
	case '{':
		m := map[string]any{}
		for more := r.open(); more; more = r.more() {
			key := r.key()
			m[key] = r.any()
		}
		return m
	case '[':
		base := len(r.stack)
		for more := r.open(); more; more = r.more() {
			r.stack = append(r.stack, r.any())
		}
		list := make([]any, len(r.stack)-base)
		copy(list, r.stack[base:])
		clear(r.stack[base:])
		r.stack = r.stack[:base]
		return list
	case 't':
		r.at += len("true")
		return true
	case 'f':
		r.at += len("false")
		return false
	case 'n':
		r.at += len("null")
		return nil
	}
	literal, isFloat := r.number()
	if isFloat {
		return parseFloat(literal)
	}
	if n, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return n
	}
	return parseBigInt(literal)
}

// numberByte holds the bytes of numbers, NaN and Infinity. Those that also occur in integers have
// inInteger.
var numberByte = func() (kinds [256]byte) {
	for _, b := range ".eE+NaInfity" {
		kinds[b] = inFloat
	}
	for _, b := range "-0123456789" {
		kinds[b] = inInteger
	}
	return kinds
}()

const (
	inInteger = 1
	inFloat   = 2
)

// number returns the text of a number and reports whether it is a float.
func (r *reader) number() (literal string, isFloat bool) {
	text, start, seen := r.text, r.at, byte(0)
	i := start
	for i < len(text) && numberByte[text[i]] != 0 {
		seen |= numberByte[text[i]]
		i++
	}
	r.at = i
	return text[start:i], seen&inFloat != 0
}

// parseFloat parses a float or an integer. A number larger than the largest float64, which can only
// be an integer, becomes an infinity.
func parseFloat(literal string) float64 {
	// ParseFloat also parses NaN, Inf and Infinity, but not a NaN with a sign.
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil && strings.HasSuffix(literal, "NaN") {
		return math.NaN()
	}
	return f
}

// parseBigInt parses the digits of an integer of any size.
func parseBigInt(literal string) *big.Int {
	n, _ := new(big.Int).SetString(literal, 10) // checked text: it cannot fail
	return n
}

// string reads a string. Without escapes the result is a substring of the text.
func (r *reader) string() string {
	text, start := r.text, r.at+1
	i := start
	for stringByte[text[i]] {
		i++
	}
	if text[i] == '"' {
		r.at = i + 1
		if r.clone {
			return strings.Clone(text[start:i])
		}
		return text[start:i]
	}
	unescaped := append(make([]byte, 0, i-start+32), text[start:i]...)
	for text[i] != '"' {
		if text[i] != '\\' {
			plain := i
			for stringByte[text[i]] {
				i++
			}
			unescaped = append(unescaped, text[plain:i]...)
			continue
		}
		i += 2
		switch b := text[i-1]; b {
		case 'b':
			unescaped = append(unescaped, '\b')
		case 'f':
			unescaped = append(unescaped, '\f')
		case 'n':
			unescaped = append(unescaped, '\n')
		case 'r':
			unescaped = append(unescaped, '\r')
		case 't':
			unescaped = append(unescaped, '\t')
		case 'u':
			code := hexRune(text[i-2:])
			i += 4
			if utf16.IsSurrogate(code) {
				code = utf16.DecodeRune(code, hexRune(text[i:]))
				i += 6
			}
			unescaped = utf8.AppendRune(unescaped, code)
		default:
			unescaped = append(unescaped, b)
		}
	}
	r.at = i + 1
	return string(unescaped)
}

// skip skips one value and returns its text.
func (r *reader) skip() string {
	r.next()
	start := r.at
	switch r.text[r.at] {
	case '"':
		r.skipString()
	case '{', '[':
		for depth := 0; ; {
			switch r.text[r.at] {
			case '"':
				r.skipString()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			if r.at++; depth == 0 {
				return r.text[start:r.at]
			}
		}
	case 't', 'n':
		r.at += len("true")
	case 'f':
		r.at += len("false")
	default:
		r.number()
	}
	return r.text[start:r.at]
}

func (r *reader) skipString() {
	for r.at++; r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] == '\\' {
			r.at++
		}
	}
	r.at++
}
