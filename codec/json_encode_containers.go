package codec

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// newListEncoder returns a function that writes slices and arrays.
func newListEncoder(t reflect.Type) encodeFunc {
	encode, isSlice := encoderOf(t.Elem()), t.Kind() == reflect.Slice
	return func(e *encoder, v reflect.Value) error {
		if isSlice && v.IsNil() {
			return e.any(nil)
		}
		if err := e.enter(); err != nil {
			return err
		}
		e.dst = append(e.dst, '[')
		for i := range v.Len() {
			if i > 0 {
				e.dst = append(e.dst, ',')
			}
			if err := encode(e, v.Index(i)); err != nil {
				return err
			}
		}
		e.dst = append(e.dst, ']')
		e.depth--
		return nil
	}
}

// newMapEncoder returns a function that writes maps, with their keys in bytewise order.
func newMapEncoder(t reflect.Type) encodeFunc {
	switch t.Key().Kind() {
	case reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
	default:
		if !t.Key().Implements(textMarshalerType) {
			return refuse(t, "JSON object keys must be strings, integers or TextMarshalers")
		}
	}
	type entry struct {
		key   string
		value reflect.Value
	}
	encode := encoderOf(t.Elem())
	return func(e *encoder, v reflect.Value) error {
		if v.IsNil() {
			return e.any(nil)
		}
		if err := e.enter(); err != nil {
			return err
		}
		entries := make([]entry, 0, v.Len())
		for iter := v.MapRange(); iter.Next(); {
			key, err := keyText(iter.Key())
			if err != nil {
				return err
			}
			entries = append(entries, entry{key, iter.Value()})
		}
		slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
		e.dst = append(e.dst, '{')
		for i, entry := range entries {
			if err := e.key(i, entry.key); err != nil {
				return err
			}
			if err := encode(e, entry.value); err != nil {
				return err
			}
		}
		e.dst = append(e.dst, '}')
		e.depth--
		return nil
	}
}

func keyText(key reflect.Value) (string, error) {
	if key.Kind() == reflect.String {
		return key.String(), nil
	}
	if marshaler, ok := key.Interface().(encoding.TextMarshaler); ok {
		if key.Kind() == reflect.Pointer && key.IsNil() {
			return "", nil
		}
		text, err := marshaler.MarshalText()
		if err != nil {
			return "", fmt.Errorf("codec: encode %v: %w", key.Type(), err)
		}
		return string(text), nil
	}
	if key.CanInt() {
		return string(strconv.AppendInt(nil, key.Int(), 10)), nil
	}
	return string(strconv.AppendUint(nil, key.Uint(), 10)), nil
}

func newStructEncoder(t reflect.Type) encodeFunc {
	fields := planOf(t).fields
	for i := range fields {
		f := &fields[i]
		key, err := appendJSONString(nil, f.name)
		if err != nil {
			return func(*encoder, reflect.Value) error { return err }
		}
		f.key = append(key, ':')
		f.encode = encoderOf(f.typ)
		if f.quoted {
			f.encode = quoted(f.encode)
		}
	}
	return func(e *encoder, v reflect.Value) error {
		if err := e.enter(); err != nil {
			return err
		}
		separator := byte('{')
		for i := range fields {
			f := &fields[i]
			member, ok := fieldAt(v, f.index)
			if !ok || f.omitEmpty && isEmpty(member) || f.isZero != nil && f.isZero(member) {
				continue
			}
			e.dst = append(append(e.dst, separator), f.key...)
			separator = ','
			if err := f.encode(e, member); err != nil {
				return err
			}
		}
		if separator == '{' {
			e.dst = append(e.dst, '{')
		}
		e.dst = append(e.dst, '}')
		e.depth--
		return nil
	}
}

// fieldAt follows index through embedded structs. It reports false if there is a nil pointer on the
// way.
func fieldAt(v reflect.Value, index []int) (reflect.Value, bool) {
	for i, at := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}, false
			}
			v = v.Elem()
		}
		v = v.Field(at)
	}
	return v, true
}

// quoted writes a value as the text of a JSON string, for the option "string". A nil pointer stays
// null.
func quoted(encode encodeFunc) encodeFunc {
	return func(e *encoder, v reflect.Value) error {
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return e.any(nil)
		}
		inner := encoder{depth: e.depth, pointers: e.pointers}
		err := encode(&inner, v)
		if err == nil {
			e.dst, err = appendJSONString(e.dst, string(inner.dst))
		}
		return err
	}
}
