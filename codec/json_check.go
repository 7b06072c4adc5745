package codec

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bytedance/sonic"
)

// JSON text is checked completely before any value is built from it. So the result never depends on
// the position of an error, or on which parser builds the value. The grammar is RFC 8259 with the
// changes that python-rapidjson's loads makes with its defaults (measured with 1.4):
//
//   - NaN, Infinity and Inf are floats, each also after a minus sign;
//   - an escaped surrogate without its pair is an error, and so is text that is not UTF-8;
//   - a float larger than the largest float64 is an error.
//
// maxDepth limits nesting, and maxDigits limits integers. The last of duplicate keys wins.

// A textShape records what a checked text contains that sonic reads differently from Python.
type textShape struct {
	special bool // NaN or an infinity
	wide    bool // a number with an integer part of 19 digits or more, which may exceed int64
	deep    bool // nesting deeper than sonicDepth
	integer bool // any integer, which a float need not hold exactly
	// short: lists of a few bytes of text each, for which sonic allocates far more than they need.
	short bool
}

// shortList is the mean length of the text of a list below which sonic is not used. sonic allocates
// room for 16 elements, however short a list is.
const shortList = 16

// forSonic reports whether sonic can read the text, reads it as Python does, and needs no more
// memory than this package's reader.
func (s textShape) forSonic() bool {
	return sonic.APIKind == sonic.UseSonicJSON && !s.special && !s.wide && !s.deep && !s.short
}

// checkJSON returns an error unless text is one JSON document. depth is the depth at which it will
// be nested in another document. The error is a *SyntaxError.
func checkJSON(text string, depth int) (textShape, error) {
	c := checker{text: text}
	if !utf8.ValidString(text) {
		i := 0
		for r, size := rune(0), 0; ; i += size {
			if r, size = utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
				break
			}
		}
		return c.shape, &SyntaxError{i, "invalid UTF-8"}
	}
	i := skipSpace(text, 0)
	if i == len(text) {
		return c.shape, &SyntaxError{i, "empty text"}
	}
	i, reason := c.value(i, depth)
	c.shape.short = c.lists > 1 && c.lists > len(text)/shortList
	if reason == "" {
		if i = skipSpace(text, i); i < len(text) {
			reason = "more text after the value"
		}
	}
	if reason != "" {
		return c.shape, &SyntaxError{i, reason}
	}
	return c.shape, nil
}

// A checker parses a text without building values. Its methods take the offset where a token
// starts. They return the offset after it, or the offset of the error and the reason.
type checker struct {
	text  string
	shape textShape
	lists int // number of lists in the text so far
}

const (
	endOfText    = "unexpected end"
	badEscape    = "invalid escape"
	badSurrogate = "surrogate without its pair"
)

func (c *checker) value(i, depth int) (int, string) {
	if i == len(c.text) {
		return i, endOfText
	}
	switch b := c.text[i]; {
	case b == '"':
		return c.string(i)
	case b == '{':
		return c.object(i, depth+1)
	case b == '[':
		return c.array(i, depth+1)
	case b == '-' || b-'0' < 10:
		return c.number(i)
	case b == 't':
		return c.word(i, "true")
	case b == 'f':
		return c.word(i, "false")
	case b == 'n':
		return c.word(i, "null")
	case b == 'N' || b == 'I':
		return c.specialFloat(i)
	}
	return i, "not a value"
}

func (c *checker) word(i int, word string) (int, string) {
	if !strings.HasPrefix(c.text[i:], word) {
		return i, "not a value"
	}
	return i + len(word), ""
}

func (c *checker) specialFloat(i int) (int, string) {
	c.shape.special = true
	for _, word := range []string{"NaN", "Infinity", "Inf"} {
		if strings.HasPrefix(c.text[i:], word) {
			return i + len(word), ""
		}
	}
	return i, "not a value"
}

func (c *checker) enter(depth int) string {
	if depth > sonicDepth {
		c.shape.deep = true
		if depth > maxDepth {
			return "nested deeper than " + strconv.Itoa(maxDepth)
		}
	}
	return ""
}

func (c *checker) object(i, depth int) (int, string) {
	text := c.text
	if reason := c.enter(depth); reason != "" {
		return i, reason
	}
	i = skipSpace(text, i+1)
	if i < len(text) && text[i] == '}' {
		return i + 1, ""
	}
	for {
		if i == len(text) {
			return i, endOfText
		}
		if text[i] != '"' {
			return i, "not a key"
		}
		var reason string
		if i, reason = c.string(i); reason != "" {
			return i, reason
		}
		if i = skipSpace(text, i); i == len(text) {
			return i, endOfText
		}
		if text[i] != ':' {
			return i, "no colon after a key"
		}
		if i, reason = c.value(skipSpace(text, i+1), depth); reason != "" {
			return i, reason
		}
		if i = skipSpace(text, i); i == len(text) {
			return i, endOfText
		}
		switch text[i] {
		case '}':
			return i + 1, ""
		case ',':
			i = skipSpace(text, i+1)
		default:
			return i, "no comma between members"
		}
	}
}

func (c *checker) array(i, depth int) (int, string) {
	text := c.text
	c.lists++
	if reason := c.enter(depth); reason != "" {
		return i, reason
	}
	i = skipSpace(text, i+1)
	if i < len(text) && text[i] == ']' {
		return i + 1, ""
	}
	for {
		var reason string
		if i, reason = c.value(i, depth); reason != "" {
			return i, reason
		}
		if i = skipSpace(text, i); i == len(text) {
			return i, endOfText
		}
		switch text[i] {
		case ']':
			return i + 1, ""
		case ',':
			i = skipSpace(text, i+1)
		default:
			return i, "no comma between elements"
		}
	}
}

func (c *checker) number(start int) (int, string) {
	text, i := c.text, start
	if text[i] == '-' {
		if i++; i < len(text) && (text[i] == 'N' || text[i] == 'I') {
			return c.specialFloat(i)
		}
	}
	first := i
	i = skipDigits(text, i)
	whole := i - first
	if whole == 0 {
		return i, "no digits in a number"
	}
	if whole > 1 && text[first] == '0' {
		return first, "a number starts with 0"
	}
	if whole >= 19 {
		c.shape.wide = true
	}
	isFloat, exponent := false, 0
	if i < len(text) && text[i] == '.' {
		isFloat = true
		point := i + 1
		if i = skipDigits(text, point); i == point {
			return i, "no digits after the point"
		}
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		isFloat = true
		if i++; i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		digits := i
		if i = skipDigits(text, digits); i == digits {
			return i, "no digits in an exponent"
		}
		exponent = i - digits
	}
	if !isFloat {
		c.shape.integer = true
		if whole > maxDigits {
			return start, "an integer of more than " + strconv.Itoa(maxDigits) + " digits"
		}
		return i, ""
	}
	if exponent >= 3 || whole >= 200 { // smaller numbers cannot reach 1e308
		if _, err := strconv.ParseFloat(text[start:i], 64); err != nil {
			return start, "a float past the largest float64"
		}
	}
	return i, ""
}

// stringByte holds the bytes that need no check inside a JSON string, given that the text is UTF-8.
var stringByte = func() (plain [256]bool) {
	for b := 0x20; b < 256; b++ {
		plain[b] = b != '"' && b != '\\'
	}
	return plain
}()

func (c *checker) string(start int) (int, string) {
	text := c.text
	for i := start + 1; ; {
		for i < len(text) && stringByte[text[i]] {
			i++
		}
		if i == len(text) {
			return i, "a string without an end"
		}
		switch text[i] {
		case '"':
			return i + 1, ""
		case '\\':
			size, reason := escapeSize(text[i:])
			if reason != "" {
				return i, reason
			}
			i += size
		default:
			return i, "a control character in a string"
		}
	}
}

// escapeSize returns the length of the escape at the start of text. A surrogate pair counts as one
// escape.
func escapeSize(text string) (int, string) {
	if len(text) < 2 {
		return 0, endOfText
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, ""
	case 'u':
		r := hexRune(text)
		switch {
		case r < 0:
			return 0, badEscape
		case !utf16.IsSurrogate(r):
			return 6, ""
		case utf16.DecodeRune(r, hexRune(text[6:])) == utf8.RuneError:
			return 0, badSurrogate
		}
		return 12, ""
	}
	return 0, badEscape
}

// hexRune returns the code of the escape \uXXXX at the start of text, or -1 if there is none.
func hexRune(text string) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return -1
	}
	var r rune
	for _, b := range []byte(text[2:6]) {
		switch {
		case b-'0' < 10:
			b -= '0'
		case b|0x20 >= 'a' && b|0x20 <= 'f':
			b = b | 0x20 - 'a' + 10
		default:
			return -1
		}
		r = r<<4 | rune(b)
	}
	return r
}

func skipSpace(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

func skipDigits(text string, i int) int {
	for i < len(text) && text[i]-'0' < 10 {
		i++
	}
	return i
}

// appendCompact appends checked text without the space between its tokens.
func appendCompact(dst, text []byte) []byte {
	inString := false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '"':
			inString = !inString
		case inString && b == '\\':
			dst = append(dst, b)
			i++
		case !inString && (b == ' ' || b == '\n' || b == '\t' || b == '\r'):
			continue
		}
		dst = append(dst, text[i])
	}
	return dst
}
