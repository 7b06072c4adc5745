package codec

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"
)

// An int as the Python package writes it (int.to_bytes(16, "big", signed=True)):
//
//	offset  size  what
//	0       1     'i'
//	1       16    two's complement, most significant byte first
//
// The reader accepts a payload of any length, as int.from_bytes does. An empty payload is 0.
const intSize = 16

func appendInt64(dst []byte, n int64) []byte {
	dst = append(dst, byte(KindInt))
	dst = binary.BigEndian.AppendUint64(dst, uint64(n>>63)) // the sign bit, 64 times
	return binary.BigEndian.AppendUint64(dst, uint64(n))
}

func appendUint64(dst []byte, n uint64) []byte {
	dst = append(dst, byte(KindInt), 0, 0, 0, 0, 0, 0, 0, 0)
	return binary.BigEndian.AppendUint64(dst, n)
}

func appendBigInt(dst []byte, n *big.Int) ([]byte, error) {
	magnitude := n
	if n.Sign() < 0 {
		magnitude = new(big.Int).Not(n) // -n-1, whose bits are the inverted bits of n
	}
	if magnitude.BitLen() > 8*intSize-1 {
		return dst, fmt.Errorf("codec: encode %s: %w: the format is limited to 128 bits", describeBig(n), ErrUnsupported)
	}
	var payload [intSize]byte
	magnitude.FillBytes(payload[:])
	if n.Sign() < 0 {
		invert(payload[:])
	}
	return append(append(dst, byte(KindInt)), payload[:]...), nil
}

// decodeInt decodes a payload of any length. wide is nil if the integer fits an int64.
func decodeInt(payload []byte) (n int64, wide *big.Int) {
	if len(payload) == intSize { // the only length that is written
		high, low := binary.BigEndian.Uint64(payload), binary.BigEndian.Uint64(payload[8:])
		if high == uint64(int64(low)>>63) {
			return int64(low), nil
		}
	}
	if len(payload) == 0 {
		return 0, nil
	}
	negative := payload[0] >= 0x80
	for len(payload) > 8 { // leading bytes that repeat the sign are redundant
		sign, next := payload[0], payload[1] >= 0x80
		if next != negative || sign != 0 && sign != 0xff {
			break
		}
		payload = payload[1:]
	}
	if len(payload) > 8 {
		if !negative {
			return 0, new(big.Int).SetBytes(payload)
		}
		inverted := slices.Clone(payload)
		invert(inverted)
		wide = new(big.Int).SetBytes(inverted)
		return 0, wide.Not(wide)
	}
	if negative {
		n = -1
	}
	for _, b := range payload {
		n = n<<8 | int64(b)
	}
	return n, nil
}

func invert(b []byte) {
	for i := range b {
		b[i] = ^b[i]
	}
}

// describeBig returns the text for an integer in an error. The decimal form of a very large integer
// is slow to compute and not useful.
func describeBig(n *big.Int) string {
	if n.BitLen() > 256 {
		return fmt.Sprintf("int of %d bits", n.BitLen())
	}
	return "int " + n.String()
}
