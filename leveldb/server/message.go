package server

import (
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// message is a request on a link, and its response.
type message struct {
	wire.LinkHead
	request  []byte
	response []byte // with its head
	value    [shortValue]byte
	answer   answer
	served   served
	place    *account // nil if the Handler was stopping
	memory   *account // for a long request
	long     bool     // the response is too long
}

// shortValue is the maximum size of a value that is copied out of LevelDB before it is sent: for a
// short value that costs less than an iterator that pins it.
const shortValue = 1 << 10

var messages = sync.Pool{New: func() any { return &message{} }}

// free makes the memory of m available to others.
func (m *message) free() {
	const kept = 8 << 10
	if cap(m.request) > kept {
		m.request = nil
	}
	if cap(m.response) > kept {
		m.response = nil
	}
	m.long, m.place, m.memory = false, nil, nil
	messages.Put(m)
}

// waits reports whether the call always waits for the disk.
func (m *message) waits() bool {
	switch wire.LinkCalls[m.Kind] {
	case wire.CallPut, wire.CallDelete, wire.CallWrite:
		o, _, err := wire.ParseOptions(m.request)
		return err == nil && o.Sync
	}
	return false
}

// writes returns 1 for a write and 0 for a read.
func (m *message) writes() int {
	if procedures[wire.LinkCalls[m.Kind]].writes {
		return 1
	}
	return 0
}

// send adds the parts of the response.
func (m *message) send(parts [][]byte) {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	if m.long = len(m.response)-wire.LinkHeadSize+size > wire.MaxLinkBody; m.long {
		return
	}
	for _, part := range parts {
		m.response = append(m.response, part...)
	}
}

// finish completes the head of the response.
func (m *message) finish() {
	h := wire.LinkHead{ID: m.ID, Kind: wire.LinkBody, Size: len(m.response) - wire.LinkHeadSize}
	if m.long {
		h.Kind, h.Size = wire.LinkLong, 0
		m.response = m.response[:wire.LinkHeadSize]
	}
	h.Append(m.response[:0])
}
