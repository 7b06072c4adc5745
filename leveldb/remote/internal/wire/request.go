package wire

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/native"
)

var le = binary.LittleEndian

// Options begin every body:
//
//	offset 0    flags, 1 byte: 1 verify checksums, 2 do not fill the cache, 4 sync
//	offset 1    id of a snapshot, 8 bytes; 0 is the present state
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

// ParseOptions takes the options off a body.
func ParseOptions(body []byte) (o Options, rest []byte, err error) {
	p := parser{rest: body}
	flags := p.byte()
	o = Options{VerifyChecksums: flags&1 != 0, DontFillCache: flags&2 != 0, Sync: flags&4 != 0, Snapshot: p.uint64()}
	if flags > 7 {
		p.fail("unknown flags")
	}
	return o, p.rest, p.err
}

// PutRequest is the storing of a value.
//
//	offset 0      length K of the key, 4 bytes
//	offset 4      key
//	offset 4+K    stored bytes, to the end
type PutRequest struct {
	Key   string
	Value []byte // borrowed from the body when it was parsed
}

// AppendHead appends all but the value.
func (r PutRequest) AppendHead(dst []byte) []byte { return appendSized(dst, r.Key) }

// ParsePut reads what Append wrote.
func ParsePut(body []byte) (PutRequest, error) {
	p := parser{rest: body}
	return PutRequest{Key: string(p.sized()), Value: p.rest}, p.err
}

// ArrayRequest asks for an array, or for the rows First <= i < Last along its first axis.
//
//	offset 0     First, 8 bytes
//	offset 8     Last, 8 bytes; -1 is all rows, and First is 0 then
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

// ParseArray reads what Append wrote.
func ParseArray(body []byte) (ArrayRequest, error) {
	p := parser{rest: body}
	r := ArrayRequest{First: int64(p.uint64()), Last: int64(p.uint64())}
	r.Key = string(p.rest)
	return r, p.err
}

// ArrayHead comes before the elements in the answer to an ArrayRequest:
//
//	offset 0    1 byte: 0 all elements follow, 1 only those of the rows that were asked for
//	offset 1    length H, 4 bytes
//	offset 5    the first H stored bytes: the tag and the .npy header
//
// A server sends all elements where the rows do not lie together, as in Fortran order. It sends no elements where there are
// none to send, and leaves it to the client to find out from the header why: because the array has no such rows, or because
// the value is no array, or has a damaged header; the first bytes that are stored stand for the header then.
type ArrayHead struct {
	Rows   bool
	Header []byte // borrowed when parsed
}

// ArrayHeadSize is the length of an ArrayHead without the header; MaxArrayHeader what a header can have at most.
const (
	ArrayHeadSize  = 5
	MaxArrayHeader = 2 << 20
)

// Append appends the head, header included.
func (h ArrayHead) Append(dst []byte) []byte {
	var rows byte
	if h.Rows {
		rows = 1
	}
	return appendSized(append(dst, rows), h.Header)
}

// ParseArrayHead reads the first ArrayHeadSize bytes, and gives the length of the header that follows.
func ParseArrayHead(b []byte) (rows bool, header int, err error) {
	p := parser{rest: b}
	kind, size := p.byte(), p.uint32()
	if kind > 1 || size > MaxArrayHeader {
		p.fail("bad head of an array")
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

// ParseKeys reads what AppendKeys wrote. More than MaxKeys are native.ErrTooLarge.
func ParseKeys(body []byte) ([]string, error) {
	var keys []string
	p := parser{rest: body}
	text := string(body) // one string that all keys are cut from
	for len(p.rest) > 0 && p.err == nil {
		if len(keys) == MaxKeys {
			return nil, fmt.Errorf("%w: more than %d keys", native.ErrTooLarge, MaxKeys)
		}
		key := p.sized()
		end := len(text) - len(p.rest)
		keys = append(keys, text[end-len(key):end])
	}
	return keys, p.err
}

// GatherRequest asks for the rows of many keys, as native.DB.Gather does.
//
//	offset 0       length H of the header, 4 bytes
//	offset 4       header: what each value begins with
//	offset 4+H     length of a row, 8 bytes
//	offset 12+H    keys, each sized, to the end
type GatherRequest struct {
	Header []byte // borrowed when parsed
	Row    uint64
	Keys   []string
}

// Append appends the request to a body.
func (r GatherRequest) Append(dst []byte) []byte {
	return AppendKeys(le.AppendUint64(appendSized(dst, r.Header), r.Row), r.Keys)
}

// ParseGather reads what Append wrote.
func ParseGather(body []byte) (GatherRequest, error) {
	p := parser{rest: body}
	r := GatherRequest{Header: p.sized(), Row: p.uint64()}
	if r.Row > native.MaxEntrySize {
		p.fail("bad length of a row")
	}
	if p.err != nil {
		return r, p.err
	}
	var err error
	r.Keys, err = ParseKeys(p.rest)
	return r, err
}

// OpenRequest asks whether there is the database, and creates it if it says so and the server allows it.
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

// ParseOpen reads what Append wrote.
func ParseOpen(body []byte) (OpenRequest, error) {
	p := parser{rest: body}
	flags := p.byte()
	if flags > 3 || len(p.rest) > 0 {
		p.fail("bad open")
	}
	return OpenRequest{Create: flags&1 != 0, ErrorIfExists: flags&2 != 0}, p.err
}

// OpenAnswer says what the caller may do.
//
//	offset 0    flags, 1 byte: 1 read-only
type OpenAnswer struct{ ReadOnly bool }

// Append appends the answer to a body.
func (a OpenAnswer) Append(dst []byte) []byte {
	if a.ReadOnly {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// ParseOpenAnswer reads what Append wrote.
func ParseOpenAnswer(body []byte) (OpenAnswer, error) {
	p := parser{rest: body}
	flags := p.byte()
	if flags > 1 || len(p.rest) > 0 {
		p.fail("bad answer to open")
	}
	return OpenAnswer{ReadOnly: flags == 1}, p.err
}

// Lease is a snapshot that the server holds for a time from now on; a renewal, and every read in it, begins the time anew.
//
//	offset 0    id, 8 bytes; never 0
//	offset 8    time in milliseconds, 8 bytes; never 0
type Lease struct{ ID, Milliseconds uint64 }

// Append appends the lease to a body.
func (l Lease) Append(dst []byte) []byte {
	return le.AppendUint64(le.AppendUint64(dst, l.ID), l.Milliseconds)
}

// ParseLease reads what Append wrote.
func ParseLease(body []byte) (Lease, error) {
	p := parser{rest: body}
	l := Lease{ID: p.uint64(), Milliseconds: p.uint64()}
	if l.ID == 0 || l.Milliseconds == 0 || l.Milliseconds > math.MaxInt64/1_000_000 || len(p.rest) > 0 {
		p.fail("bad lease")
	}
	return l, p.err
}

// AppendNumber appends an answer that is a number.
func AppendNumber(dst []byte, n uint64) []byte { return le.AppendUint64(dst, n) }

// ParseNumber reads a body that is a number.
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

// parser takes fields off a body. After the first failure it gives zeros.
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
