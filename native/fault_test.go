package native

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// faulty is a database that is written to while an operation fails. It records the acknowledged
// writes.
type faulty struct {
	path         string
	acknowledged map[string]string
	n            int
	table        int // size; 0 is 64 KiB
}

func (f *faulty) open() (*DB, error) {
	o := &Options{CreateIfMissing: true, ParanoidChecks: true, WriteBufferSize: 64 << 10, MaxFileSize: 64 << 10}
	if f.table != 0 {
		o.MaxFileSize = f.table
	}
	return Open(f.path, o)
}

// write writes until a write fails, or until several logs and compactions are done.
func (f *faulty) write(db *DB) error {
	for range 100 {
		if err := f.put(db); err != nil {
			return err
		}
	}
	return db.Compact(ctx, "", "")
}

func (f *faulty) put(db *DB) error {
	f.n++
	key, value := fmt.Sprintf("k%03d", f.n%100), strings.Repeat(fmt.Sprintf("%06d", f.n), 1+f.n%700)
	if err := db.Put(ctx, key, []byte(value), driver.WriteOptions{Sync: f.n%10 == 0}); err != nil {
		return err
	}
	f.acknowledged[key] = value
	return nil
}

// check opens the database and compares it with the acknowledged writes. A failed write may be
// present or not.
func (f *faulty) check(t *testing.T, failed bool) *DB {
	t.Helper()
	db, err := f.open()
	require.NoError(t, err)
	doubtful := fmt.Sprintf("k%03d", f.n%100)
	for key, want := range f.acknowledged {
		if failed && key == doubtful {
			continue
		}
		require.Equal(t, want, get(t, db, key, driver.ReadOptions{VerifyChecksums: true}), key)
	}
	return db
}

// After any single failed file operation, the database refuses writes. When opened again, it has
// everything that was acknowledged, and accepts writes.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		operation disk.Operation
		names     []string
		parts     []int // number of parts of a write
	}{
		{disk.Write, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0, 1, 6, 7, 9, 1000}},
		{disk.SyncFile, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0}},
		{disk.SyncDir, []string{""}, []int{0}},
		{disk.Create, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0}},
		{disk.Close, []string{"MANIFEST-", ".log", ".ldb", ".dbtmp"}, []int{0}},
		{disk.RenameTo, []string{".dbtmp"}, []int{0}},
		{disk.Delete, []string{"MANIFEST-", ".log", ".ldb"}, []int{0}},
	} {
		for _, name := range c.names {
			t.Run(fmt.Sprintf("%c %s", c.operation, name), func(t *testing.T) {
				happened := 0
				for i, skip := range []int{0, 1, 2, 3, 4, 5, 6, 7, 12, 18} {
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
			again := db.Put(ctx, "again", nil, driver.WriteOptions{})
			assert.ErrorIs(t, again, driver.ErrIO, "%+v: a write after a failed one", fault)
			assert.ErrorIs(t, again, fault.Err, "%+v", fault)
		}
		err = errors.Join(err, db.Close())
	}
	happened = disk.Failed()
	disk.Fail(disk.Fault{})
	if err != nil {
		assert.True(t, happened, "%v", err)
		assert.ErrorIs(t, err, driver.ErrIO)
		assert.ErrorIs(t, err, fault.Err)
	} else if happened {
		assert.True(t, harmless(fault), "%+v: not reported", fault)
	}
	db = f.check(t, err != nil)
	require.NoError(t, f.write(db), "%+v", fault)
	require.NoError(t, db.Close())
	require.NoError(t, f.check(t, false).Close())
	return happened
}

// harmless reports whether a failure need not be reported.
func harmless(f disk.Fault) bool {
	switch f.Operation {
	case disk.Delete: // a later open removes the file
		return true
	// The file was synced before. LevelDB closes tables itself, and deletes the others.
	case disk.Close:
		return f.Name != ".ldb"
	// CompactRange ignores that the memtable could not be replaced, and the memtable stays in use.
	case disk.Create:
		return f.Name == ".log"
	}
	return false
}

// A database whose creation failed can be created later.
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
				require.ErrorIs(t, err, driver.ErrIO, "%c %d", op, skip)
				require.ErrorIs(t, err, syscall.EIO, "%c %d", op, skip)
				if op == disk.SyncDir && skip == 0 {
					require.NoDirExists(t, f.path, "its name may not be on the disk, which the next Open must find out")
				}
			}
			db = f.check(t, false)
			require.NoError(t, db.Put(ctx, "k", nil, driver.WriteOptions{Sync: true}), "%c %d", op, skip)
			require.NoError(t, db.Close())
		}
	}
}

// A compaction writes full memtables to tables from time to time. If the manifest fails to record
// one, the compaction continues and records its own result. That record must not follow a torn one,
// because the database could not be opened again.
func TestFaultOfTheManifestDuringCompactions(t *testing.T) {
	f := &faulty{path: filepath.Join(powercut.TempDir(t), "db"), acknowledged: map[string]string{}, table: 16 << 20}
	db, err := f.open()
	require.NoError(t, err)
	var b driver.Batch
	for i := range 60000 {
		require.NoError(t, b.Put(fmt.Sprintf("k%05d", i), []byte("a value")))
	}
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
	require.NoError(t, db.Compact(ctx, "", ""))
	for skip := range 12 {
		disk.Fail(disk.Fault{Operation: disk.Write, Name: "MANIFEST-", Skip: skip, Err: syscall.ENOSPC, Part: 9})
		for err = nil; err == nil; {
			err = f.put(db)
		}
		disk.Fail(disk.Fault{})
		require.ErrorIs(t, err, syscall.ENOSPC)
		require.NoError(t, db.Close())
		db = f.check(t, true)
	}
	require.NoError(t, db.Close())
}

// A requested compaction returns the error of a write or of a memtable that is written to a table,
// whenever it occurs, and so do all writers. A null pointer in LevelDB crashes the process if the
// two overlap: see compactPiece.
func TestFaultsDuringCompactRange(t *testing.T) {
	f := &faulty{path: filepath.Join(powercut.TempDir(t), "db"), acknowledged: map[string]string{}, table: 16 << 20}
	db, err := f.open()
	require.NoError(t, err)
	var b driver.Batch
	for i := range 40000 {
		require.NoError(t, b.Put(fmt.Sprintf("k%05d", i), []byte("a value")))
	}
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
	require.NoError(t, db.Compact(ctx, "", ""))
	for _, fault := range []disk.Fault{
		{Operation: disk.Write, Name: "MANIFEST-", Part: 9},
		{Operation: disk.SyncFile, Name: ".log"},
		{Operation: disk.SyncFile, Name: ".ldb"},
		{Operation: disk.Write, Name: ".log", Part: 9},
	} {
		for _, skip := range []int{1, 5, 6, 10, 15} {
			fault.Skip, fault.Err = skip, syscall.ENOSPC
			f.failWhileCompacting(t, db, fault)
			require.NoError(t, db.Close())
			db = f.check(t, false)
		}
	}
	require.NoError(t, db.Close())
}

// failWhileCompacting compacts, and writes with and without sync, until the fault occurs.
func (f *faulty) failWhileCompacting(t *testing.T, db *DB, fault disk.Fault) {
	t.Helper()
	disk.Fail(fault)
	defer disk.Fail(disk.Fault{})
	var mu sync.Mutex // guards acknowledged
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := w; ; i += 4 {
				k, v := fmt.Sprintf("k%05d", i*997%40000), fmt.Sprint(f.n, i, strings.Repeat("v", 1000))
				err := db.Put(ctx, k, []byte(v), driver.WriteOptions{Sync: w == 0})
				mu.Lock()
				f.acknowledged[k] = v
				if err != nil {
					delete(f.acknowledged, k) // may be present or not
				}
				mu.Unlock()
				if err != nil {
					assert.ErrorIs(t, err, driver.ErrIO, "%+v", fault)
					assert.ErrorIs(t, err, fault.Err, "%+v", fault)
					return
				}
			}
		})
	}
	var err error
	for err == nil {
		err = db.Compact(ctx, "", "")
	}
	writers.Wait()
	f.n++
	assert.ErrorIs(t, err, driver.ErrIO, "%+v", fault)
	assert.ErrorIs(t, err, fault.Err, "%+v", fault)
	assert.True(t, disk.Failed(), "%+v", fault)
	again := db.Compact(ctx, "", "")
	assert.ErrorIs(t, again, fault.Err, "%+v: a compaction after a failed one", fault)
}
