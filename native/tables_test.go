package native

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The tables of the manifest are the files that are there, with the levels, sizes and keys that LevelDB itself tells.
func TestReadContents(t *testing.T) {
	db := openTest(t, &Options{WriteBufferSize: 64 << 10})
	for i := range 5000 {
		put(t, db, key(i), string(valueOf(i)))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	for i := range 700 {
		put(t, db, key(3*i), string(valueOf(i)))
	}
	require.NoError(t, db.Close())
	c, err := ReadContents(db.path)
	require.NoError(t, err)
	require.Equal(t, ComparatorName, c.Comparator)
	require.NotEmpty(t, c.Tables)
	first, last := c.Tables[0].First, c.Tables[0].Last
	for _, table := range c.Tables {
		info, err := os.Stat(filepath.Join(db.path, fmt.Sprintf("%06d.ldb", table.Number)))
		require.NoError(t, err)
		require.Equal(t, uint64(info.Size()), table.Size)
		require.LessOrEqual(t, table.First, table.Last)
		first, last = min(first, table.First), max(last, table.Last)
	}
	require.Equal(t, key(0), first)
	require.Equal(t, key(4999), last)

	require.NoError(t, os.WriteFile(filepath.Join(db.path, "CURRENT"), []byte("MANIFEST-999999\n"), 0o600))
	_, err = ReadContents(db.path)
	require.ErrorIs(t, err, driver.ErrCorrupt)
	require.ErrorContains(t, err, "MANIFEST-999999: CURRENT names this manifest, and it is missing")
	_, err = ReadContents(t.TempDir())
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestCheckLog(t *testing.T) {
	log := writeRecords(t, []byte("one"), bytes.Repeat([]byte("two"), 32<<10), []byte("three"))
	records, damages, err := CheckLog(bytes.NewReader(log))
	require.NoError(t, err)
	require.Equal(t, []int{3, 0}, []int{records, damages})
	log[32<<10+7] ^= 1
	records, damages, err = CheckLog(bytes.NewReader(log))
	require.NoError(t, err)
	require.Positive(t, damages)
	require.Equal(t, 2, records)
}
