package native

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// readOnlyFile gives the content of the one file of a pattern.
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

func TestReadManifest(t *testing.T) {
	db := openTest(t, &Options{WriteBufferSize: 64 << 10})
	for i := range 5000 {
		put(t, db, key(i), string(valueOf(i)))
	}
	require.NoError(t, db.CompactRange(Range{}))
	require.NoError(t, db.Close())
	m, err := readManifest(db.path)
	require.NoError(t, err)
	require.Equal(t, comparatorName, m.comparator)
	require.FileExists(t, filepath.Join(db.path, m.name))
	require.Positive(t, m.log)
	require.NoError(t, examine(db.path))
}

func TestOpenForeignComparator(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "v")
	require.NoError(t, db.Close())
	name := oneFile(t, db.path, "MANIFEST-*")
	records, damages := readRecords(t, readOnlyFile(t, db.path, "MANIFEST-*"))
	require.Zero(t, damages)
	for i, r := range records {
		records[i] = bytes.Replace(r, []byte(comparatorName), []byte("measurements.TimeComparator")[:len(comparatorName)], 1)
	}
	require.NoError(t, os.WriteFile(name, writeRecords(t, records...), 0o600))
	for _, o := range []*Options{nil, {CreateIfMissing: true, ParanoidChecks: true}, {ReadOnly: true}, {ReadOnly: true, NoLock: true}} {
		_, err := Open(db.path, o)
		require.ErrorIs(t, err, ErrInvalidArgument)
		require.ErrorContains(t, err, `"measurements.TimeComparato"`)
	}
}

// What LevelDB would make good by leaving something out is an error, and everything stays as it is.
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
			require.NoError(t, db.CompactRange(Range{}))
			put(t, db, "in the log", "v")
			require.NoError(t, db.Close())
			removed := oneFile(t, db.path, c.pattern)
			require.NoError(t, os.Remove(removed))
			for _, o := range []*Options{nil, {CreateIfMissing: true}, {ReadOnly: true}, {ReadOnly: true, NoLock: true}} {
				_, err := Open(db.path, o)
				require.ErrorIs(t, err, ErrCorrupt)
				require.ErrorContains(t, err, filepath.Base(removed))
				if c.want != nil {
					require.ErrorIs(t, err, c.want)
				}
			}
			require.NoError(t, Repair(db.path, nil))
			again := openTestAt(t, db.path, nil)
			has, err := again.Has("in the table", ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, name != "table", has)
			has, err = again.Has("in the log", ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, name != "log", has)
		})
	}
}

// A database whose making was interrupted is made.
func TestOpenAfterInterruptedCreation(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Close())
	unfinished := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(unfinished, "MANIFEST-000001"), readOnlyFile(t, db.path, "MANIFEST-*"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(unfinished, "LOCK"), nil, 0o600))
	openTestAt(t, unfinished, &Options{CreateIfMissing: true})
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte("\x01\x1aleveldb.BytewiseComparator\x02\x04\x03\x05\x04\x06"))
	f.Add([]byte("\x07\x00\x05\x80\x01\x09k\x01\x00\x00\x00\x00\x00\x00\x00\x09k\x01\x00\x00\x00\x00\x00\x00\x00\x06\x00\x03"))
	f.Add([]byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, record []byte) {
		m := newManifest("")
		if err := m.apply(record); err != nil {
			require.ErrorIs(t, err, errRecord)
		}
		require.LessOrEqual(t, len(m.comparator), len(record))
		require.True(t, m.comparator == "" || strings.Contains(string(record), m.comparator))
		whole := newManifest("")
		require.Equal(t, m.apply(record) != nil, whole.read(bytes.NewReader(writeRecords(t, record))) != nil)
	})
}
