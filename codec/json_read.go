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

// sonicDepth is the nesting up to which sonic is asked; its own bound is 4096.
const sonicDepth = 1000

// Integers come as int64 from this configuration. The strings it returns point into the text it is given.
var sonicConfig = sonic.Config{UseInt64: true}.Froze()

// readAny builds the dynamic value of a checked text, which the strings in it share.
//
// Sonic does it where it can: a checked text without NaN, infinities and integers past int64 holds nothing that sonic and
// Python see differently. On floats it is twice as fast as the reader below, on objects equal (BenchmarkDecode). Where sonic
// has no assembler for the processor or the Go version it is encoding/json in disguise, without int64, so it is not asked.
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

// readFloats builds the list of floats of a checked text, in new memory. It is for sonic, which takes a third of the time of the
// reader below; a text that is not, or is no list of floats, is left to that, errors included.
func readFloats(text string, shape textShape) (floats []float64, ok bool) {
	if !shape.forSonic() || shape.integer {
		return nil, false
	}
	return floats, sonicConfig.UnmarshalFromString(text, &floats) == nil
}

// A reader walks over text that checkJSON has passed, and so looks at no more than it needs. Each method starts at the first
// byte of a value and stops after its last.
type reader struct {
	text  string
	at    int
	clone bool  // strings are copied out of the text, so that one does not keep all of it in memory
	stack []any // elements of the arrays that are being read
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

// more is called after a member or an element: it skips the comma and tells that there is another, or skips the closing bracket.
func (r *reader) more() bool {
	b := r.next()
	r.at++
	if b == ',' {
		r.next()
		return true
	}
	return false
}

// open skips the opening bracket and tells whether anything is inside; if not it skips the closing one too.
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

// numberByte holds the bytes of numbers, NaN and Infinity: inInteger if they are in integers too.
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

// number reads the text of a number and tells whether it is a float.
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

// parseFloat reads a float or an integer; one past the largest float64, which only an integer can be, becomes an infinity.
func parseFloat(literal string) float64 {
	f, err := strconv.ParseFloat(literal, 64) // it knows NaN, Inf and Infinity too, but no NaN with a sign
	if err != nil && strings.HasSuffix(literal, "NaN") {
		return math.NaN()
	}
	return f
}

// parseBigInt reads the digits of an integer of any size.
func parseBigInt(literal string) *big.Int {
	n, _ := new(big.Int).SetString(literal, 10) // checked text: it cannot fail
	return n
}

// string reads a string. Without escapes it is a piece of the text.
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

// skip passes over one value and returns its text.
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
