package ndarray

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// Header is what a .npy file says before its elements.
type Header struct {
	DType   DType
	Shape   []int
	Fortran bool // elements are stored column by column
}

// The start of a .npy file, from numpy's "NEP 1: a simple file format for NumPy arrays" and numpy/lib/format.py. All of it
// is a multiple of 64 bytes long, with 1 to 64 spaces of padding; before numpy 1.14 it was a multiple of 16.
//
//	offset  bytes  field
//	0       6      "\x93NUMPY"
//	6       1      major version: 1, 2 or 3
//	7       1      minor version: 0
//	8       2      length of the text, little-endian (version 1.0)
//	8       4      length of the text, little-endian (versions 2.0 and 3.0)
//	10, 12         text: a Python dict literal, spaces, "\n"; latin-1 in 1.0 and 2.0, UTF-8 in 3.0
//	               elements
const (
	magic        = "\x93NUMPY"
	lengthOffset = 8
	alignment    = 64
)

// maxHeader is the longest text read or written. numpy itself reads at most 10,000 characters unless told otherwise; this
// allows structured dtypes a hundred times that size while a damaged length costs nothing.
const maxHeader = maxDescr + 4096

// growthDigits is the width that numpy 1.23 and later reserve for the axis along which a file could grow, in spaces.
const growthDigits = 21

// ParseHeader reads the start of a .npy file, versions 1.0, 2.0 and 3.0, and returns it with the offset of the first
// element. It reads what numpy.load reads: any padding, key order, spacing and quotes, and the L suffixes of Python 2. It
// does not look at the elements, but refuses shapes that no memory could hold. Nothing of b is kept.
//
// Errors wrap ErrHeader, ErrDType, ErrShape or ErrObject.
func ParseHeader(b []byte) (h Header, dataOffset int, err error) {
	h, dataOffset, err = parseHeader(b, nil)
	if err == nil {
		_, _, err = extent(h.Shape, h.DType.size)
	}
	if err != nil {
		return Header{}, 0, fmt.Errorf("ndarray: parse header: %w", err)
	}
	return h, dataOffset, nil
}

// parseHeader is ParseHeader with the slice to append the shape to, and without the check of the shape's product.
func parseHeader(b []byte, shape []int) (Header, int, error) {
	if n := min(len(b), len(magic)); string(b[:n]) != magic[:n] {
		return Header{}, 0, fmt.Errorf("%w: starts with %q, not with %q", ErrHeader, b[:n], magic)
	}
	if len(b) < lengthOffset+2 {
		return Header{}, 0, fmt.Errorf("%w: ends after %d bytes", ErrHeader, len(b))
	}
	start, length := lengthOffset+2, uint32(binary.LittleEndian.Uint16(b[lengthOffset:]))
	major, minor := b[6], b[7]
	switch {
	case minor != 0 || major < 1 || major > 3:
		return Header{}, 0, fmt.Errorf("%w: version %d.%d, known are 1.0, 2.0 and 3.0", ErrHeader, major, minor)
	case major > 1 && len(b) < lengthOffset+4:
		return Header{}, 0, fmt.Errorf("%w: ends after %d bytes", ErrHeader, len(b))
	case major > 1:
		start, length = lengthOffset+4, binary.LittleEndian.Uint32(b[lengthOffset:])
	}
	if length > maxHeader {
		return Header{}, 0, fmt.Errorf("%w: text of %d bytes, at most %d are read", ErrHeader, length, maxHeader)
	}
	if uint64(len(b)-start) < uint64(length) {
		return Header{}, 0, fmt.Errorf("%w: text of %d bytes, of which %d are there", ErrHeader, length, len(b)-start)
	}
	end := start + int(length)
	text := b[start:end]
	if h, ok := parsePlainText(text, shape); ok {
		return h, end, nil
	}
	h, err := parseText(text, shape, major == 3)
	return h, end, err
}

// parseText reads the dict of any header.
func parseText(text []byte, shape []int, isUTF8 bool) (Header, error) {
	p := literal{text: text, utf8: isUTF8}
	var h Header
	var seen [3]bool
	if err := p.expect('{'); err != nil {
		return Header{}, err
	}
	_, _, err := p.items('}', func() error {
		key, err := p.string()
		if err != nil {
			return err
		}
		if err := p.expect(':'); err != nil {
			return err
		}
		switch key {
		case "descr":
			seen[0] = true
			h.DType, err = p.descr(0)
		case "fortran_order":
			seen[1] = true
			h.Fortran, err = p.boolean()
		case "shape":
			seen[2] = true
			h.Shape, err = p.shape(shape[:0])
		default:
			err = p.fail("%w: unknown key %.40q", ErrHeader, key)
		}
		return err
	})
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return Header{}, err
	}
	for i, key := range [...]string{"descr", "fortran_order", "shape"} {
		if !seen[i] {
			return Header{}, fmt.Errorf("%w: key %q is missing", ErrHeader, key)
		}
	}
	if h.DType.isSubarray() {
		return Header{}, fmt.Errorf("%w: a sub-array outside a structure: numpy adds its axes to the shape", ErrHeader)
	}
	if h.Shape == nil {
		h.Shape = []int{}
	}
	return h, h.DType.checkDescr()
}

const (
	plainDescr   = "{'descr': '"
	plainFortran = "', 'fortran_order': "
	plainShape   = ", 'shape': ("
	plainEnd     = "), }"
	spaces       = "                                                                                                                                "
)

// parsePlainText reads the very text that numpy writes for plain dtypes, which nearly every header is, without allocating
// more than the shape. Anything else is left to parseText, errors included.
func parsePlainText(text []byte, shape []int) (Header, bool) {
	rest, ok := cutPrefix(text, plainDescr)
	if !ok {
		return Header{}, false
	}
	length := 0
	for length < len(rest) && rest[length] != '\'' {
		length++
	}
	code := rest[:length]
	if rest, ok = cutPrefix(rest[length:], plainFortran); !ok {
		return Header{}, false
	}
	var h Header
	if rest, ok = cutPrefix(rest, "False"); !ok {
		if rest, h.Fortran = cutPrefix(rest, "True"); !h.Fortran {
			return Header{}, false
		}
	}
	if rest, ok = cutPrefix(rest, plainShape); !ok {
		return Header{}, false
	}
	// The shape is measured first, so that it is allocated once: one axis more than commas, but for () and (3,).
	dims, last := 0, byte(',')
	for i := 0; i < len(rest) && rest[i] != ')'; i++ {
		if last = rest[i]; last == ',' {
			dims++
		}
	}
	if last != ',' {
		dims++
	}
	if dims > maxDims {
		return Header{}, false
	}
	if shape == nil || cap(shape) < dims {
		shape = make([]int, 0, dims)
	}
	i := 0
	for n := range dims {
		if n > 0 {
			if i+1 >= len(rest) || rest[i] != ',' || rest[i+1] != ' ' {
				return Header{}, false
			}
			i += 2
		}
		start, value := i, 0
		for i < len(rest) && rest[i]-'0' < 10 {
			value = value*10 + int(rest[i]-'0')
			i++
		}
		if i == start || i-start > maxPlainDigits {
			return Header{}, false
		}
		shape = append(shape, value)
	}
	if dims == 1 {
		if i >= len(rest) || rest[i] != ',' {
			return Header{}, false
		}
		i++
	}
	if rest, ok = cutPrefix(rest[i:], plainEnd); !ok {
		return Header{}, false
	}
	for len(rest) > len(spaces) {
		if rest, ok = cutPrefix(rest, spaces); !ok {
			return Header{}, false
		}
	}
	if padding := len(rest) - 1; padding < 0 || rest[padding] != '\n' || string(rest[:padding]) != spaces[:padding] {
		return Header{}, false
	}
	var err error
	if h.DType, err = parseCode(code); err != nil {
		return Header{}, false
	}
	h.Shape = shape
	return h, true
}

// maxPlainDigits is how many decimal digits always fit an int.
const maxPlainDigits = 9 + 9*(math.MaxInt>>62)

func cutPrefix(b []byte, prefix string) ([]byte, bool) {
	if len(b) < len(prefix) || string(b[:len(prefix)]) != prefix {
		return b, false
	}
	return b[len(prefix):], true
}

// AppendHeader appends to dst what numpy.save writes before the elements, byte for byte: the oldest version that fits (2.0
// for texts past 65535 bytes, 3.0 when a field name is not latin-1) and the padding of numpy 1.23 and later. On an error
// dst is returned as it was.
//
// Errors wrap ErrDType for an invalid dtype and ErrShape for an impossible shape.
func AppendHeader(dst []byte, h Header) ([]byte, error) {
	if h.DType.kind == 0 || h.DType.isSubarray() {
		return dst, fmt.Errorf("ndarray: append header: %w: an array cannot be of %v", ErrDType, h.DType)
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
	// Only names within a descr can be other than ASCII.
	descr := d.appendDescr(nil)
	if latin1, ok := appendLatin1(nil, descr); ok {
		return appendHeaderText(dst, latin1, 1, shape, fortran)
	}
	return appendHeaderText(dst, descr, 3, shape, fortran)
}

// appendHeaderText appends a header of at least the given version; descr is in its encoding.
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

// appendLatin1 appends UTF-8 text as latin-1 and reports whether that has all its characters.
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
