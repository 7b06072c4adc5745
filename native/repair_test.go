package native

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// contents maps the keys of a database to values. "" means deleted or never written.
type contents map[string]string

// broken is a database to repair, with its contents.
type broken struct {
	path     string
	newest   contents // what was written last
	repaired contents // what a repair can recover
}

// layered creates a database whose keys have several values on different levels, and with deleted
// keys, so that a wrong order of tables or a missing table is detected. The last writes are in the
// log.
func layered(t testing.TB) (path string, c contents) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	c = contents{}
	o := &Options{CreateIfMissing: true, Compression: NoCompression}
	db := openTestAt(t, path, o)
	for round := range 4 {
		for i := range 300 {
			if i%7 == round+1 {
				require.NoError(t, db.Delete(ctx, key(i), driver.WriteOptions{}))
				c[key(i)] = ""
			} else if round < 3 || i%2 == 0 {
				c[key(i)] = fmt.Sprintf("value %d of round %d %s", i, round, strings.Repeat("x", 50))
				put(t, db, key(i), c[key(i)])
			}
		}
		if round == 3 {
			break // in the log
		}
		if round == 1 {
			require.NoError(t, db.Compact(ctx, "", ""))
		}
		require.NoError(t, db.Close())
		db = openTestAt(t, path, o) // writes the log to a table
	}
	require.NoError(t, db.Close())
	return path, c
}

// withoutLog returns the contents of the tables of a database.
func withoutLog(t testing.TB, path string) contents {
	t.Helper()
	m, err := dbfile.ReadManifest(path)
	require.NoError(t, err)
	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, copyTree(path, copied))
	require.NoError(t, os.WriteFile(filepath.Join(copied, dbfile.LogName(m.Log)), nil, 0o600))
	return contentsOf(t, copied)
}

// contentsOf returns the contents of a database.
func contentsOf(t testing.TB, path string) contents {
	t.Helper()
	db := readOnly(t, path, Options{})
	c := contents{}
	it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
	require.NoError(t, err)
	defer it.Close()
	for {
		page, err := it.Next(ctx)
		require.NoError(t, err)
		if page == nil {
			break
		}
		for i := range page.Len() {
			v, err := page.Value(i)
			require.NoError(t, err)
			c[page.Key(i)] = string(v.Bytes())
		}
	}
	for i := range 300 { // Get uses another code path, which depends on the order of the tables
		v, err := db.Get(ctx, key(i), nil, driver.ReadOptions{VerifyChecksums: true})
		if errors.Is(err, driver.ErrNotFound) {
			require.NotContains(t, c, key(i))
			c[key(i)] = ""
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c[key(i)], string(v.Bytes()))
		v.Release()
	}
	require.NoError(t, db.Close())
	return c
}

// copyTree copies a directory and preserves hard links.
func copyTree(from, to string) error {
	var seen []os.FileInfo
	var names []string
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		if e.IsDir() {
			return os.Mkdir(target, 0o755)
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		for i := range seen {
			if os.SameFile(seen[i], info) {
				return os.Link(filepath.Join(to, names[i]), target)
			}
		}
		seen, names = append(seen, info), append(names, name)
		content, err := os.ReadFile(path)
		return errors.Join(err, os.WriteFile(target, content, info.Mode().Perm()))
	})
}

func TestRepairMissingLog(t *testing.T) {
	path, _ := layered(t)
	want := withoutLog(t, path)
	m, err := dbfile.ReadManifest(path)
	require.NoError(t, err)
	log := dbfile.LogName(m.Log)
	require.NoError(t, os.Remove(filepath.Join(path, log)))
	// A table that is not part of the database. Its keys were deleted earlier.
	stray := openTest(t, nil)
	put(t, stray, "deleted", "v")
	require.NoError(t, stray.Compact(ctx, "", ""))
	require.NoError(t, stray.Close())
	require.NoError(t, os.Rename(oneFile(t, stray.path, "*.ldb"), filepath.Join(path, "000001.ldb")))
	before := fingerprint(t, path)

	require.NoError(t, Repair(path, nil))
	after := fingerprint(t, path)
	for name := range before {
		switch name {
		case ".", "LOG", "000001.ldb":
		default:
			assert.Equal(t, before[name], after[name], name)
		}
	}
	assert.NotContains(t, after, "000001.ldb")
	assert.FileExists(t, filepath.Join(path, "lost", "000001.ldb"), "it may hold the only copy of an entry")
	info, err := os.Stat(filepath.Join(path, log))
	require.NoError(t, err)
	assert.Zero(t, info.Size())
	assert.Equal(t, want, contentsOf(t, path))
}

// Without CURRENT, the repair uses the newest manifest that matches the files.
func TestRepairMissingCurrent(t *testing.T) {
	path, want := layered(t)
	content := readOnlyFile(t, path, "CURRENT")
	for _, damaged := range []string{"", "MANIFEST-00", "MANIFEST-999999\n"} {
		require.NoError(t, os.WriteFile(filepath.Join(path, "CURRENT"), []byte(damaged), 0o600))
		require.NoError(t, Repair(path, nil))
		assert.Equal(t, content, readOnlyFile(t, path, "CURRENT"))
		assert.Equal(t, want, contentsOf(t, path))
	}
	kept, err := filepath.Glob(filepath.Join(path, "lost", "CURRENT*"))
	require.NoError(t, err)
	assert.Len(t, kept, 3, "what is kept is never overwritten")
	require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
	require.NoError(t, Repair(path, nil))
	assert.Equal(t, want, contentsOf(t, path))
}

// A damaged table is replaced by its intact blocks, on the same level. All other tables do not
// change.
func TestRepairKeepsLevels(t *testing.T) {
	path, table := damagedBlock(t)
	before, err := dbfile.ReadManifest(path)
	require.NoError(t, err)
	damagedContent, err := os.ReadFile(table)
	require.NoError(t, err)
	require.NoError(t, Repair(path, nil))
	after, err := dbfile.ReadManifest(path)
	require.NoError(t, err)
	require.Len(t, after.Tables, len(before.Tables))
	for i, t1 := range before.Sorted() {
		t2 := after.Sorted()[i]
		assert.Equal(t, t1.Level, t2.Level)
		if t1.Level > 0 && dbfile.TableName(t1.Number) != filepath.Base(table) {
			assert.Equal(t, t1, t2)
		}
	}
	kept, err := os.ReadFile(filepath.Join(path, "lost", filepath.Base(table)))
	require.NoError(t, err)
	assert.True(t, bytes.Equal(damagedContent, kept))
	assert.NoFileExists(t, table)
}

// A manifest is older than the files: its tables were compacted, or its log was written to a table.
// Nothing is lost.
func TestRepairStaleManifest(t *testing.T) {
	for name, compact := range map[string]bool{"compacted": true, "log written to a table": false} {
		t.Run(name, func(t *testing.T) {
			path, want := layered(t)
			db := openTestAt(t, path, &Options{WriteBufferSize: 64 << 10, Compression: NoCompression})
			manifest := currentManifest(t, path)
			stale, err := os.ReadFile(manifest)
			require.NoError(t, err)
			if compact {
				require.NoError(t, db.Compact(ctx, "", ""))
			} else {
				for i := range 2000 { // more than the write buffer holds
					want[key(i+300)] = strings.Repeat("v", 60)
					put(t, db, key(i+300), want[key(i+300)])
				}
			}
			require.NoError(t, db.Close())
			require.NoError(t, os.WriteFile(manifest, stale, 0o600))
			require.NoError(t, Repair(path, nil))
			assert.Equal(t, want, contentsOf(t, path))
		})
	}
}

// The repair does not use a table whose file was replaced by another table.
func TestRepairSwappedTables(t *testing.T) {
	path, _ := layered(t)
	m, err := dbfile.ReadManifest(path)
	require.NoError(t, err)
	tables := m.Sorted()
	require.Greater(t, len(tables), 1)
	newest, oldest := tables[0], tables[len(tables)-1]
	require.Less(t, newest.Level, oldest.Level)
	content, err := os.ReadFile(filepath.Join(path, dbfile.TableName(oldest.Number)))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(path, dbfile.TableName(newest.Number)), content, 0o600))
	require.NoError(t, Repair(path, nil))
	got := contentsOf(t, path)
	for i := range 300 {
		if i%2 == 0 && i%7 != 1 && i%7 != 2 && i%7 != 3 && i%7 != 4 { // written last to the log
			assert.Contains(t, got[key(i)], "round 3")
		}
	}
}

// Destroy removes the files that a repair has kept, and nothing else.
func TestRepairDestroy(t *testing.T) {
	for _, foreign := range []bool{false, true} {
		path, _ := damagedBlock(t)
		require.NoError(t, Repair(path, nil))
		require.DirExists(t, filepath.Join(path, "lost"))
		if !foreign {
			require.NoError(t, Destroy(path))
			require.NoDirExists(t, path)
			continue
		}
		mine := filepath.Join(path, "lost", "notes.txt")
		require.NoError(t, os.WriteFile(mine, []byte("text"), 0o600))
		require.NoError(t, Destroy(path))
		left, err := os.ReadDir(filepath.Dir(mine))
		require.NoError(t, err)
		require.Len(t, left, 1)
		require.FileExists(t, mine)
	}
}

// A repair of an intact database changes nothing.
func TestRepairIntact(t *testing.T) {
	path, want := layered(t)
	before := fingerprint(t, path)
	require.NoError(t, Repair(path, nil))
	after := fingerprint(t, path)
	delete(before, ".")
	delete(after, ".")
	assert.Equal(t, before, after)
	assert.Equal(t, want, contentsOf(t, path))
}

func TestRepairLostIsAFile(t *testing.T) {
	path, _ := layered(t)
	require.NoError(t, os.WriteFile(filepath.Join(path, "lost"), []byte("mine"), 0o600))
	require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
	before := fingerprint(t, path)
	err := Repair(path, nil)
	require.ErrorIs(t, err, driver.ErrIO)
	require.ErrorContains(t, err, "a file with this name exists")
	require.Equal(t, before, fingerprint(t, path))
}

// On level 0 the table with the highest number is the newest. A damaged table keeps its order among
// the others.
func TestRepairKeepsOrder(t *testing.T) {
	for _, damaged := range []int{0, 1, 2} {
		path := filepath.Join(t.TempDir(), "db")
		o := &Options{CreateIfMissing: true, Compression: NoCompression}
		for round := range 3 {
			db := openTestAt(t, path, o)
			for i := range 300 {
				put(t, db, key(i), fmt.Sprintf("round %d %s", round, strings.Repeat("x", 90)))
			}
			require.NoError(t, db.Close())
		}
		require.NoError(t, openTestAt(t, path, o).Close())
		m, err := dbfile.ReadManifest(path)
		require.NoError(t, err)
		tables := m.Sorted()
		require.Len(t, tables, 3)
		name := filepath.Join(path, dbfile.TableName(tables[damaged].Number))
		change(t, name, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })

		require.NoError(t, Repair(path, nil))
		m, err = dbfile.ReadManifest(path)
		require.NoError(t, err)
		for _, table := range m.Sorted() {
			require.Zero(t, table.Level)
		}
		c := contentsOf(t, path)
		older := 0
		for i := range 300 {
			if damaged < 2 || !strings.HasPrefix(c[key(i)], "round 1") {
				require.Equal(t, "round 2", c[key(i)][:7], "%d, %s", damaged, key(i))
			} else {
				older++
			}
		}
		require.Less(t, older, 100, "only a block was damaged")
		require.Equal(t, damaged == 2, older > 0)
	}
}
