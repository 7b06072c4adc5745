package codec

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/openleveldb/openleveldb/internal/jsontext"
)

// A decodeFunc decodes the value at r's position into v, which is settable and has the type for
// which the function was built. It writes v in place, as encoding/json does: writing back a copy at
// the end would undo changes that other goroutines made to a mutex in it.
type decodeFunc func(r *reader, v reflect.Value) error

// sharedText is the maximum size, in bytes, of a text that the strings of a value share, which
// saves an allocation for each string. The strings of a longer text are copied, so that one string
// does not keep the entire text in memory.
const sharedText = 4096

var decoders sync.Map // reflect.Type: decodeFunc

// decoderOf returns the function that decodes values of type t. It works like encoderOf.
func decoderOf(t reflect.Type) decodeFunc {
	if decode, ok := decoders.Load(t); ok {
		return decode.(decodeFunc)
	}
	made := sync.OnceValue(func() decodeFunc { return newDecoder(t) })
	placeholder := decodeFunc(func(r *reader, v reflect.Value) error { return made()(r, v) })
	if decode, loaded := decoders.LoadOrStore(t, placeholder); loaded {
		return decode.(decodeFunc)
	}
	decode := made()
	decoders.Store(t, decode)
	return decode
}

func newDecoder(t reflect.Type) decodeFunc {
	pointer := reflect.PointerTo(t)
	switch {
	case t == bigIntType.Elem():
		return orNull(decodeBigInt)
	case t == numberType:
		return orNull(decodeNumber)
	case t == jsonType:
		return decodeValueOfJSON
	case t == arrayType.Elem():
		return mismatched("an ndarray cannot be inside JSON; store it under its own key")
	case pointer.Implements(unmarshalerType):
		return decodeUnmarshaler
	case pointer.Implements(textUnmarshalerType):
		return orNull(decodeTextUnmarshaler)
	}
	switch t.Kind() {
	case reflect.Bool:
		return orNull(decodeBool)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return orNull(decodeSigned)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return orNull(decodeUnsigned)
	case reflect.Float32, reflect.Float64:
		return orNull(decodeFloat)
	case reflect.String:
		return orNull(decodeString)
	case reflect.Interface:
		return orZero(decodeInterface)
	case reflect.Pointer:
		return newPointerDecoder(t)
	case reflect.Slice:
		return orZero(newSliceDecoder(t))
	case reflect.Array:
		return orNull(newArrayDecoder(t))
	case reflect.Map:
		return orZero(newMapDecoder(t))
	case reflect.Struct:
		return orNull(newStructDecoder(t))
	}
	return mismatched("JSON cannot represent this type")
}

// mismatch returns an error for the value at r's position, which t cannot hold.
func (r *reader) mismatch(t reflect.Type, reason string) error {
	var stored string
	switch b := r.Text[r.At]; b {
	case '"':
		stored = "json string"
	case '{':
		stored = "json object"
	case '[':
		stored = "json array"
	case 't', 'f':
		stored = "json bool"
	case 'n':
		stored = "json null"
	default:
		stored = "json number " + shorten(r.Skip())
	}
	return &MismatchError{Stored: stored, Type: t, Reason: reason}
}

func mismatched(reason string) decodeFunc {
	return func(r *reader, v reflect.Value) error { return r.mismatch(v.Type(), reason) }
}

// null skips a null and reports whether there was one.
func (r *reader) null() bool {
	if r.Text[r.At] != 'n' {
		return false
	}
	r.At += len("null")
	return true
}

// orNull leaves v unchanged for a null; orZero sets it to nil. The choice between them follows
// encoding/json.
func orNull(decode decodeFunc) decodeFunc {
	return func(r *reader, v reflect.Value) error {
		if r.null() {
			return nil
		}
		return decode(r, v)
	}
}

func orZero(decode decodeFunc) decodeFunc {
	return func(r *reader, v reflect.Value) error {
		if r.null() {
			v.SetZero()
			return nil
		}
		return decode(r, v)
	}
}

func decodeUnmarshaler(r *reader, v reflect.Value) error {
	// The decoder owns the text, but it is copied because a method may modify its argument.
	if err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON([]byte(r.Skip())); err != nil {
		return fmt.Errorf("codec: decode json into %v: UnmarshalJSON: %w", v.Type(), err)
	}
	return nil
}

func decodeTextUnmarshaler(r *reader, v reflect.Value) error {
	if r.Text[r.At] != '"' {
		return r.mismatch(v.Type(), "")
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(r.Quoted())); err != nil {
		return fmt.Errorf("codec: decode json into %v: UnmarshalText: %w", v.Type(), err)
	}
	return nil
}

func decodeBool(r *reader, v reflect.Value) error {
	switch r.Text[r.At] {
	case 't':
		r.At += len("true")
		v.SetBool(true)
	case 'f':
		r.At += len("false")
		v.SetBool(false)
	default:
		return r.mismatch(v.Type(), "")
	}
	return nil
}

// isNumber reports whether r is at a number, including NaN and infinities.
func (r *reader) isNumber() bool {
	b := r.Text[r.At]
	return b-'0' < 10 || b == '-' || b == 'N' || b == 'I'
}

// integer returns the text of the integer at r's position. A float is not an integer, not even 3.0.
func (r *reader) integer(t reflect.Type) (string, error) {
	if !r.isNumber() {
		return "", r.mismatch(t, "")
	}
	start := r.At
	literal, isFloat := r.Number()
	if isFloat {
		r.At = start
		return "", r.mismatch(t, "not an integer")
	}
	return literal, nil
}

func errRange(literal string, t reflect.Type) error {
	return &MismatchError{Stored: "json number " + shorten(literal), Type: t, Reason: outOfRange}
}

func decodeSigned(r *reader, v reflect.Value) error {
	literal, err := r.integer(v.Type())
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(literal, 10, v.Type().Bits())
	if err != nil {
		return errRange(literal, v.Type())
	}
	v.SetInt(n)
	return nil
}

func decodeUnsigned(r *reader, v reflect.Value) error {
	literal, err := r.integer(v.Type())
	if err != nil {
		return err
	}
	digits := literal
	if literal == "-0" {
		digits = "0"
	}
	n, err := strconv.ParseUint(digits, 10, v.Type().Bits())
	if err != nil {
		return errRange(literal, v.Type())
	}
	v.SetUint(n)
	return nil
}

func decodeBigInt(r *reader, v reflect.Value) error {
	literal, err := r.integer(v.Type())
	if err == nil {
		// Do not use big.Int.Set, which writes into digits that a copy of v may share.
		v.Set(reflect.ValueOf(jsontext.ParseBigInt(literal)).Elem())
	}
	return err
}

// decodeFloat accepts a float, rounded to v's width, and an integer only if v holds it exactly.
func decodeFloat(r *reader, v reflect.Value) error {
	if !r.isNumber() {
		return r.mismatch(v.Type(), "")
	}
	literal, isFloat := r.Number()
	if !isFloat {
		// Any float holds such a small integer exactly.
		if n, err := strconv.ParseInt(literal, 10, 32); err == nil && max(n, -n) <= 1<<24 {
			v.SetFloat(float64(n))
			return nil
		}
		f, exact := exactFloat(jsontext.ParseBigInt(literal), v.Type().Bits())
		if !exact {
			return &MismatchError{Stored: "json number " + shorten(literal), Type: v.Type(), Reason: "not exactly representable"}
		}
		v.SetFloat(f)
		return nil
	}
	f := jsontext.ParseFloat(literal)
	if v.Kind() == reflect.Float32 && !math.IsInf(f, 0) && !math.IsNaN(f) {
		var err error
		// Parse directly to 32 bits: a conversion through float64 would round twice.
		if f, err = strconv.ParseFloat(literal, 32); err != nil {
			return errRange(literal, v.Type())
		}
	}
	v.SetFloat(f)
	return nil
}

// exactFloat converts an integer to a float of 32 or 64 bits and reports whether that is the same
// number.
func exactFloat(n *big.Int, bits int) (f float64, exact bool) {
	if bits == 32 {
		f32, accuracy := new(big.Float).SetInt(n).Float32()
		return float64(f32), accuracy == big.Exact
	}
	f, accuracy := n.Float64()
	return f, accuracy == big.Exact
}

func decodeString(r *reader, v reflect.Value) error {
	if r.Text[r.At] != '"' {
		return r.mismatch(v.Type(), "")
	}
	v.SetString(r.Quoted())
	return nil
}

// decodeNumber accepts a number, or a string that holds one, as encoding/json does.
func decodeNumber(r *reader, v reflect.Value) error {
	switch {
	case r.isNumber():
		literal, _ := r.Number()
		v.SetString(strings.Clone(literal))
		return nil
	case r.Text[r.At] != '"':
		return r.mismatch(v.Type(), "")
	}
	start := r.At
	literal := r.Quoted()
	inner := reader{jsontext.Reader{Text: literal}}
	if _, err := checkJSON(literal, 0); err != nil || !inner.isNumber() {
		r.At = start
		return r.mismatch(v.Type(), "not a number")
	}
	v.SetString(literal)
	return nil
}

// decodeInterface sets an any to the dynamic value. It replaces even a pointer in the any, which
// encoding/json would decode into.
func decodeInterface(r *reader, v reflect.Value) error {
	if v.NumMethod() > 0 {
		return r.mismatch(v.Type(), "")
	}
	if value := r.Any(); value != nil {
		v.Set(reflect.ValueOf(value))
	} else {
		v.SetZero()
	}
	return nil
}

func newPointerDecoder(t reflect.Type) decodeFunc {
	if endless(t) {
		return mismatched("JSON cannot represent this type")
	}
	decode := decoderOf(t.Elem())
	return orZero(func(r *reader, v reflect.Value) error {
		if !v.IsNil() {
			return decode(r, v.Elem())
		}
		target := reflect.New(t.Elem())
		if err := decode(r, target.Elem()); err != nil {
			return err
		}
		v.Set(target)
		return nil
	})
}

// endless reports whether a type is a pointer to itself, directly or indirectly.
func endless(t reflect.Type) bool {
	seen := map[reflect.Type]bool{}
	for ; t.Kind() == reflect.Pointer; t = t.Elem() {
		if seen[t] {
			return true
		}
		seen[t] = true
	}
	return false
}
