package server

import (
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
