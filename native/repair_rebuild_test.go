package native

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// Without a manifest, a log with a damaged record contributes its other records.
func TestRepairRebuildsDamagedLog(t *testing.T) {
	path, newest := layered(t)
	require.NoError(t, os.Remove(oneFile(t, path, "MANIFEST-*")))
	log := oneFile(t, path, "*.log")
	intact, err := dbfile.ScanLog(log)
	require.NoError(t, err)
	change(t, log, func(b []byte) []byte { b[len(b)/3] ^= 1; return b })
	damaged, err := dbfile.ScanLog(log)
	require.NoError(t, err)
	require.True(t, damaged.Damaged)
	require.Positive(t, damaged.Records)

	require.NoError(t, Repair(path, nil))
	repaired := contentsOf(t, path)
	older := 0
	for k, want := range newest {
		if repaired[k] != want {
			older++
		}
	}
	assert.Positive(t, older, "a record was damaged")
	assert.LessOrEqual(t, older, intact.Records-damaged.Records, "each record has one entry")
	kept, err := os.ReadFile(filepath.Join(path, dbfile.LostDir, filepath.Base(log)))
	require.NoError(t, err)
	assert.NotEmpty(t, kept)
}

// threeRounds creates a database of three tables of different sizes on level 0. Each has a later
// value of every key.
func threeRounds(t *testing.T) (path string, tables []dbfile.Table) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	o := &Options{CreateIfMissing: true, Compression: NoCompression}
	for round := range 3 {
		db := openTestAt(t, path, o)
		for i := range 300 {
			put(t, db, key(i), fmt.Sprintf("round %d %s", round, strings.Repeat("x", 90+round)))
		}
		require.NoError(t, db.Close())
	}
	require.NoError(t, openTestAt(t, path, o).Close())
	m, err := dbfile.ReadManifest(path)
	require.NoError(t, err)
	require.Len(t, m.Sorted(), 3)
	return path, m.Sorted()
}

// Replacing the newest table by the oldest does not restore the oldest values.
func TestRepairOldTableInPlaceOfNewest(t *testing.T) {
	path, tables := threeRounds(t)
	content, err := os.ReadFile(filepath.Join(path, dbfile.TableName(tables[0].Number)))
	require.NoError(t, err)
	require.NotEqual(t, tables[2].Size, uint64(len(content)))
	require.NoError(t, os.WriteFile(filepath.Join(path, dbfile.TableName(tables[2].Number)), content, 0o600))
	require.NoError(t, Repair(path, nil))
	for k, v := range contentsOf(t, path) {
		require.Equal(t, "round 1", v[:7], k)
	}
}

// If a table is missing, the others do not change. A stray file without an intact entry makes no
// difference.
func TestRepairMissingTable(t *testing.T) {
	for _, stray := range []bool{false, true} {
		path, tables := threeRounds(t)
		require.NoError(t, os.Remove(filepath.Join(path, dbfile.TableName(tables[2].Number))))
		if stray {
			require.NoError(t, os.WriteFile(filepath.Join(path, "000900.ldb"), make([]byte, 1000), 0o600))
		}
		require.NoError(t, Repair(path, nil))
		m, err := dbfile.ReadManifest(path)
		require.NoError(t, err)
		require.Equal(t, tables[:2], m.Sorted())
		for k, v := range contentsOf(t, path) {
			require.Equal(t, "round 1", v[:7], k)
		}
	}
}
