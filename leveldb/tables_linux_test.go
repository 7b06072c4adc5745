package leveldb_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Values of more than 3000 tables can be pinned at once, and each is where its table is mapped.
func TestPinManyTables(t *testing.T) {
	const count = 3100
	path := filepath.Join(t.TempDir(), "db")
	valueOf := func(i int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%08d", i), 1000) }
	b, err := leveldb.Build(path, &leveldb.BuildOptions{Open: &leveldb.Options{Compression: leveldb.NoCompression}})
	require.NoError(t, err)
	defer func() { require.NoError(t, b.Abort()) }()
	for i := range count {
		part, err := b.Part() // has a table of its own
		require.NoError(t, err)
		require.NoError(t, part.Put(fmt.Sprintf("%08d", i), valueOf(i)))
		require.NoError(t, part.Close())
	}
	require.NoError(t, b.Close())
	db, err := leveldb.Open(path, &leveldb.Options{MaxOpenFiles: 2 * count, BlockCacheSize: 1})
	require.NoError(t, err)
	var all []*leveldb.Pinned
	for i := range count {
		p, err := db.Pin(fmt.Sprintf("%08d", i))
		require.NoError(t, err)
		all = append(all, p)
	}
	maps, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	require.GreaterOrEqual(t, strings.Count(string(maps), path), 2*count)
	require.NoError(t, db.Close())
	for i, p := range all {
		value, err := p.Bytes()
		require.NoError(t, err)
		require.True(t, bytes.Equal(value, valueOf(i)))
		p.Release()
	}
	maps, err = os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	require.NotContains(t, string(maps), path)
}
