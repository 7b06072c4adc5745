package shared_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/shared"
)

// The suite also passes after the database has changed hands.
func TestConformanceAfterChange(t *testing.T) {
	opens := map[string]func(t testing.TB, path string) *leveldb.DB{
		"took over": func(t testing.TB, path string) *leveldb.DB {
			first := open(t, path, leveldb.Options{})
			db := open(t, path, leveldb.Options{})
			require.NoError(t, first.Close())
			return db
		},
		"follows the next": func(t testing.TB, path string) *leveldb.DB {
			first := open(t, path, leveldb.Options{})
			db := open(t, path, leveldb.Options{})
			require.NoError(t, first.Close())
			open(t, path, leveldb.Options{})
			return db
		},
	}
	for name, open := range opens {
		t.Run(name, func(t *testing.T) {
			drivertest.Run(t, func(t testing.TB) *leveldb.DB { return open(t, filepath.Join(t.TempDir(), "db")) })
		})
	}
}

// A server that is closing may hold the lock for a while. Followers wait for it.
func TestSlowHandover(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	first := open(t, path, leveldb.Options{})
	require.NoError(t, first.Put("k", []float64{1}))
	pinned, err := first.Pin("k")
	require.NoError(t, err)
	second := open(t, path, leveldb.Options{})
	_, err = second.Get("k")
	require.NoError(t, err)
	require.NoError(t, first.Close())
	got := make(chan error, 1)
	go func() {
		_, err := second.Get("k")
		got <- err
	}()
	time.Sleep(shared.Patience + 100*time.Millisecond)
	pinned.Release()
	require.NoError(t, <-got)
}

// If a program that does not share the database has locked it, followers say so.
func TestTakenByPlainOpener(t *testing.T) {
	before := shared.SetHandover(0)
	defer shared.SetHandover(before)
	path := filepath.Join(t.TempDir(), "db")
	first, second := open(t, path, leveldb.Options{}), open(t, path, leveldb.Options{})
	require.NoError(t, second.Put("k", "v"))
	require.NoError(t, first.Close())
	plain, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	_, err = second.Get("k")
	assert.ErrorIs(t, err, leveldb.ErrLocked)
	assert.ErrorContains(t, err, "this process has the database open")
	require.NoError(t, plain.Close())
	_, err = second.Get("k")
	assert.NoError(t, err)
}

// While sessions write and read, the one that serves closes the database again and again. Every
// write that was acknowledged is there, and batches are complete.
func TestHandsChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	const workers, turns, increments = 6, 12, 15
	var unknown, expired atomic.Int64
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			var last int64
			for range turns {
				db, err := leveldb.Open(path, &leveldb.Options{Shared: true})
				if !assert.NoError(t, err) {
					return
				}
				for range increments {
					if last, err = increment(db, w, last, &unknown, &expired); !assert.NoError(t, err, "worker %d after %d", w, last) {
						break
					}
				}
				assert.NoError(t, db.Close())
			}
		})
	}
	wg.Wait()
	t.Logf("%d writes with an unknown outcome, %d loops that ended with their state", unknown.Load(), expired.Load())
}

// increment increments a counter, in a batch with a copy of it. It checks that nothing that was
// acknowledged is lost, and that batches are complete. It returns the counter.
func increment(db *leveldb.DB, worker int, last int64, unknown, expired *atomic.Int64) (int64, error) {
	keys := []string{fmt.Sprintf("%d a", worker), fmt.Sprintf("%d b", worker)}
	batch := db.NewBatch()
	for _, key := range keys {
		if err := batch.Put(key, last+1); err != nil {
			return last, err
		}
	}
	switch err := batch.Write(); {
	case err == nil:
		last++
	case errors.Is(err, remote.ErrOutcomeUnknown):
		unknown.Add(1)
		got, err := leveldb.Get[int64](db, keys[0])
		if err != nil && !errors.Is(err, leveldb.ErrNotFound) {
			return last, err
		}
		if got != last && got != last+1 {
			return last, fmt.Errorf("%s is %d after %d", keys[0], got, last)
		}
		last = got
	default:
		return last, err
	}
	var seen []int64
	for e, err := range db.Entries(&leveldb.Range{Prefix: fmt.Sprintf("%d ", worker)}) {
		if errors.Is(err, remote.ErrExpired) {
			expired.Add(1)
			return last, nil
		}
		if err != nil {
			return last, err
		}
		n, err := leveldb.ValueAs[int64](e)
		if err != nil {
			return last, err
		}
		seen = append(seen, n)
	}
	if last > 0 && (len(seen) != 2 || seen[0] != last || seen[1] != last) {
		return last, fmt.Errorf("a loop returned %v after %d", seen, last)
	}
	return last, nil
}
