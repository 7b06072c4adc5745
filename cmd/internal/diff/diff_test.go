package diff

import (
	"encoding/binary"
	"errors"
	"math"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func array[T ndarray.Element](t *testing.T, data []T, shape ...int) *ndarray.Array {
	t.Helper()
	a, err := ndarray.FromSlice(data, shape...)
	require.NoError(t, err)
	return a
}

func stored(t *testing.T, value any) []byte {
	t.Helper()
	b, err := codec.Append(nil, value)
	require.NoError(t, err)
	return b
}

// bigEndian returns an array of a big-endian integer.
func bigEndian(t *testing.T, n int64) *ndarray.Array {
	dtype, err := ndarray.ParseDType(">i8")
	require.NoError(t, err)
	a, err := ndarray.New(dtype, 1)
	require.NoError(t, err)
	b, err := a.Bytes()
	require.NoError(t, err)
	binary.BigEndian.PutUint64(b, uint64(n))
	return a
}

func TestChangeOf(t *testing.T) {
	nan := math.NaN()
	square := array(t, []int16{1, 2, 3, 4}, 2, 2)
	for want, c := range map[string][2][]byte{
		"int 1 → str 1": {stored(t, 1), stored(t, "1")},
		"ndarray float64 (3,): 2 of 3 differ, by up to 0.5":        {stored(t, array(t, []float64{1, 2, nan}, 3)), stored(t, array(t, []float64{1.5, 2, 1}, 3))},
		"ndarray float64 (1,): the element differs":                {stored(t, array(t, []float64{nan}, 1)), stored(t, array(t, []float64{1}, 1))},
		"ndarray bool (2,): 1 of 2 differ, by up to 1":             {stored(t, array(t, []bool{true, false}, 2)), stored(t, array(t, []bool{true, true}, 2))},
		"ndarray int64 (1,): the element differs, by up to 1":      {stored(t, array(t, []int64{1 << 53}, 1)), stored(t, array(t, []int64{1<<53 + 1}, 1))},
		"ndarray int64 (2,): 1 of 2 differ, by up to 1.84467e+19":  {stored(t, array(t, []int64{math.MinInt64, 7}, 2)), stored(t, array(t, []int64{math.MaxInt64, 7}, 2))},
		"ndarray uint64 (2,): 2 of 2 differ, by up to 2":           {stored(t, array(t, []uint64{math.MaxUint64, 0}, 2)), stored(t, array(t, []uint64{math.MaxUint64 - 2, 1}, 2))},
		"ndarray >i8 (1,): the element differs, by up to 1":        {stored(t, bigEndian(t, 1<<60)), stored(t, bigEndian(t, 1<<60-1))},
		"ndarray int16 (2, 2): equal elements, stored differently": {stored(t, square), stored(t, square.Transpose().Clone().Transpose())},
		"ndarray int16 (2, 2) → ndarray int32 (1,)":                {stored(t, square), stored(t, array(t, []int32{1}, 1))},
		"raw b'\\x01' → raw b'\\x00'":                              {{1}, {0}},
		"7 bytes → 6 bytes, different from byte 4 on":              {[]byte("j[1, 2]"), []byte("j[1,2]")},
	} {
		assert.Equal(t, want, ChangeOf(c[0], c[1], 60).String())
	}
	assert.Contains(t, ChangeOf([]byte("s\xff"), []byte("s"), 60).String(), "? codec: decode")
}

// Every entry is found once, wherever it is, and an error ends the pass.
func TestIterate(t *testing.T) {
	open := func(entries map[string]string) *leveldb.DB {
		db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		for key, value := range entries {
			require.NoError(t, db.PutRaw(key, []byte(value)))
		}
		return db
	}
	first := open(map[string]string{"a": "s1", "c": "s2", "d": "s3", "e": ""})
	second := open(map[string]string{"b": "s1", "c": "s2", "d": "s4", "f": ""})
	entries, bytes := 0, int64(0)
	var found []string
	counts, err := Iterate(t.Context(), first, second, nil, func(n int, b int64) { entries, bytes = entries+n, bytes+b }, func(d Difference) error {
		found = append(found, d.Key+" "+string(d.Where)+" "+string(d.First)+" "+string(d.Second))
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"a first s1 ", "b second  s1", "d both s3 s4", "e first  ", "f second  "}, found)
	assert.Equal(t, Counts{First: 2, Second: 2, Both: 1, Equal: 1}, counts)
	assert.Equal(t, 8, entries)
	assert.EqualValues(t, 8+6*2, bytes)

	failed := errors.New("failed")
	found = nil
	_, err = Iterate(t.Context(), first, second, nil, func(int, int64) {}, func(d Difference) error {
		found = append(found, d.Key)
		return failed
	})
	require.ErrorIs(t, err, failed)
	assert.Equal(t, []string{"a"}, found)
}
