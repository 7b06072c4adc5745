package native

import (
	"os"
	"path/filepath"
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
