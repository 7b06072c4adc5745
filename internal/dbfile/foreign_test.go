package dbfile_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// writeManifest writes a manifest of one record that consists of the given fields, and CURRENT.
func writeManifest(t *testing.T, dir string, fields []byte) {
	t.Helper()
	var b bytes.Buffer
	w := dbfile.NewRecordWriter(&b)
	require.NoError(t, w.Write(fields))
	require.NoError(t, w.Flush())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "MANIFEST-000004"), b.Bytes(), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "CURRENT"), []byte("MANIFEST-000004\n"), 0o600))
}

// Databases of other programs are recognized by files that only they write, and by the fields and
// the comparator of their manifests. The advice names the program.
func TestRecognizeOtherPrograms(t *testing.T) {
	write := func(t *testing.T, dir, name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	comparator := func(name string) []byte { return append([]byte{1, byte(len(name))}, name...) }
	for name, c := range map[string]struct {
		change  func(t *testing.T, dir string)
		class   dbfile.Class
		program string
	}{
		"RocksDB": {func(t *testing.T, dir string) { write(t, dir, "OPTIONS-000005", "rocksdb_version=9") }, dbfile.Foreign, "RocksDB"},
		"Pebble by its options": {func(t *testing.T, dir string) {
			write(t, dir, "OPTIONS-000005", "[Version]\n  pebble_version=0.1\n")
		}, dbfile.Foreign, "Pebble"},
		"Pebble by a marker": {func(t *testing.T, dir string) { write(t, dir, "marker.manifest.000001.MANIFEST-000001", "") }, dbfile.Foreign, "Pebble"},
		"Badger":             {func(t *testing.T, dir string) { write(t, dir, "KEYREGISTRY", "") }, dbfile.Foreign, "Badger"},
		"Badger's value log": {func(t *testing.T, dir string) { write(t, dir, "000001.vlog", "") }, dbfile.Foreign, "Badger"},
		"Riak":               {func(t *testing.T, dir string) { require.NoError(t, os.Mkdir(filepath.Join(dir, "sst_0"), 0o755)) }, dbfile.Foreign, "Riak's LevelDB"},
		"a field of RocksDB": {func(t *testing.T, dir string) { writeManifest(t, dir, []byte{103, 0}) }, dbfile.Foreign, "RocksDB or Pebble"},
		"a later field":      {func(t *testing.T, dir string) { writeManifest(t, dir, []byte{12, 0}) }, dbfile.Foreign, "a newer version of LevelDB"},
		"no field":           {func(t *testing.T, dir string) { writeManifest(t, dir, []byte{0, 0}) }, dbfile.Foreign, ""},
		"another comparator": {func(t *testing.T, dir string) { writeManifest(t, dir, comparator("idb_cmp1")) }, dbfile.OtherOrder, "Chrome"},
		"an unknown order":   {func(t *testing.T, dir string) { writeManifest(t, dir, comparator("mine")) }, dbfile.OtherOrder, ""},
		"a comparator, and no CURRENT": {func(t *testing.T, dir string) {
			writeManifest(t, dir, comparator("idb_cmp1"))
			require.NoError(t, os.Remove(filepath.Join(dir, "CURRENT")))
		}, dbfile.OtherOrder, "Chrome"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := closedDatabase(t)
			c.change(t, dir)
			d := dbfile.Recognize(dir, dbfile.Options{Snappy: true})
			require.Equal(t, c.class, d.Class, d.Reason)
			assert.Contains(t, d.Program, c.program)
			err := d.Refusal()
			require.Error(t, err)
			assert.ErrorContains(t, err, d.Reason)
			assert.ErrorContains(t, err, "nothing in it was changed")
			require.NotErrorIs(t, err, fs.ErrNotExist)
		})
	}
}

// The kind of a block names the program that probably wrote it.
func TestKindErrorProgram(t *testing.T) {
	for _, c := range []struct {
		kind    dbfile.Kind
		start   string
		program string
		text    string
	}{
		{dbfile.Plain, "", "", "none"},
		{dbfile.Snappy, "", "", "snappy"},
		{dbfile.Zstd, "\x28\xb5\x2f\xfd", "a later version of LevelDB, with Zstandard", "zstd or zlib (kind 2)"},
		{dbfile.Zstd, "\x78\x9c", "Minecraft Bedrock", "zstd or zlib (kind 2)"},
		{dbfile.Zstd, "other", "", "zstd or zlib (kind 2)"},
		{4, "", "Minecraft Bedrock", "kind 4"},
		{9, "", "", "kind 9"},
	} {
		e := &dbfile.KindError{Kind: c.kind, Start: []byte(c.start)}
		assert.Equal(t, c.program, e.Program(), c.text)
		assert.ErrorContains(t, e, c.text)
	}
	assert.EqualError(t, &dbfile.ForeignError{Program: "RocksDB"}, "it is a table of RocksDB")
}

// A block of an unknown kind is reported with the bytes that identify it.
func TestReadable(t *testing.T) {
	path := made(t, 500, nil, text)
	f := open(t, path)
	require.NoError(t, f.Readable(f.Blocks[0]))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	at := f.Blocks[0].Offset
	content[at+f.Blocks[0].Size] = byte(dbfile.Zstd)
	copy(content[at:], "\x28\xb5\x2f\xfd")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	err = open(t, path).Readable(f.Blocks[0])
	var kind *dbfile.KindError
	require.ErrorAs(t, err, &kind)
	assert.Contains(t, kind.Program(), "Zstandard")
}

// The last sequence number is that of the newest entry, which may be in the log alone.
func TestLastSequence(t *testing.T) {
	dir := closedDatabase(t)
	d := dbfile.Recognize(dir, dbfile.Options{Snappy: true})
	require.Equal(t, dbfile.Intact, d.Class)
	require.Len(t, d.Names(dbfile.LogFile), 1)
	last, err := d.LastSequence()
	require.NoError(t, err)
	require.Equal(t, d.Manifest.LastSequence+1, last)
	require.NoError(t, os.Remove(filepath.Join(dir, d.Names(dbfile.LogFile)[0])))
	last, err = d.LastSequence()
	require.NoError(t, err)
	require.Equal(t, d.Manifest.LastSequence, last)
}

func TestFirstDamage(t *testing.T) {
	var b bytes.Buffer
	w := dbfile.NewRecordWriter(&b)
	for range 3 {
		require.NoError(t, w.Write(make([]byte, 20_000)))
	}
	require.NoError(t, w.Flush())
	log := b.Bytes()
	require.NoError(t, dbfile.FirstDamage(bytes.NewReader(log)))
	records, damages, err := dbfile.CheckLog(bytes.NewReader(log))
	require.NoError(t, err)
	require.Equal(t, [2]int{3, 0}, [2]int{records, damages})
	log[30_000] ^= 1
	require.ErrorIs(t, dbfile.FirstDamage(bytes.NewReader(log)), dbfile.ErrRecord)
	records, damages, err = dbfile.CheckLog(bytes.NewReader(log))
	require.NoError(t, err)
	require.Less(t, records, 3)
	require.Positive(t, damages)
}

// A table covers the entries between its first and its last key.
func TestTableCovers(t *testing.T) {
	all, err := dbfile.ScanTable(made(t, 500, nil, text), -1, true, nil)
	require.NoError(t, err)
	some, err := dbfile.ScanTable(made(t, 300, nil, text), -1, true, nil)
	require.NoError(t, err)
	require.True(t, dbfile.NewTable(5, 0, 1, all).Covers(some, nil))
	require.False(t, dbfile.NewTable(5, 0, 1, some).Covers(all, nil))
	require.False(t, dbfile.Table{}.Covers(some, nil))
	m := dbfile.NewManifest()
	for i, level := range []int{2, 0, 0, 1} {
		number := uint64(10 - i)
		m.Tables[number] = dbfile.NewTable(number, level, 1, all)
	}
	var order []uint64
	for _, table := range m.Sorted() {
		order = append(order, table.Number)
	}
	require.Equal(t, []uint64{8, 9, 7, 10}, order, "by level, then by number")
}
