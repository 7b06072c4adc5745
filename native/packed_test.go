package native

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func FuzzParseBatch(f *testing.F) {
	var b Batch
	require.NoError(f, b.Put("key", []byte("value")))
	require.NoError(f, b.Delete(""))
	f.Add(b.Packed())
	f.Add([]byte{1, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Add([]byte{0, 0, 0, 0, 0, 1, 0, 0, 0, 'v'})
	db := openTest(f, nil)
	f.Fuzz(func(t *testing.T, packed []byte) {
		b, err := ParseBatch(packed)
		if err != nil {
			require.ErrorIs(t, err, ErrInvalidArgument)
			return
		}
		require.NoError(t, db.Write(b, WriteOptions{}))
		require.Equal(t, len(packed), b.Size())
	})
}

func TestParseBatch(t *testing.T) {
	var b Batch
	require.NoError(t, b.Put("a", []byte("1")))
	require.NoError(t, b.Delete("b"))
	require.NoError(t, b.Put("", nil))
	again, err := ParseBatch(slices.Clone(b.Packed()))
	require.NoError(t, err)
	assert.Equal(t, 3, again.Len())
	db := openTest(t, nil)
	require.NoError(t, db.Put("b", nil, WriteOptions{}))
	require.NoError(t, db.Write(again, WriteOptions{}))
	assert.Equal(t, []pair{{"", ""}, {"a", "1"}}, collect(t, db, Range{}, ReadOptions{}))
	for cut := range len(b.Packed()) {
		parsed, err := ParseBatch(slices.Clone(b.Packed()[:cut]))
		if err == nil {
			assert.Contains(t, []int{0, 11, 21}, cut, "between entries")
			assert.Less(t, parsed.Len(), 3)
		} else {
			assert.ErrorIs(t, err, ErrInvalidArgument)
		}
	}
	_, err = ParseBatch(hugeBytes(t, MaxEntrySize+1))
	assert.ErrorIs(t, err, ErrTooLarge)
}
