package server

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// The memory that the calls with GET need for what they read besides values: keys, and the headers
// of arrays. A header can be a megabyte long, and its dtype takes many times that: a field of 16
// bytes becomes several Go values.
const (
	// headerCost is the memory to parse a header and to write its dtype, as a multiple of its length.
	headerCost = 64
	// entryCost is the same, with the dtype or its fields in JSON.
	entryCost = 128
	// maxHeader is the longest header that package ndarray parses.
	maxHeader = 1<<20 + 4096

	// listSize is the number of bytes of keys and long headers after which a response to list ends
	// before its limit.
	listSize = 256 << 10
	// keyCost is the memory for a key in a response to list, as a multiple of its length: three copies
	// of its JSON, in which a byte can become \u0000, and those that the caller has.
	keyCost = 24
	// childMemory is the memory for a child in a response to list, without its key.
	childMemory = 2 << 10
	// maxText is the length of a dtype in a response to list, and of an error of a stored value.
	// Both can contain a megabyte of names of fields.
	maxText = 256
)

// holdHeader reserves the memory for the header of a stored array, which is the given multiple of
// its length.
func (c *served) holdHeader(stored []byte, cost int64) error {
	return c.holdBeyond(cost * int64(headerLength(stored)))
}

// headerLength returns how much of a stored value is parsed as the header of an array.
func headerLength(stored []byte) int {
	const version, length = 1 + 6, 1 + 8 // offsets after the tag
	if len(stored) < length+4 || codec.Kind(stored[0]) != codec.KindArray {
		return 0
	}
	n := int64(binary.LittleEndian.Uint16(stored[length:]))
	if stored[version] > 1 {
		n = int64(binary.LittleEndian.Uint32(stored[length:]))
	}
	if n > min(maxHeader, int64(len(stored))) {
		return 0 // an error
	}
	return int(n)
}

// listRoom is the room for children in a response to list.
type listRoom struct {
	*served
	limit    int // the largest number of children
	children int
	size     int   // of keys and long headers
	memory   int64 // for the children
	held     int64 // the largest memory so far, which is reserved beyond freeValue
}

// take takes the room for a child with a key or prefix of n bytes. It must be called before they are
// copied. The error is errListFull if the response must end before this child.
func (r *listRoom) take(n int) error {
	if r.children == r.limit || r.children > 0 && r.size+n > listSize {
		return errListFull
	}
	memory := r.memory + childMemory + keyCost*int64(n)
	if need := memory - max(r.held, freeValue); need > 0 {
		if !r.answer.tryHold(need) {
			return r.full(need, "a key", n)
		}
		r.held = memory
	}
	r.memory = memory
	r.children++
	r.size += n
	return nil
}

// giveBack makes the room for the children after an earlier state available again.
func (r *listRoom) giveBack(earlier listRoom) {
	r.children, r.size, r.memory = earlier.children, earlier.size, earlier.memory
}

// full returns the error of a child that does not fit into memory: the response ends before it if
// there are others. The cursor must not wait for memory: see pager.
func (r *listRoom) full(need int64, what string, n int) error {
	switch {
	case r.children > 0:
		return errListFull
	case r.neverFits(need):
		return fmt.Errorf("%w: %s of %d bytes needs %d bytes of memory", leveldb.ErrTooLarge, what, n, need)
	}
	return fmt.Errorf("%w: no memory for %s of %d bytes", wire.ErrBusy, what, n)
}

// neverFits reports whether a request cannot hold n bytes. The cursor may hold half of the share.
func (r *listRoom) neverFits(n int64) bool { return n > r.Handler.options.share()/2 }

// describe describes an entry for which take took the room. A long header counts as part of the
// response, because it takes as much time. An array whose header needs more memory than a client may
// use is described without dtype and shape.
func (r *listRoom) describe(key string, stored []byte) (*description, error) {
	header := headerLength(stored)
	need := headerCost * int64(header)
	if need > freeValue {
		others := *r
		others.children--
		switch {
		case others.children > 0 && r.size+header > listSize:
			return nil, errListFull
		case r.answer.tryHold(need):
			defer r.answer.drop(need)
		case r.neverFits(need):
			return &description{Key: valuejson.Key(key), Kind: codec.KindArray.String(), Bytes: length(len(stored))}, nil
		default:
			return nil, others.full(need, "a header", header)
		}
		r.size += header
	}
	d := describe(key, stored)
	d.DType = shorten(d.DType)
	return d, nil
}

// shorten returns a text of at most maxText bytes. It ends with a mark if something is missing.
func shorten(text string) string { return shortenTo(maxText, text) }

func shortenTo(most int, text string) string {
	const mark = "…"
	if len(text) <= most {
		return text
	}
	end := most - len(mark)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + mark // a copy, which does not keep the text
}

// damage is the error of a stored value that cannot be decoded, with a short text.
type damage struct{ cause error }

func (d damage) Error() string { return shorten(d.cause.Error()) }
func (d damage) Unwrap() error { return d.cause }
