package jsontext

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// MaxDepth limits the nesting of JSON when reading and writing, as encoding/json does. Python's
	// dumps stops near 1000, its loads much later.
	MaxDepth = 10000
	// MaxDigits limits integers in JSON. It is Python's limit for converting ints to and from text
	// (sys.int_info). rapidjson writes up to that limit but reads only up to the largest float64,
	// about 309 digits.
	MaxDigits = 4300
)

// Facts describe a checked text.
type Facts struct {
	Special bool // NaN or an infinity
	Wide    bool // a number with an integer part of 19 digits or more, which may exceed int64
	Integer bool // any integer, which a float need not hold exactly
	Float   bool // any float
	String  bool // any string, including keys
	Depth   int  // the deepest nesting of containers
	Lists   int  // number of lists
}

// Check reports whether text is one JSON document: reason is empty, or what is wrong at the offset.
// depth is the depth at which the text will be nested in another document.
//
// JSON text is checked completely before any value is built from it. So the result never depends on
// the position of an error, or on which parser builds the value. The grammar is RFC 8259 with the
// changes that python-rapidjson's loads makes with its defaults (measured with 1.4):
//
//   - NaN, Infinity and Inf are floats, each also after a minus sign;
//   - an escaped surrogate without its pair is an error, and so is text that is not UTF-8;
//   - a float larger than the largest float64 is an error.
//
// MaxDepth limits nesting, and MaxDigits limits integers.
func Check(text string, depth int) (facts Facts, offset int, reason string) {
	c := checker{text: text}
	if !utf8.ValidString(text) {
		i := 0
		for r, size := rune(0), 0; ; i += size {
			if r, size = utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
				break
			}
		}
		return c.facts, i, "invalid UTF-8"
	}
	i := SkipSpace(text, 0)
	if i == len(text) {
		return c.facts, i, "empty text"
	}
	i, reason = c.value(i, depth)
	if reason == "" {
		if i = SkipSpace(text, i); i < len(text) {
			reason = "unexpected text after the value"
		}
	}
	return c.facts, i, reason
}

// A checker parses a text without building values. Its methods take the offset where a token
// starts. They return the offset after it, or the offset of the error and the reason.
type checker struct {
	text  string
	facts Facts
}

const (
	endOfText    = "unexpected end of text"
	badEscape    = "invalid escape"
	badSurrogate = "unpaired surrogate"
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
	return i, "expected a value"
}

func (c *checker) word(i int, word string) (int, string) {
	if !strings.HasPrefix(c.text[i:], word) {
		return i, "expected a value"
	}
	return i + len(word), ""
}

func (c *checker) specialFloat(i int) (int, string) {
	c.facts.Special, c.facts.Float = true, true
	for _, word := range []string{"NaN", "Infinity", "Inf"} {
		if strings.HasPrefix(c.text[i:], word) {
			return i + len(word), ""
		}
	}
	return i, "expected a value"
}

func (c *checker) enter(depth int) string {
	if depth > c.facts.Depth {
		c.facts.Depth = depth
		if depth > MaxDepth {
			return "nested deeper than " + strconv.Itoa(MaxDepth)
		}
	}
	return ""
}

func (c *checker) object(i, depth int) (int, string) {
	text := c.text
	if reason := c.enter(depth); reason != "" {
		return i, reason
	}
	i = SkipSpace(text, i+1)
	if i < len(text) && text[i] == '}' {
		return i + 1, ""
	}
	for {
		if i == len(text) {
			return i, endOfText
		}
		if text[i] != '"' {
			return i, "expected a key"
		}
		var reason string
		if i, reason = c.string(i); reason != "" {
			return i, reason
		}
		if i = SkipSpace(text, i); i == len(text) {
			return i, endOfText
		}
		if text[i] != ':' {
			return i, "missing colon after a key"
		}
		if i, reason = c.value(SkipSpace(text, i+1), depth); reason != "" {
			return i, reason
		}
		if i = SkipSpace(text, i); i == len(text) {
			return i, endOfText
		}
		switch text[i] {
		case '}':
			return i + 1, ""
		case ',':
			i = SkipSpace(text, i+1)
		default:
			return i, "missing comma between members"
		}
	}
}

func (c *checker) array(i, depth int) (int, string) {
	text := c.text
	c.facts.Lists++
	if reason := c.enter(depth); reason != "" {
		return i, reason
	}
	i = SkipSpace(text, i+1)
	if i < len(text) && text[i] == ']' {
		return i + 1, ""
	}
	for {
		var reason string
		if i, reason = c.value(i, depth); reason != "" {
			return i, reason
		}
		if i = SkipSpace(text, i); i == len(text) {
			return i, endOfText
		}
		switch text[i] {
		case ']':
			return i + 1, ""
		case ',':
			i = SkipSpace(text, i+1)
		default:
			return i, "missing comma between elements"
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
		return i, "number without digits"
	}
	if whole > 1 && text[first] == '0' {
		return first, "number with a leading zero"
	}
	if whole >= 19 {
		c.facts.Wide = true
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
		c.facts.Integer = true
		if whole > MaxDigits {
			return start, "integer of more than " + strconv.Itoa(MaxDigits) + " digits"
		}
		return i, ""
	}
	c.facts.Float = true
	if exponent >= 3 || whole >= 200 { // smaller numbers cannot reach 1e308
		if _, err := strconv.ParseFloat(text[start:i], 64); err != nil {
			return start, "float out of range"
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
	c.facts.String = true
	for i := start + 1; ; {
		for i < len(text) && stringByte[text[i]] {
			i++
		}
		if i == len(text) {
			return i, "unterminated string"
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
			return i, "control character in a string"
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

func skipDigits(text string, i int) int {
	for i < len(text) && text[i]-'0' < 10 {
		i++
	}
	return i
}
