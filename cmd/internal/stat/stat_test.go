package stat

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/prefix"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGather(t *testing.T) {
	array, err := ndarray.FromSlice([]float32{1, 2, 3}, -1)
	require.NoError(t, err)
	npy, err := array.AppendNPY([]byte("n"))
	require.NoError(t, err)
	path := testdb.Stored(t, map[string]string{"a/1": "s1", "a/2": string(npy), "b/1": string(npy), "c": "i\x01", "d": "x", "e": "n"})
	for _, quick := range []bool{false, true} {
		db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
		require.NoError(t, err)
		s, err := Gather(t.Context(), io.Discard, path, db, prefix.NewGroups("/", 1, 2), quick)
		require.NoError(t, err)
		require.NoError(t, db.Close())
		var b bytes.Buffer
		out := bufio.NewWriter(&b)
		require.NoError(t, s.Print(out, cli.Style{}, 2))
		require.NoError(t, out.Flush())
		assert.Contains(t, b.String(), "1 table ")
		assert.Contains(t, b.String(), "filter: ")
		if quick {
			assert.Nil(t, s.Entries)
			continue
		}
		assert.EqualValues(t, 6, s.Entries.Count)
		assert.EqualValues(t, 1, s.Entries.Unreadable)
		assert.Equal(t, map[string]int64{"str": 1, "ndarray": 2, "int": 1, "?": 1, "raw": 1}, s.Entries.Types)
		assert.Contains(t, b.String(), "float32 (3,) × 2, 24 B\n")
		assert.Contains(t, b.String(), "1 value cannot be read")
		assert.Contains(t, b.String(), "other)")
	}
	use, err := DiskUseOf(path)
	require.NoError(t, err)
	assert.Equal(t, 1, use.Tables)
	assert.Equal(t, use.Bytes, use.Table+use.Log+use.Manifest+use.Other)
	_, err = DiskUseOf(filepath.Join(path, "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// A damaged table is counted, and the other figures are still reported.
func TestDamagedTable(t *testing.T) {
	path := testdb.Stored(t, map[string]string{"a": "s1"})
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	defer db.Close()
	content, err := os.ReadFile(tables[0])
	require.NoError(t, err)
	content[len(content)-1] ^= 0xff
	require.NoError(t, os.WriteFile(tables[0], content, 0o600))
	s, err := Gather(t.Context(), io.Discard, path, db, prefix.NewGroups("/", 1, 2), true)
	require.NoError(t, err)
	assert.EqualValues(t, 1, s.Format.Damaged)
	text := valuetext.JSONText("levels")
	s.LevelDB = &text
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	require.NoError(t, s.Print(out, cli.Style{}, 2))
	require.NoError(t, out.Flush())
	assert.Contains(t, b.String(), "1 table is damaged: see openleveldb verify")
	assert.Contains(t, b.String(), "\nlevels\n")
}

// Tables of older versions of LevelDB have another extension, and may be missing.
func TestOldTableNames(t *testing.T) {
	path := testdb.Stored(t, map[string]string{"a": "s1"})
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	old := strings.TrimSuffix(tables[0], "ldb") + "sst"
	require.NoError(t, os.Rename(tables[0], old))
	f, err := tableFormatOf(path)
	require.NoError(t, err)
	assert.Equal(t, 1, f.Looked)
	assert.Zero(t, f.Damaged)
	use, err := DiskUseOf(path)
	require.NoError(t, err)
	assert.Equal(t, 1, use.Tables)
	require.NoError(t, os.Remove(old))
	f, err = tableFormatOf(path)
	require.NoError(t, err)
	assert.EqualValues(t, 1, f.Damaged)
	_, err = tableFormatOf(t.TempDir())
	assert.Error(t, err)
	f = &tableFormat{Looked: 1, Of: 3, Unfilter: 1, Filters: map[string]int64{"bloom": 1}, Blocks: map[string]int64{"snappy": 1, "none": 2}}
	assert.Equal(t, "none 67 %, snappy 33 % (of 3 blocks read, in 1 of 3 tables)", f.compression())
	assert.Equal(t, "bloom in 1 table, none in 1 table, in 1 of 3 tables", f.filter())
}
