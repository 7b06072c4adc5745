package codec

import (
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Decode returns a stored value as the Go type that fits its kind:
//
//   - int: int64, or *big.Int if it does not fit
//   - str: string
//   - bytes: []byte, never nil
//   - ndarray: *ndarray.Array, which owns its memory and has aligned elements
//   - json: nil, bool, int64, *big.Int if that does not fit, float64, string, []any, map[string]any
//
// An empty stored value decodes as nil, as in Python.
//
// The result is a copy: it shares no memory with stored. The strings in a JSON value share one copy
// of its text, so each of them keeps the entire text in memory.
//
// Errors wrap [ErrKind] or [ErrDamaged]. Decode is safe for concurrent use.
func Decode(stored []byte) (any, error) {
	tag, err := KindOf(stored)
	if err != nil || len(stored) == 0 {
		return nil, err
	}
	payload := stored[1:]
	switch tag {
	case KindInt:
		n, wide := decodeInt(payload)
		if wide != nil {
			return wide, nil
		}
		return n, nil
	case KindStr:
		s, err := decodeStr(payload)
		if err != nil {
			return nil, err
		}
		return s, nil
	case KindBytes:
		return append([]byte{}, payload...), nil
	case KindJSON:
		text := string(payload)
		facts, err := checkJSON(text, 0)
		if err != nil {
			return nil, fmt.Errorf("codec: decode json: %w", err)
		}
		return readAny(text, facts), nil
	default: // KindArray: KindOf returns no other kind
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

// arrayDecoders are reused because successive arrays are likely to have the same header.
var arrayDecoders = sync.Pool{New: func() any { return new(ndarray.Decoder) }}

// cloneArray returns an array that owns its memory.
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
