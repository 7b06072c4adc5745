package codec

import (
	"encoding"
	"encoding/base64"
	"fmt"
	"reflect"
	"strconv"

	"github.com/openleveldb/openleveldb/internal/jsontext"
)

func newSliceDecoder(t reflect.Type) decodeFunc {
	decode := decoderOf(t.Elem())
	isBytes := t.Elem().Kind() == reflect.Uint8
	return func(r *reader, v reflect.Value) error {
		switch {
		case r.Text[r.At] == '"' && isBytes:
			start := r.At
			decoded, err := base64.StdEncoding.DecodeString(r.Quoted())
			if err != nil {
				r.At = start
				return r.mismatch(t, "not base64")
			}
			v.SetBytes(decoded)
			return nil
		case r.Text[r.At] != '[':
			return r.mismatch(t, "")
		}
		list := reflect.New(t).Elem() // always new memory: the old elements may be shared
		n := 0
		for more := r.Open(); more; more = r.More() {
			if n == list.Cap() {
				list.Grow(max(4, n))
			}
			list.SetLen(n + 1)
			if err := decode(r, list.Index(n)); err != nil {
				return withinIndex(err, n)
			}
			n++
		}
		if n == 0 {
			list.Set(reflect.MakeSlice(t, 0, 0))
		}
		v.Set(list)
		return nil
	}
}

// newArrayDecoder returns a function that fills an array. As in encoding/json, excess elements are
// dropped and missing ones are zero.
func newArrayDecoder(t reflect.Type) decodeFunc {
	decode := decoderOf(t.Elem())
	return func(r *reader, v reflect.Value) error {
		if r.Text[r.At] != '[' {
			return r.mismatch(t, "")
		}
		n := 0
		for more := r.Open(); more; more = r.More() {
			if n >= v.Len() {
				r.Skip()
			} else if err := decode(r, v.Index(n)); err != nil {
				return withinIndex(err, n)
			}
			n++
		}
		for ; n < v.Len(); n++ {
			v.Index(n).SetZero()
		}
		return nil
	}
}

// newMapDecoder returns a function that adds the members to a map. It makes the map if it is nil.
// Each element starts as a zero value.
func newMapDecoder(t reflect.Type) decodeFunc {
	key := keyDecoder(t.Key())
	if key == nil {
		return mismatched("JSON object keys must be strings, integers or TextUnmarshalers")
	}
	decode := decoderOf(t.Elem())
	return func(r *reader, v reflect.Value) error {
		if r.Text[r.At] != '{' {
			return r.mismatch(t, "")
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(t))
		}
		k, element := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		for more := r.Open(); more; more = r.More() {
			name := r.Key()
			k.SetZero()
			if err := key(name, k); err != nil {
				return err
			}
			element.SetZero()
			if err := decode(r, element); err != nil {
				return within(err, shorten(name))
			}
			v.SetMapIndex(k, element)
		}
		return nil
	}
}

// keyDecoder returns the function that sets a key of type t from its text, or nil if keys cannot
// have that type.
func keyDecoder(t reflect.Type) func(name string, k reflect.Value) error {
	if reflect.PointerTo(t).Implements(textUnmarshalerType) {
		return func(name string, k reflect.Value) error {
			if err := k.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(name)); err != nil {
				return fmt.Errorf("codec: decode json key %q into %v: %w", shorten(name), t, err)
			}
			return nil
		}
	}
	refused := func(name string) error {
		return &MismatchError{Stored: fmt.Sprintf("json key %q", shorten(name)), Type: t}
	}
	switch t.Kind() {
	case reflect.String:
		return func(name string, k reflect.Value) error { k.SetString(name); return nil }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(name string, k reflect.Value) error {
			n, err := strconv.ParseInt(name, 10, t.Bits())
			if err != nil {
				return refused(name)
			}
			k.SetInt(n)
			return nil
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(name string, k reflect.Value) error {
			n, err := strconv.ParseUint(name, 10, t.Bits())
			if err != nil {
				return refused(name)
			}
			k.SetUint(n)
			return nil
		}
	}
	return nil
}

// newStructDecoder returns a function that sets the fields that have a member. A member without a
// field is skipped.
func newStructDecoder(t reflect.Type) decodeFunc {
	plan := planOf(t)
	for i := range plan.fields {
		f := &plan.fields[i]
		f.decode = decoderOf(f.typ)
		if f.quoted {
			f.decode = unquoted(f.decode)
		}
	}
	return func(r *reader, v reflect.Value) error {
		if r.Text[r.At] != '{' {
			return r.mismatch(t, "")
		}
		clone, next := r.Clone, 0
		for more := r.Open(); more; more = r.More() {
			r.Clone = false
			name := r.Key()
			r.Clone = clone
			var f *field
			// Members are mostly in the order of the fields.
			if next < len(plan.fields) && plan.fields[next].name == name {
				f = &plan.fields[next]
				next++
			} else if next, f = plan.find(name); f == nil {
				r.Skip()
				continue
			}
			member, err := settableField(r, v, f.index)
			if err == nil {
				err = f.decode(r, member)
			}
			if err != nil {
				return within(err, f.name)
			}
		}
		return nil
	}
}

// settableField follows index through embedded structs and allocates those with a nil pointer.
func settableField(r *reader, v reflect.Value, index []int) (reflect.Value, error) {
	for i, at := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, r.mismatch(v.Type(), "an embedded pointer to an unexported struct")
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(at)
	}
	return v, nil
}

// unquoted reads a value from the text of a JSON string, for the option "string".
func unquoted(decode decodeFunc) decodeFunc {
	return func(r *reader, v reflect.Value) error {
		if r.Text[r.At] == 'n' {
			return decode(r, v)
		}
		start := r.At
		if r.Text[r.At] == '"' {
			inner := reader{jsontext.Reader{Text: r.Quoted()}}
			if _, err := checkJSON(inner.Text, 0); err == nil && inner.Text[0] > ' ' {
				return decode(&inner, v)
			}
		}
		r.At = start
		return r.mismatch(v.Type(), `not quoted, as the tag option "string" requires`)
	}
}
