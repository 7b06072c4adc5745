package drivertest

import (
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
)

// testSlices stores slices of numbers, which are arrays, and reads them as slices of other types.
func testSlices(t *testing.T, open Open) {
	db := opened(t, open)
	for _, n := range []int{0, 1, 1000, 100_000} {
		data, doubled := make([]float32, n), make([]float64, n)
		for i := range data {
			data[i], doubled[i] = float32(i)/3, float64(float32(i)/3)
		}
		put(t, db, "slice", data)
		kind, err := db.Kind("slice")
		require.NoError(t, err)
		require.Equal(t, codec.KindArray, kind)
		require.NoError(t, leveldb.View(db, "slice", func(elements []float32, shape []int) error {
			require.Equal(t, data, elements)
			require.Equal(t, []int{n}, shape)
			return nil
		}))
		wide, err := leveldb.Get[[]float64](db, "slice")
		require.NoError(t, err)
		require.Equal(t, doubled, wide)
		_, err = leveldb.Get[[]int](db, "slice")
		require.ErrorIs(t, err, codec.ErrMismatch)
	}
	b := db.NewBatch()
	require.NoError(t, leveldb.PutArray(b, "table", []int16{1, 2, 3, 4, 5, 6}, 2, 3))
	require.NoError(t, b.Put("list", codec.JSON{V: []int{1, 2}}))
	require.NoError(t, b.Write())
	rows, err := leveldb.Get[[][]int](db, "table")
	require.NoError(t, err)
	require.Equal(t, [][]int{{1, 2, 3}, {4, 5, 6}}, rows)
	list, err := db.Get("list")
	require.NoError(t, err)
	require.Equal(t, []any{int64(1), int64(2)}, list)
	a, err := leveldb.Get[*ndarray.Array](db, "table")
	require.NoError(t, err)
	require.Equal(t, []int{2, 3}, a.Shape())
}
