package native

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
)

// faulty is a database that is written to while an operation fails. It knows what it acknowledged.
type faulty struct {
	path         string
	acknowledged map[string]string
	n            int
}

func (f *faulty) open() (*DB, error) {
	return Open(f.path, &Options{CreateIfMissing: true, ParanoidChecks: true, WriteBufferSize: 64 << 10, MaxFileSize: 64 << 10})
}

// write writes until a write fails, or enough for several logs and compactions.
func (f *faulty) write(db *DB) error {
	for range 100 {
		f.n++
		key, value := fmt.Sprintf("k%03d", f.n%100), strings.Repeat(fmt.Sprintf("%06d", f.n), 1+f.n%700)
		if err := db.Put(key, []byte(value), WriteOptions{Sync: f.n%10 == 0}); err != nil {
			return err
		}
		f.acknowledged[key] = value
	}
	return db.CompactRange(Range{})
}

// check opens the database and compares what was acknowledged. A write that failed may be there or not.
func (f *faulty) check(t *testing.T, failed bool) *DB {
	t.Helper()
	db, err := f.open()
	require.NoError(t, err)
	doubtful := fmt.Sprintf("k%03d", f.n%100)
	for key, want := range f.acknowledged {
		if failed && key == doubtful {
			continue
		}
		require.Equal(t, want, get(t, db, key, ReadOptions{VerifyChecksums: true}), key)
	}
	return db
}

// Whichever operation on a file fails, once, the database refuses writes, and when it is opened again everything that was
// acknowledged is there, and it takes writes.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		operation disk.Operation
		names     []string
		parts     []int // of a write
	}{
		{disk.Write, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0, 1, 6, 7, 9, 1000}},
		{disk.SyncFile, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0}},
		{disk.SyncDir, []string{""}, []int{0}},
		{disk.Create, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0}},
		{disk.Close, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0}},
		{disk.RenameTo, []string{".dbtmp"}, []int{0}},
		{disk.Remove, []string{"MANIFEST-", ".log", ".ldb"}, []int{0}},
	} {
		for _, name := range c.names {
			t.Run(fmt.Sprintf("%c %s", c.operation, name), func(t *testing.T) {
				happened := 0
				for i, skip := range []int{0, 1, 2, 4, 8, 16} {
					f := disk.Fault{Operation: c.operation, Name: name, Skip: skip, Err: syscall.ENOSPC, Part: c.parts[i%len(c.parts)]}
					if tryFault(t, f) {
						happened++
					}
				}
				require.Positive(t, happened, "the operation does not occur")
			})
		}
	}
}

// tryFault writes to a database while the fault is planned, and reports whether it happened.
func tryFault(t *testing.T, fault disk.Fault) (happened bool) {
	t.Helper()
	f := &faulty{path: filepath.Join(powercut.TempDir(t), "db"), acknowledged: map[string]string{}}
	db, err := f.open()
	require.NoError(t, err)
	require.NoError(t, f.write(db))
	require.NoError(t, db.Close())

	disk.Fail(fault)
	defer disk.Fail(disk.Fault{})
	db, err = f.open()
	if err == nil {
		err = f.write(db)
		if err != nil {
			again := db.Put("again", nil, WriteOptions{})
			assert.ErrorIs(t, again, ErrIO, "%+v: a write after a failed one", fault)
			assert.ErrorIs(t, again, fault.Err, "%+v", fault)
		}
		err = errors.Join(err, db.Close())
	}
	happened = disk.Failed()
	disk.Fail(disk.Fault{})
	if err != nil {
		assert.True(t, happened, "%v", err)
		assert.ErrorIs(t, err, ErrIO)
		assert.ErrorIs(t, err, fault.Err)
	} else if happened && !(fault.Operation == disk.Create && fault.Name == ".log") { // CompactRange may not hear of that
		// What is closed was synced before; what is not removed is removed by a later open.
		assert.Contains(t, []disk.Operation{disk.Remove, disk.Close}, fault.Operation, "%+v: not reported", fault)
	}
	db = f.check(t, err != nil)
	require.NoError(t, f.write(db), "%+v", fault)
	require.NoError(t, db.Close())
	require.NoError(t, f.check(t, false).Close())
	return happened
}

// A database that could not be created for a fault can be created afterwards.
func TestFaultsWhileCreating(t *testing.T) {
	for _, op := range []disk.Operation{disk.Write, disk.SyncFile, disk.SyncDir, disk.Create, disk.Close, disk.RenameTo, disk.Makedir} {
		for skip := range 8 {
			f := &faulty{path: filepath.Join(powercut.TempDir(t), "db"), acknowledged: map[string]string{}}
			disk.Fail(disk.Fault{Operation: op, Skip: skip, Err: syscall.EIO, Part: 3})
			db, err := f.open()
			if err == nil {
				err = db.Close()
			}
			happened := disk.Failed()
			disk.Fail(disk.Fault{})
			if err != nil {
				require.True(t, happened)
				require.ErrorIs(t, err, ErrIO, "%c %d", op, skip)
				require.ErrorIs(t, err, syscall.EIO, "%c %d", op, skip)
			}
			db = f.check(t, false)
			require.NoError(t, db.Put("k", nil, WriteOptions{Sync: true}), "%c %d", op, skip)
			require.NoError(t, db.Close())
		}
	}
}
