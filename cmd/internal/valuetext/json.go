package valuetext

import "github.com/openleveldb/openleveldb/internal/valuejson"

// JSONHelp describes how --json shows values.
const JSONHelp = `With --json, in JSON that any parser reads, a value is
` + valuejson.Help

// AppendJSON appends a stored value in the form that JSONHelp describes.
func AppendJSON(dst, stored []byte) ([]byte, error) { return valuejson.Append(dst, stored) }

// AppendBase64 appends bytes in the form that JSONHelp describes.
func AppendBase64(dst, b []byte) []byte { return valuejson.AppendBase64(dst, b) }

// AppendElement appends a value that ndarray.Array.At returned.
func AppendElement(dst []byte, value any) ([]byte, error) {
	return valuejson.AppendElement(dst, value)
}

// JSONKey is a key or a prefix in an object for --json: a string, or base64 if it is not UTF-8.
type JSONKey = valuejson.Key

func appendJSONKey(dst []byte, key string) []byte { return valuejson.AppendKey(dst, key) }
