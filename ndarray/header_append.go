package ndarray

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// growthDigits is the width, in spaces, that numpy 1.23 and later reserve for the axis along which
// a file could grow.
const growthDigits = 21

// AppendHeader appends to dst what numpy.save writes before the elements, byte for byte. It uses
// the oldest version that fits (2.0 for texts longer than 65535 bytes, 3.0 when a field name is not
// latin-1) and the padding of numpy 1.23 and later. On an error it returns dst unchanged.
//
// Errors wrap ErrDType for an invalid dtype and ErrShape for an impossible shape.
func AppendHeader(dst []byte, h Header) ([]byte, error) {
	if err := h.DType.checkArray(); err != nil {
		return dst, fmt.Errorf("ndarray: append header: %w", err)
	}
	if _, _, err := extent(h.Shape, h.DType.size); err != nil {
		return dst, fmt.Errorf("ndarray: append header: %w", err)
	}
	return appendHeader(dst, h.DType, h.Shape, h.Fortran), nil
}

func appendHeader(dst []byte, d DType, shape []int, fortran bool) []byte {
	if d.composite == nil {
		var scratch [40]byte
		return appendHeaderText(dst, append(d.appendCode(append(scratch[:0], '\'')), '\''), 1, shape, fortran)
	}
	// Only names within a descr can contain non-ASCII characters.
	descr := d.appendDescr(nil)
	if latin1, ok := appendLatin1(nil, descr); ok {
		return appendHeaderText(dst, latin1, 1, shape, fortran)
	}
	return appendHeaderText(dst, descr, 3, shape, fortran)
}

// appendHeaderText appends a header of at least the given version. descr is in its encoding.
func appendHeaderText(dst, descr []byte, version byte, shape []int, fortran bool) []byte {
	start := len(dst)
	dst = append(dst, magic+"\x01\x00\x00\x00"...)
	dst = append(dst, "{'descr': "...)
	dst = append(dst, descr...)
	dst = append(dst, ", 'fortran_order': "...)
	if fortran {
		dst = append(dst, "True"...)
	} else {
		dst = append(dst, "False"...)
	}
	dst = append(dst, ", 'shape': "...)
	dst = appendShape(dst, shape)
	dst = append(dst, ", }"...)
	if len(shape) > 0 {
		grows := shape[0]
		if fortran {
			grows = shape[len(shape)-1]
		}
		for digits := decimalDigits(grows); digits < growthDigits; digits++ {
			dst = append(dst, ' ')
		}
	}
	prefix := lengthOffset + 2
	text := len(dst) - start - prefix
	padded := func() int { return prefix + text + 1 + alignment - (prefix+text+1)%alignment }
	if version > 1 || padded()-prefix > math.MaxUint16 {
		version = max(version, 2)
		prefix = lengthOffset + 4
		dst = slices.Insert(dst, start+lengthOffset, 0, 0)
	}
	total := padded()
	for len(dst)-start < total-1 {
		dst = append(dst, ' ')
	}
	dst = append(dst, '\n')
	dst[start+6] = version
	if version == 1 {
		binary.LittleEndian.PutUint16(dst[start+lengthOffset:], uint16(total-prefix))
	} else {
		binary.LittleEndian.PutUint32(dst[start+lengthOffset:], uint32(total-prefix))
	}
	return dst
}

// appendLatin1 appends UTF-8 text as latin-1 and reports whether latin-1 has all its characters.
func appendLatin1(dst, text []byte) ([]byte, bool) {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r > 0xff {
			return dst, false
		}
		dst = append(dst, byte(r))
		text = text[size:]
	}
	return dst, true
}

func decimalDigits(n int) int {
	digits := 1
	for ; n >= 10; n /= 10 {
		digits++
	}
	return digits
}
