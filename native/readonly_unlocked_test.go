package native

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Opening a copy without LOCK does not create LOCK. Writers of this package detect the reader
// nevertheless.
func TestReadOnlyWithoutLOCK(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	require.NoError(t, os.Remove(filepath.Join(path, "LOCK")))
	before := fingerprint(t, path)
	db := readOnly(t, path, Options{})
	second := readOnly(t, path, Options{})
	other := startHelper(t, "read", path)
	require.Equal(t, "<nil>", other.line)
	checkValues(t, db, 20)

	_, err := Open(path, nil)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, "this process has the database open for reading")
	require.NoError(t, db.Close())
	writer := startHelper(t, "hold", path)
	require.Contains(t, writer.line, strconv.Itoa(os.Getpid()))
	require.NoError(t, second.Close())
	require.ErrorIs(t, Destroy(path), driver.ErrLocked)
	_, err = Open(path, nil)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, fmt.Sprintf("process %d", other.pid()))
	require.Equal(t, before, fingerprint(t, path))

	other.end(t)
	openTestAt(t, path, nil)
	require.FileExists(t, filepath.Join(path, "LOCK"))
}

// A reader without a lock can open the database while a writer has it open, in this process or
// another, and does not affect the writer's lock.
func TestReadOnlyNoLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	writer := startHelper(t, "hold", path)
	require.Equal(t, "<nil>", writer.line)
	before := fingerprint(t, path)
	db := readOnly(t, path, Options{NoLock: true})
	checkValues(t, db, 20)
	view, err := db.Pin(ctx, "large", driver.ReadOptions{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.True(t, allBytes(view.Bytes(), 'v'))
	view.Release()
	require.Equal(t, before, fingerprint(t, path))
	writer.end(t)

	own := openTestAt(t, path, nil)
	put(t, own, key(20), string(valueOf(20)))
	db = readOnly(t, path, Options{NoLock: true})
	checkValues(t, db, 21)
	put(t, own, key(21), string(valueOf(21)))
	checkValues(t, db, 21)
	require.NoError(t, db.Close())
	other := startHelper(t, "hold", path)
	require.Contains(t, other.line, fmt.Sprintf("process %d", os.Getpid()), "the writer's lock is still there")
}

// While a writer is active, a reader without a lock sees a consistent state. The keys are written
// in order, so they have no gaps.
func TestReadOnlyNoLockWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	writer := openTestAt(t, path, &Options{CreateIfMissing: true, WriteBufferSize: 64 << 10, MaxFileSize: 1 << 20})
	const rounds = 150
	// The writer adds a fixed number of keys per open, so the amount to read does not depend on the
	// speed of the machine.
	begun := make(chan struct{}, rounds)
	done := make(chan error, 1)
	go func() {
		written := 0
		for range begun {
			for range 500 {
				if err := writer.Put(ctx, key(written), bytes.Repeat([]byte("value"), 100), driver.WriteOptions{}); err != nil {
					done <- err
					return
				}
				written++
			}
		}
		done <- nil
	}()
	opened, read := 0, 0
	for range rounds {
		begun <- struct{}{}
		db, err := Open(path, &Options{ReadOnly: true, NoLock: true})
		if err != nil {
			require.ErrorIs(t, err, driver.ErrLocked)
			continue
		}
		opened++
		count, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
		if err == nil {
			var last string
			if last, err = db.lastKey(ctx); err == nil && count > 0 {
				read++
				assert.Equal(t, key(int(count)-1), last, "a key is missing")
			}
		}
		if err != nil {
			assert.ErrorIs(t, err, driver.ErrIO, "a table that was removed meanwhile")
		}
		require.NoError(t, db.Close())
	}
	close(begun)
	require.NoError(t, <-done)
	assert.Positive(t, opened)
	assert.Positive(t, read)
}

// Open starts over if a writer interfered, regardless of the result.
func TestReadOnlyNoLockStartsAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	writer := openTestAt(t, path, &Options{CreateIfMissing: true})
	o := &Options{ReadOnly: true, NoLock: true}
	starts, busy := 0, 0
	start := func(path string) (*levelDB, error) {
		starts++
		opened, err := o.start(path)
		require.NoError(t, err)
		if starts <= busy { // as if between reading the manifest and reading the log
			put(t, writer, key(starts), "v")
			require.NoError(t, writer.Compact(ctx, "", ""))
			if starts%2 == 0 {
				opened.close()
				return nil, &driver.Error{Class: driver.ErrIO, Text: "the log is gone"}
			}
		}
		return opened, err
	}
	for _, busy = range []int{0, 1, 2, startAttempts - 1} {
		starts = 0
		opened, err := undisturbed(path, start)
		require.NoError(t, err)
		require.Equal(t, busy+1, starts)
		opened.close()
	}
	starts, busy = 0, startAttempts
	_, err := undisturbed(path, start)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.Equal(t, startAttempts, starts)
}
