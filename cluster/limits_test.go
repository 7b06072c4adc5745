package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/tikvrpc"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// What TiKV cannot hold is refused before anything is sent.
func TestTooLarge(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", nil)
	longest := defaultMaxKeySize/9*8 - 1 - prefixSize
	require.NoError(t, db.Put(strings.Repeat("k", longest), 1))
	m.requests.reset()
	for name, err := range map[string]error{
		"Put":    db.Put(strings.Repeat("k", longest+1), 1),
		"Delete": db.Delete(strings.Repeat("k", longest+1)),
		"Batch":  db.Update(func(b *leveldb.Batch) error { return b.Put(strings.Repeat("k", longest+1), 1) }),
	} {
		require.ErrorIs(t, err, leveldb.ErrTooLarge, name)
		require.ErrorContains(t, err, fmt.Sprintf("keys have at most %d", longest), name)
	}
	require.ErrorIs(t, db.PutRaw("k", make([]byte, maxValue+1)), leveldb.ErrTooLarge)
	err := db.Update(func(b *leveldb.Batch) error {
		value := make([]byte, defaultInlineSize)
		for i := range maxBatch/len(value) + 1 {
			if err := b.PutRaw(fmt.Sprint(i), value); err != nil {
				return err
			}
		}
		return nil
	})
	require.ErrorIs(t, err, leveldb.ErrTooLarge)
	require.ErrorContains(t, err, "a transaction holds 104857600")
	require.Zero(t, m.requests.count(tikvrpc.CmdPrewrite))
	_, err = db.Get(strings.Repeat("k", longest+1))
	require.ErrorIs(t, err, leveldb.ErrNotFound)
}

// A batch may hold more than a transaction if its values are large.
func TestLargeBatch(t *testing.T) {
	db := newMock(t).mustOpen(t, "test", &Options{ChunkSize: 4 << 20})
	var b driver.Batch
	value := random(1, 12<<20)
	for i := range 10 {
		require.NoError(t, b.Put(fmt.Sprint(i), value))
	}
	require.NoError(t, db.Driver().Write(t.Context(), &b, driver.WriteOptions{}))
	for i := range 10 {
		v, err := db.Driver().Get(t.Context(), fmt.Sprint(i), nil, driver.ReadOptions{})
		require.NoError(t, err)
		require.True(t, string(value) == string(v.Bytes()))
	}
}
