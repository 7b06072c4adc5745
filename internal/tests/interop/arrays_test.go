package interop_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/describe"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Python reads a database with the options for large arrays like any other.
func TestInteropLargeArrays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := testdb.OpenAt(t, path, leveldb.LargeArrays())
	for i := range 20 {
		r := rand.New(rand.NewPCG(uint64(i), 0))
		elements := make([]float32, 1<<18)
		for j := range elements {
			elements[j] = r.Float32()
		}
		a, err := ndarray.FromSlice(elements, 512, 512)
		require.NoError(t, err)
		require.NoError(t, db.Put(fmt.Sprintf("array %02d", i), a))
	}
	require.NoError(t, db.Compact(nil))
	want := describe.Database(t, db)
	require.NoError(t, db.Close())
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, tables, 1, "20 MiB in one table")
	config := describe.Config{}.Script(t, nil)
	describe.AssertEqual(t, want, describe.ParseContents(t, describe.Run(t, nil, "read", path, config)))
	db = testdb.OpenAt(t, path, leveldb.LargeArrays())
	describe.AssertEqual(t, want, describe.Database(t, db))
}
