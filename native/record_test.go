package native

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Records written here have the same bytes as LevelDB's.
func TestRecordsAreLevelDBs(t *testing.T) {
	db := openTest(t, nil)
	for i := range 1000 {
		put(t, db, key(i), string(valueOf(i)))
	}
	require.NoError(t, db.Close())
	log := readOnlyFile(t, db.path, "*.log")
	records := readRecords(t, log)
	require.Len(t, records, 1000)
	require.Equal(t, log, writeRecords(t, records...))
}
