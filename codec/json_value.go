package codec

import "reflect"

// JSON makes Append store V as JSON, regardless of its type. It is for numeric slices that other
// programs should read as a list, and for ints, strings and bytes that should be stored as JSON:
//
//	stored, err := codec.Append(nil, codec.JSON{V: []float64{1, 2.5}}) // j[1.0,2.5]
//
// V is encoded like a value inside a map or slice: []byte as base64, and an ndarray is an error. A
// JSON inside JSON is encoded as its V. DecodeInto sets V to the decoded JSON value.
type JSON struct{ V any }

var jsonType = reflect.TypeFor[JSON]()

func encodeValueOfJSON(e *encoder, v reflect.Value) error { return e.any(v.Interface().(JSON).V) }

func decodeValueOfJSON(r *reader, v reflect.Value) error {
	return orZero(decodeInterface)(r, v.Field(0))
}
