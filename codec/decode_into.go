package codec

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"reflect"

	"github.com/openleveldb/openleveldb/ndarray"
)

// DecodeInto decodes a stored value into what dst, a non-nil pointer, points to. Nothing is lost without an error:
//
//   - int goes into every integer type that holds it, into *big.Int, into a float that holds it exactly, and 0 and 1 into a
//     bool, since Python stores its bools as ints.
//   - str goes into every string type.
//   - bytes goes into every slice of bytes. Bytes and str never become each other.
//   - ndarray goes into *ndarray.Array, and if it has one axis into a []T of exactly its dtype.
//   - json goes where encoding/json would put it, with its tags, embedded structs, case-insensitive names and merging into
//     what is there; but an integer goes into a float only if that holds it exactly, in an any it stays an integer, and
//     slices are always made anew.
//   - Every kind goes into an any, as [Decode] returns it, and into pointers, which are made where they are nil.
//   - A json.Unmarshaler gets int, str and json as JSON, a TextUnmarshaler str and JSON strings.
//
// A stored null, or a stored value without a byte, sets dst to its zero value; use a pointer or an any to tell it apart.
//
// Copied: dst shares nothing with stored afterwards. The strings of a JSON value of up to 4 KiB share one copy of its text.
//
// Errors wrap [ErrMismatch], [ErrTag], [ErrDamaged] or, for a dst that is no pointer, [ErrUnsupported]. What dst points to is
// then unchanged, except that a mismatch inside a JSON container can leave what was read before it, as with encoding/json.
// Safe from many goroutines with a dst each.
func DecodeInto(stored []byte, dst any) error {
	target := reflect.ValueOf(dst)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("codec: decode into %T: %w: not a pointer, or nil", dst, ErrUnsupported)
	}
	tag, err := TagOf(stored)
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
	// What follows would do these too, but by reflection.
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
		if tag == Str && len(stored) > 0 {
			s, err := decodeStr(stored[1:])
			if err == nil {
				*dst = s
			}
			return err
		}
	case **ndarray.Array:
		if tag == Array && len(stored) > 0 {
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
	case Int:
		return intInto(payload, v)
	case Str:
		return strInto(payload, v)
	case Bytes:
		return bytesInto(payload, v)
	case JSON:
		return jsonInto(string(payload), v)
	default: // Array: TagOf knows no other
		return arrayInto(payload, v)
	}
}

// A receiver is the value at the end of a chain of pointers. Those that are nil get what they point to from commit, so that a
// mismatch leaves them alone.
type receiver struct {
	reflect.Value
	commit func()
}

// receiverOf follows pointers, up to one to an ndarray, which is replaced whole.
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

// set stores value as it is.
func (r receiver) set(value any) error {
	r.Set(reflect.ValueOf(value))
	r.commit()
	return nil
}

// json stores a JSON text that stands for a stored value; it is for receivers that decode themselves.
func (r receiver) json(text, stored string) error {
	if err := decoderOf(r.Type())(&reader{text: text}, r.Value); err != nil {
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

// narrowInt returns a stored int that an int64 holds.
func narrowInt(tag Tag, stored []byte) (n int64, ok bool) {
	if tag != Int || len(stored) == 0 {
		return 0, false
	}
	n, wide := decodeInt(stored[1:])
	return n, wide == nil
}

func intInto(payload []byte, v reflect.Value) error {
	r := receiverOf(v)
	n, wide := decodeInt(payload)
	switch { // what is asked for mostly
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
		if integer.BitLen() > maxDigits*3 { // at least 3 bits a digit: JSON may not hold it
			mismatch.Reason = outOfRange
			return mismatch
		}
		return r.json(integer.String(), mismatch.Stored)
	case r.Kind() == reflect.Bool:
		if !integer.IsUint64() || integer.Uint64() > 1 {
			mismatch.Reason = "a bool is 0 or 1"
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
			mismatch.Reason = "not exact"
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
		quoted, err := appendJSONString(nil, s)
		if err != nil {
			return err
		}
		return r.json(string(quoted), Str.String())
	case r.Kind() == reflect.String && r.Type() != numberType:
		r.SetString(s)
		r.commit()
		return nil
	}
	return &MismatchError{Stored: Str.String(), Type: r.Type()}
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
	return &MismatchError{Stored: Bytes.String(), Type: r.Type()}
}

func jsonInto(text string, v reflect.Value) error {
	shape, err := checkJSON(text, 0)
	if err != nil {
		return fmt.Errorf("codec: decode json: %w", err)
	}
	r := reader{text: text, clone: len(text) > sharedText}
	if r.next() == 'n' {
		v.SetZero()
		return nil
	}
	switch dst := v.Addr().Interface().(type) { // the dynamic types, at the speed of a dynamic read, and numbers
	case *[]float64:
		if floats, ok := readFloats(text, shape); ok {
			*dst = floats
			return nil
		}
	case *map[string]any:
		if m, ok := readAny(text, shape).(map[string]any); ok && *dst == nil {
			*dst = m
			return nil
		} else if ok {
			maps.Copy(*dst, m)
			return nil
		}
	case *[]any:
		if list, ok := readAny(text, shape).([]any); ok {
			*dst = list
			return nil
		}
	}
	return decoderOf(v.Type())(&r, v)
}
