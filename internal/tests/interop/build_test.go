package interop_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

//go:embed testdata/built.py
var builtScript string

// Plyvel reads a built database in every way, and finds the tables on the level where they belong.
// It opens, reads and writes it without compacting: all tables are unchanged afterwards.
func TestPlyvelReadsBuilt(t *testing.T) {
	for i, c := range []struct {
		options leveldb.Options
		values  int // of 1 KiB
		level   int
	}{
		{leveldb.Options{}, 1000, 1},
		{leveldb.Options{Compression: leveldb.NoCompression}, 11_000, 2}, // level 1 holds 10 MiB
		{leveldb.Options{BloomFilterBits: 10, BlockSize: 1 << 10, BlockRestartInterval: 1}, 3000, 1},
		{*leveldb.LargeArrays(), 11_000, 2},
	} {
		path := filepath.Join(t.TempDir(), "db")
		b, err := leveldb.Build(path, &leveldb.BuildOptions{Open: &c.options})
		require.NoError(t, err)
		r := rand.New(rand.NewPCG(1, uint64(i)))
		value := make([]byte, 1<<10)
		for n := range c.values {
			for at := range len(value) / 2 {
				value[at] = byte(r.Uint32())
			}
			require.NoError(t, b.PutRaw(fmt.Sprintf("key/%07d", n), value))
		}
		require.NoError(t, b.Close())
		before := tables(t, path)
		db := testdb.OpenAt(t, path, &leveldb.Options{ReadOnly: true})
		digest, err := db.Digest(nil)
		require.NoError(t, err)
		require.NoError(t, db.Close())

		out := python.Run(t, []string{"plyvel"}, builtScript, nil, path, strconv.Itoa(c.options.BloomFilterBits))
		lines := strings.Fields(strings.ReplaceAll(string(out), ", ", ","))
		require.Len(t, lines, 2)
		var levels [7]int
		require.NoError(t, json.Unmarshal([]byte(lines[0]), &levels))
		var want [7]int
		want[c.level] = len(before)
		require.Equal(t, want, levels)
		require.Equal(t, digest.String(), lines[1])
		require.Equal(t, before, tables(t, path))
	}
}

// tables returns the contents of the tables in a directory, by name.
func tables(t *testing.T, path string) map[string]string {
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
