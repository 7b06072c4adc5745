package repair_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/internal/repair"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Package native tests repairs in detail: what is read afterwards, kills, full disks, power cuts.
// These tests show that each kind of damage is repaired, and that a failed file operation is
// reported.

const entriesPerTable = 40

func key(i int) string { return fmt.Sprintf("%03d", i) }

// tables returns a database with three tables on level 0, and a fourth round of entries in the log.
// Each round has other keys.
func tables(t *testing.T) string {
	t.Helper()
	path := filepath.Join(powercut.TempDir(t), "db")
	for round := range 4 {
		db, err := native.Open(path, &native.Options{CreateIfMissing: true, Compression: native.NoCompression})
		require.NoError(t, err)
		for i := range entriesPerTable {
			require.NoError(t, db.Put(t.Context(), key(round*entriesPerTable+i), []byte(strings.Repeat("v", 200)), driver.WriteOptions{}))
		}
		require.NoError(t, db.Close())
	}
	return path
}

// count returns the number of entries of a database.
func count(t *testing.T, path string) int {
	t.Helper()
	db, err := native.Open(path, &native.Options{ReadOnly: true, ParanoidChecks: true})
	require.NoError(t, err)
	defer db.Close()
	n, err := db.Count(context.Background(), driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
	require.NoError(t, err)
	return int(n)
}

// names returns the files of a kind in order of their numbers.
func names(t *testing.T, path string, kind dbfile.FileKind) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		if k, _ := dbfile.ParseName(e.Name()); k == kind {
			names = append(names, filepath.Join(path, e.Name()))
		}
	}
	return names
}

// flip changes a byte in the middle of a file.
func flip(t *testing.T, name string) {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	content[len(content)/2] ^= 1
	require.NoError(t, os.WriteFile(name, content, 0o600))
}

// damages are kinds of damage, with the smallest number of entries that a repair must bring back.
var damages = map[string]struct {
	damage func(t *testing.T, path string)
	least  int
}{
	"none": {func(*testing.T, string) {}, 4 * entriesPerTable},
	"a table that the manifest does not list": {func(t *testing.T, path string) {
		content, err := os.ReadFile(names(t, path, dbfile.TableFile)[0])
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(path, "000900.ldb"), content, 0o600))
	}, 4 * entriesPerTable},
	"no CURRENT":        {func(t *testing.T, path string) { remove(t, filepath.Join(path, "CURRENT")) }, 4 * entriesPerTable},
	"no manifest":       {func(t *testing.T, path string) { remove(t, names(t, path, dbfile.ManifestFile)...) }, 4 * entriesPerTable},
	"no log":            {func(t *testing.T, path string) { remove(t, names(t, path, dbfile.LogFile)...) }, 3 * entriesPerTable},
	"no second table":   {func(t *testing.T, path string) { remove(t, names(t, path, dbfile.TableFile)[1]) }, 3 * entriesPerTable},
	"a damaged log":     {func(t *testing.T, path string) { flip(t, names(t, path, dbfile.LogFile)[0]) }, 3 * entriesPerTable},
	"a damaged table":   {func(t *testing.T, path string) { flip(t, names(t, path, dbfile.TableFile)[1]) }, 3 * entriesPerTable},
	"a swapped table":   {swap, 3 * entriesPerTable},
	"all of it damaged": {func(t *testing.T, path string) { destroyAll(t, path) }, 0},
}

func remove(t *testing.T, names ...string) {
	t.Helper()
	require.NotEmpty(t, names)
	for _, name := range names {
		require.NoError(t, os.Remove(name))
	}
}

// swap replaces the content of the last table by that of the first.
func swap(t *testing.T, path string) {
	t.Helper()
	all := names(t, path, dbfile.TableFile)
	content, err := os.ReadFile(all[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(all[len(all)-1], content, 0o600))
}

// destroyAll damages the log and every table, and removes the manifest.
func destroyAll(t *testing.T, path string) {
	t.Helper()
	for _, name := range append(names(t, path, dbfile.TableFile), names(t, path, dbfile.LogFile)...) {
		flip(t, name)
	}
	remove(t, names(t, path, dbfile.ManifestFile)...)
}

func TestRepair(t *testing.T) {
	for name, c := range damages {
		t.Run(name, func(t *testing.T) {
			path := tables(t)
			c.damage(t, path)
			require.NoError(t, native.Repair(path, nil))
			n := count(t, path)
			assert.GreaterOrEqual(t, n, c.least)
			assert.LessOrEqual(t, n, 4*entriesPerTable)
			require.NoError(t, native.Repair(path, nil), "again")
			require.Equal(t, n, count(t, path))

			require.NoError(t, native.Destroy(path))
			require.NoDirExists(t, path)
		})
	}
}

// Each file operation of a repair in Go fails once. The error is reported, and the next repair
// succeeds. A file that cannot be linked is copied.
func TestFailedOperations(t *testing.T) {
	disk.Register(disk.Engine{Record: func(int) {}, Fail: func(disk.Fault) {}, Failed: func() bool { return false }})
	for _, name := range []string{"no manifest", "a damaged table", "a damaged log", "no CURRENT"} {
		original := tables(t)
		damages[name].damage(t, original)
		for _, op := range []disk.Operation{disk.Create, disk.Write, disk.SyncFile, disk.SyncDir, disk.RenameTo, disk.LinkTo,
			disk.Delete, disk.Makedir} {
			for skip, happened := 0, true; happened; skip++ {
				path := filepath.Join(powercut.TempDir(t), "db")
				require.NoError(t, os.CopyFS(path, os.DirFS(original)))
				disk.Fail(disk.Fault{Operation: op, Skip: skip, Err: syscall.EIO})
				err := native.Repair(path, nil)
				happened = disk.Failed()
				disk.Fail(disk.Fault{})
				if !happened || op == disk.LinkTo {
					require.NoError(t, err, "%s: %c %d", name, op, skip)
				} else {
					require.ErrorIs(t, err, syscall.EIO, "%s: %c %d", name, op, skip)
					require.ErrorIs(t, err, driver.ErrIO)
				}
				require.NoError(t, native.Repair(path, nil), "%s: %c %d", name, op, skip)
				require.GreaterOrEqual(t, count(t, path), damages[name].least, "%s: %c %d", name, op, skip)
			}
		}
	}
}

// Destroy removes what a repair has kept, and keeps files that are not LevelDB's.
func TestDestroyKeepsOtherFiles(t *testing.T) {
	path := tables(t)
	flip(t, names(t, path, dbfile.TableFile)[0])
	require.NoError(t, native.Repair(path, nil))
	lost := filepath.Join(path, dbfile.LostDir)
	require.NoError(t, os.Mkdir(filepath.Join(lost, repair.Scratch), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(lost, "notes.txt"), nil, 0o600))
	require.NoError(t, native.Destroy(path))
	var left []string
	require.NoError(t, filepath.WalkDir(path, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			left = append(left, filepath.Base(name))
		}
		return err
	}))
	require.True(t, slices.Equal(left, []string{"notes.txt"}), "%v", left)
}

// A file with the name of the subdirectory causes an error, and is not changed.
func TestLostIsAFile(t *testing.T) {
	path := tables(t)
	lost := filepath.Join(path, dbfile.LostDir)
	require.NoError(t, os.WriteFile(lost, []byte("mine"), 0o600))
	require.ErrorContains(t, native.Repair(path, nil), "a file with this name exists")
	require.NoError(t, native.Destroy(path))
	require.FileExists(t, lost)
}
