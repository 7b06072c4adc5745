package native

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func FuzzParseBatch(f *testing.F) {
	var b driver.Batch
	require.NoError(f, b.Put("key", []byte("value")))
	require.NoError(f, b.Delete(""))
	f.Add(b.Packed())
	f.Add([]byte{1, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Add([]byte{0, 0, 0, 0, 0, 1, 0, 0, 0, 'v'})
	db := openTest(f, nil)
	f.Fuzz(func(t *testing.T, packed []byte) {
		b, err := driver.ParseBatch(packed)
		if err != nil {
			require.ErrorIs(t, err, driver.ErrInvalidArgument)
			return
		}
		require.NoError(t, db.Write(ctx, b, driver.WriteOptions{}))
		require.Equal(t, len(packed), b.Size())
	})
}

func TestParseBatch(t *testing.T) {
	var b driver.Batch
	require.NoError(t, b.Put("a", []byte("1")))
	require.NoError(t, b.Delete("b"))
	require.NoError(t, b.Put("", nil))
	again, err := driver.ParseBatch(slices.Clone(b.Packed()))
	require.NoError(t, err)
	assert.Equal(t, 3, again.Len())
	db := openTest(t, nil)
	require.NoError(t, db.Put(ctx, "b", nil, driver.WriteOptions{}))
	require.NoError(t, db.Write(ctx, again, driver.WriteOptions{}))
	assert.Equal(t, []pair{{"", ""}, {"a", "1"}}, collect(t, db, driver.Span{}, driver.ReadOptions{}))
	for cut := range len(b.Packed()) {
		parsed, err := driver.ParseBatch(slices.Clone(b.Packed()[:cut]))
		if err == nil {
			assert.Contains(t, []int{0, 11, 21}, cut, "between entries")
			assert.Less(t, parsed.Len(), 3)
		} else {
			assert.ErrorIs(t, err, driver.ErrInvalidArgument)
		}
	}
	_, err = driver.ParseBatch(hugeBytes(t, driver.MaxEntrySize+1))
	assert.ErrorIs(t, err, driver.ErrTooLarge)
}
