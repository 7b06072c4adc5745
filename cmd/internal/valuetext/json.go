package valuetext

import (
	"encoding/base64"
	"fmt"
	"math/big"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// JSONHelp describes how --json shows values.
const JSONHelp = `With --json, in JSON that any parser reads, a value is
  int      a number; above about 4300 digits, which parsers refuse, a string of
           hexadecimal digits, "0x..."
  str      a string
  bytes    {"base64": "..."}
  json     the stored document, without space between tokens, and with the strings
           "NaN", "Infinity" and "-Infinity" for values that JSON does not have
  ndarray  {"dtype": "<f4", "shape": [2, 3], "data": [[...], [...]]}
           dtype: as in a .npy file
           data: nested like the axes; complex numbers as [real, imaginary],
           datetimes and timedeltas as the strings that numpy prints, S and V like
           bytes, structures as objects; [] for an array without bytes
           base64: replaces data for long doubles, which only machines like the
           writer's can read, and for structures whose names are far longer than
           their bytes; the elements in C order`

// AppendJSON appends a stored value in the form that jsonHelp describes.
func AppendJSON(dst, stored []byte) ([]byte, error) {
	value, tag, err := Decode(stored)
	if err != nil {
		return dst, err
	}
	switch tag {
	case codec.Str:
		return AppendJSONString(dst, value.(string)), nil
	case codec.Bytes:
		return AppendBase64(dst, stored[1:]), nil
	case codec.JSON:
		return AppendDocument(dst, Document(stored), true), nil
	case codec.Array:
		return appendArray(dst, value.(*ndarray.Array))
	default:
		if n, ok := value.(*big.Int); ok && n.BitLen() > maxDecimal {
			return append(append(append(dst, '"'), hexadecimal(n)...), '"'), nil
		}
		return fmt.Append(dst, value), nil
	}
}

// appendJSONKey appends a key. JSON can hold it as a string only if it is UTF-8.
func appendJSONKey(dst []byte, key string) []byte {
	if !utf8.ValidString(key) {
		return AppendBase64(dst, []byte(key))
	}
	return AppendJSONString(dst, key)
}

func AppendBase64(dst, b []byte) []byte {
	return append(base64.StdEncoding.AppendEncode(append(dst, `{"base64":"`...), b), `"}`...)
}

// AppendJSONString appends a text in quotes. Unprintable characters are escaped, so that they
// cannot affect a terminal.
func AppendJSONString(dst []byte, text string) []byte {
	dst = append(dst, '"')
	for _, r := range text {
		if r == '"' || r == '\\' {
			dst = append(dst, '\\')
		}
		dst = appendJSONRune(dst, r)
	}
	return append(dst, '"')
}

func appendJSONRune(dst []byte, r rune) []byte {
	if unicode.IsPrint(r) {
		return utf8.AppendRune(dst, r)
	}
	for _, unit := range utf16.AppendRune(nil, r) {
		dst = fmt.Appendf(dst, `\u%04x`, unit)
	}
	return dst
}

// AppendDocument appends the text of a checked JSON document, on one line. Numbers, escapes and the
// order of keys are unchanged. Space between tokens is removed, and unprintable characters are
// escaped. If strict is set, NaN and infinities become strings.
func AppendDocument(dst, text []byte, strict bool) []byte {
	for i, inString := 0, false; i < len(text); {
		c := text[i]
		switch {
		case c == '"':
			inString = !inString
			dst = append(dst, c)
			i++
		case inString && c == '\\':
			dst = append(dst, c, text[i+1])
			i += 2
		case inString:
			r, size := utf8.DecodeRune(text[i:])
			dst = appendJSONRune(dst, r)
			i += size
		case c == ' ' || c == '\n' || c == '\r' || c == '\t':
			i++
		case c == '-' || c == 'N' || c == 'I' || c >= '0' && c <= '9':
			end := i
			for end < len(text) && !IsDelimiter(text[end]) {
				end++
			}
			dst = appendNumber(dst, string(text[i:end]), strict)
			i = end
		default: // brackets, commas, colons, true, false, null
			dst = append(dst, c)
			i++
		}
	}
	return dst
}

func IsDelimiter(c byte) bool {
	return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\n' || c == '\r' || c == '\t'
}

// appendNumber appends the text of a number. Python's parser accepts more names than its writer
// uses: Inf, and NaN with a sign.
func appendNumber(dst []byte, text string, strict bool) []byte {
	if !strict {
		return append(dst, text...)
	}
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
