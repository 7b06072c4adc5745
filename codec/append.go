package codec

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Append encodes v with its tag and returns dst with the stored bytes appended. The package comment
// lists the kind of each Go type.
//
// Errors wrap [ErrUnsupported] (an integer of more than 128 bits, text that is not UTF-8, a
// channel, a cycle, …) or come from a MarshalJSON or MarshalText method. After an error Append
// returns dst with its original length and contents.
//
// Append keeps no reference to dst or to anything that v points to. It is safe for concurrent use
// as long as no goroutine changes v.
func Append(dst []byte, v any) ([]byte, error) { return appendValue(dst, v, 0) }

func appendValue(dst []byte, v any, pointers int) ([]byte, error) {
	switch v := v.(type) {
	case int:
		return appendInt64(dst, int64(v)), nil
	case int64:
		return appendInt64(dst, v), nil
	case string:
		return appendStr(dst, v)
	case []byte:
		return append(append(dst, byte(KindBytes)), v...), nil
	case *ndarray.Array:
		if v != nil {
			return appendArray(dst, v)
		}
		return appendJSON(dst, nil)
	case ndarray.Array:
		return appendArray(dst, &v)
	case *big.Int:
		if v != nil {
			return appendBigInt(dst, v)
		}
		return appendJSON(dst, nil)
	case big.Int:
		return appendBigInt(dst, &v)
	case JSON:
		return appendJSON(dst, v.V)
	case nil, bool, float64, map[string]any, []any, json.Number, json.Marshaler, encoding.TextMarshaler:
		return appendJSON(dst, v)
	}
	value := reflect.ValueOf(v)
	switch value.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return appendInt64(dst, value.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return appendUint64(dst, value.Uint()), nil
	case reflect.String:
		return appendStr(dst, value.String())
	case reflect.Slice:
		if isBytes(value.Type()) {
			return append(append(dst, byte(KindBytes)), value.Bytes()...), nil
		} else if isArray(value.Type()) {
			return appendSlice(dst, v, value), nil
		}
	case reflect.Pointer: // encoded as what it points to
		if value.IsNil() {
			return appendJSON(dst, nil)
		}
		switch target := value.Elem(); target.Kind() {
		// These are always JSON if they have such a method, including one with a pointer receiver.
		case reflect.Struct, reflect.Array, reflect.Map:
		default:
			if pointers == jsontext.MaxDepth {
				return dst, unsupported(value.Type(), "cycle of pointers")
			}
			return appendValue(dst, target.Interface(), pointers+1)
		}
	}
	return appendJSON(dst, v)
}

func appendStr(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return dst, errUTF8(s)
	}
	return append(append(dst, byte(KindStr)), s...), nil
}

func errUTF8(s string) error {
	return fmt.Errorf("codec: encode string %q: %w: invalid UTF-8", shorten(s), ErrUnsupported)
}
