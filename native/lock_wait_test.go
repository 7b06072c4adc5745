package native

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// attempts returns a channel on which each attempt to lock a database is reported.
func attempts(t *testing.T) <-chan struct{} {
	t.Helper()
	events := make(chan struct{})
	before := waitForLock
	t.Cleanup(func() { waitForLock = before })
	waitForLock = func(limit time.Duration, attempt func() error) error {
		return dblock.Wait(limit, func() error {
			err := attempt()
			tell(events)
			return err
		})
	}
	return events
}

// openLater opens a database in a goroutine.
func openLater(path string, o Options) <-chan any {
	result := make(chan any, 1)
	go func() {
		db, err := Open(path, &o)
		if err != nil {
			result <- err
			return
		}
		result <- db
	}()
	return result
}

func requireOpened(t *testing.T, result <-chan any) *DB {
	t.Helper()
	db, ok := (<-result).(*DB)
	require.True(t, ok)
	return db
}

// Open waits until the other process ends, as a reader and as a writer.
func TestLockTimeoutOfAnotherProcess(t *testing.T) {
	for _, limit := range []time.Duration{time.Hour, -1} {
		for _, readOnly := range []bool{false, true} {
			path := filepath.Join(t.TempDir(), "db")
			fillTables(t, path, 10)
			hold := startHelper(t, "hold", path)
			require.Equal(t, "<nil>", hold.line)
			events := attempts(t)
			result := openLater(path, Options{LockTimeout: limit, ReadOnly: readOnly})
			await(events, 3)
			hold.end(t)
			db := requireOpened(t, result)
			checkValues(t, db, 20)
			require.NoError(t, db.Close())
		}
	}
}

// A writer waits for readers, readers wait for a writer, and all of them for other handles.
func TestLockTimeoutOfAnotherHandle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	events := attempts(t)
	for _, first := range []Options{{}, {ReadOnly: true}} {
		db := openTestAt(t, path, &first)
		second := openLater(path, Options{LockTimeout: -1})
		await(events, 2)
		require.NoError(t, db.Close())
		writer := requireOpened(t, second)
		var readers []<-chan any
		for range 2 {
			readers = append(readers, openLater(path, Options{ReadOnly: true, LockTimeout: time.Hour}))
		}
		await(events, 4)
		require.NoError(t, writer.Close())
		one, other := requireOpened(t, readers[0]), requireOpened(t, readers[1]) // at the same time
		_, err := Open(path, &Options{LockTimeout: 1})
		require.ErrorIs(t, err, driver.ErrLocked)
		require.NoError(t, one.Close())
		require.NoError(t, other.Close())
	}
}

// After the limit, the error names the process.
func TestLockTimeoutPasses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	hold := startHelper(t, "hold", path)
	require.Equal(t, "<nil>", hold.line)
	for _, o := range []Options{{LockTimeout: 20 * time.Millisecond}, {LockTimeout: 1}, {LockTimeout: time.Millisecond, ReadOnly: true}} {
		_, err := Open(path, &o)
		require.ErrorIs(t, err, driver.ErrLocked)
		require.ErrorContains(t, err, fmt.Sprintf("process %d", hold.pid()))
	}
}

// Only the lock is waited for. What is wrong with the database itself is reported at once.
func TestLockTimeoutDoesNotDelayErrors(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "none"), &Options{LockTimeout: -1})
	require.ErrorIs(t, err, fs.ErrNotExist)
	db := openTest(t, nil)
	_, err = Open(db.path, &Options{LockTimeout: -1, ErrorIfExists: true})
	require.ErrorIs(t, err, fs.ErrExist)
	_, err = Open(db.path, &Options{LockTimeout: -1, BlockSize: -1})
	require.ErrorIs(t, err, driver.ErrInvalidArgument)
}

// Goroutines that wait occupy no slot that the holder needs to close the database.
func TestLockTimeoutOfMany(t *testing.T) {
	db := openTest(t, nil)
	events := attempts(t)
	results := make([]<-chan any, 3*int(upkeep.limit)/2)
	for i := range results {
		results[i] = openLater(db.path, Options{ReadOnly: true, LockTimeout: -1})
	}
	await(events, 2*len(results))
	put(t, db, "k", "v")
	require.NoError(t, db.Close())
	for _, r := range results {
		require.NoError(t, requireOpened(t, r).Close())
	}
}
