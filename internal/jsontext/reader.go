package jsontext

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A Reader parses text that Check has accepted, so it skips checks. Each method starts at the
// first byte of a value and stops after its last.
type Reader struct {
	Text  string
	At    int
	Clone bool  // copy strings out of the text, so that one does not keep all of it in memory
	stack []any // elements of the arrays being read
}

// Next skips space and returns the byte there.
func (r *Reader) Next() byte {
	for {
		switch b := r.Text[r.At]; b {
		case ' ', '\n', '\t', '\r':
			r.At++
		default:
			return b
		}
	}
}

// More is called after a member or an element. It skips a comma and returns true, or skips the
// closing bracket and returns false.
func (r *Reader) More() bool {
	b := r.Next()
	r.At++
	if b == ',' {
		r.Next()
		return true
	}
	return false
}

// Open skips the opening bracket and reports whether the container has any content. If not, it also
// skips the closing bracket.
func (r *Reader) Open() bool {
	r.At++
	if b := r.Next(); b == '}' || b == ']' {
		r.At++
		return false
	}
	return true
}

// Key reads the key of a member and skips to its value.
func (r *Reader) Key() string {
	key := r.Quoted()
	r.Next()
	r.At++ // the colon
	r.Next()
	return key
}

// Any reads a value: nil, bool, int64, *big.Int if that does not fit, float64, string, []any or
// map[string]any. Of duplicate keys the last wins.
func (r *Reader) Any() any {
	switch r.Next() {
	case '"':
		return r.Quoted()
	case '{':
		m := map[string]any{}
		for more := r.Open(); more; more = r.More() {
			key := r.Key()
			m[key] = r.Any()
		}
		return m
	case '[':
		base := len(r.stack)
		for more := r.Open(); more; more = r.More() {
			r.stack = append(r.stack, r.Any())
		}
		list := make([]any, len(r.stack)-base)
		copy(list, r.stack[base:])
		clear(r.stack[base:])
		r.stack = r.stack[:base]
		return list
	case 't':
		r.At += len("true")
		return true
	case 'f':
		r.At += len("false")
		return false
	case 'n':
		r.At += len("null")
		return nil
	}
	literal, isFloat := r.Number()
	if isFloat {
		return ParseFloat(literal)
	}
	if n, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return n
	}
	return ParseBigInt(literal)
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

// Number returns the text of a number and reports whether it is a float.
func (r *Reader) Number() (literal string, isFloat bool) {
	text, start, seen := r.Text, r.At, byte(0)
	i := start
	for i < len(text) && numberByte[text[i]] != 0 {
		seen |= numberByte[text[i]]
		i++
	}
	r.At = i
	return text[start:i], seen&inFloat != 0
}

// ParseFloat parses a float or an integer. A number larger than the largest float64, which can only
// be an integer, becomes an infinity.
func ParseFloat(literal string) float64 {
	// ParseFloat also parses NaN, Inf and Infinity, but not a NaN with a sign.
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil && strings.HasSuffix(literal, "NaN") {
		return math.NaN()
	}
	return f
}

// ParseBigInt parses the digits of an integer of any size.
func ParseBigInt(literal string) *big.Int {
	n, _ := new(big.Int).SetString(literal, 10) // checked text: it cannot fail
	return n
}

// Quoted reads a string. Without escapes the result is a substring of the text.
func (r *Reader) Quoted() string {
	text, start := r.Text, r.At+1
	i := start
	for stringByte[text[i]] {
		i++
	}
	if text[i] == '"' {
		r.At = i + 1
		if r.Clone {
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
	r.At = i + 1
	return string(unescaped)
}

// Skip skips one value and returns its text.
func (r *Reader) Skip() string {
	r.Next()
	start := r.At
	switch r.Text[r.At] {
	case '"':
		r.skipString()
	case '{', '[':
		for depth := 0; ; {
			switch r.Text[r.At] {
			case '"':
				r.skipString()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			if r.At++; depth == 0 {
				return r.Text[start:r.At]
			}
		}
	case 't', 'n':
		r.At += len("true")
	case 'f':
		r.At += len("false")
	default:
		r.Number()
	}
	return r.Text[start:r.At]
}

func (r *Reader) skipString() {
	for r.At++; r.Text[r.At] != '"'; r.At++ {
		if r.Text[r.At] == '\\' {
			r.At++
		}
	}
	r.At++
}
