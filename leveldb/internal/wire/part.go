package wire

import (
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// maxPartAxes is the maximum number of axes of a part. An array of numpy 2 has at most 64.
const maxPartAxes = 64

// PartRequest requests a part of a value, as driver.PartReader does.
//
//	offset 0         number N of axes, 4 bytes
//	offset 4         offset of the first run, 8 bytes
//	offset 12        length of a run, 8 bytes
//	offset 20        for each axis: count, 8 bytes; stride, 8 bytes
//	offset 20+16N    key, to the end
type PartRequest struct {
	Key  string
	Part driver.Part
}

// Append appends the request to a body.
func (r PartRequest) Append(dst []byte) []byte {
	dst = le.AppendUint32(dst, uint32(len(r.Part.Axes)))
	dst = le.AppendUint64(dst, uint64(r.Part.Offset))
	dst = le.AppendUint64(dst, uint64(r.Part.Run))
	for _, axis := range r.Part.Axes {
		dst = le.AppendUint64(dst, uint64(axis.Count))
		dst = le.AppendUint64(dst, uint64(axis.Stride))
	}
	return append(dst, r.Key...)
}

// ParsePart parses what Append wrote.
func ParsePart(body []byte) (PartRequest, error) {
	p := parser{rest: body}
	n := p.uint32()
	if n > maxPartAxes {
		p.fail("too many axes")
		return PartRequest{}, p.err
	}
	r := PartRequest{Part: driver.Part{Offset: int64(p.uint64()), Run: int64(p.uint64())}}
	for range n {
		r.Part.Axes = append(r.Part.Axes, driver.PartAxis{Count: int64(p.uint64()), Stride: int64(p.uint64())})
	}
	r.Key = string(p.rest)
	return r, p.err
}

// PartOf returns the beginning of a stored value, as in driver.ValuePart, and the size of a part of
// the value, 0 if the value does not have all of it. It copies nothing.
func PartOf(stored []byte, p driver.Part) (header []byte, size int64) {
	head, _ := ArrayPart(stored, 0, -1)
	size, _ = p.Size(int64(len(stored)))
	return head.Header, size
}

// PartAnswer precedes the part in the response to a PartRequest:
//
//	offset 0    size of the complete value, 8 bytes
//	offset 8    length H, 4 bytes
//	offset 12   the first H stored bytes, as in ArrayHead
type PartAnswer struct {
	Size   int64
	Header []byte
}

// MaxPartAnswer returns the maximum length of the complete response to a request for a part.
func MaxPartAnswer(p driver.Part) int64 {
	const fixed = 12
	size, _ := p.Size(driver.MaxEntrySize)
	return fixed + MaxArrayHeader + size
}

// Append appends the head of the response.
func (a PartAnswer) Append(dst []byte) []byte {
	return appendSized(le.AppendUint64(dst, uint64(a.Size)), a.Header)
}

// ParsePartAnswer parses the complete response to a request for a part. The result borrows it.
func ParsePartAnswer(answer []byte, want driver.Part) (driver.ValuePart, error) {
	p := parser{rest: answer}
	part := driver.ValuePart{Size: int64(p.uint64()), Header: p.sized()}
	part.Bytes = p.rest
	size, _ := want.Size(part.Size)
	switch {
	case part.Size < 0 || part.Size > driver.MaxEntrySize:
		p.fail("a part of a value of an impossible size")
	case int64(len(part.Header)) > min(part.Size, MaxArrayHeader):
		p.fail("a part with a header of an impossible length")
	case int64(len(part.Bytes)) != size:
		p.fail("a part of another length")
	}
	return part, p.err
}
