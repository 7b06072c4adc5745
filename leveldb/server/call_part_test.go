package server

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// A part from another server counts against the memory before it arrives.
func TestServerPartFarMemory(t *testing.T) {
	s := startFarWith(t, HandlerOptions{MaxMemory: 16 << 20, MaxRequests: 4})
	const size = 1 + 24<<20
	s.store("long", "b"+strings.Repeat("x", size-1))
	part := func(p driver.Part) (driver.ValuePart, error) {
		body, err := s.front.call(wire.CallPart, "db", wire.Options{}, wire.PartRequest{Key: "long", Part: p}.Append(nil))
		if err != nil {
			return driver.ValuePart{}, err
		}
		return wire.ParsePartAnswer(body, p)
	}
	before := s.sent.Load()
	for _, p := range []driver.Part{{Run: size}, {Run: 1 << 20, Axes: []driver.PartAxis{{Count: 24, Stride: 1 << 20}}}} {
		_, err := part(p)
		require.ErrorIs(t, err, leveldb.ErrTooLarge)
	}
	for _, p := range []driver.Part{{Run: size + 1}, {Offset: -1}, {Run: 1 << 40}} { // the value does not have it
		got, err := part(p)
		require.NoError(t, err)
		require.Equal(t, driver.ValuePart{Size: size, Header: []byte("b"), Bytes: []byte{}}, got)
	}
	assert.Less(t, s.sent.Load()-before, int64(16<<10))
	for _, p := range []driver.Part{{Run: 100}, {Run: 1 << 20}} {
		got, err := part(p)
		require.NoError(t, err)
		require.Equal(t, "b"+strings.Repeat("x", int(p.Run)-1), string(got.Bytes))
	}
	s.eventually(s.front.nothingHeld, "the memory is free")
}

// wideParts is a store that needs a gigabyte for a part that is not contiguous.
type wideParts struct{ *takenOver }

func (wideParts) PartMemory(p *driver.Part, size int64) int64 { return size + int64(len(p.Axes))<<30 }

// What a store needs to read a part counts against the memory.
func TestServerPartMemoryOfStore(t *testing.T) {
	s := serverStart(t, nil)
	require.NoError(t, leveldb.PutArray(s.db, "array", make([]byte, 1<<20), 1<<10, 1<<10))
	store := wideParts{&takenOver{Store: s.db.Driver()}}
	store.asked.Store(1000)
	store.parts.Store(1000)
	s.handler.databases = Opened{"db": leveldb.New(store, "wide", nil)}
	for selection, status := range map[string]int{"7": 200, ":10": 200, ":,7": 413, ":10,:10": 413} {
		response, body := s.read("value", "db", "key", "array", "form", "raw", "select", selection)
		require.Equal(t, status, response.StatusCode, "%s: %.200s", selection, body)
	}
	request := wire.PartRequest{Key: "array", Part: driver.Part{Run: 1}}
	s.must(wire.CallPart, "db", wire.Options{}, request.Append(nil))
	request.Part.Axes = []driver.PartAxis{{Count: 2, Stride: 100}}
	_, err := s.call(wire.CallPart, "db", wire.Options{}, request.Append(nil))
	require.ErrorIs(t, err, leveldb.ErrTooLarge)
	s.eventually(s.nothingHeld, "the memory is free")
}

// The memory for a long header is free for the header in the response.
func TestServerPartHeaderMemory(t *testing.T) {
	s := startFarWith(t, HandlerOptions{MaxMemory: 64 << 20, MaxRequests: 4})
	s.store("wide", wideArray(15000))
	body := s.front.mustRead("value", "db", "key", "wide", "form", "raw", "select", "1")
	assert.Len(t, body, 15000)
}

// wideArray returns a stored array of two elements with a number of fields of one byte.
func wideArray(fields int) string {
	var descr strings.Builder
	for i := range fields {
		fmt.Fprintf(&descr, "('%06d', '|i1'), ", i)
	}
	text := "{'descr': [" + descr.String() + "], 'fortran_order': False, 'shape': (2,), }\n"
	start := binary.LittleEndian.AppendUint32([]byte("n\x93NUMPY\x02\x00"), uint32(len(text)))
	return string(start) + text + strings.Repeat("x", 2*fields)
}
