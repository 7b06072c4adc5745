package native

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/internal/repair"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

var fileOperations = []disk.Operation{disk.Create, disk.Write, disk.SyncFile, disk.SyncDir, disk.Close,
	disk.RenameTo, disk.LinkTo, disk.Delete, disk.Makedir}

// Each file operation of a repair fails once: first those made by Go, then LevelDB's, during the
// merge. The repair reports the failure unless it can do without the operation. The directory then
// holds the old state or the new one, and the next repair succeeds.
func TestRepairFaults(t *testing.T) {
	merge := filepath.Join(repair.Scratch, "db") + "/" // where LevelDB works
	happened := map[disk.Operation]bool{}
	for _, name := range []string{"manifest lost", "CURRENT lost", "log lost", "table and log damaged"} {
		b := breakages[name](t)
		original := everyFile(t, b.path)
		for _, op := range fileOperations {
			withoutEngine(t, func() {
				for skip := 0; b.repairWith(t, disk.Fault{Operation: op, Skip: skip}, original); skip++ {
					happened[op] = true
				}
			})
			for skip := 0; b.repairWith(t, disk.Fault{Operation: op, Name: merge, Skip: skip}, original); skip++ {
			}
		}
	}
	for _, op := range fileOperations {
		require.True(t, happened[op], "%c does not occur", op)
	}
}

// withoutEngine calls f without injecting faults into C++ operations.
func withoutEngine(t *testing.T, f func()) {
	t.Helper()
	disk.Register(disk.Engine{Record: func(int) {}, Fail: func(disk.Fault) {}, Failed: func() bool { return false }})
	defer disk.Register(engine)
	f()
}

// repairWith repairs a copy of the database while the fault is planned, and reports whether it
// happened.
func (b broken) repairWith(t *testing.T, fault disk.Fault, original []string) (happened bool) {
	t.Helper()
	dir := powercut.TempDir(t)
	path, opened := filepath.Join(dir, "db"), filepath.Join(dir, "opened")
	require.NoError(t, copyTree(b.path, path))
	// An interrupted repair has left files.
	require.NoError(t, os.MkdirAll(filepath.Join(path, "lost", repair.Scratch, "db"), 0o755))
	fault.Err, fault.Part = syscall.EIO, 3
	disk.Fail(fault)
	defer disk.Fail(disk.Fault{})
	err := Repair(path, nil)
	happened = disk.Failed()
	disk.Fail(disk.Fault{})

	if err != nil {
		require.True(t, happened, "%+v: %v", fault, err)
		require.ErrorIs(t, err, driver.ErrIO, "%+v", fault)
		require.ErrorIs(t, err, fault.Err, "%+v", fault)
	} else if happened {
		require.True(t, dispensable(fault), "%+v: not reported", fault)
	}
	require.Subset(t, everyFile(t, path), original, "%+v: something was replaced, and is not in lost", fault)
	require.NoError(t, copyTree(path, opened)) // opening may change the files
	require.NoError(t, b.check(opened, err == nil), "%+v", fault)
	require.NoError(t, Repair(path, nil), "%+v: the next repair", fault)
	require.NoError(t, b.check(path, true), "%+v: after the next repair", fault)
	require.NoDirExists(t, filepath.Join(path, "lost", repair.Scratch), "%+v", fault)
	return happened
}

// dispensable reports whether a repair can succeed although the operation has failed. A file that
// cannot be linked is copied. During the merge, LevelDB ignores that it cannot close or delete a
// file, or start another log: the logs are empty then.
func dispensable(fault disk.Fault) bool {
	switch fault.Operation {
	case disk.LinkTo:
		return true
	case disk.Create, disk.Close, disk.Delete:
		return fault.Name != ""
	}
	return false
}

// A repair that fails before CURRENT is replaced removes the files it has added.
func TestRepairFaultLeavesNoNewFiles(t *testing.T) {
	b := breakages["table and log damaged"](t)
	before := namesIn(t, b.path)
	disk.Fail(disk.Fault{Operation: disk.RenameTo, Name: filepath.Join(repair.Scratch, "MANIFEST-"), Err: syscall.EIO})
	defer disk.Fail(disk.Fault{})
	require.ErrorIs(t, Repair(b.path, nil), syscall.EIO)
	require.True(t, disk.Failed())
	require.Equal(t, append(before, "lost"), namesIn(t, b.path))
	disk.Fail(disk.Fault{})
	require.NoError(t, Repair(b.path, nil))
	require.NoError(t, b.check(b.path, true))
}

// namesIn returns the names in a directory in order.
func namesIn(t *testing.T, path string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
