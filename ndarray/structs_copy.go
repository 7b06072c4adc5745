package ndarray

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// structStep copies one field of an element to a Go struct. A field that is a sub-array has count
// values, stride bytes apart in the struct and the dtype's size apart in the element.
type structStep struct {
	path   string // the field's name, after those of the enclosing structures
	dtype  DType  // of one value
	dst    uintptr
	src    int
	count  int
	stride uintptr

	fields  []structStep                         // of one value, if it is a structure
	convert func(dst, src []byte, d DType) error // of one value, unless its bytes are just copied
}

// copyFields copies the fields of the element src to the memory of a struct.
func copyFields(steps []structStep, dst, src []byte) error {
	for i := range steps {
		s := &steps[i]
		to, from, size := dst[s.dst:], src[s.src:], s.dtype.size
		if s.fields == nil && s.convert == nil {
			s.copyPlain(to[:s.count*size], from)
			continue
		}
		for n := range s.count {
			value, err := from[n*size:(n+1)*size], error(nil)
			if s.convert == nil {
				err = copyFields(s.fields, to[n*int(s.stride):], value)
			} else if err = s.convert(to[n*int(s.stride):], value, s.dtype); err != nil && s.path != "" {
				err = fmt.Errorf("field %q: %w", s.path, err)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// copyPlain copies values that have the same bytes in Go, apart from byte order.
func (s *structStep) copyPlain(dst, src []byte) {
	copy(dst, src)
	switch {
	case s.dtype.kind == KindBool:
		for i, c := range dst {
			if c > 1 {
				dst[i] = 1
			}
		}
	case !s.dtype.IsNative():
		// Long doubles stay unchanged, because their swap width is that of bytes.
		mem.SwapBytes(dst, s.dtype.swapWidth())
	}
}

// otherBools returns the path of the first field of an element with bools other than 0 and 1, or
// "".
func otherBools(steps []structStep, src []byte) string {
	for i := range steps {
		s := &steps[i]
		from, size := src[s.src:], s.dtype.size
		if s.dtype.kind == KindBool && !mem.ValidBools(from[:s.count]) {
			return s.path
		}
		for n := 0; n < s.count && s.fields != nil; n++ {
			if path := otherBools(s.fields, from[n*size:(n+1)*size]); path != "" {
				return path
			}
		}
	}
	return ""
}

// conversion returns the function that stores a value of d as a Go t, for types whose memory
// differs from that of the value. It returns nil for other types.
func conversion(t reflect.Type, d DType) func(dst, src []byte, d DType) error {
	isBytes := t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
	switch {
	case d.kind == KindString && t.Kind() == reflect.String:
		return storeValue[string]
	case d.kind == KindBytes && t.Kind() == reflect.String:
		return func(dst, src []byte, _ DType) error {
			mem.Store(dst, string(bytes.TrimRight(src, "\x00")))
			return nil
		}
	case (d.kind == KindBytes || d.kind == KindVoid) && isBytes:
		return storeValue[[]byte]
	case d.isLongDouble() && isBytes:
		return func(dst, src []byte, _ DType) error {
			mem.Store(dst, bytes.Clone(src))
			return nil
		}
	case d.kind == KindDatetime && t == datetime64Type:
		return storeValue[Datetime64]
	case d.kind == KindDatetime && t == timeType:
		return storeFrom(Datetime64.Time)
	case d.kind == KindTimedelta && t == timedelta64Type:
		return storeValue[Timedelta64]
	case d.kind == KindTimedelta && t == durationType:
		return storeFrom(Timedelta64.Duration)
	}
	return nil
}

// storeValue stores the value that At would return, which must be a T.
func storeValue[T any](dst, src []byte, d DType) error {
	value, err := d.value(src, true)
	if err == nil {
		mem.Store(dst, value.(T))
	}
	return err
}

// storeFrom returns a function that takes the value that At would return, converts it with method,
// and stores the result.
func storeFrom[V, T any](method func(V) (T, error)) func(dst, src []byte, d DType) error {
	return func(dst, src []byte, d DType) error {
		value, err := d.value(src, true)
		if err != nil {
			return err
		}
		converted, err := method(value.(V))
		if err == nil {
			mem.Store(dst, converted)
		}
		return err
	}
}
