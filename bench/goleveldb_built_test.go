package bench

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	goleveldb "github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/filter"
	"github.com/syndtr/goleveldb/leveldb/opt"

	"github.com/openleveldb/openleveldb/leveldb"
)

// goleveldb reads a built database, entry for entry, and finds nothing to compact in it: after it
// was opened, read and written to, the tables are unchanged.
func TestGoLevelDBReadsBuilt(t *testing.T) {
	for level, c := range map[int]struct {
		options leveldb.Options
		values  int // of 1 KiB
	}{
		1: {leveldb.Options{BloomFilterBits: 10}, 1000},
		2: {leveldb.Options{Compression: leveldb.NoCompression}, 11_000},
	} {
		path := filepath.Join(t.TempDir(), "db")
		b, err := leveldb.Build(path, &leveldb.BuildOptions{Open: &c.options})
		require.NoError(t, err)
		want := map[string]string{}
		r := rand.New(rand.NewPCG(1, 0))
		for n := range c.values {
			value := make([]byte, 1<<10)
			for at := range len(value) / 2 {
				value[at] = byte(r.Uint32())
			}
			key := fmt.Sprintf("key/%07d", n)
			require.NoError(t, b.PutRaw(key, value))
			want[key] = string(value)
		}
		require.NoError(t, b.Close())
		before := builtTables(t, path)

		o := &opt.Options{ErrorIfMissing: true, Strict: opt.StrictAll}
		if c.options.BloomFilterBits > 0 {
			o.Filter = filter.NewBloomFilter(c.options.BloomFilterBits)
		}
		db, err := goleveldb.OpenFile(path, o)
		require.NoError(t, err)
		files, err := db.GetProperty(fmt.Sprintf("leveldb.num-files-at-level%d", level))
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint(len(before)), files)
		it := db.NewIterator(nil, nil)
		n := 0
		for ; it.Next(); n++ {
			require.Equal(t, want[string(it.Key())], string(it.Value()))
		}
		require.NoError(t, it.Error())
		it.Release()
		require.Equal(t, len(want), n)
		for key, value := range want {
			got, err := db.Get([]byte(key), nil)
			require.NoError(t, err)
			require.Equal(t, value, string(got))
		}
		require.NoError(t, db.Put([]byte("written"), nil, nil))
		require.NoError(t, db.Close())
		require.Equal(t, before, builtTables(t, path))
	}
}

// builtTables returns the contents of the tables in a directory, by name.
func builtTables(t *testing.T, path string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	contents := map[string]string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		contents[file] = string(content)
	}
	return contents
}
