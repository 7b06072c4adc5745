package ndarray

import (
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// literal parses the part of Python's literal syntax that .npy headers use: dicts with text keys,
// tuples, lists, text, integers (with the L of Python 2), True and False. It builds the final
// values directly, so no text can make it build more than it describes.
type literal struct {
	text []byte
	pos  int
	utf8 bool // .npy 3.0; else latin-1, as in 1.0 and 2.0
}

func (p *literal) fail(format string, args ...any) error {
	return fmt.Errorf("at byte %d of the text: %w", p.pos, fmt.Errorf(format, args...))
}

func (p *literal) space() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', '\n', '\r', '\f':
			p.pos++
		default:
			return
		}
	}
}

// next skips space and returns the byte there, or 0 at the end.
func (p *literal) next() byte {
	p.space()
	if p.pos == len(p.text) {
		return 0
	}
	return p.text[p.pos]
}

// accept skips space and then c. It reports whether c was there.
func (p *literal) accept(c byte) bool {
	if p.next() != c {
		return false
	}
	p.pos++
	return true
}

func (p *literal) expect(c byte) error {
	if !p.accept(c) {
		return p.fail("%w: expected %q, found %s", ErrHeader, c, p.found())
	}
	return nil
}

// found describes the text at the current position, for errors.
func (p *literal) found() string {
	if p.next() == 0 && p.pos == len(p.text) {
		return "the end"
	}
	return fmt.Sprintf("%.20q", p.text[p.pos:])
}

// end returns an error if anything but space is left.
func (p *literal) end() error {
	if p.space(); p.pos < len(p.text) {
		return p.fail("%w: unexpected %s after the end", ErrHeader, p.found())
	}
	return nil
}

// items parses a comma-separated list up to the closing bracket; the opening one has already been
// read. It calls item once for each. One more comma may follow the last item. It returns the number
// of items and reports whether a comma came last.
func (p *literal) items(closing byte, item func() error) (count int, comma bool, err error) {
	for {
		if p.accept(closing) {
			return count, comma, nil
		}
		if count > 0 && !comma {
			return count, comma, p.fail("%w: expected ',' or %q, found %s", ErrHeader, closing, p.found())
		}
		if err := item(); err != nil {
			return count, comma, err
		}
		count++
		comma = p.accept(',')
	}
}

func (p *literal) boolean() (bool, error) {
	word := p.word()
	switch string(word) {
	case "True":
		return true, nil
	case "False":
		return false, nil
	}
	p.pos -= len(word)
	return false, p.fail("%w: expected True or False, found %s", ErrHeader, p.found())
}

// word reads letters and digits.
func (p *literal) word() []byte {
	p.space()
	start := p.pos
	for p.pos < len(p.text) && isAlphanumeric(p.text[p.pos]) {
		p.pos++
	}
	return p.text[start:p.pos]
}

func isAlphanumeric(c byte) bool {
	return c-'0' < 10 || c|0x20-'a' < 26 || c == '_'
}

// integer reads a decimal number from 0 to math.MaxInt. As in Python, only zero may begin with
// zeros. The L of Python 2 is accepted in the format versions that Python 2 wrote.
func (p *literal) integer() (int, error) {
	if p.next() == '-' {
		return 0, p.fail("%w: negative number %s", ErrShape, p.found())
	}
	word := p.word()
	n, digits := 0, 0
	for ; digits < len(word) && word[digits]-'0' < 10; digits++ {
		digit := int(word[digits] - '0')
		if n > (math.MaxInt-digit)/10 {
			return 0, p.fail("%w: %.40s is too large", ErrShape, word)
		}
		n = n*10 + digit
	}
	suffix := string(word[digits:])
	if digits > 1 && word[0] == '0' && n > 0 {
		return 0, p.fail("%w: %.40s has leading zeros", ErrHeader, word)
	}
	if digits == 0 || suffix != "" && (suffix != "L" || p.utf8) {
		p.pos -= len(word)
		return 0, p.fail("%w: expected a number, found %s", ErrHeader, p.found())
	}
	return n, nil
}

// string reads text in single or double quotes, after an optional u of Python 2.
func (p *literal) string() (string, error) {
	quote := p.next()
	if (quote == 'u' || quote == 'U') && p.pos+1 < len(p.text) {
		if q := p.text[p.pos+1]; q == '\'' || q == '"' {
			p.pos++
			quote = q
		}
	}
	if quote != '\'' && quote != '"' {
		return "", p.fail("%w: expected a string, found %s", ErrHeader, p.found())
	}
	p.pos++
	var out []byte
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == quote:
			p.pos++
			return string(out), nil
		case c == '\n':
			return "", p.fail("%w: newline in string", ErrHeader)
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		case c < utf8.RuneSelf:
			out = append(out, c)
			p.pos++
		case p.utf8:
			r, size := utf8.DecodeRune(p.text[p.pos:])
			if r == utf8.RuneError && size == 1 {
				return "", p.fail("%w: invalid UTF-8", ErrHeader)
			}
			out = utf8.AppendRune(out, r)
			p.pos += size
		default:
			out = utf8.AppendRune(out, rune(c))
			p.pos++
		}
	}
	return "", p.fail("%w: unterminated string", ErrHeader)
}

// escape reads an escape sequence of a Python string.
func (p *literal) escape() (rune, error) {
	rest := p.text[p.pos+1:]
	if len(rest) == 0 {
		return 0, p.fail("%w: unterminated string", ErrHeader)
	}
	if r, simple := escapes[rest[0]]; simple {
		p.pos += 2
		return r, nil
	}
	skip, digits, base := 1, 0, 16
	switch c := rest[0]; {
	case c == 'x':
		digits = 2
	case c == 'u':
		digits = 4
	case c == 'U':
		digits = 8
	case c-'0' < 8:
		skip, base = 0, 8
		for digits < 3 && digits < len(rest) && rest[digits]-'0' < 8 {
			digits++
		}
	}
	if digits == 0 || len(rest) < skip+digits {
		return 0, p.fail("%w: invalid escape %.10q", ErrHeader, p.text[p.pos:])
	}
	n, err := strconv.ParseUint(string(rest[skip:skip+digits]), base, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return 0, p.fail("%w: escape %.10q is not a character", ErrHeader, p.text[p.pos:])
	}
	p.pos += 1 + skip + digits
	return rune(n), nil
}

var escapes = map[byte]rune{
	'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}
