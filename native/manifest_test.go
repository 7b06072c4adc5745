package native

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// writeRecords returns a log or manifest with the records.
func writeRecords(t testing.TB, records ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := dbfile.NewRecordWriter(&b)
	for _, r := range records {
		require.NoError(t, w.Write(r))
	}
	require.NoError(t, w.Flush())
	return b.Bytes()
}

// readRecords returns the records of an undamaged log or manifest.
func readRecords(t testing.TB, log []byte) (records [][]byte) {
	t.Helper()
	r := dbfile.NewRecordReader(bytes.NewReader(log))
	for {
		record, err := r.Next()
		if err == io.EOF {
			return records
		}
		require.NoError(t, err)
		records = append(records, bytes.Clone(record))
	}
}

// readOnlyFile returns the content of the only file that matches a pattern.
func readOnlyFile(t testing.TB, path, pattern string) []byte {
	t.Helper()
	content, err := os.ReadFile(oneFile(t, path, pattern))
	require.NoError(t, err)
	return content
}

func oneFile(t testing.TB, path, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(path, pattern))
	require.NoError(t, err)
	require.Len(t, names, 1)
	return names[0]
}

// currentManifest returns the path of the manifest that CURRENT names. There may be older ones: see
// durable.h.
func currentManifest(t testing.TB, path string) string {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(path, "CURRENT"))
	require.NoError(t, err)
	return filepath.Join(path, strings.TrimSpace(string(name)))
}

func TestOpenForeignComparator(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "v")
	require.NoError(t, db.Close())
	name := oneFile(t, db.path, "MANIFEST-*")
	records := readRecords(t, readOnlyFile(t, db.path, "MANIFEST-*"))
	for i, r := range records {
		records[i] = bytes.Replace(r, []byte(dbfile.ComparatorName), []byte("measurements.TimeComparator")[:len(dbfile.ComparatorName)], 1)
	}
	require.NoError(t, os.WriteFile(name, writeRecords(t, records...), 0o600))
	for _, o := range []*Options{nil, {CreateIfMissing: true, ParanoidChecks: true}, {ReadOnly: true}, {ReadOnly: true, NoLock: true}} {
		_, err := Open(db.path, o)
		require.ErrorIs(t, err, driver.ErrInvalidArgument)
		require.ErrorContains(t, err, `"measurements.TimeComparato"`)
	}
}

// Damage that LevelDB would skip silently is an error, and no file changes.
func TestOpenWithoutFiles(t *testing.T) {
	for name, c := range map[string]struct {
		pattern string
		want    error
	}{
		"log":      {"*.log", fs.ErrNotExist},
		"CURRENT":  {"CURRENT", fs.ErrNotExist},
		"manifest": {"MANIFEST-*", fs.ErrNotExist},
		"table":    {"*.ldb", nil},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t, nil)
			put(t, db, "in the table", "v")
			require.NoError(t, db.Compact(ctx, "", ""))
			put(t, db, "in the log", "v")
			require.NoError(t, db.Close())
			removed := oneFile(t, db.path, c.pattern)
			require.NoError(t, os.Remove(removed))
			for _, o := range []*Options{nil, {CreateIfMissing: true}, {ReadOnly: true}, {ReadOnly: true, NoLock: true}} {
				_, err := Open(db.path, o)
				require.ErrorIs(t, err, driver.ErrCorrupt)
				require.ErrorContains(t, err, filepath.Base(removed))
				if c.want != nil {
					require.ErrorIs(t, err, c.want)
				}
			}
			require.NoError(t, Repair(db.path, nil))
			again := openTestAt(t, db.path, nil)
			has, err := again.Has(ctx, "in the table", driver.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, name != "table", has)
			has, err = again.Has(ctx, "in the log", driver.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, name != "log", has)
		})
	}
}

// A database whose creation was interrupted can be created.
func TestOpenAfterInterruptedCreation(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Close())
	unfinished := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(unfinished, "MANIFEST-000001"), readOnlyFile(t, db.path, "MANIFEST-*"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(unfinished, "LOCK"), nil, 0o600))
	openTestAt(t, unfinished, &Options{CreateIfMissing: true})
}
