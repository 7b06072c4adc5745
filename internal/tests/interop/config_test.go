package interop_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/describe"
)

// randomValues returns the number of random values that one side writes into one database. There
// are eight databases in each direction. Under a sanitizer (make race, make asan) the number is
// smaller.
func randomValues() int {
	if testing.Short() {
		return 250
	}
	return 1250
}

var configs = func() (all []describe.Config) {
	for i := range 8 {
		all = append(all, describe.Config{Snappy: i&1 == 0, Bloom: i&2 == 0, Compact: i&4 == 0})
	}
	return all
}()

// assertFiles checks that a closed database is stored as config specifies: entirely in the log, or
// in tables with or without compression and a filter. The database must contain a text of at least
// a thousand x.
func assertFiles(t testing.TB, path string, config describe.Config) {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	if !config.Compact {
		require.Empty(t, tables, "a table exists, but everything should be in the log")
		return
	}
	var content []byte
	for _, table := range tables {
		b, err := os.ReadFile(table)
		require.NoError(t, err)
		content = append(content, b...)
	}
	require.NotEmpty(t, content, "no table after a compaction")
	require.Equal(t, config.Snappy, !bytes.Contains(content, bytes.Repeat([]byte("x"), 1000)), "compressed")
	require.Equal(t, config.Bloom, bytes.Contains(content, []byte("filter.leveldb.BuiltinBloomFilter2")), "with a filter")
}
