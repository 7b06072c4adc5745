package leveldb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Returned shapes and values have no spare capacity, so a caller's append does not write to shared
// memory.
func TestNoSpareCapacity(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "a", []uint8{1, 2, 3, 4, 5, 6}, 1, 2, 3)
	putArray(t, db, "b", []uint8{1, 2, 3, 4, 5, 6}, 6)
	var appended []int
	require.NoError(t, leveldb.View(db, "a", func(elements []uint8, shape []int) error {
		require.Equal(t, len(shape), cap(shape))
		require.Equal(t, len(elements), cap(elements))
		appended = append(shape, 7)
		require.NoError(t, leveldb.View(db, "a", func([]uint8, []int) error { return nil }))
		return nil
	}))
	for range 10 { // the same buffer is reused
		require.NoError(t, leveldb.View(db, "b", func([]uint8, []int) error { return nil }))
	}
	require.Equal(t, []int{1, 2, 3, 7}, appended)
	for view, err := range leveldb.Views[uint8](db, nil) {
		require.NoError(t, err)
		require.Equal(t, len(view.Shape), cap(view.Shape))
		require.Equal(t, len(view.Elements), cap(view.Elements))
	}
	require.NoError(t, db.Put("c", []byte("bytes")))
	require.NoError(t, db.ViewRaw("c", func(p *leveldb.Pinned) error {
		stored, err := p.Stored()
		require.NoError(t, err)
		require.Equal(t, len(stored), cap(stored))
		payload, err := p.Bytes()
		require.NoError(t, err)
		require.Equal(t, len(payload), cap(payload))
		return nil
	}))
	tensor, err := db.GatherRange(&leveldb.Range{Stop: "b"}, nil)
	require.NoError(t, err)
	elements, err := tensor.Bytes()
	require.NoError(t, err)
	require.Equal(t, len(elements), cap(elements))
}
