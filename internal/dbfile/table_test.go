package dbfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
)

// made returns the only table of a database that LevelDB created with n entries of equal size.
func made(t testing.TB, n int, o *leveldb.Options, value func(i int) []byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(dir, o)
	require.NoError(t, err)
	for i := range n {
		require.NoError(t, db.PutRaw(keyOf(i), value(i)))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	tables, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, tables, 1)
	return tables[0]
}

func keyOf(i int) string { return fmt.Sprintf("key %06d", i) }

func text(i int) []byte { return bytes.Repeat([]byte(fmt.Sprint(i)), 20) }

func noise(int) []byte {
	b := make([]byte, 100)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

// open opens a table and closes it when the test ends.
func open(t testing.TB, path string) *dbfile.TableReader {
	t.Helper()
	f, err := dbfile.OpenTable(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

// The first blocks of a table are the same whether all of the index is read, or only its beginning:
// of a long index, of one with long keys, and of one that is compressed.
func TestFirstBlocks(t *testing.T) {
	for name, c := range map[string]struct {
		o   leveldb.Options
		key string
	}{
		"long":       {leveldb.Options{Compression: leveldb.NoCompression, BlockSize: 1 << 10}, ""},
		"compressed": {leveldb.Options{BlockSize: 1 << 10}, ""},
		"long keys":  {leveldb.Options{Compression: leveldb.NoCompression, BlockSize: 1 << 10}, strings.Repeat("x", 1500)},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "db")
			db, err := leveldb.Open(dir, &c.o)
			require.NoError(t, err)
			for i := range 1000 {
				require.NoError(t, db.PutRaw(fmt.Sprintf("%04d%s", i, c.key), bytes.Join([][]byte{noise(i), text(i), text(i)}, noise(i))))
			}
			require.NoError(t, db.Compact(nil))
			require.NoError(t, db.Close())
			tables, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
			require.NoError(t, err)
			require.Len(t, tables, 1)
			all := open(t, tables[0])
			require.Greater(t, len(all.Blocks), 50)
			start, err := dbfile.OpenTableStart(tables[0], -1, 4)
			require.NoError(t, err)
			defer func() { require.NoError(t, start.Close()) }()
			require.Equal(t, all.Blocks[:4], start.Blocks)
			require.Equal(t, all.Index, start.Index)
		})
	}
}

func TestFile(t *testing.T) {
	for _, c := range []struct {
		name   string
		o      leveldb.Options
		value  func(int) []byte
		kind   dbfile.Kind
		filter string
	}{
		{"snappy", leveldb.Options{BloomFilterBits: 10}, text, dbfile.Snappy, "leveldb.BuiltinBloomFilter2"},
		{"plain", leveldb.Options{Compression: leveldb.NoCompression}, text, dbfile.Plain, ""},
		{"noise", leveldb.Options{}, noise, dbfile.Plain, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			const n = 2000
			f := open(t, made(t, n, &c.o, c.value))
			require.Equal(t, c.filter, f.Filter)
			require.Greater(t, len(f.Blocks), 10)
			kinds, err := f.Kinds(len(f.Blocks))
			require.NoError(t, err)
			require.Equal(t, len(f.Blocks), kinds[c.kind]+kinds[dbfile.Plain+dbfile.Snappy-c.kind])
			require.Greater(t, kinds[c.kind], len(f.Blocks)/2)
			kinds, err = f.Kinds(5)
			require.NoError(t, err)
			require.LessOrEqual(t, kinds[dbfile.Plain]+kinds[dbfile.Snappy], 10)
			for _, b := range append(f.Other(), f.Blocks...) {
				require.NoError(t, f.Check(b))
			}
			// The keys of each block are within the bounds in the index.
			seen := 0
			for i, b := range f.Blocks {
				require.Equal(t, i == 0, b.First)
				content, _, err := f.Read(b)
				require.NoError(t, err)
				require.NoError(t, dbfile.Entries(content, func(key, _ []byte) error {
					k := string(key[:len(key)-dbfile.Trailing])
					require.Equal(t, keyOf(seen), k)
					require.True(t, k <= b.Last && (b.First || k > b.After), "%q in %+v", k, b)
					seen++
					return nil
				}))
			}
			require.Equal(t, n, seen)
		})
	}
}

// Every change to a table is either detected or harmless.
func TestDamageIsFound(t *testing.T) {
	path := made(t, 500, &leveldb.Options{BloomFilterBits: 10}, text)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	whole := open(t, path)
	for range 300 {
		at := rng.IntN(len(content))
		changed := bytes.Clone(content)
		changed[at] ^= 1 << rng.IntN(8)
		other := filepath.Join(t.TempDir(), "000001.ldb")
		require.NoError(t, os.WriteFile(other, changed, 0o600))
		f, err := dbfile.OpenTable(other)
		if err != nil {
			require.ErrorIs(t, err, dbfile.ErrDamaged)
			continue
		}
		// A wrong location of the metaindex in the footer is detected in that block.
		footer := at >= len(content)-dbfile.FooterSize
		bad := 0
		for _, b := range append(f.Other(), f.Blocks...) {
			if err := f.Check(b); err != nil {
				require.ErrorIs(t, err, dbfile.ErrDamaged)
				require.True(t, footer || int64(at) >= b.Offset && int64(at) < b.Offset+b.Size+dbfile.TrailerSize, "offset %d, %v", at, b)
				bad++
			}
		}
		require.NoError(t, f.Close())
		if !footer {
			require.Equal(t, 1, bad, "offset %d", at)
		}
		require.Equal(t, whole.Blocks, f.Blocks)
	}
}

func TestTooShort(t *testing.T) {
	content, err := os.ReadFile(made(t, 10, nil, text))
	require.NoError(t, err)
	for _, n := range []int{0, 1, dbfile.FooterSize - 1, dbfile.FooterSize, len(content) - 1} {
		path := filepath.Join(t.TempDir(), "000001.ldb")
		require.NoError(t, os.WriteFile(path, content[:n], 0o600))
		_, err := dbfile.OpenTable(path)
		require.ErrorIs(t, err, dbfile.ErrDamaged)
	}
	_, err = dbfile.OpenTable(t.TempDir())
	require.ErrorContains(t, err, "not a regular file")
}

// A block with an impossible size is refused before memory is allocated for it.
func TestCompressedSize(t *testing.T) {
	_, err := dbfile.Content([]byte("\xff\xff\xff\xff\x0f"), dbfile.Snappy)
	require.ErrorIs(t, err, dbfile.ErrDamaged)
	_, err = dbfile.Content(nil, dbfile.Zstd)
	require.ErrorContains(t, err, "zstd")
	require.Equal(t, "kind 9", dbfile.Kind(9).String())
}

func FuzzTable(f *testing.F) {
	content, err := os.ReadFile(made(f, 3, nil, text))
	require.NoError(f, err)
	f.Add(content)
	f.Add([]byte(strings.Repeat("\x00", 40) + "\x57\xfb\x80\x8b\x24\x75\x47\xdb"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "000001.ldb")
		require.NoError(t, os.WriteFile(path, content, 0o600))
		file, err := dbfile.OpenTable(path)
		if err != nil {
			if kind := new(dbfile.KindError); !errors.As(err, &kind) {
				require.ErrorIs(t, err, dbfile.ErrDamaged)
			}
			return
		}
		for _, b := range append(file.Other(), file.Blocks...) {
			if err := file.Check(b); err != nil {
				require.ErrorIs(t, err, dbfile.ErrDamaged)
			}
		}
		require.NoError(t, file.Close())
	})
}

func FuzzEntries(f *testing.F) {
	f.Add([]byte("\x00\x01\x01kv\x00\x00\x00\x00\x01\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, block []byte) {
		size := 0
		err := dbfile.Entries(block, func(key, value []byte) error {
			size += len(value)
			require.LessOrEqual(t, size, len(block))
			return nil
		})
		if err != nil {
			require.ErrorIs(t, err, dbfile.ErrDamaged)
		}
	})
}
