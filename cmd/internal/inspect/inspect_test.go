package inspect

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
)

func keyOf(i int) string { return fmt.Sprintf("key %06d", i) }

// filled returns a database with one table of n entries, and the path of the table.
func filled(t *testing.T, n int, o *leveldb.Options) (dir, file string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(dir, o)
	require.NoError(t, err)
	for i := range n {
		require.NoError(t, db.Put(keyOf(i), strings.Repeat(fmt.Sprint(i), 20)))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	files, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	return dir, files[0]
}

func examine(t *testing.T, d *Doctor) (found []string) {
	t.Helper()
	findings, err := d.Files(context.Background(), func(int64) {})
	require.NoError(t, err)
	for _, f := range findings {
		if f.Check != "disk-space" {
			found = append(found, f.Check)
		}
	}
	return found
}

// This machine's library has Snappy, so the test claims that it has not.
func TestMissingSnappy(t *testing.T) {
	dir, _ := filled(t, 1000, nil)
	assert.Empty(t, examine(t, &Doctor{Path: dir, HasSnappy: true}))
	assert.Equal(t, []string{"snappy"}, examine(t, &Doctor{Path: dir}))
	dir, _ = filled(t, 1000, &leveldb.Options{Compression: leveldb.NoCompression})
	assert.Empty(t, examine(t, &Doctor{Path: dir}))
}

// Findings that a writer may have caused are not reported.
func TestDoctorSeesWriters(t *testing.T) {
	dir, _ := filled(t, 1000, nil)
	d := &Doctor{Path: dir, HasSnappy: true}
	written := false
	_, err := d.Files(context.Background(), func(int64) {
		if written {
			return
		}
		written = true
		db, err := leveldb.Open(dir, nil)
		require.NoError(t, err)
		require.NoError(t, db.Put("k", 1))
		require.NoError(t, db.Compact(nil))
		require.NoError(t, db.Close())
	})
	require.ErrorContains(t, err, "during the examination")
}

// reKind changes the kind of a block and its checksum, as if a later version of LevelDB had written
// it.
func reKind(t *testing.T, file string, n int, kind dbfile.Kind) {
	t.Helper()
	f, err := dbfile.OpenTable(file)
	require.NoError(t, err)
	require.Greater(t, len(f.Blocks), n)
	block := f.Blocks[n]
	require.NoError(t, f.Close())
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	end := block.Offset + block.Size
	content[end] = byte(kind)
	sum := crc32.Checksum(content[block.Offset:end+1], crc32.MakeTable(crc32.Castagnoli))
	binary.LittleEndian.PutUint32(content[end+1:], (sum>>15|sum<<17)+0xa282ead8)
	require.NoError(t, os.WriteFile(file, content, 0o600))
}

// Blocks with an unknown compression and a correct checksum are not damaged.
func TestUnknownCompression(t *testing.T) {
	dir, file := filled(t, 1000, nil)
	reKind(t, file, 0, dbfile.Zstd)
	d := &Doctor{Path: dir, HasSnappy: true}
	assert.Equal(t, []string{"compression"}, examine(t, d))
	assert.True(t, d.Refused)

	// Only some blocks of a large table are read before the database is opened.
	dir, file = filled(t, 20_000, &leveldb.Options{Compression: leveldb.NoCompression})
	reKind(t, file, 1, 4)
	d = &Doctor{Path: dir, HasSnappy: true}
	assert.Equal(t, []string{"table-unreadable"}, examine(t, d))
	require.Len(t, d.Damages, 1)
	assert.Equal(t, Unread, d.Damages[0].Kind)
	assert.Contains(t, d.findings[0].What, "compressed as kind 4, which cannot be read here")
	assert.Contains(t, d.findings[0].Fix, "Minecraft Bedrock")
	assert.NotContains(t, d.findings[0].Fix, "repair")
}

func TestCommand(t *testing.T) {
	for _, c := range []struct{ db, key, want string }{
		{"runs.db", "a/b", "get runs.db a/b"},
		{"my runs", "it's", `get 'my runs' 'it'\''s'`},
		{"-db", "$HOME", "get ./-db '$HOME'"},
		{"db/", "k", "get db k"}, {"http://host/db", "k", "get http://host/db k"},
		{"db", "a\nb", "get db --key-base64 YQpi"}, {"db", "\xff", "get db --key-base64 /w=="}, {"db", "--all", "get db --key-base64 LS1hbGw="},
		{"db", strings.Repeat("k", 2000), "get db KEY"}, {"db", "", "get db KEY"}, {"db", "{db}", "get db '{db}'"},
	} {
		assert.Equal(t, c.want, Command("get {db} {key}", c.db, c.key))
	}
	assert.Equal(t, "cp db db.copy", Command("cp {db} {copy}", "db/", ""))
	assert.Equal(t, "cp ./-db ./-db.copy", Command("cp {db} {copy}", "-db", ""))
	wd, err := os.Getwd()
	require.NoError(t, err)
	assert.Equal(t, "cp "+wd+" "+wd+".copy", Command("cp {db} {copy}", ".", ""), "a copy is never inside the database")
}

// With several damaged blocks, the first and the last among them, each key is passed to do or is in
// a gap.
func TestIterate(t *testing.T) {
	const n = 5000
	dir, file := filled(t, n, &leveldb.Options{Compression: leveldb.NoCompression})
	f, err := dbfile.OpenTable(file)
	require.NoError(t, err)
	last := len(f.Blocks) - 1
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, i := range []int{0, 1, 10, 50, 51, last} {
		content[f.Blocks[i].Offset+5] ^= 1
	}
	require.NoError(t, f.Close())
	require.NoError(t, os.WriteFile(file, content, 0o600))

	d := &Doctor{Path: dir, HasSnappy: true}
	assert.Equal(t, []string{"table-damaged"}, examine(t, d))
	require.Len(t, d.Damages, 6)
	db, err := leveldb.Open(dir, &leveldb.Options{ReadOnly: true, Read: leveldb.ReadOptions{VerifyChecksums: true}})
	require.NoError(t, err)
	defer db.Close()
	seen := map[string]bool{}
	var gaps []Gap
	require.NoError(t, Iterate(db, d.Damages, func(e leveldb.Entry) error {
		require.False(t, seen[e.Key()], e.Key())
		seen[e.Key()] = true
		return nil
	}, func(g Gap) error {
		require.ErrorIs(t, g.Err, leveldb.ErrCorrupt)
		gaps = append(gaps, g)
		return nil
	}))
	require.True(t, gaps[0].FromStart)
	for i := range n {
		key, missed := keyOf(i), false
		for _, g := range gaps {
			missed = missed || (g.FromStart || key > g.After) && (g.ToEnd || key <= g.Last)
		}
		require.NotEqual(t, seen[key], missed, key)
	}
	assert.Greater(t, len(seen), n*8/10)

	// Without the damages, the rest is one gap.
	gaps = nil
	require.NoError(t, Iterate(db, nil, func(leveldb.Entry) error { return nil }, func(g Gap) error { gaps = append(gaps, g); return nil }))
	require.Len(t, gaps, 1)
	require.True(t, gaps[0].ToEnd)
}
