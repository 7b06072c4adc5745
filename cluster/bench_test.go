package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// BenchmarkGet compares a read with the client's own, on the mock: what this package adds.
func BenchmarkGet(b *testing.B) {
	m := newMock(b)
	db := m.mustOpen(b, "test", nil)
	require.NoError(b, db.Put("k", "value"))
	s := db.Driver().(*store)
	b.Run("store", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Get(b.Context(), "k", nil, driver.ReadOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("client", func(b *testing.B) {
		b.ReportAllocs()
		key := s.db.space.data("k")
		for b.Loop() {
			if _, err := s.db.client.kv.GetSnapshot(math.MaxUint64).Get(b.Context(), key); err != nil {
				b.Fatal(err)
			}
		}
	})
}
