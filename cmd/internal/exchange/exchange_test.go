package exchange

import (
	"bytes"
	"maps"
	"math"
	"math/big"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
)

// encoded returns the stored bytes of a value.
func encoded(t *testing.T, value any) string {
	t.Helper()
	stored, err := codec.Append(nil, value)
	require.NoError(t, err)
	return string(stored)
}

// array returns the stored bytes of an array of one axis.
func array[T ndarray.Element](t *testing.T, data []T) string {
	t.Helper()
	a, err := ndarray.FromSlice(data, -1)
	require.NoError(t, err)
	return encoded(t, a)
}

// quiet is the NaN that is read from text.
var quiet = math.Float64frombits(0x7ff8 << 48)

// arrays returns stored arrays of several dtypes, shapes and orders.
func arrays(t *testing.T) map[string]string {
	t.Helper()
	matrix, err := ndarray.FromSlice([]float64{1, 2.5, quiet, math.Inf(-1), math.Copysign(0, -1), 6}, 2, 3)
	require.NoError(t, err)
	return map[string]string{
		"a/bool": array(t, []bool{true, false}), "a/int8": array(t, []int8{-128, 127}), "a/uint64": array(t, []uint64{math.MaxUint64}),
		"a/float32": array(t, []float32{0.1, 3}), "a/complex": array(t, []complex128{complex(1, -2), complex(math.Inf(1), quiet)}),
		"a/complex64": array(t, []complex64{complex(0.5, -2)}), "matrix": encoded(t, matrix), "fortran": encoded(t, matrix.Transpose().AsCContiguous().Transpose()),
	}
}

// mixed returns stored values of all types, and keys and values that are difficult to write to
// files.
func mixed(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{
		"int": encoded(t, 42), "big": encoded(t, new(big.Int).Lsh(big.NewInt(1), 100)), "str": encoded(t, "première\nligne"), "empty": encoded(t, ""),
		"bytes": encoded(t, []byte{0, 255}), "json": `j{"b": [1.50, NaN], "a": null}`, "true": encoded(t, true), "": "s", "../up": "sx", "a/b/c": "sx",
		"A": "sx", "%": "sx", "nul.txt": "sx", "sp ace ": "sx", "none": "", "damaged": "n\x93NUMPY", "tag": "xyz", "text": "s\xff", "long int": "i\x05\x00",
	}
	maps.Copy(all, arrays(t))
	return all
}

// opened returns a new database with stored values.
func opened(t *testing.T, stored map[string]string) *leveldb.DB {
	t.Helper()
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for key, value := range stored {
		require.NoError(t, db.PutRaw(key, []byte(value)))
	}
	return db
}

// content returns all stored values of a database.
func content(t *testing.T, db *leveldb.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		stored, err := e.AppendRaw(nil)
		require.NoError(t, err)
		all[e.Key()] = string(stored)
	}
	return all
}

// buffer is an Output in memory.
type buffer struct {
	bytes.Buffer
	committed, aborted bool
}

func (b *buffer) Commit() error { b.committed = true; return nil }
func (b *buffer) Abort() error  { b.aborted = true; return nil }

// imported returns the content of a new database after an import.
func imported(t *testing.T, source Source, o ImportOptions) map[string]string {
	t.Helper()
	db := opened(t, nil)
	_, err := Import(t.Context(), db, source, o)
	require.NoError(t, err)
	require.NoError(t, source.Close())
	return content(t, db)
}
