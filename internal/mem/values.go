package mem

import "encoding/binary"

// SwapBytes reverses the bytes of each part of the given width. It does nothing if the width is not
// 2, 4 or 8.
func SwapBytes(b []byte, width int) {
	switch width {
	case 2:
		for ; len(b) >= 2; b = b[2:] {
			b[0], b[1] = b[1], b[0]
		}
	case 4:
		for ; len(b) >= 4; b = b[4:] {
			binary.LittleEndian.PutUint32(b, binary.BigEndian.Uint32(b))
		}
	case 8:
		for ; len(b) >= 8; b = b[8:] {
			binary.LittleEndian.PutUint64(b, binary.BigEndian.Uint64(b))
		}
	}
}

// ValidBools reports whether every byte is 0 or 1. Go does not define other bools.
func ValidBools(b []byte) bool {
	const others = 0xfefefefefefefefe
	for ; len(b) >= 8; b = b[8:] {
		if binary.NativeEndian.Uint64(b)&others != 0 {
			return false
		}
	}
	for _, c := range b {
		if c > 1 {
			return false
		}
	}
	return true
}

// FixBools sets every byte but 0 to 1, as numpy reads bools.
func FixBools(b []byte) {
	for i, c := range b {
		if c > 1 {
			b[i] = 1
		}
	}
}
