package leveldb_test

import (
	"bytes"
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Whatever another program has stored, every way to read it as an array returns the same elements
// or an error. All agree on whether it is an array of the expected type.
func FuzzStoredArray(f *testing.F) {
	for _, value := range []any{1, "text", []byte{1}, 2.5, nil} {
		f.Add(stored(f, value), uint8(0), uint8(1))
	}
	for _, shape := range [][]int{{}, {0}, {3}, {2, 3}, {2, 0, 4}, {3, 1, 2}} {
		a, err := ndarray.New(ndarray.Float64, shape...)
		require.NoError(f, err)
		f.Add(stored(f, a), uint8(0), uint8(2))
		fortran := bytes.Replace(stored(f, a), []byte("False"), []byte("True "), 1)
		f.Add(fortran, uint8(1), uint8(2))
		f.Add(bytes.Replace(stored(f, a), []byte("<f8"), []byte(">f8"), 1), uint8(1), uint8(1))
		f.Add(bytes.Replace(stored(f, a), []byte("<f8"), []byte("<u8"), 1), uint8(0), uint8(255))
	}
	db, err := leveldb.Open(filepath.Join(f.TempDir(), "db"), nil)
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, db.Close()) })
	f.Fuzz(func(t *testing.T, value []byte, first, last uint8) {
		require.NoError(t, db.PutRaw("k", value))
		raw, err := db.AppendRaw(nil, "k")
		require.NoError(t, err)
		require.True(t, bytes.Equal(value, raw))

		into := make([]float64, 1<<10)
		n, err := leveldb.ReadInto(db, "k", into)
		a, getting := leveldb.Get[*ndarray.Array](db, "k")
		if err == nil {
			require.NoError(t, getting)
			require.Equal(t, n, a.Size())
		}
		var seen []uint64
		viewing := leveldb.View(db, "k", func(elements []float64, shape []int) error {
			require.Equal(t, a.Shape(), shape)
			seen = bits(elements)
			return nil
		})
		if viewing == nil && err == nil {
			require.Equal(t, bits(into[:n]), seen, "View and ReadInto differ")
		}
		tensor, gathering := db.Gather([]string{"k", "k"}, nil)
		ranged, ranging := db.GatherRange(nil, nil)
		if getting != nil {
			require.Error(t, viewing)
			require.Error(t, gathering)
			require.Error(t, ranging)
			return
		}
		if gathering == nil {
			require.Equal(t, append([]int{2}, a.Shape()...), tensor.Shape())
			require.NoError(t, ranging)
			require.Equal(t, append([]int{1}, a.Shape()...), ranged.Shape())
		}
		rows := make([]float64, 1<<10)
		m, reading := leveldb.ReadRows(db, "k", int(first), int(last), rows)
		if reading != nil || err != nil {
			return
		}
		row := n / max(a.Dim(0), 1)
		require.Equal(t, row*(int(last)-int(first)), m)
		require.Equal(t, bits(into[row*int(first):][:m]), bits(rows[:m]), "ReadRows and ReadInto differ")
	})
}

// bits returns the bits of elements, to distinguish NaNs and zeros.
func bits(elements []float64) []uint64 {
	all := make([]uint64, len(elements))
	for i, x := range elements {
		all[i] = math.Float64bits(x)
	}
	return all
}

// stored returns the stored bytes of a value.
func stored(t testing.TB, value any) []byte {
	t.Helper()
	b, err := codec.Default().Append(nil, value)
	require.NoError(t, err)
	return b
}
