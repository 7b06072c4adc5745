package shared_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Hundreds of followers that lose their server at the same moment find one of them that serves the
// others. Each of them reads what was acknowledged.
func TestHundredsOfFollowers(t *testing.T) {
	const followers = 200
	j := newJob(t)
	server := process.Start(t, "hold", j)
	_, err := server.Line("OPEN")
	require.NoError(t, err)
	all := make([]*leveldb.DB, followers)
	for i := range all {
		all[i] = requireOpen(t, j.Path)
		require.NoError(t, all[i].Put(briefKey(i), i))
	}
	require.NoError(t, server.Kill())
	start := time.Now()
	each(t, all, func(i int, db *leveldb.DB) error {
		n, err := leveldb.Get[int](db, briefKey((i+1)%followers))
		if err == nil && n != (i+1)%followers {
			err = fmt.Errorf("entry %d is %d", (i+1)%followers, n)
		}
		return err
	})
	t.Logf("%d followers recovered after %v", followers, time.Since(start).Round(time.Millisecond))
	serving := 0
	for _, db := range all {
		if !db.Driver().(follower).Far() {
			serving++
		}
	}
	require.Equal(t, 1, serving)
	sockets, err := filepath.Glob(filepath.Join(j.Path, "*.sock*"))
	require.NoError(t, err)
	require.Len(t, sockets, 1)
	each(t, all, func(_ int, db *leveldb.DB) error { return db.Close() })
	requireOnlyDatabase(t, j.Path)
}

// each calls do for each database, all at the same time.
func each(t *testing.T, all []*leveldb.DB, do func(i int, db *leveldb.DB) error) {
	t.Helper()
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i, db := range all {
		wg.Go(func() { errs[i] = do(i, db) })
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
}

// holdRole keeps the database open until the process is killed.
func holdRole(j job) (any, error) {
	db, err := open(j.Path)
	if err != nil {
		return nil, err
	}
	fmt.Println("\nOPEN")
	for os.Getppid() > 1 {
		time.Sleep(time.Second)
	}
	return nil, db.Close()
}
