package interop_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/describe"
)

// randomValues is the number of random values that one side writes into one database; there are eight in each direction. Under
// a sanitizer (make race, make asan) there are fewer.
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

// assertFiles checks that a closed database is stored as the configuration says: all in the log, or in tables with compression
// and a filter or without. Somewhere in it is a text of a thousand x, at least.
func assertFiles(t testing.TB, path string, config describe.Config) {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	if !config.Compact {
		require.Empty(t, tables, "a table, where all should be in the log")
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
