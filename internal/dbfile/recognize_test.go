package dbfile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
)

// closedDatabase creates a database with a table and a log.
func closedDatabase(t *testing.T) string {
	t.Helper()
	dir := filepath.Dir(made(t, 500, nil, text))
	db, err := leveldb.Open(dir, nil)
	require.NoError(t, err)
	require.NoError(t, db.PutRaw("in the log", []byte("v")))
	require.NoError(t, db.Close())
	return dir
}

// remove removes the one file that matches the pattern, and returns its name.
func remove(t *testing.T, dir, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	require.NoError(t, err)
	require.Len(t, names, 1)
	require.NoError(t, os.Remove(names[0]))
	return filepath.Base(names[0])
}

func TestRecognize(t *testing.T) {
	write := func(t *testing.T, dir, name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, dir string) (file string)
		class  dbfile.Class
	}{
		"intact": {func(*testing.T, string) string { return "" }, dbfile.Intact},
		"manifest missing": {func(t *testing.T, dir string) string {
			return remove(t, dir, "MANIFEST-*")
		}, dbfile.Damaged},
		"table missing": {func(t *testing.T, dir string) string { return remove(t, dir, "*.ldb") }, dbfile.Damaged},
		"log missing":   {func(t *testing.T, dir string) string { return remove(t, dir, "*.log") }, dbfile.Damaged},
		"CURRENT missing": {func(t *testing.T, dir string) string {
			return remove(t, dir, "CURRENT")
		}, dbfile.Damaged},
		"CURRENT empty": {func(t *testing.T, dir string) string {
			write(t, dir, "CURRENT", "")
			return "CURRENT"
		}, dbfile.Damaged},
		"nothing but the log": {func(t *testing.T, dir string) string {
			for _, pattern := range []string{"CURRENT", "MANIFEST-*", "*.ldb"} {
				remove(t, dir, pattern)
			}
			return "CURRENT"
		}, dbfile.Damaged},
		"all lost but the name of the manifest": {func(t *testing.T, dir string) string {
			remove(t, dir, "*.ldb")
			remove(t, dir, "*.log")
			return remove(t, dir, "MANIFEST-*")
		}, dbfile.Damaged},
		"files for people": {func(t *testing.T, dir string) string {
			for _, pattern := range []string{"CURRENT", "MANIFEST-*", "*.ldb", "*.log"} {
				remove(t, dir, pattern)
			}
			write(t, dir, "notes.txt", "x")
			return ""
		}, dbfile.Nothing},
		"a directory called as a table": {func(t *testing.T, dir string) string {
			require.NoError(t, os.Mkdir(filepath.Join(dir, "000099.ldb"), 0o755))
			return "000099.ldb"
		}, dbfile.Unreadable},
		"a name of RocksDB that holds nothing": {func(t *testing.T, dir string) string {
			write(t, dir, "IDENTITY", "")
			return ""
		}, dbfile.Intact},
	} {
		t.Run(name, func(t *testing.T) {
			dir := closedDatabase(t)
			file := c.change(t, dir)
			d := dbfile.Recognize(dir, dbfile.Options{Snappy: true})
			assert.Equal(t, c.class, d.Class, d.Reason)
			assert.Equal(t, file, d.File)
			assert.Contains(t, d.Reason, file)
			assert.Equal(t, c.class == dbfile.Intact || c.class == dbfile.Damaged, d.Refusal() == nil)
		})
	}
	d := dbfile.Recognize(filepath.Join(t.TempDir(), "none"), dbfile.Options{})
	assert.Equal(t, dbfile.Nothing, d.Class)
	require.ErrorIs(t, d.Refusal(), os.ErrNotExist)
}

// A library without Snappy can read none of the blocks that it compressed.
func TestRecognizeWithoutSnappy(t *testing.T) {
	dir := closedDatabase(t)
	d := dbfile.Recognize(dir, dbfile.Options{})
	assert.Equal(t, dbfile.OtherCompression, d.Class)
	require.ErrorContains(t, d.Refusal(), "compressed with Snappy, and this libleveldb was built without it")
	var kind *dbfile.KindError
	_, err := dbfile.ScanTable(filepath.Join(dir, d.File), -1, false, nil)
	require.ErrorAs(t, err, &kind)
	assert.Equal(t, dbfile.Snappy, kind.Kind)
}

func TestParseName(t *testing.T) {
	pattern := regexp.MustCompile("^" + dbfile.NamePattern + "$")
	for name, want := range map[string]dbfile.FileKind{
		"CURRENT": dbfile.CurrentFile, "MANIFEST-000012": dbfile.ManifestFile, "000012.log": dbfile.LogFile,
		"12.ldb": dbfile.TableFile, "000012.sst": dbfile.TableFile, "000012.dbtmp": dbfile.TempFile,
		"LOCK": dbfile.LockFile, "LOG": dbfile.InfoFile, "LOG.old": dbfile.InfoFile,
		"MANIFEST-": dbfile.OtherFile, "MANIFEST-12.log": dbfile.OtherFile, "12": dbfile.OtherFile, "a12.log": dbfile.OtherFile,
		"12.logs": dbfile.OtherFile, "+12.log": dbfile.OtherFile, "1_2.ldb": dbfile.OtherFile, "12.ldb.log": dbfile.OtherFile, "99999999999999999999.log": dbfile.OtherFile, "": dbfile.OtherFile,
	} {
		kind, number := dbfile.ParseName(name)
		assert.Equal(t, want, kind, name)
		if len(name) < 20 { // the pattern does not limit numbers
			assert.Equal(t, kind != dbfile.OtherFile, pattern.MatchString(name), name)
		}
		if kind.HoldsEntries() {
			assert.EqualValues(t, 12, number, name)
		}
	}
}

// SalvageTable copies the intact blocks of a table, and LevelDB can read the result.
func TestSalvageTable(t *testing.T) {
	path := made(t, 2000, &leveldb.Options{BloomFilterBits: 10}, text)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	whole, err := dbfile.ScanTable(path, -1, true, nil)
	require.NoError(t, err)
	require.True(t, whole.Sound())
	require.Equal(t, 2000, whole.Entries)
	require.Equal(t, keyOf(0), whole.FirstUser())
	require.Equal(t, keyOf(1999), whole.LastUser())
	f := open(t, path)
	for name, change := range map[string]func(b []byte) []byte{
		"nothing": func(b []byte) []byte { return b },
		"grown":   func(b []byte) []byte { return append(b, "more"...) },
		"first":   func(b []byte) []byte { b[f.Blocks[0].Offset+7] ^= 1; return b },
		"middle":  func(b []byte) []byte { b[f.Blocks[5].Offset+7] ^= 1; return b },
		"last":    func(b []byte) []byte { b[f.Blocks[len(f.Blocks)-1].Offset+7] ^= 1; return b },
		"filter":  func(b []byte) []byte { b[f.Other()[1].Offset+7] ^= 1; return b },
	} {
		t.Run(name, func(t *testing.T) {
			from := filepath.Join(t.TempDir(), "from.ldb")
			require.NoError(t, os.WriteFile(from, change(bytes.Clone(content)), 0o600))
			s, err := dbfile.ScanTable(from, int64(len(content)), true, nil)
			require.NoError(t, err)
			require.Equal(t, name == "nothing" || name == "grown", s.Sound(), s.DamageErr)
			to := filepath.Join(t.TempDir(), "000005.ldb")
			size, err := dbfile.SalvageTable(from, to, s)
			require.NoError(t, err)
			info, err := os.Stat(to)
			require.NoError(t, err)
			require.Equal(t, info.Size(), size)
			again, err := dbfile.ScanTable(to, -1, true, nil)
			require.NoError(t, err)
			require.True(t, again.Sound(), again.DamageErr)
			require.Equal(t, s.Entries, again.Entries)
			require.True(t, dbfile.NewTable(5, 0, size, s).Is(size, again))
			if name == "first" || name == "middle" || name == "last" {
				require.Less(t, s.Entries, 2000)
				require.Greater(t, s.Entries, 1500)
			} else {
				require.Equal(t, 2000, s.Entries)
			}

			dir := t.TempDir() // for LevelDB to read
			require.NoError(t, os.Rename(to, filepath.Join(dir, "000005.ldb")))
			m := dbfile.NewManifest()
			m.NextFile, m.LastSequence = 8, s.MaxSequence
			m.Tables[5] = dbfile.NewTable(5, 2, size, s)
			require.NoError(t, dbfile.WriteManifest(filepath.Join(dir, "MANIFEST-000004"), m))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "CURRENT"), []byte("MANIFEST-000004\n"), 0o600))
			db, err := leveldb.Open(dir, nil)
			require.NoError(t, err)
			n, err := db.Count(nil)
			require.NoError(t, err)
			require.EqualValues(t, s.Entries, n)
			require.NoError(t, db.Close())
		})
	}
}

// SalvageLog copies the intact records of a log.
func TestSalvageLog(t *testing.T) {
	dir := closedDatabase(t)
	logs, err := filepath.Glob(filepath.Join(dir, "*.log"))
	require.NoError(t, err)
	require.Len(t, logs, 1)
	content, err := os.ReadFile(logs[0])
	require.NoError(t, err)
	s, err := dbfile.ScanLog(logs[0])
	require.NoError(t, err)
	require.Equal(t, dbfile.LogSummary{Records: 1}, s)
	to := filepath.Join(t.TempDir(), "salvaged")
	require.NoError(t, dbfile.SalvageLog(logs[0], to))
	salvaged, err := os.ReadFile(to)
	require.NoError(t, err)
	require.Equal(t, content, salvaged)

	content[len(content)-1] ^= 1
	require.NoError(t, os.WriteFile(logs[0], content, 0o600))
	s, err = dbfile.ScanLog(logs[0])
	require.NoError(t, err)
	require.Equal(t, dbfile.LogSummary{Damaged: true}, s)
}

// A record with a correct checksum that is not a batch is damage too: LevelDB would refuse the log.
func TestScanLogOfOtherRecords(t *testing.T) {
	for name, record := range map[string]string{
		"too short":     "sequence",
		"count too low": "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x01k\x01v",
		"count too big": "\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x01\x01k\x01v",
		"other kind":    "\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x01k\x01v",
		"value too big": "\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x01k\x02v",
	} {
		var b bytes.Buffer
		w := dbfile.NewRecordWriter(&b)
		require.NoError(t, w.Write([]byte(record)))
		require.NoError(t, w.Flush())
		path := filepath.Join(t.TempDir(), "000001.log")
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
		s, err := dbfile.ScanLog(path)
		require.NoError(t, err)
		assert.Equal(t, dbfile.LogSummary{Damaged: true}, s, name)
	}
}

// WriteManifest writes a manifest that ReadManifest returns unchanged.
func TestWriteManifest(t *testing.T) {
	dir := closedDatabase(t)
	m, err := dbfile.ReadManifest(dir)
	require.NoError(t, err)
	require.NotEmpty(t, m.Tables)
	require.NoError(t, dbfile.WriteManifest(filepath.Join(dir, "MANIFEST-000099"), m))
	again, err := dbfile.ReadManifestFile(dir, "MANIFEST-000099")
	require.NoError(t, err)
	assert.Equal(t, m.Sorted(), again.Sorted())
	assert.Equal(t, []uint64{m.Log, m.NextFile, m.LastSequence}, []uint64{again.Log, again.NextFile, again.LastSequence})
	require.ErrorIs(t, dbfile.WriteManifest(filepath.Join(dir, "MANIFEST-000099"), m), os.ErrExist)
}

func FuzzScanTable(f *testing.F) {
	content, err := os.ReadFile(made(f, 3, nil, text))
	require.NoError(f, err)
	f.Add(content)
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
		require.NoError(t, os.WriteFile(from, content, 0o600))
		s, err := dbfile.ScanTable(from, -1, true, nil)
		if err != nil || s.Entries == 0 {
			return
		}
		_, err = dbfile.SalvageTable(from, to, s)
		require.NoError(t, err)
		again, err := dbfile.ScanTable(to, -1, true, nil)
		require.NoError(t, err)
		require.Equal(t, s.Entries, again.Entries)
	})
}
