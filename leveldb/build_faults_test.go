package leveldb_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Each file operation of a build fails once, as on a full disk: those of C++ and those of Go. Some
// call returns the error, which names the file. Nothing is left, unless the files cannot be
// removed, and the next build succeeds.
func TestBuildFaults(t *testing.T) {
	for _, sort := range []bool{false, true} {
		happened := map[disk.Operation]bool{}
		for _, op := range []disk.Operation{disk.Create, disk.Write, disk.SyncFile, disk.SyncDir, disk.Close, disk.RenameTo, disk.Delete, disk.Makedir} {
			// A write in the middle of the tables fails as well as one at the beginning.
			for skip := 0; buildWithFault(t, disk.Fault{Operation: op, Skip: skip, Err: syscall.ENOSPC, Part: 3}, sort); skip++ {
				happened[op] = true
			}
		}
		delete(happened, disk.Delete) // only with Sort, and not again after the failure
		require.Len(t, happened, 7)
	}
}

// buildWithFault builds a database while the fault is planned in Go, and another while it is
// planned in C++. It reports whether one of them happened.
func buildWithFault(t *testing.T, fault disk.Fault, sort bool) (happened bool) {
	t.Helper()
	dir := powercut.TempDir(t)
	path := filepath.Join(dir, "db")
	disk.Fail(fault)
	defer disk.Fail(disk.Fault{})
	err := buildSome(path, sort)
	happened = disk.Failed()
	disk.Fail(disk.Fault{})
	if !happened {
		require.NoError(t, err)
		return false
	}
	left := filesIn(t, dir)
	if err == nil {
		require.Contains(t, left, "db", "%+v", fault)
		require.Fail(t, "not reported", "%+v", fault)
	}
	require.ErrorIs(t, err, syscall.ENOSPC, "%+v", fault)
	require.ErrorIs(t, err, leveldb.ErrIO, "%+v", fault)
	require.ErrorContains(t, err, path, "%+v", fault)
	if fault.Operation != disk.Delete {
		require.Empty(t, left, "%+v: %v", fault, err)
	}
	require.NotContains(t, left, "db")
	if strings.ContainsRune("cwsx", rune(fault.Operation)) {
		require.Regexp(t, `\.partial/(\d+\.(ldb|dbtmp)|MANIFEST-\d+|CURRENT)`, err.Error(), "%+v", fault)
	}
	require.NoError(t, buildSome(path, sort), "%+v: the next build", fault)
	require.NoDirExists(t, path+dbfile.PartialSuffix)
	require.Len(t, contents(t, openTestAt(t, path, nil)), 24)
	return true
}

// buildSome builds a database of several tables, in two parts.
func buildSome(path string, sort bool) error {
	b, err := leveldb.Build(path, &leveldb.BuildOptions{Sort: sort, SortMemory: 3 << 20,
		Open: &leveldb.Options{MaxFileSize: 1 << 20, Compression: leveldb.NoCompression}})
	if err != nil {
		return err
	}
	defer b.Abort()
	p, err := b.Part()
	if err != nil {
		return err
	}
	for i := range 12 {
		if err := b.PutRaw(fmt.Sprintf("a%02d", i), make([]byte, 100<<10)); err != nil {
			return err
		}
		if err := p.PutRaw(fmt.Sprintf("b%02d", i), make([]byte, i/11*copyAlone)); err != nil {
			return err
		}
	}
	if err := p.Close(); err != nil {
		return err
	}
	return b.Close()
}

// Each file operation of a backup fails once. The backup returns the error, and does not appear.
// The next one succeeds, whatever was left.
func TestBackupFaults(t *testing.T) {
	defer leveldb.SetCheckpointEvery(leveldb.SetCheckpointEvery(0))
	src := openTest(t, nil)
	for i := range 14 {
		require.NoError(t, src.PutRaw(fmt.Sprintf("%02d", i), make([]byte, 400<<10)))
	}
	want, err := src.Digest(nil)
	require.NoError(t, err)
	o := &leveldb.BackupOptions{NoVerify: true, Open: &leveldb.Options{MaxFileSize: 1 << 20, Compression: leveldb.NoCompression}}
	continued := false
	for _, op := range []disk.Operation{disk.Create, disk.Write, disk.SyncFile, disk.SyncDir, disk.Close, disk.RenameTo, disk.Delete, disk.Makedir} {
		for skip := 0; ; skip++ {
			dir := powercut.TempDir(t)
			path := filepath.Join(dir, "db")
			fault := disk.Fault{Operation: op, Name: dir, Skip: skip, Err: syscall.ENOSPC, Part: 3}
			disk.Fail(fault)
			_, err := leveldb.Backup(t.Context(), path, src, o)
			happened := disk.Failed()
			disk.Fail(disk.Fault{})
			if !happened {
				require.NoError(t, err)
				require.Positive(t, skip, "%c does not occur", op)
				break
			}
			require.ErrorIs(t, err, syscall.ENOSPC, "%+v", fault)
			require.ErrorContains(t, err, path, "%+v", fault)
			left := filesIn(t, dir)
			if !slices.Contains([]disk.Operation{disk.RenameTo, disk.SyncDir}, op) {
				require.NotContains(t, left, "db", "%+v", fault)
			}
			if len(left) > 0 && left["db"] == nil {
				db, err := leveldb.Open(path+dbfile.PartialSuffix, &leveldb.Options{ReadOnly: true, ErrorIfMissing: true})
				require.NoError(t, err, "%+v: the partial backup", fault)
				require.NoError(t, db.Close())
				continued = true
			}
			if left["db"] == nil {
				copied, err := leveldb.Backup(t.Context(), path, src, o)
				require.NoError(t, err, "%+v: the next backup", fault)
				require.Equal(t, want, copied.Result)
			}
			db := openTestAt(t, path, &leveldb.Options{ReadOnly: true})
			got, err := db.Digest(nil)
			require.NoError(t, err)
			require.Equal(t, want, got, "%+v", fault)
			require.NoError(t, db.Close())
		}
	}
	require.True(t, continued)
}
