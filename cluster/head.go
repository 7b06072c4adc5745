package cluster

import (
	"encoding/binary"
	"math/bits"
	"time"

	"github.com/tikv/client-go/v2/oracle"
)

// The forms of a stored value: see the package comment.
const (
	formInline = 0
	formHead   = 1

	headSize = 1 + 8 + 8 + 4
)

// head describes a large value.
type head struct {
	id    uint64
	size  uint64
	chunk uint32
}

// chunks returns the number of chunks.
func (h head) chunks() int { return int((h.size + uint64(h.chunk) - 1) / uint64(h.chunk)) }

// part returns the bytes of the value that are in a chunk.
func (h head) part(number int) (from, to int) {
	from = number * int(h.chunk)
	return from, min(from+int(h.chunk), int(h.size))
}

func (h head) stored() []byte {
	b := make([]byte, headSize)
	b[0] = formHead
	binary.BigEndian.PutUint64(b[1:], h.id)
	binary.BigEndian.PutUint64(b[9:], h.size)
	binary.BigEndian.PutUint32(b[17:], h.chunk)
	return b
}

// parseStored returns the value, if it is inline, or else its head.
func parseStored(stored []byte) (value []byte, h head, err error) {
	switch {
	case len(stored) > 0 && stored[0] == formInline:
		return stored[1:], h, nil
	case len(stored) == headSize && stored[0] == formHead:
		h = head{binary.BigEndian.Uint64(stored[1:]), binary.BigEndian.Uint64(stored[9:]), binary.BigEndian.Uint32(stored[17:])}
		if h.size > 0 && h.size <= maxValue && h.chunk > 0 {
			return nil, h, nil
		}
	}
	return nil, head{}, corrupt("%d bytes that are neither a value nor the head of one", len(stored))
}

// large reports whether the value is in chunks.
func (h head) large() bool { return h.chunk > 0 }

// newID returns an id for chunks that are written by the transaction with a timestamp. The bits are
// reversed, so that values that are written one after the other are in different regions.
func newID(ts uint64) uint64 { return bits.Reverse64(ts) }

// timeOfID returns the timestamp of an id.
func timeOfID(id uint64) uint64 { return bits.Reverse64(id) }

// record is written before the chunks of a large value and kept as long as they exist:
//
//	offset 0   timestamp of the last write of the record, 8 bytes, big-endian
//	offset 8   number of chunks, 4 bytes, big-endian
//	offset 12  the key to which the value belongs
type record struct {
	ts     uint64
	chunks uint32
	key    string
}

const recordSize = 8 + 4

func (r record) stored() []byte {
	b := make([]byte, recordSize, recordSize+len(r.key))
	binary.BigEndian.PutUint64(b, r.ts)
	binary.BigEndian.PutUint32(b[8:], r.chunks)
	return append(b, r.key...)
}

func parseRecord(b []byte) (record, error) {
	if len(b) < recordSize {
		return record{}, corrupt("the record of a large value has %d bytes", len(b))
	}
	return record{binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:]), string(b[recordSize:])}, nil
}

// age returns the time from one timestamp of the cluster to another.
func age(ts, now uint64) time.Duration {
	return oracle.GetTimeFromTS(now).Sub(oracle.GetTimeFromTS(ts))
}
