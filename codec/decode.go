package codec

import (
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Decode returns a stored value as the Go type that fits its kind:
//
//   - int: int64, or *big.Int past it
//   - str: string
//   - bytes: []byte, never nil
//   - ndarray: *ndarray.Array, its elements aligned in memory of their own
//   - json: nil, bool, int64, *big.Int past it, float64, string, []any, map[string]any
//
// A stored value without a byte is nil, as Python reads it.
//
// Copied: the result shares nothing with stored. The strings in one JSON value share one copy of its text, so that one of them
// keeps all of it in memory.
//
// Errors wrap [ErrTag] or [ErrDamaged]. Safe from many goroutines.
func Decode(stored []byte) (any, error) {
	tag, err := TagOf(stored)
	if err != nil || len(stored) == 0 {
		return nil, err
	}
	payload := stored[1:]
	switch tag {
	case Int:
		n, wide := decodeInt(payload)
		if wide != nil {
			return wide, nil
		}
		return n, nil
	case Str:
		s, err := decodeStr(payload)
		if err != nil {
			return nil, err
		}
		return s, nil
	case Bytes:
		return append([]byte{}, payload...), nil
	case JSON:
		text := string(payload)
		shape, err := checkJSON(text, 0)
		if err != nil {
			return nil, fmt.Errorf("codec: decode json: %w", err)
		}
		return readAny(text, shape), nil
	default: // Array: TagOf knows no other
		array, err := cloneArray(payload)
		if err != nil {
			return nil, err // not a nil array in an any
		}
		return array, nil
	}
}

func decodeStr(payload []byte) (string, error) {
	s := string(payload)
	if !utf8.ValidString(s) {
		return "", fmt.Errorf("codec: decode str: %w: invalid UTF-8", ErrDamaged)
	}
	return s, nil
}

// arrayDecoders are kept from one array to the next, which is likely to have the same header.
var arrayDecoders = sync.Pool{New: func() any { return new(ndarray.Decoder) }}

// cloneArray returns an array in memory of its own.
func cloneArray(payload []byte) (*ndarray.Array, error) {
	d := arrayDecoders.Get().(*ndarray.Decoder)
	defer arrayDecoders.Put(d)
	array, err := d.Decode(payload)
	if err != nil {
		return nil, fmt.Errorf("codec: decode ndarray: %w: %w", ErrDamaged, err)
	}
	defer d.Forget()
	return array.Clone(), nil
}

// decodeArray returns an array that borrows payload.
func decodeArray(payload []byte) (*ndarray.Array, error) {
	array, err := ndarray.Decode(payload)
	if err != nil {
		return nil, fmt.Errorf("codec: decode ndarray: %w: %w", ErrDamaged, err)
	}
	return array, nil
}
