package wire

import (
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Span is a driver.Span.
//
//	offset 0        flags, 1 byte: 1 reverse, 2 keys only
//	offset 1        limit, 8 bytes; 0 is none
//	offset 9        lower bound, sized; empty is none
//	offset 13+L     upper bound, sized; empty is none
type Span struct {
	Reverse, KeysOnly bool
	Limit             uint64
	Lower, Upper      string
}

// Append appends the span to a body.
func (s Span) Append(dst []byte) []byte {
	var flags byte
	if s.Reverse {
		flags |= 1
	}
	if s.KeysOnly {
		flags |= 2
	}
	return appendSized(appendSized(le.AppendUint64(append(dst, flags), s.Limit), s.Lower), s.Upper)
}

// ParseSpan parses a span at the start of a body. It returns the rest of the body.
func ParseSpan(body []byte) (s Span, rest []byte, err error) {
	p := parser{rest: body}
	flags := p.byte()
	s = Span{Reverse: flags&1 != 0, KeysOnly: flags&2 != 0, Limit: p.uint64(), Lower: string(p.sized()), Upper: string(p.sized())}
	if flags > 3 || s.Limit > math.MaxInt {
		p.fail("bad range")
	}
	return s, p.rest, p.err
}

// ParseWholeSpan parses a body that consists of a span.
func ParseWholeSpan(body []byte) (Span, error) {
	s, rest, err := ParseSpan(body)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%w: bad range", ErrProtocol)
	}
	return s, err
}

// RangeRequest requests the entries of a span, or the rest of an earlier RangeRequest in the state
// in which that request began.
//
//	offset 0     Span
//	offset S     id of the earlier response (HeaderRange), 8 bytes; 0 is none, and nothing follows
//	offset S+8   number of entries received, 8 bytes
//	offset S+16  key of the last of them, to the end
type RangeRequest struct {
	Span   Span
	Resume uint64
	Taken  uint64
	After  string
}

// Append appends the request to a body.
func (r RangeRequest) Append(dst []byte) []byte {
	dst = le.AppendUint64(r.Span.Append(dst), r.Resume)
	if r.Resume == 0 {
		return dst
	}
	return append(le.AppendUint64(dst, r.Taken), r.After...)
}

// ParseRange parses what Append wrote.
func ParseRange(body []byte) (r RangeRequest, err error) {
	r.Span, body, err = ParseSpan(body)
	if err != nil {
		return r, err
	}
	p := parser{rest: body}
	if r.Resume = p.uint64(); r.Resume != 0 {
		r.Taken = p.uint64()
		r.After = string(p.rest)
		p.rest = nil
	}
	if len(p.rest) > 0 || r.Taken > math.MaxInt {
		p.fail("bad range")
	}
	return r, p.err
}

// SeekRequest requests entries from a position of a cursor, in the state in which the cursor was
// opened. The response ends with FrameMore if there may be more entries, and with FrameEnd if there
// are none.
//
//	offset 0     id of the cursor, from its Lease, 8 bytes
//	offset 8     number of entries wanted, 8 bytes. The response may have more, or fewer if they are
//	             large.
//	offset 16    direction, 1 byte: 1 towards smaller keys, otherwise 0
//	offset 17    driver.Place, 1 byte
//	offset 18    key of the place, to the end
type SeekRequest struct {
	ID     uint64
	Wanted uint64
	To     driver.Position
}

// Append appends the request to a body.
func (r SeekRequest) Append(dst []byte) []byte {
	dst = le.AppendUint64(le.AppendUint64(dst, r.ID), r.Wanted)
	var direction byte
	if r.To.Reverse {
		direction = 1
	}
	return append(append(dst, direction, byte(r.To.Place)), r.To.Key...)
}

// ParseSeek parses what Append wrote.
func ParseSeek(body []byte) (SeekRequest, error) {
	p := parser{rest: body}
	r := SeekRequest{ID: p.uint64(), Wanted: p.uint64()}
	direction := p.byte()
	r.To = driver.Position{Place: driver.Place(p.byte()), Key: string(p.rest), Reverse: direction == 1}
	if direction > 1 || r.To.Place > driver.AfterKey {
		p.fail("bad seek")
	}
	return r, p.err
}
