package jsontext

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// SkipSpace returns the offset of the first byte from i on that is not space.
func SkipSpace[T string | []byte](text T, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// TokenEnd returns the end of the token that begins at i: a bracket, a comma, a colon, a string, a
// number or a word. The text must have been checked.
func TokenEnd[T string | []byte](text T, i int) int {
	switch text[i] {
	case '{', '}', '[', ']', ',', ':':
		return i + 1
	case '"':
		for i++; text[i] != '"'; i++ {
			if text[i] == '\\' {
				i++
			}
		}
		return i + 1
	}
	for i < len(text) && !isDelimiter(text[i]) {
		i++
	}
	return i
}

func isDelimiter(c byte) bool {
	return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\n' || c == '\r' || c == '\t'
}

// AppendCompact appends checked text without the space between its tokens.
func AppendCompact(dst, text []byte) []byte {
	for i := SkipSpace(text, 0); i < len(text); {
		end := TokenEnd(text, i)
		dst = append(dst, text[i:end]...)
		i = SkipSpace(text, end)
	}
	return dst
}

// AppendPrintable appends checked text on one line for people. Numbers, escapes and the order of
// keys are unchanged. Space between tokens is removed, and unprintable characters are escaped. If
// strict is set, NaN and infinities become strings, so that any parser reads the result.
func AppendPrintable(dst, text []byte, strict bool) []byte {
	for i := SkipSpace(text, 0); i < len(text); {
		end := TokenEnd(text, i)
		switch token := text[i:end]; {
		case token[0] == '"':
			dst = appendPrintableString(dst, token)
		case strict && (token[0] == '-' || token[0] == 'N' || token[0] == 'I'):
			dst = AppendStrictNumber(dst, string(token))
		default:
			dst = append(dst, token...)
		}
		i = SkipSpace(text, end)
	}
	return dst
}

// appendPrintableString appends a string with its quotes and escapes.
func appendPrintableString(dst, token []byte) []byte {
	for i := 0; i < len(token); {
		if token[i] == '\\' {
			dst = append(dst, token[i], token[i+1])
			i += 2
			continue
		}
		r, size := utf8.DecodeRune(token[i:])
		dst = appendPrintableRune(dst, r)
		i += size
	}
	return dst
}

// AppendText appends a text in quotes for people. Only quotes, backslashes and unprintable
// characters are escaped, so that the text cannot affect a terminal. Bytes that are not UTF-8
// become U+FFFD.
func AppendText(dst []byte, text string) []byte {
	dst = append(dst, '"')
	for _, r := range text {
		if r == '"' || r == '\\' {
			dst = append(dst, '\\')
		}
		dst = appendPrintableRune(dst, r)
	}
	return append(dst, '"')
}

func appendPrintableRune(dst []byte, r rune) []byte {
	if unicode.IsPrint(r) {
		return utf8.AppendRune(dst, r)
	}
	for _, unit := range utf16.AppendRune(nil, r) {
		dst = append(dst, '\\', 'u', lowerHex[unit>>12], lowerHex[unit>>8&15], lowerHex[unit>>4&15], lowerHex[unit&15])
	}
	return dst
}

const lowerHex = "0123456789abcdef"

// AppendStrictNumber appends the text of a number. NaN and infinities become strings. Python's
// parser accepts more names than its writer uses: Inf, and NaN with a sign.
func AppendStrictNumber(dst []byte, text string) []byte {
	switch text {
	case "NaN", "-NaN":
		return append(dst, `"NaN"`...)
	case "Infinity", "Inf":
		return append(dst, `"Infinity"`...)
	case "-Infinity", "-Inf":
		return append(dst, `"-Infinity"`...)
	}
	return append(dst, text...)
}
