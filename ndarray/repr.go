package ndarray

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// appendRepr appends s as Python's repr(str). It uses single quotes unless those need escapes and
// double quotes do not. Unprintable characters are escaped.
func appendRepr(b []byte, s string) []byte {
	quote := reprQuote(s)
	b = append(b, quote)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		b = appendReprRune(b, r, rune(quote))
	}
	return append(b, quote)
}

// appendReprRune appends one character of a repr. Python prints every character except those of the
// Unicode categories Other and Separator, and it prints the space. unicode.IsPrint covers the same
// characters.
func appendReprRune(b []byte, r, quote rune) []byte {
	switch {
	case r == quote || r == '\\':
		return append(b, '\\', byte(r))
	case r == '\n':
		return append(b, `\n`...)
	case r == '\r':
		return append(b, `\r`...)
	case r == '\t':
		return append(b, `\t`...)
	case unicode.IsPrint(r):
		return utf8.AppendRune(b, r)
	case uint32(r) < 0x100:
		return fmt.Appendf(b, `\x%02x`, r)
	case uint32(r) < 0x10000:
		return fmt.Appendf(b, `\u%04x`, r)
	}
	return fmt.Appendf(b, `\U%08x`, uint32(r))
}

// appendReprBytes appends s as Python's repr(bytes).
func appendReprBytes(b, s []byte) []byte {
	quote := reprQuote(string(s))
	b = append(b, 'b', quote)
	for _, c := range s {
		if c >= 0x7f {
			b = fmt.Appendf(b, `\x%02x`, c)
		} else {
			b = appendReprRune(b, rune(c), rune(quote))
		}
	}
	return append(b, quote)
}

func reprQuote(s string) byte {
	single := false
	for i := range len(s) {
		switch s[i] {
		case '"':
			return '\''
		case '\'':
			single = true
		}
	}
	if single {
		return '"'
	}
	return '\''
}
