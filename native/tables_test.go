package native

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// The tables in the manifest are the files in the directory, with their sizes and keys.
func TestManifestOfDatabase(t *testing.T) {
	db := openTest(t, &Options{WriteBufferSize: 64 << 10})
	for i := range 5000 {
		put(t, db, key(i), string(valueOf(i)))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	for i := range 700 {
		put(t, db, key(3*i), string(valueOf(i)))
	}
	require.NoError(t, db.Close())
	m, err := dbfile.ReadManifest(db.path)
	require.NoError(t, err)
	require.Equal(t, dbfile.ComparatorName, m.Comparator)
	tables := m.Sorted()
	require.NotEmpty(t, tables)
	first, last := tables[0].First, tables[0].Last
	for _, table := range tables {
		info, err := os.Stat(filepath.Join(db.path, fmt.Sprintf("%06d.ldb", table.Number)))
		require.NoError(t, err)
		require.Equal(t, uint64(info.Size()), table.Size)
		require.LessOrEqual(t, table.First, table.Last)
		first, last = min(first, table.First), max(last, table.Last)
	}
	require.Equal(t, key(0), first)
	require.Equal(t, key(4999), last)
}
