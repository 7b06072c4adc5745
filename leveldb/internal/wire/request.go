package wire

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

var le = binary.LittleEndian

// Options are the first part of every body:
//
//	offset 0    flags, 1 byte: 1 verify checksums, 2 do not fill the cache, 4 sync
//	offset 1    id of a snapshot, 8 bytes; 0 is the current state
type Options struct {
	VerifyChecksums bool
	DontFillCache   bool
	Sync            bool
	Snapshot        uint64
}

// Append appends the options to a body.
func (o Options) Append(dst []byte) []byte {
	var flags byte
	if o.VerifyChecksums {
		flags |= 1
	}
	if o.DontFillCache {
		flags |= 2
	}
	if o.Sync {
		flags |= 4
	}
	return le.AppendUint64(append(dst, flags), o.Snapshot)
}

// ParseOptions parses the options at the start of a body. It returns the rest of the body.
func ParseOptions(body []byte) (o Options, rest []byte, err error) {
	p := parser{rest: body}
	flags := p.byte()
	o = Options{VerifyChecksums: flags&1 != 0, DontFillCache: flags&2 != 0, Sync: flags&4 != 0, Snapshot: p.uint64()}
	if flags > 7 {
		p.fail("unknown flags")
	}
	return o, p.rest, p.err
}

// PutRequest requests that a value be stored.
//
//	offset 0      length K of the key, 4 bytes
//	offset 4      key
//	offset 4+K    stored bytes, to the end
type PutRequest struct {
	Key   string
	Value []byte // after parsing, borrowed from the body
}

// AppendHead appends everything except the value.
func (r PutRequest) AppendHead(dst []byte) []byte { return appendSized(dst, r.Key) }

// ParsePut parses what AppendHead wrote, followed by the value.
func ParsePut(body []byte) (PutRequest, error) {
	p := parser{rest: body}
	return PutRequest{Key: string(p.sized()), Value: p.rest}, p.err
}

// ArrayRequest requests an array, or its rows First <= i < Last along the first axis.
//
//	offset 0     First, 8 bytes
//	offset 8     Last, 8 bytes; -1 means all rows, with First 0
//	offset 16    key, to the end
type ArrayRequest struct {
	Key         string
	First, Last int64
}

// Append appends the request to a body.
func (r ArrayRequest) Append(dst []byte) []byte {
	dst = le.AppendUint64(dst, uint64(r.First))
	dst = le.AppendUint64(dst, uint64(r.Last))
	return append(dst, r.Key...)
}

// ParseArray parses what Append wrote.
func ParseArray(body []byte) (ArrayRequest, error) {
	p := parser{rest: body}
	r := ArrayRequest{First: int64(p.uint64()), Last: int64(p.uint64())}
	r.Key = string(p.rest)
	return r, p.err
}

// ArrayHead precedes the elements in the response to an ArrayRequest:
//
//	offset 0    1 byte: 0 all elements follow, 1 only those of the requested rows
//	offset 1    length H, 4 bytes
//	offset 5    the first H stored bytes: the tag and the .npy header
//
// The server sends all elements if the rows are not contiguous, as in Fortran order. It sends no
// elements if there are none to send, and the client determines the reason from the header: the
// array has no such rows, the value is not an array, or its header is damaged. In the last two
// cases the first stored bytes take the place of the header.
type ArrayHead struct {
	Rows   bool
	Header []byte // borrowed after parsing
}

// ArrayHeadSize is the length of an ArrayHead without the header. MaxArrayHeader is the maximum
// length of the header.
const (
	ArrayHeadSize  = 5
	MaxArrayHeader = 2 << 20
)

// Append appends the head, including the header.
func (h ArrayHead) Append(dst []byte) []byte {
	var rows byte
	if h.Rows {
		rows = 1
	}
	return appendSized(append(dst, rows), h.Header)
}

// ParseArrayHead parses the first ArrayHeadSize bytes. It returns the length of the header that
// follows.
func ParseArrayHead(b []byte) (rows bool, header int, err error) {
	p := parser{rest: b}
	kind, size := p.byte(), p.uint32()
	if kind > 1 || size > MaxArrayHeader {
		p.fail("bad array header")
	}
	return kind == 1, int(size), p.err
}

// AppendKeys appends keys, each sized, to the end of a body.
func AppendKeys(dst []byte, keys []string) []byte {
	for _, key := range keys {
		dst = appendSized(dst, key)
	}
	return dst
}

// ParseKeys parses what AppendKeys wrote. For more than MaxKeys keys, the error is
// driver.ErrTooLarge.
func ParseKeys(body []byte) ([]string, error) {
	var keys []string
	p := parser{rest: body}
	text := string(body) // all keys are substrings of this string
	for len(p.rest) > 0 && p.err == nil {
		if len(keys) == MaxKeys {
			return nil, fmt.Errorf("%w: more than %d keys", driver.ErrTooLarge, MaxKeys)
		}
		key := p.sized()
		end := len(text) - len(p.rest)
		keys = append(keys, text[end-len(key):end])
	}
	return keys, p.err
}

// GatherRequest requests the rows of many keys, as driver.Store.Gather does.
//
//	offset 0       length H of the header, 4 bytes
//	offset 4       header: what each value begins with
//	offset 4+H     length of a row, 8 bytes
//	offset 12+H    keys, each sized, to the end
type GatherRequest struct {
	Header []byte // borrowed after parsing
	Row    uint64
	Keys   []string
}

// Append appends the request to a body.
func (r GatherRequest) Append(dst []byte) []byte {
	return AppendKeys(le.AppendUint64(appendSized(dst, r.Header), r.Row), r.Keys)
}

// ParseGather parses what Append wrote.
func ParseGather(body []byte) (GatherRequest, error) {
	p := parser{rest: body}
	r := GatherRequest{Header: p.sized(), Row: p.uint64()}
	if r.Row > driver.MaxEntrySize {
		p.fail("bad row length")
	}
	if p.err != nil {
		return r, p.err
	}
	var err error
	r.Keys, err = ParseKeys(p.rest)
	return r, err
}

// OpenRequest asks whether the database exists. With Create, the server creates it if it does not
// exist and the server allows that.
//
//	offset 0    flags, 1 byte: 1 create if missing, 2 error if it exists
type OpenRequest struct{ Create, ErrorIfExists bool }

// Append appends the request to a body.
func (r OpenRequest) Append(dst []byte) []byte {
	var flags byte
	if r.Create {
		flags |= 1
	}
	if r.ErrorIfExists {
		flags |= 2
	}
	return append(dst, flags)
}

// ParseOpen parses what Append wrote.
func ParseOpen(body []byte) (OpenRequest, error) {
	p := parser{rest: body}
	flags := p.byte()
	if flags > 3 || len(p.rest) > 0 {
		p.fail("bad open")
	}
	return OpenRequest{Create: flags&1 != 0, ErrorIfExists: flags&2 != 0}, p.err
}

// OpenAnswer is the response to an OpenRequest. It holds what the caller may do.
//
//	offset 0    flags, 1 byte: 1 read-only
type OpenAnswer struct{ ReadOnly bool }

// Append appends the response to a body.
func (a OpenAnswer) Append(dst []byte) []byte {
	if a.ReadOnly {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// ParseOpenAnswer parses what Append wrote.
func ParseOpenAnswer(body []byte) (OpenAnswer, error) {
	p := parser{rest: body}
	flags := p.byte()
	if flags > 1 || len(p.rest) > 0 {
		p.fail("bad response to open")
	}
	return OpenAnswer{ReadOnly: flags == 1}, p.err
}

// Lease is a resource that the server holds for a limited time, such as a snapshot. Each renewal,
// and each read in it, restarts the time.
//
//	offset 0    id, 8 bytes; never 0
//	offset 8    time in milliseconds, 8 bytes; never 0
type Lease struct{ ID, Milliseconds uint64 }

// Append appends the lease to a body.
func (l Lease) Append(dst []byte) []byte {
	return le.AppendUint64(le.AppendUint64(dst, l.ID), l.Milliseconds)
}

// ParseLease parses what Append wrote.
func ParseLease(body []byte) (Lease, error) {
	p := parser{rest: body}
	l := Lease{ID: p.uint64(), Milliseconds: p.uint64()}
	if l.ID == 0 || l.Milliseconds == 0 || l.Milliseconds > math.MaxInt64/1_000_000 || len(p.rest) > 0 {
		p.fail("bad lease")
	}
	return l, p.err
}

// AppendNumber appends a response that is a number.
func AppendNumber(dst []byte, n uint64) []byte { return le.AppendUint64(dst, n) }

// ParseNumber parses a body that is a number.
func ParseNumber(body []byte) (uint64, error) {
	p := parser{rest: body}
	n := p.uint64()
	if len(p.rest) > 0 {
		p.fail("bad number")
	}
	return n, p.err
}

func appendSized[B string | []byte](dst []byte, b B) []byte {
	return append(le.AppendUint32(dst, uint32(len(b))), b...)
}

// parser takes fields from the start of a body. After the first failure it returns zero values.
type parser struct {
	rest []byte
	err  error
}

func (p *parser) fail(what string) {
	if p.err == nil {
		p.err = fmt.Errorf("%w: %s", ErrProtocol, what)
	}
}

func (p *parser) take(n uint64) []byte {
	if n > uint64(len(p.rest)) {
		p.fail("the body is too short")
		p.rest = nil
	}
	if p.err != nil {
		return nil
	}
	b := p.rest[:n:n]
	p.rest = p.rest[n:]
	return b
}

func (p *parser) byte() byte {
	if b := p.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (p *parser) uint32() uint32 {
	if b := p.take(4); b != nil {
		return le.Uint32(b)
	}
	return 0
}

func (p *parser) uint64() uint64 {
	if b := p.take(8); b != nil {
		return le.Uint64(b)
	}
	return 0
}

func (p *parser) sized() []byte { return p.take(uint64(p.uint32())) }
