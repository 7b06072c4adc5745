package codec

import (
	"fmt"
	"strconv"
)

// A Kind is the first byte of a stored value, its tag, and determines the format of the payload after it. The
// tags are those of the Python package openleveldb 0.1.5.
type Kind byte

// The tags, with the Python type that each represents and its payload. They have the same prefix as
// ndarray.KindInt, so that names without it are free for types such as [JSON].
const (
	KindInt   Kind = 'i' // int: big-endian two's complement, 16 bytes when written
	KindStr   Kind = 's' // str: UTF-8
	KindBytes Kind = 'b' // bytes: verbatim
	KindJSON  Kind = 'j' // None, bool, float, list, tuple, dict: UTF-8 JSON text
	KindArray Kind = 'n' // numpy.ndarray: the bytes of a .npy file
)

// String returns the name of the kind in the format: "int", "str", "bytes", "json" or "ndarray".
// For an unknown tag it returns text with the byte, such as "tag 'x'".
func (t Kind) String() string {
	switch t {
	case KindInt:
		return "int"
	case KindStr:
		return "str"
	case KindBytes:
		return "bytes"
	case KindJSON:
		return "json"
	case KindArray:
		return "ndarray"
	}
	if t < 0x20 || t > 0x7e {
		return fmt.Sprintf("tag 0x%02x", byte(t))
	}
	return "tag " + strconv.QuoteRune(rune(t))
}

// KindOf returns the kind of a stored value without reading its payload. An empty value, which
// Python reads as None, counts as JSON. For an unknown first byte the error wraps [ErrKind], and
// the returned Kind is that byte. KindOf does not retain stored.
func KindOf(stored []byte) (Kind, error) {
	if len(stored) == 0 {
		return KindJSON, nil
	}
	switch tag := Kind(stored[0]); tag {
	case KindInt, KindStr, KindBytes, KindJSON, KindArray:
		return tag, nil
	default:
		return tag, fmt.Errorf("codec: decode: %w %q", ErrKind, stored[0])
	}
}
