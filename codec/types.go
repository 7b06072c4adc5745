package codec

import (
	"encoding"
	"encoding/json"
	"math/big"
	"reflect"

	"github.com/openleveldb/openleveldb/ndarray"
)

var (
	arrayType           = reflect.TypeFor[*ndarray.Array]()
	bigIntType          = reflect.TypeFor[*big.Int]()
	numberType          = reflect.TypeFor[json.Number]()
	marshalerType       = reflect.TypeFor[json.Marshaler]()
	unmarshalerType     = reflect.TypeFor[json.Unmarshaler]()
	textMarshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func isMarshaler(t reflect.Type) bool {
	return t.Implements(marshalerType) || t.Implements(textMarshalerType)
}

// isBytes reports whether a slice type is bytes rather than a list of small numbers, by
// encoding/json's rule.
func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !isMarshaler(reflect.PointerTo(t.Elem()))
}

// isUnmarshaler reports whether a *t decodes itself.
func isUnmarshaler(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return pointer.Implements(unmarshalerType) || pointer.Implements(textUnmarshalerType)
}
