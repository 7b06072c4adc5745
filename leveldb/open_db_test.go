package leveldb_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

func TestOpenErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	for _, o := range []*leveldb.Options{{ErrorIfMissing: true}, {ReadOnly: true}} {
		_, err := leveldb.Open(missing, o)
		require.ErrorIs(t, err, fs.ErrNotExist)
		require.ErrorContains(t, err, `leveldb: open "`+missing)
		require.NoDirExists(t, missing)
	}
	db := openTest(t, nil)
	name := strings.TrimSuffix(strings.TrimPrefix(db.String(), `leveldb "`), `"`)
	_, err := leveldb.Open(name, nil)
	require.ErrorIs(t, err, leveldb.ErrLocked)
	require.ErrorIs(t, leveldb.Repair(name, nil), leveldb.ErrLocked)
	require.ErrorIs(t, leveldb.Destroy(name), leveldb.ErrLocked)
	require.NoError(t, db.Put("k", 1))
	require.NoError(t, db.Close())
	_, err = leveldb.Open(name, &leveldb.Options{ErrorIfExists: true})
	require.ErrorIs(t, err, fs.ErrExist)
	_, err = leveldb.Open(name, &leveldb.Options{BlockSize: -1})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	require.NoError(t, leveldb.Destroy(name))
	require.ErrorIs(t, leveldb.Destroy(name), fs.ErrNotExist)
	require.ErrorIs(t, leveldb.Repair(name, nil), fs.ErrNotExist)
	require.NoDirExists(t, name)
}

func TestRepair(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, nil)
	require.NoError(t, db.Put("k", 1))
	require.NoError(t, db.Close())
	require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
	_, err := leveldb.Open(path, &leveldb.Options{ErrorIfMissing: true})
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NoError(t, leveldb.Repair(path, nil))
	db = openTestAt(t, path, nil)
	n, err := leveldb.Get[int](db, "k")
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, nil)
	require.NoError(t, db.Put("k", 1))
	require.NoError(t, db.Close())
	db = openTestAt(t, path, &leveldb.Options{ReadOnly: true})
	n, err := leveldb.Get[int](db, "k")
	require.NoError(t, err)
	require.Equal(t, 1, n)
	b := db.NewBatch()
	require.NoError(t, b.Put("k", 2))
	for name, err := range map[string]error{
		"Put": db.Put("k", 2), "PutRaw": db.PutRaw("k", nil), "Delete": db.Delete("k"), "Batch": b.Write(), "Compact": db.Compact(nil),
		"Sub": db.Sub("p").Put("k", 2), "WithWriteOptions": db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Put("k", 2),
	} {
		require.ErrorIs(t, err, leveldb.ErrReadOnly, name)
	}
	n, err = leveldb.Get[int](db, "k")
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

// Keys that are not text, from another program, can be read and deleted. A prefix of 0xFF has no
// successor.
func TestForeignKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	raw, err := native.Open(path, &native.Options{CreateIfMissing: true})
	require.NoError(t, err)
	keys := []string{"a", "\xfe\xff", "\xff", "\xff\x00", "\xff\xff", "\xff\xff\xff", "\xff\xffz"}
	for _, key := range keys {
		require.NoError(t, raw.Put(ctx, key, []byte("s"+key), driver.WriteOptions{}))
	}
	require.NoError(t, raw.Close())
	db := openTestAt(t, path, nil)
	for _, c := range []struct {
		prefix string
		want   []string
	}{
		{"\xff", []string{"", "\x00", "\xff", "\xff\xff", "\xffz"}},
		{"\xff\xff", []string{"", "\xff", "z"}},
		{"\xff\xff\xff", []string{""}},
		{"\xff\xff\xff\xff", nil},
		{"\xfe\xff", []string{""}},
		{"\xfe", []string{"\xff"}},
	} {
		var want []string
		for i := len(c.want) - 1; i >= 0; i-- {
			want = append(want, c.want[i])
		}
		var forward, backward []string
		for key, err := range db.Keys(&leveldb.Range{Prefix: c.prefix}) {
			require.NoError(t, err)
			forward = append(forward, key)
		}
		for key, err := range db.Sub(c.prefix).Keys(&leveldb.Range{Reverse: true}) {
			require.NoError(t, err)
			backward = append(backward, key)
		}
		require.ElementsMatch(t, c.want, forward, "%q", c.prefix)
		require.IsNonDecreasing(t, append([]string{""}, forward...))
		require.ElementsMatch(t, want, backward)
		n, err := db.Count(&leveldb.Range{StartingBy: c.prefix})
		require.NoError(t, err)
		require.Equal(t, len(c.want), n)
	}
	require.NoError(t, db.Sub("\xff\xff").Delete("z"))
	has, err := db.Has("\xff\xffz")
	require.NoError(t, err)
	require.False(t, has)
	_, err = db.Get("\xff")
	require.ErrorIs(t, err, leveldb.ErrCorrupt, "a str that is not UTF-8")
}

// A loop returns the entries that could be read, and then an error for the damaged block.
func TestDamageEndsTheLoop(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, &leveldb.Options{Compression: leveldb.NoCompression})
	for i := range 1000 {
		require.NoError(t, db.Put(string(rune('a'+i%26))+strings.Repeat("x", i/26), strings.Repeat("v", 100)))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, tables, 1)
	content, err := os.ReadFile(tables[0])
	require.NoError(t, err)
	content[len(content)/2] ^= 1
	require.NoError(t, os.WriteFile(tables[0], content, 0o600))

	db = openTestAt(t, path, &leveldb.Options{Read: leveldb.ReadOptions{VerifyChecksums: true}})
	good := 0
	var last error
	for e, err := range db.Entries(nil) {
		require.NoError(t, last, "nothing follows the error")
		if last = err; err == nil {
			good++
		} else {
			_, err := e.Value()
			require.ErrorIs(t, err, leveldb.ErrCorrupt, "a loop that ignores the error gets it again")
		}
	}
	require.ErrorIs(t, last, leveldb.ErrCorrupt)
	assert.Positive(t, good)
	assert.Less(t, good, 1000)
	_, err = db.Count(nil)
	require.ErrorIs(t, err, leveldb.ErrCorrupt)
}

// shout is a custom codec.
type shout struct{ codec.Codec }

func (shout) Append(dst []byte, v any) ([]byte, error) { return append(dst, v.(string)+"!"...), nil }
func (shout) Decode(stored []byte) (any, error)        { return string(stored), nil }

func TestOwnCodec(t *testing.T) {
	db := openTest(t, &leveldb.Options{Codec: shout{codec.Default()}})
	require.NoError(t, db.Sub("p").Put("k", "loud"))
	for _, err := range db.Values(nil) {
		require.NoError(t, err)
	}
	value, err := db.Get("pk")
	require.NoError(t, err)
	require.Equal(t, "loud!", value)
	b := db.NewBatch()
	require.NoError(t, b.Put("b", "batched"))
	require.NoError(t, b.Write())
	value, err = db.Get("b")
	require.NoError(t, err)
	require.Equal(t, "batched!", value)
}

func TestVersion(t *testing.T) {
	major, minor := leveldb.LevelDBVersion()
	assert.Equal(t, 1, major)
	assert.Positive(t, minor)
}
