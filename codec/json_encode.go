package codec

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"github.com/openleveldb/openleveldb/internal/jsontext"
)

// An encoder appends one JSON document. It does not use sonic. sonic writes float64(3) as an
// integer, so it could not be used for any type that holds a float or an interface. By default
// sonic also leaves strings unescaped or unchecked, and without its assembler it ignores the
// options that change this. For the remaining types, a plan cached per type and strconv for numbers
// are as fast (BenchmarkAppend).
type encoder struct {
	dst      []byte
	depth    int // containers around the value being written
	pointers int // pointers around it: a cycle may contain no container
}

// An encodeFunc appends v, which has the type for which the function was built.
type encodeFunc func(e *encoder, v reflect.Value) error

func appendJSON(dst []byte, v any) ([]byte, error) {
	e := encoder{dst: append(dst, byte(KindJSON))}
	if err := e.any(v); err != nil {
		return dst, err
	}
	return e.dst, nil
}

// any writes the value of an interface. It handles the types that Decode returns without
// reflection.
func (e *encoder) any(v any) (err error) {
	switch v := v.(type) {
	case nil:
		e.dst = append(e.dst, "null"...)
	case bool:
		e.dst = strconv.AppendBool(e.dst, v)
	case string:
		e.dst, err = appendJSONString(e.dst, v)
	case int:
		e.dst = strconv.AppendInt(e.dst, int64(v), 10)
	case int64:
		e.dst = strconv.AppendInt(e.dst, v, 10)
	case float64:
		e.dst = jsontext.AppendFloat(e.dst, v, 64)
	case []any:
		if v == nil {
			e.dst = append(e.dst, "null"...)
			return nil
		}
		if err = e.enter(); err != nil {
			return err
		}
		e.dst = append(e.dst, '[')
		for i, element := range v {
			if i > 0 {
				e.dst = append(e.dst, ',')
			}
			if err = e.any(element); err != nil {
				return err
			}
		}
		e.dst = append(e.dst, ']')
		e.depth--
	case map[string]any:
		if v == nil {
			e.dst = append(e.dst, "null"...)
			return nil
		}
		if err = e.enter(); err != nil {
			return err
		}
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		e.dst = append(e.dst, '{')
		for i, key := range keys {
			if err = e.key(i, key); err != nil {
				return err
			}
			if err = e.any(v[key]); err != nil {
				return err
			}
		}
		e.dst = append(e.dst, '}')
		e.depth--
	default:
		value := reflect.ValueOf(v)
		return encoderOf(value.Type())(e, value)
	}
	return err
}

// key writes the i-th key of an object and its colon.
func (e *encoder) key(i int, key string) (err error) {
	if i > 0 {
		e.dst = append(e.dst, ',')
	}
	if e.dst, err = appendJSONString(e.dst, key); err != nil {
		return err
	}
	e.dst = append(e.dst, ':')
	return nil
}

// enter counts a container. The caller ends it with depth--.
func (e *encoder) enter() error {
	if e.depth++; e.depth > jsontext.MaxDepth {
		return errDepth()
	}
	return nil
}

func errDepth() error {
	return fmt.Errorf("codec: encode json: %w: nested deeper than %d levels, or a cycle", ErrUnsupported, jsontext.MaxDepth)
}

var encoders sync.Map // reflect.Type: encodeFunc

// encoderOf returns the function that writes values of type t. While that function is built, a
// recursive type refers to a placeholder that waits for it.
func encoderOf(t reflect.Type) encodeFunc {
	if encode, ok := encoders.Load(t); ok {
		return encode.(encodeFunc)
	}
	made := sync.OnceValue(func() encodeFunc { return newEncoder(t) })
	placeholder := encodeFunc(func(e *encoder, v reflect.Value) error { return made()(e, v) })
	if encode, loaded := encoders.LoadOrStore(t, placeholder); loaded {
		return encode.(encodeFunc)
	}
	encode := made()
	encoders.Store(t, encode)
	return encode
}

func newEncoder(t reflect.Type) encodeFunc {
	switch t {
	case arrayType, arrayType.Elem():
		return refuse(t, "an ndarray cannot be inside JSON; store it under its own key")
	case bigIntType:
		return encodeBigInt
	case bigIntType.Elem():
		return func(e *encoder, v reflect.Value) error {
			n := v.Interface().(big.Int)
			return e.bigInt(&n)
		}
	case numberType:
		return encodeNumber
	case jsonType:
		return encodeValueOfJSON
	}
	pointer := reflect.PointerTo(t)
	switch {
	case t.Kind() == reflect.Interface:
		return encodeInterface
	case t.Kind() != reflect.Pointer && pointer.Implements(marshalerType) && !t.Implements(marshalerType):
		return ifAddressable(encodeMarshaler, newEncoderByText(t))
	case t.Implements(marshalerType):
		return encodeMarshaler
	}
	return newEncoderByText(t)
}

func newEncoderByText(t reflect.Type) encodeFunc {
	pointer := reflect.PointerTo(t)
	switch {
	case t.Kind() != reflect.Pointer && pointer.Implements(textMarshalerType) && !t.Implements(textMarshalerType):
		return ifAddressable(encodeTextMarshaler, newEncoderByKind(t))
	case t.Implements(textMarshalerType):
		return encodeTextMarshaler
	}
	return newEncoderByKind(t)
}

// ifAddressable calls a method with a pointer receiver if the value is addressable, as
// encoding/json does.
func ifAddressable(method, otherwise encodeFunc) encodeFunc {
	return func(e *encoder, v reflect.Value) error {
		if v.CanAddr() {
			return method(e, v.Addr())
		}
		return otherwise(e, v)
	}
}

func newEncoderByKind(t reflect.Type) encodeFunc {
	switch t.Kind() {
	case reflect.Bool:
		return func(e *encoder, v reflect.Value) error { e.dst = strconv.AppendBool(e.dst, v.Bool()); return nil }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(e *encoder, v reflect.Value) error { e.dst = strconv.AppendInt(e.dst, v.Int(), 10); return nil }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(e *encoder, v reflect.Value) error { e.dst = strconv.AppendUint(e.dst, v.Uint(), 10); return nil }
	case reflect.Float32:
		return func(e *encoder, v reflect.Value) error {
			e.dst = jsontext.AppendFloat(e.dst, v.Float(), 32)
			return nil
		}
	case reflect.Float64:
		return func(e *encoder, v reflect.Value) error {
			e.dst = jsontext.AppendFloat(e.dst, v.Float(), 64)
			return nil
		}
	case reflect.String:
		return func(e *encoder, v reflect.Value) (err error) {
			e.dst, err = appendJSONString(e.dst, v.String())
			return err
		}
	case reflect.Pointer:
		return newPointerEncoder(t)
	case reflect.Slice:
		if isBytes(t) {
			return encodeBase64
		}
		return newListEncoder(t)
	case reflect.Array:
		return newListEncoder(t)
	case reflect.Map:
		return newMapEncoder(t)
	case reflect.Struct:
		return newStructEncoder(t)
	}
	return refuse(t, "JSON cannot represent this type")
}

func refuse(t reflect.Type, reason string) encodeFunc {
	return func(*encoder, reflect.Value) error { return unsupported(t, reason) }
}

func encodeInterface(e *encoder, v reflect.Value) error {
	if v.IsNil() {
		return e.any(nil)
	}
	return e.any(v.Elem().Interface())
}

func newPointerEncoder(t reflect.Type) encodeFunc {
	encode := encoderOf(t.Elem())
	return func(e *encoder, v reflect.Value) error {
		if v.IsNil() {
			return e.any(nil)
		}
		if e.pointers++; e.pointers > jsontext.MaxDepth {
			return errDepth()
		}
		err := encode(e, v.Elem())
		e.pointers--
		return err
	}
}

func encodeBase64(e *encoder, v reflect.Value) error {
	if v.IsNil() {
		return e.any(nil)
	}
	e.dst = append(e.dst, '"')
	e.dst = base64.StdEncoding.AppendEncode(e.dst, v.Bytes())
	e.dst = append(e.dst, '"')
	return nil
}

func encodeBigInt(e *encoder, v reflect.Value) error {
	if v.IsNil() {
		return e.any(nil)
	}
	return e.bigInt(v.Interface().(*big.Int))
}

func (e *encoder) bigInt(n *big.Int) (err error) {
	e.dst, err = appendJSONBigInt(e.dst, n)
	return err
}

// encodeNumber writes a json.Number unchanged. As in encoding/json, the empty one is 0.
func encodeNumber(e *encoder, v reflect.Value) error {
	text := v.String()
	if text == "" {
		text = "0"
	}
	if b := text[len(text)-1]; text[0] != '-' && (text[0] < '0' || text[0] > '9') || b < '0' || b > '9' {
		return fmt.Errorf("codec: encode json.Number %q: %w: not a number", shorten(text), ErrUnsupported)
	}
	if _, err := checkJSON(text, 0); err != nil {
		return fmt.Errorf("codec: encode json.Number %q: %w: %v", shorten(text), ErrUnsupported, err)
	}
	e.dst = append(e.dst, text...)
	return nil
}

func encodeMarshaler(e *encoder, v reflect.Value) error {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return e.any(nil)
	}
	text, err := v.Interface().(json.Marshaler).MarshalJSON()
	if err != nil {
		return fmt.Errorf("codec: encode %v: MarshalJSON: %w", v.Type(), err)
	}
	if _, err := checkJSON(string(text), e.depth); err != nil {
		return fmt.Errorf("codec: encode %v: %w: MarshalJSON: %v", v.Type(), ErrUnsupported, err)
	}
	e.dst = jsontext.AppendCompact(e.dst, text)
	return nil
}

func encodeTextMarshaler(e *encoder, v reflect.Value) error {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return e.any(nil)
	}
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err == nil {
		e.dst, err = appendJSONString(e.dst, string(text))
	}
	if err != nil {
		return fmt.Errorf("codec: encode %v: MarshalText: %w", v.Type(), err)
	}
	return nil
}
