package native

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// oneTable creates a database of 2000 values in one table with a filter, and returns the name of
// the table.
func oneTable(t *testing.T) (path, table string) {
	t.Helper()
	db := openTest(t, &Options{BloomFilterBits: 10, Compression: NoCompression})
	for i := range 2000 {
		put(t, db, key(i), string(valueOf(i)))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	return db.path, oneFile(t, db.path, "*.ldb")
}

// handles returns the offsets of the blocks that the footer of a table refers to.
func handles(t *testing.T, table []byte) (meta, index uint64) {
	t.Helper()
	footer := table[len(table)-48:]
	var at [4]uint64
	for i := range at {
		v, n := binary.Uvarint(footer)
		require.Positive(t, n)
		at[i], footer = v, footer[n:]
	}
	return at[0], at[2]
}

// change rewrites a file.
func change(t *testing.T, name string, how func(b []byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, how(b), 0o600))
}

// A table with a damaged index fails every read, even without checksums. LevelDB itself would miss
// keys, or end the process because the damaged bytes request too much memory.
func TestDamagedIndex(t *testing.T) {
	for name, damage := range map[string]func(b []byte) []byte{
		"index": func(b []byte) []byte {
			_, index := handles(t, b)
			b[index+100] ^= 1
			return b
		},
		"footer": func(b []byte) []byte { b[len(b)-40] ^= 1; return b },
		"footer of a terabyte": func(b []byte) []byte {
			footer := binary.AppendUvarint(nil, 0)
			for _, v := range []uint64{8, 0, 1 << 40} {
				footer = binary.AppendUvarint(footer, v)
			}
			copy(b[len(b)-48:], footer)
			return b
		},
		"footer that wraps around": func(b []byte) []byte {
			footer := binary.AppendUvarint(nil, 0)
			for _, v := range []uint64{8, 1 << 62, 1<<64 - 4} {
				footer = binary.AppendUvarint(footer, v)
			}
			copy(b[len(b)-48:], footer)
			return b
		},
		"magic": func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"short": func(b []byte) []byte { return b[:len(b)-1] },
		"half":  func(b []byte) []byte { return b[:len(b)/2] },
		"none":  func(b []byte) []byte { return b[:0] },
	} {
		t.Run(name, func(t *testing.T) {
			path, table := oneTable(t)
			change(t, table, damage)
			for _, o := range []*Options{nil, {BloomFilterBits: 10, ParanoidChecks: true}, {ReadOnly: true}} {
				db, err := Open(path, o)
				require.NoError(t, err)
				_, err = db.Get(ctx, key(1), nil, driver.ReadOptions{})
				assert.ErrorIs(t, err, driver.ErrCorrupt)
				assert.ErrorContains(t, err, filepath.Base(table))
				if name == "short" || name == "half" || name == "none" {
					assert.ErrorContains(t, err, "the table is shorter than it was")
				}
				_, err = db.Count(ctx, driver.Span{}, driver.ReadOptions{})
				assert.ErrorIs(t, err, driver.ErrCorrupt)
				assert.ErrorContains(t, err, filepath.Base(table))
				require.NoError(t, db.Close())
			}
		})
	}
}

// A damaged filter would make keys disappear. LevelDB works without it.
func TestDamagedFilter(t *testing.T) {
	for name, damage := range map[string]func(b []byte){
		"filter":    func(b []byte) { meta, _ := handles(t, b); clear(b[meta-600 : meta-300]) },
		"metaindex": func(b []byte) { meta, _ := handles(t, b); b[meta+5] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			path, table := oneTable(t)
			change(t, table, func(b []byte) []byte { damage(b); return b })
			db := openTestAt(t, path, &Options{BloomFilterBits: 10})
			for i := range 2000 {
				require.Equal(t, string(valueOf(i)), get(t, db, key(i), driver.ReadOptions{}))
			}
		})
	}
}

// withMetaindex returns a table with a metaindex in place of the filter. It holds the handle of a
// filter. The footer states that it has size bytes; 0 means its true size.
func withMetaindex(t *testing.T, table []byte, filter []uint64, size uint64) []byte {
	t.Helper()
	meta, index := handles(t, table)
	offset := meta - 500
	footer := table[len(table)-48:]
	at := bytes.Index(footer, binary.AppendUvarint(nil, index))
	require.Positive(t, at)
	indexHandle := footer[at:40]

	const key = "filter.leveldb.BuiltinBloomFilter2"
	var handle []byte
	for _, v := range filter {
		handle = binary.AppendUvarint(handle, v)
	}
	block := append([]byte{0, byte(len(key)), byte(len(handle))}, key...)
	block = append(block, handle...)
	block = binary.LittleEndian.AppendUint32(block, 0)
	block = binary.LittleEndian.AppendUint32(block, 1)
	if size == 0 {
		size = uint64(len(block))
	}
	block = append(block, 0)
	sum := crc32.Checksum(block, crc32.MakeTable(crc32.Castagnoli))
	block = binary.LittleEndian.AppendUint32(block, (sum>>15|sum<<17)+0xa282ead8)

	end := make([]byte, 48)
	n := copy(end, binary.AppendUvarint(binary.AppendUvarint(nil, offset), size))
	require.LessOrEqual(t, n+len(bytes.TrimRight(indexHandle, "\x00")), 40)
	copy(end[n:40], indexHandle)
	copy(end[40:], footer[40:])
	changed := bytes.Clone(table)
	copy(changed[offset:], block)
	copy(changed[len(table)-48:], end)
	return changed
}

func init() {
	// filtered counts the keys of oneTable that it finds with a filter.
	helpers["filtered"] = func(args []string) error {
		db, err := Open(args[0], &Options{BloomFilterBits: 10})
		if err != nil {
			return err
		}
		found := 0
		for i := range 2000 {
			v, err := db.Get(ctx, key(i), nil, driver.ReadOptions{})
			if errors.Is(err, driver.ErrCorrupt) {
				break
			}
			if err != nil {
				return errors.Join(err, db.Close())
			}
			v.Release()
			found++
		}
		fmt.Println(found)
		return db.Close()
	}
}

// LevelDB allocates as much memory as the handles of the metaindex and the filter state. If that
// exceeds the file, LevelDB gets neither.
func TestDamagedHandles(t *testing.T) {
	path, table := oneTable(t)
	intact, err := os.ReadFile(table)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		filter []uint64
		size   uint64
		found  string
	}{
		"filter in the file":       {[]uint64{0, 100}, 0, "2000"},
		"filter of an exabyte":     {[]uint64{0, 1 << 60}, 0, "2000"},
		"filter that wraps around": {[]uint64{8, 1<<64 - 9}, 0, "2000"},
		"metaindex of an exabyte":  {[]uint64{0, 0}, 1 << 60, "0"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(table, withMetaindex(t, intact, c.filter, c.size), 0o600))
			// In a child process, because without the check LevelDB ends the process.
			require.Equal(t, c.found, startHelper(t, "filtered", path).line)
		})
	}
}

// damagedBlock creates a database whose keys have old values on a deep level and new ones above.
// Some of the new ones are in a damaged block.
func damagedBlock(t *testing.T) (path, table string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	for _, value := range []string{"old", "new"} {
		db := openTestAt(t, path, &Options{CreateIfMissing: true, Compression: NoCompression})
		for i := range 2000 {
			put(t, db, key(i), fmt.Sprint(value, i, strings.Repeat("x", 90)))
		}
		if value == "old" {
			require.NoError(t, db.Compact(ctx, "", ""))
		}
		require.NoError(t, db.Close())
	}
	// Opening writes the log to a table.
	require.NoError(t, openTestAt(t, path, &Options{Compression: NoCompression}).Close())
	names, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, names, 2)
	table = names[1]
	change(t, table, func(b []byte) []byte {
		at := bytes.Index(b, fmt.Append(nil, "new", 1000))
		require.Positive(t, at)
		b[at] ^= 1
		return b
	})
	return path, table
}

// LevelDB's iterators skip a damaged block, and return older values of the same keys. No older
// value may be returned.
func TestDamagedBlockShowsNothingOlder(t *testing.T) {
	path, _ := damagedBlock(t)
	db := openTestAt(t, path, nil)
	o := driver.ReadOptions{VerifyChecksums: true}
	_, err := db.Get(ctx, key(1000), nil, o)
	require.ErrorIs(t, err, driver.ErrCorrupt)
	_, err = db.Pin(ctx, key(1000), o)
	require.ErrorIs(t, err, driver.ErrCorrupt)
	_, err = db.Has(ctx, key(1000), o)
	require.ErrorIs(t, err, driver.ErrCorrupt)
	_, err = db.Count(ctx, driver.Span{}, o)
	require.ErrorIs(t, err, driver.ErrCorrupt)
	_, err = db.Gather(ctx, []string{key(0), key(1000)}, nil, make([]byte, 2*100), o)
	require.ErrorIs(t, err, driver.ErrCorrupt)
	lookup, err := db.Lookup(ctx, []string{key(0), key(1000)}, o)
	require.NoError(t, err)
	requireNothingOlder(t, lookup, 1)
	for _, r := range []driver.Span{{}, {Reverse: true}, {Lower: key(990)}, {Lower: key(999), Limit: 1000}} {
		it, err := db.Scan(ctx, r, o)
		require.NoError(t, err)
		requireNothingOlder(t, it, 0)
	}
}

// requireNothingOlder iterates until the error, and requires that all values are new.
func requireNothingOlder(t *testing.T, it driver.Cursor, atLeast int) {
	t.Helper()
	defer it.Close()
	seen := 0
	for {
		page, err := it.Next(ctx)
		if err == nil && page != nil {
			for i := range page.Len() {
				v, err := page.Value(i)
				require.NoError(t, err)
				require.Equal(t, "new", string(v.Bytes()[:3]), page.Key(i))
				seen++
			}
			err = page.Err()
		}
		if err != nil {
			require.ErrorIs(t, err, driver.ErrCorrupt)
			require.GreaterOrEqual(t, seen, atLeast)
			return
		}
		require.NotNil(t, page, "the walk has ended without an error")
	}
}

// A compaction fails at a damaged block. Otherwise it would write the block with a valid checksum.
func TestCompactionOfDamagedBlock(t *testing.T) {
	path, table := damagedBlock(t)
	db := openTestAt(t, path, nil)
	err := db.Compact(ctx, "", "")
	require.ErrorIs(t, err, driver.ErrCorrupt)
	require.ErrorContains(t, err, filepath.Base(table))
	err = db.Put(ctx, "k", nil, driver.WriteOptions{})
	require.ErrorIs(t, err, driver.ErrCorrupt)
	require.ErrorContains(t, err, filepath.Base(table))
	_, err = db.Get(ctx, key(1000), nil, driver.ReadOptions{VerifyChecksums: true})
	require.ErrorIs(t, err, driver.ErrCorrupt)
	require.Equal(t, "new1", get(t, db, key(1), driver.ReadOptions{VerifyChecksums: true})[:4])
	require.NoError(t, db.Close())

	require.NoError(t, Repair(path, nil))
	again := openTestAt(t, path, nil)
	require.Equal(t, "new1", get(t, again, key(1), driver.ReadOptions{VerifyChecksums: true})[:4])
	require.Equal(t, "old1000", get(t, again, key(1000), driver.ReadOptions{VerifyChecksums: true})[:7], "the last that can be read")
	put(t, again, "k", "v")
}

// LevelDB's own repair accepts records of a log with a wrong checksum. Repair must not.
func TestRepairDamagedLog(t *testing.T) {
	db := openTest(t, nil)
	for i := range 1000 {
		put(t, db, key(i), string(valueOf(i)))
	}
	require.NoError(t, db.Close())
	log := oneFile(t, db.path, "*.log")
	content := readOnlyFile(t, db.path, "*.log")
	value := valueOf(500)
	at := bytes.Index(content, value)
	require.Positive(t, at)
	content[at+len(value)-1] ^= 1
	require.NoError(t, os.WriteFile(log, content, 0o600))
	require.NoError(t, Repair(db.path, nil))
	again := openTestAt(t, db.path, nil)
	found := 0
	for i := range 1000 {
		v, err := again.Get(ctx, key(i), make([]byte, 512), driver.ReadOptions{})
		if err != nil {
			require.ErrorIs(t, err, driver.ErrNotFound)
			continue
		}
		found++
		require.Equal(t, string(valueOf(i)), string(v.Bytes()))
	}
	require.Greater(t, found, 500)
	kept := readOnlyFile(t, db.path, "lost/*.log")
	require.Equal(t, content, kept)
}

func TestErrnoOf(t *testing.T) {
	for text, want := range map[string]syscall.Errno{
		"/db/000005.log: No space left on device": syscall.ENOSPC,
		"/db/a: b.log: File too large":            syscall.EFBIG,
		"Input/output error":                      syscall.EIO,
		"No space left on device: but":            0,
		"":                                        0,
		"a file":                                  0,
	} {
		require.Equal(t, want, errnoOf(text), text)
	}
	err := levigoError(levigo.DatabaseError("IO error: /db/000005.log: No space left on device"))
	require.ErrorIs(t, err, driver.ErrIO)
	require.ErrorIs(t, err, syscall.ENOSPC)
}
