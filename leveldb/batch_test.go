package leveldb_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Goroutines can share a batch without losing writes.
func TestBatchSharedByMany(t *testing.T) {
	const goroutines, each = 8, 300
	db := openTest(t, nil)
	b := db.Sub("sub/").NewBatch()
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range each {
				assert.NoError(t, b.Put(fmt.Sprintf("%d %d", g, i), []any{g, i}))
				if i%50 == g {
					assert.NoError(t, b.Write())
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, goroutines*each, b.Len())
	require.NoError(t, b.Write())
	for g := range goroutines {
		for i := range each {
			pair, err := leveldb.Get[[]int](db, fmt.Sprintf("sub/%d %d", g, i))
			require.NoError(t, err)
			require.Equal(t, []int{g, i}, pair)
		}
	}
}

// selfish is a value whose encoding uses the batch to which it is being added.
type selfish struct{ b *leveldb.Batch }

func (s selfish) MarshalJSON() ([]byte, error) {
	if err := s.b.Put("inner", s.b.Len()); err != nil {
		return nil, err
	}
	return []byte(`"outer"`), s.b.Write()
}

// A value that uses its own batch while it is encoded causes neither a deadlock nor a lost entry.
func TestBatchUsedByItsValue(t *testing.T) {
	db := openTest(t, nil)
	b := db.NewBatch()
	for i := range 3 { // with and without room in the batch
		require.NoError(t, b.Put("k", i))
		require.NoError(t, b.Put("outer", selfish{b}))
		require.Equal(t, 3, b.Len())
		require.NoError(t, b.Write())
		for key, want := range map[string]any{"k": int64(i), "inner": int64(1), "outer": "outer"} {
			value, err := db.Get(key)
			require.NoError(t, err)
			require.Equal(t, want, value, key)
		}
		b.Reset()
	}
}
