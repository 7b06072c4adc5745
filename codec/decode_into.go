package codec

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"reflect"

	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
)

// DecodeInto decodes a stored value into the variable that dst, a non-nil pointer, points to. It
// never loses information without returning an error:
//
//   - int decodes into every integer type that can hold it, into *big.Int, and into a float that
//     can hold it exactly. 0 and 1 decode into a bool, because Python stores bools as ints.
//   - str decodes into every string type.
//   - bytes decodes into every slice of bytes. Bytes and str are never converted to each other.
//   - ndarray decodes into *ndarray.Array. An array with one axis also decodes into a []T of
//     numbers that can hold every value of its dtype. This is numpy's "safe" casting: float32
//     decodes into []float64, and int16 into []int. 64-bit integers decode into floats that hold
//     them exactly. Convert others with [ndarray.Array.AsType]. An array with more axes decodes
//     into [][]T and so on, a structured array into a slice of structs as [ndarray.Structs] does,
//     and text and times into a slice of the Go types that those structs may have.
//   - json decodes as in encoding/json, with its tags, embedded structs, case-insensitive names and
//     merging into existing values. There are three differences: an integer decodes into a float
//     only if the float holds it exactly, an integer in an any stays an integer, and slices are
//     always newly allocated.
//   - Every kind decodes into an any, as [Decode] returns it, and through pointers, which are
//     allocated if nil.
//   - A json.Unmarshaler receives int, str and json as JSON. A TextUnmarshaler receives str and
//     JSON strings.
//
// A stored null, or an empty stored value, sets dst to its zero value. Use a pointer or an any to
// distinguish null from zero.
//
// The result is a copy: dst shares no memory with stored afterwards. The strings of a JSON value of
// up to 4 KiB share one copy of its text.
//
// Errors wrap [ErrMismatch], [ErrKind], [ErrDamaged] or, if dst is not a pointer, [ErrUnsupported].
// After an error the variable is unchanged, with one exception: after a mismatch inside a JSON
// container, it may hold the values decoded so far, as in encoding/json.
//
// DecodeInto is safe for concurrent use if each goroutine has its own dst.
func DecodeInto(stored []byte, dst any) error {
	target := reflect.ValueOf(dst)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("codec: decode into %T: %w: destination must be a non-nil pointer", dst, ErrUnsupported)
	}
	tag, err := KindOf(stored)
	if err != nil {
		return err
	}
	switch dst := dst.(type) {
	case *any:
		v, err := Decode(stored)
		if err == nil {
			*dst = v
		}
		return err
	// The code below handles these types too, but uses reflection.
	case *int64:
		if n, ok := narrowInt(tag, stored); ok {
			*dst = n
			return nil
		}
	case *int:
		if n, ok := narrowInt(tag, stored); ok && int64(int(n)) == n {
			*dst = int(n)
			return nil
		}
	case *string:
		if tag == KindStr && len(stored) > 0 {
			s, err := decodeStr(stored[1:])
			if err == nil {
				*dst = s
			}
			return err
		}
	case **ndarray.Array:
		if tag == KindArray && len(stored) > 0 {
			array, err := cloneArray(stored[1:])
			if err == nil {
				*dst = array
			}
			return err
		}
	}
	v := target.Elem()
	if len(stored) == 0 {
		v.SetZero()
		return nil
	}
	payload := stored[1:]
	switch tag {
	case KindInt:
		return intInto(payload, v)
	case KindStr:
		return strInto(payload, v)
	case KindBytes:
		return bytesInto(payload, v)
	case KindJSON:
		return jsonInto(string(payload), v)
	default: // KindArray: KindOf returns no other kind
		return arrayInto(payload, v)
	}
}

// A receiver is the value at the end of a chain of pointers. Nil pointers in the chain are set only
// by commit, so a mismatch leaves them unchanged.
type receiver struct {
	reflect.Value
	commit func()
}

// receiverOf follows pointers, but stops at a pointer to an ndarray, which is replaced as a whole.
func receiverOf(v reflect.Value) receiver {
	r := receiver{v, func() {}}
	for r.Kind() == reflect.Pointer && r.Type() != arrayType && !endless(r.Type()) {
		if r.IsNil() {
			pointer, target, commit := r.Value, reflect.New(r.Type().Elem()), r.commit
			r.commit = func() { pointer.Set(target); commit() }
			r.Value = target.Elem()
		} else {
			r.Value = r.Elem()
		}
	}
	return r
}

// set stores value unchanged.
func (r receiver) set(value any) error {
	r.Set(reflect.ValueOf(value))
	r.commit()
	return nil
}

// json decodes a JSON text that represents a stored value. It is for receivers with their own
// decoding method.
func (r receiver) json(text, stored string) error {
	if err := decoderOf(r.Type())(&reader{jsontext.Reader{Text: text}}, r.Value); err != nil {
		var mismatch *MismatchError
		if errors.As(err, &mismatch) {
			mismatch.Stored = stored
		}
		return err
	}
	r.commit()
	return nil
}

func (r receiver) isAny() bool { return r.Kind() == reflect.Interface && r.NumMethod() == 0 }

// narrowInt returns a stored int if it fits an int64, and reports whether it does.
func narrowInt(tag Kind, stored []byte) (n int64, ok bool) {
	if tag != KindInt || len(stored) == 0 {
		return 0, false
	}
	n, wide := decodeInt(stored[1:])
	return n, wide == nil
}

func intInto(payload []byte, v reflect.Value) error {
	r := receiverOf(v)
	n, wide := decodeInt(payload)
	switch { // the most common types
	case wide != nil || isUnmarshaler(r.Type()):
	case r.isAny():
		return r.set(n)
	case r.CanInt() && !r.OverflowInt(n):
		r.SetInt(n)
		r.commit()
		return nil
	}
	integer := wide
	if wide == nil {
		integer = big.NewInt(n)
	}
	mismatch := &MismatchError{Stored: describeBig(integer), Type: r.Type()}
	switch {
	case r.Type() == bigIntType.Elem():
		return r.set(*integer)
	case r.isAny():
		return r.set(integer)
	case r.Type() == numberType, isUnmarshaler(r.Type()):
		if integer.BitLen() > jsontext.MaxDigits*3 { // at least 3 bits a digit: JSON may not hold it
			mismatch.Reason = outOfRange
			return mismatch
		}
		return r.json(integer.String(), mismatch.Stored)
	case r.Kind() == reflect.Bool:
		if !integer.IsUint64() || integer.Uint64() > 1 {
			mismatch.Reason = "not 0 or 1"
			return mismatch
		}
		r.SetBool(n == 1)
	case r.CanUint() && r.Kind() != reflect.Uintptr && integer.IsUint64() && !r.OverflowUint(integer.Uint64()):
		r.SetUint(integer.Uint64())
	case r.CanInt(), r.CanUint() && r.Kind() != reflect.Uintptr:
		mismatch.Reason = outOfRange
		return mismatch
	case r.CanFloat():
		f, exact := exactFloat(integer, r.Type().Bits())
		if !exact {
			mismatch.Reason = "not exactly representable"
			return mismatch
		}
		r.SetFloat(f)
	default:
		return mismatch
	}
	r.commit()
	return nil
}

func strInto(payload []byte, v reflect.Value) error {
	s, err := decodeStr(payload)
	if err != nil {
		return err
	}
	r := receiverOf(v)
	switch {
	case r.isAny():
		return r.set(s)
	case isUnmarshaler(r.Type()) && r.Type() != bigIntType.Elem():
		quoted, _ := jsontext.AppendString(nil, s) // decodeStr has checked that s is UTF-8
		return r.json(string(quoted), KindStr.String())
	case r.Kind() == reflect.String && r.Type() != numberType:
		r.SetString(s)
		r.commit()
		return nil
	}
	return &MismatchError{Stored: KindStr.String(), Type: r.Type()}
}

func bytesInto(payload []byte, v reflect.Value) error {
	r := receiverOf(v)
	switch {
	case r.isAny():
		return r.set(append([]byte{}, payload...))
	case isBytes(r.Type()) && !isUnmarshaler(r.Type()):
		r.SetBytes(append([]byte{}, payload...))
		r.commit()
		return nil
	}
	return &MismatchError{Stored: KindBytes.String(), Type: r.Type()}
}

func jsonInto(text string, v reflect.Value) error {
	facts, err := checkJSON(text, 0)
	if err != nil {
		return fmt.Errorf("codec: decode json: %w", err)
	}
	r := reader{jsontext.Reader{Text: text, Clone: len(text) > sharedText}}
	if r.Next() == 'n' {
		v.SetZero()
		return nil
	}
	switch dst := v.Addr().Interface().(type) { // the dynamic types, as fast as Decode, and numbers
	case *[]float64:
		if floats, ok := readFloats(text, facts); ok {
			*dst = floats
			return nil
		}
	case *[]int64:
		if ints, ok := readInts[int64](text, facts); ok {
			*dst = ints
			return nil
		}
	case *[]int:
		if ints, ok := readInts[int](text, facts); ok {
			*dst = ints
			return nil
		}
	case *map[string]any:
		if m, ok := readAny(text, facts).(map[string]any); ok && *dst == nil {
			*dst = m
			return nil
		} else if ok {
			maps.Copy(*dst, m)
			return nil
		}
	case *[]any:
		if list, ok := readAny(text, facts).([]any); ok {
			*dst = list
			return nil
		}
	}
	return decoderOf(v.Type())(&r, v)
}
