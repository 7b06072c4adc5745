package shared_test

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Synced writes of followers that arrive together share a record of the log, and so its sync. While
// the server is stopped, each of its followers sends one.
func TestSharedSyncs(t *testing.T) {
	const followers, rounds = 32, 4
	j := newJob(t)
	server := process.Start(t, "hold", j)
	_, err := server.Line("OPEN")
	require.NoError(t, err)
	all := make([]*leveldb.DB, followers)
	for i := range all {
		all[i], err = leveldb.Open(j.Path, &leveldb.Options{Shared: true, Write: leveldb.WriteOptions{Sync: true}})
		require.NoError(t, err)
	}
	for round := range rounds {
		require.NoError(t, server.Stop())
		sent := time.AfterFunc(50*time.Millisecond, func() { _ = server.Process.Signal(syscall.SIGCONT) })
		each(t, all, func(i int, db *leveldb.DB) error { return db.Put(briefKey(i), round) })
		sent.Stop()
	}
	each(t, all, func(_ int, db *leveldb.DB) error { return db.Close() })
	require.NoError(t, server.Kill())

	logs, err := filepath.Glob(filepath.Join(j.Path, "*.log"))
	require.NoError(t, err)
	require.Len(t, logs, 1)
	log, err := dbfile.ScanLog(logs[0])
	require.NoError(t, err)
	require.False(t, log.Damaged)
	require.Positive(t, log.Records)
	require.Less(t, log.Records, followers*rounds/2, "most writes had a record of their own")
	t.Logf("%d writes in %d records", followers*rounds, log.Records)
	db := requireOpen(t, j.Path)
	for i := range followers {
		n, err := leveldb.Get[int](db, briefKey(i))
		require.NoError(t, err)
		require.Equal(t, rounds-1, n)
	}
	require.NoError(t, db.Close())
}
