package valuetext

import (
	"encoding/base64"
	"fmt"
	"math/big"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
)

// JSONHelp describes how --json shows values.
const JSONHelp = `With --json, in JSON that any parser reads, a value is
  int      a number; above about 4300 digits, which parsers reject, a string of
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

// AppendJSON appends a stored value in the form that JSONHelp describes.
func AppendJSON(dst, stored []byte) ([]byte, error) {
	value, tag, err := Decode(stored)
	if err != nil {
		return dst, err
	}
	switch tag {
	case codec.KindStr:
		return jsontext.AppendText(dst, value.(string)), nil
	case codec.KindBytes:
		return AppendBase64(dst, stored[1:]), nil
	case codec.KindJSON:
		return jsontext.AppendPrintable(dst, Document(stored), true), nil
	case codec.KindArray:
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
	return jsontext.AppendText(dst, key)
}

// AppendBase64 appends bytes in the form that JSONHelp describes.
func AppendBase64(dst, b []byte) []byte {
	return append(base64.StdEncoding.AppendEncode(append(dst, `{"base64":"`...), b), `"}`...)
}
