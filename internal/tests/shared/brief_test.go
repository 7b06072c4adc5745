package shared_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Eight processes a second open the database, put an entry and close it. Sometimes one process has
// the database open, sometimes several. Nothing is lost, and the number of files does not grow.
func TestBriefProcesses(t *testing.T) {
	seconds := testdb.Seconds(t, 2)
	j := newJob(t)
	const perSecond = 8
	processes := max(perSecond, int(perSecond*seconds))
	var running []*process.Process
	most := 0
	for i := range processes {
		j.Number = i
		running = append(running, process.Start(t, "brief", j))
		if len(running) == perSecond {
			requireReports(t, running[:1], i-perSecond+1)
			running = running[1:]
		}
		if i > 0 && i%(5*perSecond) == 0 { // so that there is a process that opens it alone
			requireReports(t, running, i-len(running)+1)
			running = nil
			requireOnlyDatabase(t, j.Path)
			files, err := testdb.Files(j.Path)
			require.NoError(t, err)
			most = max(most, len(files))
		}
		time.Sleep(time.Second / perSecond)
	}
	requireReports(t, running, processes-len(running))
	requireOnlyDatabase(t, j.Path)
	files, err := testdb.Files(j.Path)
	require.NoError(t, err)
	most = max(most, len(files))
	require.Less(t, most, 12, "files")
	db, err := leveldb.Open(j.Path, &leveldb.Options{ErrorIfMissing: true, ParanoidChecks: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for i := range processes {
		n, err := leveldb.Get[int](db, briefKey(i))
		require.NoError(t, err)
		require.Equal(t, i, n)
	}
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, processes, n)
	t.Logf("%d processes, at most %d files", processes, most)
}

func requireReports(t *testing.T, running []*process.Process, first int) {
	t.Helper()
	for i, p := range running {
		var number int
		require.NoError(t, p.Report(&number))
		require.Equal(t, first+i, number)
	}
}

func briefKey(i int) string { return fmt.Sprintf("brief/%06d", i) }

// briefRole puts an entry and reads that of the process before, which has ended or is about to put
// it.
func briefRole(j job) (any, error) {
	db, err := open(j.Path)
	if err != nil {
		return nil, err
	}
	err = db.Put(briefKey(j.Number), j.Number)
	n, reading := leveldb.GetOr(db, briefKey(j.Number-1), j.Number-1)
	if reading == nil && n != j.Number-1 {
		reading = fmt.Errorf("entry %d is %d", j.Number-1, n)
	}
	return j.Number, errors.Join(err, reading, db.Close())
}
