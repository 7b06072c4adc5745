package valuejson

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Help describes the JSON of a value.
const Help = `  int      a number; above about 4300 digits, which parsers reject, a string of
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

// Append appends a stored value in the form that Help describes.
func Append(dst, stored []byte) ([]byte, error) {
	kind, err := codec.KindOf(stored)
	if err != nil {
		return dst, err
	}
	switch kind {
	case codec.KindBytes:
		return AppendBase64(dst, stored[1:]), nil
	case codec.KindArray:
		array, err := ndarray.Decode(stored[1:])
		if err != nil {
			return dst, err
		}
		return AppendArray(dst, array)
	case codec.KindJSON:
		return appendDocument(dst, stored)
	}
	value, err := codec.Decode(stored)
	if err != nil {
		return dst, err
	}
	switch v := value.(type) {
	case string:
		return jsontext.AppendText(dst, v), nil
	case *big.Int:
		if v.BitLen() > MaxDecimal {
			return append(append(append(dst, '"'), Hexadecimal(v)...), '"'), nil
		}
	}
	return fmt.Append(dst, value), nil
}

// appendDocument appends a stored JSON document. It checks the document but does not decode it,
// because the Go values take far more memory than the text.
func appendDocument(dst, stored []byte) ([]byte, error) {
	var text json.RawMessage
	if len(stored) > 0 {
		if err := codec.DecodeInto(stored, &text); err != nil {
			return dst, err
		}
	}
	return jsontext.AppendPrintable(dst, Document(stored), true), nil
}

// Document returns the text of a stored JSON value, borrowed. An empty value is null.
func Document(stored []byte) []byte {
	if len(stored) == 0 {
		return []byte("null")
	}
	return stored[1:]
}

// MaxDecimal is the length, in bits, above which an int is written in hexadecimal: about 4300
// digits, which is also Python's limit. The time to format decimal digits grows with the square of
// their number, and a stored int can be megabytes long.
const MaxDecimal = 14_280

// Hexadecimal returns an int as Python's hex does.
func Hexadecimal(n *big.Int) string { return fmt.Sprintf("%#x", n) }

// AppendBase64 appends bytes in the form that Help describes.
func AppendBase64(dst, b []byte) []byte {
	return append(base64.StdEncoding.AppendEncode(append(dst, `{"base64":"`...), b), `"}`...)
}

// Key is a key or a prefix in a JSON object: a string, or base64 if it is not UTF-8.
type Key string

// MarshalJSON returns the JSON that AppendKey appends.
func (k Key) MarshalJSON() ([]byte, error) { return AppendKey(nil, string(k)), nil }

// AppendKey appends a key. JSON can hold it as a string only if it is UTF-8.
func AppendKey(dst []byte, key string) []byte {
	if !utf8.ValidString(key) {
		return AppendBase64(dst, []byte(key))
	}
	return jsontext.AppendText(dst, key)
}
