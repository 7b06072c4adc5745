package ndarray

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// Header holds the header of a .npy file, which precedes its elements.
type Header struct {
	DType   DType
	Shape   []int
	Fortran bool // elements are stored column by column
}

// NBytes returns the number of bytes of all elements. The header must be one that ParseHeader
// returned.
func (h Header) NBytes() int {
	_, size, _ := extent(h.Shape, h.DType.size) // checked by ParseHeader
	return size
}

// The beginning of a .npy file, from numpy's "NEP 1: a simple file format for NumPy arrays" and
// numpy/lib/format.py. Its length is a multiple of 64 bytes, with 1 to 64 spaces of padding; before
// numpy 1.14 it was a multiple of 16.
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

// maxHeader is the maximum length, in bytes, of a text that is read or written. numpy itself reads
// at most 10,000 characters by default. This limit allows structured dtypes a hundred times that
// size, and a damaged length still costs nothing.
const maxHeader = maxDescr + 4096

// ParseHeader parses the beginning of a .npy file of version 1.0, 2.0 or 3.0. It returns the header
// and the offset of the first element. It does not retain b.
//
// ParseHeader reads every header that any version of numpy writes. It also reads the same header
// with any padding, key order, spacing, quotes and escapes, and with the L suffixes of Python 2.
// numpy.load reads every header that ParseHeader accepts, with the same result. ParseHeader rejects
// other spellings that Python's parser accepts, such as hexadecimal or signed numbers, comments and
// joined or prefixed strings (except u). It rejects dtypes that numpy never writes, such as 'd' or
// 'f4, i4'. It does not read the elements, but it rejects shapes that no memory could hold.
//
// Errors wrap ErrHeader, ErrDType, ErrShape or ErrObject.
func ParseHeader(b []byte) (h Header, dataOffset int, err error) {
	dataOffset, err = h.parse(b, nil)
	if err == nil {
		_, _, err = extent(h.Shape, h.DType.size)
	}
	if err != nil {
		return Header{}, 0, fmt.Errorf("ndarray: parse header: %w", err)
	}
	h.Shape = slices.Clip(h.Shape)
	return h, dataOffset, nil
}

// parse is ParseHeader without the check of the shape's product. It appends the shape to the given
// slice. h must be zero.
func (h *Header) parse(b []byte, shape []int) (dataOffset int, err error) {
	start, end, err := textBounds(b)
	if err != nil {
		return 0, err
	}
	if len(b) < end {
		return 0, fmt.Errorf("%w: truncated: text of %d bytes, have %d", ErrHeader, end-start, len(b)-start)
	}
	text := b[start:end]
	if h.parsePlainText(text, shape) {
		return end, nil
	}
	*h, err = parseText(text, shape, b[len(magic)] == 3)
	return end, err
}

// textBounds returns the bounds of the text of a header. The end may be after the end of b.
func textBounds(b []byte) (start, end int, err error) {
	if n := min(len(b), len(magic)); string(b[:n]) != magic[:n] {
		return 0, 0, fmt.Errorf("%w: starts with %q, not with %q", ErrHeader, b[:n], magic)
	}
	if len(b) < lengthOffset+2 {
		return 0, 0, fmt.Errorf("%w: truncated after %d bytes", ErrHeader, len(b))
	}
	start, length := lengthOffset+2, uint32(binary.LittleEndian.Uint16(b[lengthOffset:]))
	major, minor := b[len(magic)], b[len(magic)+1]
	switch {
	case minor != 0 || major < 1 || major > 3:
		return 0, 0, fmt.Errorf("%w: unsupported version %d.%d", ErrHeader, major, minor)
	case major > 1 && len(b) < lengthOffset+4:
		return 0, 0, fmt.Errorf("%w: truncated after %d bytes", ErrHeader, len(b))
	case major > 1:
		start, length = lengthOffset+4, binary.LittleEndian.Uint32(b[lengthOffset:])
	}
	if length > maxHeader {
		return 0, 0, fmt.Errorf("%w: text of %d bytes exceeds the limit of %d", ErrHeader, length, maxHeader)
	}
	return start, start + int(length), nil
}

// parseText parses the dict of any header.
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
			return Header{}, fmt.Errorf("%w: missing key %q", ErrHeader, key)
		}
	}
	if h.DType.isSubarray() {
		return Header{}, fmt.Errorf("%w: sub-array outside a structure, whose axes numpy adds to the shape", ErrHeader)
	}
	if h.Shape == nil {
		h.Shape = []int{}
	}
	return h, h.DType.checkDescr()
}
