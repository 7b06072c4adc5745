package server

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// takenOver is a shared database that another process serves. This process takes over after a
// number of questions whether the database is far, or after a number of parts.
type takenOver struct {
	driver.Store
	asked atomic.Int64
	parts atomic.Int64
}

func (s *takenOver) Far() bool {
	return s.parts.Load() > 0 && s.asked.Add(-1) >= 0
}

func (s *takenOver) ReadPart(ctx context.Context, key string, p driver.Part, o driver.ReadOptions) (driver.ValuePart, error) {
	if s.parts.Add(-1) < 0 {
		return driver.ValuePart{}, driver.ErrNotSupported
	}
	value, err := s.Get(ctx, key, nil, o)
	if err != nil {
		return driver.ValuePart{}, err
	}
	defer value.Release()
	stored := value.Bytes()
	header, size := wire.PartOf(stored, p)
	part := driver.ValuePart{Size: int64(len(stored)), Header: bytes.Clone(header), Bytes: make([]byte, size)}
	p.Copy(part.Bytes, stored, 0, func(dst, src []byte) { copy(dst, src) })
	return part, nil
}

// A list is complete if this process takes over the database at any point of it.
func TestServerListTakeover(t *testing.T) {
	s := serverStart(t, nil)
	require.NoError(t, leveldb.PutArray(s.db, "array", []int32{1, 2, 3, 4}, 2, 2))
	for key, stored := range map[string]string{"dir/a": "i\x01", "dir/b": "i\x02", "empty": "", "foreign": "zoo", "text": "stext"} {
		s.store(key, stored)
	}
	lists := [][]string{{}, {"separator", "/"}, {"group", "1"}}
	var want []string
	for _, parameters := range lists {
		want = append(want, s.mustRead("list", "db", parameters...))
	}
	store := &takenOver{Store: s.db.Driver()}
	s.handler.databases = Opened{"db": leveldb.New(store, "shared", nil)}
	for i, parameters := range lists {
		for n := range int64(10) {
			for _, after := range [][2]int64{{n, 1000}, {1000, n}} {
				store.asked.Store(after[0])
				store.parts.Store(after[1])
				require.Equal(t, want[i], s.mustRead("list", "db", parameters...), "%v %v", parameters, after)
			}
		}
	}
}

// After a takeover, a list holds the memory of one value at a time. Values that do not fit are in
// the list without their length.
func TestServerListTakeoverMemory(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxMemory: 16 << 20, MaxRequests: 4})
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		s.store(key, "s"+strings.Repeat(key, 2<<20))
	}
	s.store("long", "s"+strings.Repeat("x", 16<<20))
	store := &takenOver{Store: s.db.Driver()}
	store.asked.Store(1)
	store.parts.Store(1)
	s.handler.databases = Opened{"db": leveldb.New(store, "shared", nil)}
	body := s.mustRead("list", "db")
	assert.Equal(t, 8, strings.Count(body, `"kind":"str","bytes":2097153}`), "%.2000s", body)
	assert.Contains(t, body, `{"key":"long","error":"too large: `)
	s.eventually(s.nothingHeld, "the memory is free")
}
