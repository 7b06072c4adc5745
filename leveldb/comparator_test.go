package leveldb_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// reverse is the reverse of the order of bytes.
var reverse = leveldb.ReverseBytewise.Named("test.reverse")

// decimal is the order of decimal numbers. Keys with the same number are in the order of their bytes.
// It panics for keys that are not numbers, so that a test fails if it is called with one that is not
// in the database.
var decimal = &leveldb.Comparator{Name: "test.decimal", Compare: func(a, b []byte) int {
	for _, key := range [][]byte{a, b} {
		if len(key) == 0 || len(bytes.Trim(key, "0123456789")) > 0 {
			panic(fmt.Sprintf("%q is not a number", key))
		}
	}
	x, y := bytes.TrimLeft(a, "0"), bytes.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(x), len(y)), bytes.Compare(x, y), bytes.Compare(a, b))
}}

// folded is the order of texts without regard to case: keys that differ only in case are the same.
var folded = &leveldb.Comparator{Name: "test.folded", Compare: func(a, b []byte) int {
	return bytes.Compare(bytes.ToLower(a), bytes.ToLower(b))
}}

// small makes many tables of few entries.
func small(c *leveldb.Comparator) *leveldb.Options {
	return &leveldb.Options{Comparator: c, WriteBufferSize: 64 << 10, MaxFileSize: 1 << 20, BlockSize: 1 << 10}
}

// keysOf returns the keys of a range.
func keysOf(t testing.TB, db *leveldb.DB, r *leveldb.Range) (keys []string) {
	t.Helper()
	for key, err := range db.Keys(r) {
		require.NoError(t, err)
		keys = append(keys, strings.Clone(key))
	}
	return keys
}

// entriesOf returns the entries of a range as stored.
func entriesOf(t testing.TB, db *leveldb.DB, r *leveldb.Range) map[string]string {
	t.Helper()
	entries := map[string]string{}
	for e, err := range db.Entries(r) {
		require.NoError(t, err)
		stored, err := e.AppendRaw(nil)
		require.NoError(t, err)
		entries[strings.Clone(e.Key())] = string(stored)
	}
	return entries
}

func TestComparatorBounds(t *testing.T) {
	db := testdb.Open(t, &leveldb.Options{Comparator: decimal})
	for _, key := range []string{"1", "2", "10", "20", "100"} {
		require.NoError(t, db.Put(key, key))
	}
	for _, c := range []struct {
		r    leveldb.Range
		want string
	}{
		{leveldb.Range{}, "1 2 10 20 100"},
		{leveldb.Range{Reverse: true}, "100 20 10 2 1"},
		{leveldb.Range{Start: "2"}, "2 10 20 100"},
		{leveldb.Range{Start: "3"}, "10 20 100"},
		{leveldb.Range{Start: "2", ExcludeStart: true}, "10 20 100"},
		{leveldb.Range{Start: "3", ExcludeStart: true}, "10 20 100"},
		{leveldb.Range{Stop: "20"}, "1 2 10"},
		{leveldb.Range{Stop: "20", IncludeStop: true}, "1 2 10 20"},
		{leveldb.Range{Stop: "19", IncludeStop: true}, "1 2 10"},
		{leveldb.Range{Start: "2", Stop: "20", Reverse: true}, "10 2"},
		{leveldb.Range{Start: "2", Stop: "20", Reverse: true, ExcludeStart: true, IncludeStop: true}, "20 10"},
		{leveldb.Range{Start: "2", Stop: "100", Reverse: true, IncludeStop: true, Limit: 2}, "100 20"},
		{leveldb.Range{Stop: "1000", Reverse: true, IncludeStop: true}, "100 20 10 2 1"},
		{leveldb.Range{Start: "1000", Reverse: true}, ""},
		{leveldb.Range{Start: "20", Stop: "3"}, ""},
		{leveldb.Range{Start: "20", Stop: "20"}, ""},
		{leveldb.Range{Start: "20", Stop: "20", IncludeStop: true}, "20"},
	} {
		require.Equal(t, c.want, strings.Join(keysOf(t, db, &c.r), " "), "%+v", c.r)
		n, err := db.Count(&c.r)
		require.NoError(t, err)
		require.Equal(t, len(strings.Fields(c.want)), n, "%+v", c.r)
	}
}

// An empty key has a place in the order, which need not be the first.
func TestComparatorEmptyKey(t *testing.T) {
	db := testdb.Open(t, small(reverse))
	for _, key := range []string{"", "a", "b"} {
		require.NoError(t, db.Put(key, key))
	}
	require.Equal(t, []string{"b", "a", ""}, keysOf(t, db, nil))
	require.Equal(t, []string{"a", ""}, keysOf(t, db, &leveldb.Range{Start: "a"}))
	require.Empty(t, keysOf(t, db, &leveldb.Range{ExcludeStart: true}), "nothing is after the empty key")
	require.NoError(t, db.Compact(nil))
	require.Equal(t, []string{"", "a", "b"}, keysOf(t, db, &leveldb.Range{Reverse: true}))
}

func TestComparatorEqualKeys(t *testing.T) {
	db := testdb.Open(t, &leveldb.Options{Comparator: folded})
	require.NoError(t, db.Put("Key", 1))
	value, err := db.Get("kEY")
	require.NoError(t, err)
	require.Equal(t, int64(1), value)
	found, err := db.Has("key")
	require.NoError(t, err)
	require.True(t, found)
	values, err := leveldb.GetAll[int](db, []string{"KEY", "key"})
	require.NoError(t, err)
	require.Equal(t, []int{1, 1}, values)
	require.NoError(t, db.Put("KEY", 2))
	require.NoError(t, db.Delete("key"))
	require.Empty(t, keysOf(t, db, nil))
}

// A Bloom filter knows the bytes of a key, not which keys are the same.
func TestComparatorEqualKeysWithFilter(t *testing.T) {
	db := testdb.Open(t, &leveldb.Options{Comparator: folded, BloomFilterBits: 10})
	for i := range 100 {
		require.NoError(t, db.Put(fmt.Sprint("key", i), i))
	}
	require.NoError(t, db.Compact(nil))
	for i := range 100 {
		value, err := leveldb.Get[int](db, fmt.Sprint("KEY", i))
		require.NoError(t, err)
		require.Equal(t, i, value)
	}
}

// A copy has the keys of the source, even where the destination has the same keys with other bytes.
func TestComparatorCopiesEqualKeys(t *testing.T) {
	src, dst := testdb.Open(t, small(folded)), testdb.Open(t, small(folded))
	require.NoError(t, src.Put("KEY", 1))
	require.NoError(t, src.Put("OTHER", 2))
	require.NoError(t, dst.Put("key", 1))
	require.NoError(t, dst.Put("other", 3))
	want, err := src.Digest(nil)
	require.NoError(t, err)
	copied, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Into: leveldb.CopyMirror})
	require.NoError(t, err)
	require.Equal(t, want, copied.Result)
	require.Equal(t, []string{"KEY", "OTHER"}, keysOf(t, dst, nil))
}

// EstimatedCount asks the comparator for no keys that are not in the database, nor for their places.
func TestComparatorEstimates(t *testing.T) {
	const all = 12_000                         // more than are counted
	value := []byte(strings.Repeat("v", 2000)) // more than 16 MiB in all
	for name, c := range map[string]struct {
		order *leveldb.Comparator
		key   func(i int) []byte
	}{
		"decimal": {decimal, func(i int) []byte { return fmt.Append(nil, i) }},
		"uint64":  {leveldb.LittleEndianUint64, func(i int) []byte { return binary.LittleEndian.AppendUint64(nil, uint64(i)) }},
		"reverse": {reverse, func(i int) []byte { return fmt.Appendf(nil, "%06d", i) }},
	} {
		t.Run(name, func(t *testing.T) {
			db := testdb.Open(t, &leveldb.Options{Comparator: c.order, Compression: leveldb.NoCompression, WriteBufferSize: 32 << 20})
			b := db.Raw().NewBatch()
			for i := range all {
				require.NoError(t, b.Put(c.key(i), value))
			}
			require.NoError(t, b.Write())
			require.NoError(t, db.Compact(nil))
			n, err := db.EstimatedCount(nil)
			require.NoError(t, err)
			require.InEpsilon(t, all, n, 0.1)
		})
	}
}

// The keys of a sub-database are used as they are. Ranges with a prefix have no meaning.
func TestComparatorPrefixes(t *testing.T) {
	db := testdb.Open(t, &leveldb.Options{Comparator: reverse})
	sub := db.Sub("a")
	require.NoError(t, sub.Put("1", 1))
	require.NoError(t, db.Put("b", 2))
	value, err := sub.Get("1")
	require.NoError(t, err)
	require.Equal(t, int64(1), value)
	values, err := leveldb.GetAll[int](sub, []string{"1"})
	require.NoError(t, err)
	require.Equal(t, []int{1}, values)
	batch := sub.NewBatch()
	require.NoError(t, batch.Put("2", 2))
	require.NoError(t, batch.Delete("1"))
	require.NoError(t, batch.Write())
	require.Equal(t, []string{"b", "a2"}, keysOf(t, db, nil))

	refused := func(name string, err error) {
		t.Helper()
		require.ErrorIs(t, err, leveldb.ErrNotSupported, name)
		require.ErrorContains(t, err, `"test.reverse"`, name)
	}
	for name, c := range map[string]struct {
		db *leveldb.DB
		r  *leveldb.Range
	}{
		"sub": {sub, nil}, "prefix": {db, &leveldb.Range{Prefix: "a"}}, "starting by": {db, &leveldb.Range{StartingBy: "a"}},
	} {
		for _, err := range c.db.Keys(c.r) {
			refused(name, err)
		}
		_, err := c.db.Count(c.r)
		refused(name, err)
		_, err = c.db.ApproximateSize(c.r)
		refused(name, err)
		refused(name, c.db.Compact(c.r))
		_, err = c.db.Split(c.r, 2)
		refused(name, err)
		refused(name, c.db.PrefetchRange(c.r))
		_, err = c.db.Digest(c.r)
		refused(name, err)
		_, err = c.db.GatherRange(c.r, nil)
		refused(name, err)
	}
	_, err = leveldb.Build(filepath.Join(t.TempDir(), "built"), &leveldb.BuildOptions{Open: &leveldb.Options{Comparator: reverse}})
	refused("build", err)
}

func TestComparatorArguments(t *testing.T) {
	order := reverse.Compare
	for name, c := range map[string]*leveldb.Comparator{
		"no function": {Name: "x"}, "no name": {Compare: order}, "NUL": {Name: "a\x00b", Compare: order},
		"LevelDB's name": {Name: "leveldb.BytewiseComparator", Compare: order},
	} {
		path := filepath.Join(t.TempDir(), "db")
		_, err := leveldb.Open(path, &leveldb.Options{Comparator: c})
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, name)
		require.ErrorIs(t, leveldb.Repair(path, &leveldb.Options{Comparator: c}), leveldb.ErrInvalidArgument, name)
		require.ErrorIs(t, leveldb.RegisterComparator(c), leveldb.ErrInvalidArgument, name)
		require.NoFileExists(t, path)
	}
	require.ErrorIs(t, leveldb.RegisterComparator(nil), leveldb.ErrInvalidArgument)
}

func TestComparatorNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	mine := reverse.Named("test.mine")
	db, err := leveldb.Open(path, &leveldb.Options{Comparator: mine})
	require.NoError(t, err)
	require.NoError(t, db.Put("a", 1))
	require.NoError(t, db.Put("b", 1))
	require.NoError(t, db.Close())
	bytewise := testdb.Stored(t, map[string]string{"k": "sv"})

	for name, c := range map[string]struct {
		path  string
		o     leveldb.Options
		texts []string
	}{
		"none":     {path, leveldb.Options{}, []string{`"test.mine"`, `"leveldb.BytewiseComparator"`, "Options.Comparator"}},
		"another":  {path, leveldb.Options{Comparator: decimal}, []string{`"test.mine"`, `"test.decimal"`, "Options.Comparator"}},
		"readers":  {path, leveldb.Options{Comparator: decimal, ReadOnly: true}, []string{`"test.mine"`, `"test.decimal"`}},
		"bytewise": {bytewise, leveldb.Options{Comparator: decimal}, []string{`"leveldb.BytewiseComparator"`, `"test.decimal"`, "leave Options.Comparator out"}},
	} {
		for op, err := range map[string]error{"open": testdb.TryOpen(c.path, &c.o), "repair": leveldb.Repair(c.path, &c.o)} {
			if op == "repair" && c.o.ReadOnly {
				continue
			}
			require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "%s %s", op, name)
			for _, text := range c.texts {
				require.ErrorContains(t, err, text, "%s %s", op, name)
			}
		}
	}
	require.ErrorIs(t, leveldb.Destroy(path), leveldb.ErrInvalidArgument)

	require.NoError(t, leveldb.RegisterComparator(mine))
	require.NoError(t, leveldb.RegisterComparator(mine))
	require.ErrorIs(t, leveldb.RegisterComparator(reverse.Named("test.mine")), leveldb.ErrInvalidArgument)
	for _, o := range []*leveldb.Options{nil, {ReadOnly: true}, {ReadOnly: true, NoLock: true}, {Comparator: mine}} {
		db, err := leveldb.Open(path, o)
		require.NoError(t, err)
		require.Equal(t, []string{"b", "a"}, keysOf(t, db, nil))
		require.NoError(t, db.Close())
	}
	require.NoError(t, leveldb.Repair(path, nil))
	require.NoError(t, leveldb.Destroy(path))
	require.NoFileExists(t, path)
}

func TestWellKnownComparators(t *testing.T) {
	require.Negative(t, leveldb.ReverseBytewise.Compare([]byte("b"), []byte("a")))
	require.Zero(t, leveldb.ReverseBytewise.Compare([]byte("b"), []byte("b")))
	require.Positive(t, leveldb.ReverseBytewise.Compare([]byte("b"), []byte("bb")))

	db := testdb.Open(t, small(leveldb.LittleEndianUint64))
	keys := []string{
		"\x00\x00\x00\x00\x00\x00\x00\x00", "\x01\x00\x00\x00\x00\x00\x00\x00", "\xff\x00\x00\x00\x00\x00\x00\x00", "\x00\x01\x00\x00\x00\x00\x00\x00",
		"\x00\x00\x00\x00\x00\x00\x00\x80", "\xff\xff\xff\xff\xff\xff\xff\xff", "", "\x00", "\x00\x00\x00\x00\x00\x00\x00\x00\x00", "z",
	}
	for _, i := range []int{3, 0, 9, 1, 7, 2, 8, 4, 6, 5} {
		require.NoError(t, db.Driver().Put(t.Context(), keys[i], []byte("sv"), driver.WriteOptions{}))
	}
	require.Equal(t, keys, keysOf(t, db, nil))
	require.NoError(t, db.Compact(nil))
	require.Equal(t, keys, keysOf(t, db, nil))
}

func TestComparatorCopies(t *testing.T) {
	src := testdb.Open(t, small(decimal))
	stored := map[string]string{}
	for i := range 3000 {
		key := fmt.Sprint(i * 7)
		stored[key] = "s" + strings.Repeat(key, 20)
		require.NoError(t, src.PutRaw(key, []byte(stored[key])))
	}
	want, err := src.Digest(nil)
	require.NoError(t, err)

	path := filepath.Join(t.TempDir(), "backup")
	copied, err := leveldb.Backup(t.Context(), path, src, nil)
	require.NoError(t, err)
	require.Equal(t, want, copied.Result)
	require.True(t, copied.Verified)
	db := testdb.OpenAt(t, path, small(decimal))
	require.Equal(t, stored, entriesOf(t, db, nil))

	// Some entries are missing, some are different, and some are only there.
	require.NoError(t, db.Delete("70"))
	require.NoError(t, db.Put("700", "different"))
	for _, key := range []string{"1", "99", "999999"} {
		require.NoError(t, db.Put(key, "only there"))
	}
	copied, err = leveldb.Copy(t.Context(), db, src, &leveldb.CopyOptions{Into: leveldb.CopyMirror})
	require.NoError(t, err)
	require.Equal(t, 2, copied.Written)
	require.Equal(t, 3, copied.Deleted)
	require.Equal(t, want, copied.Result)

	for _, other := range []*leveldb.DB{testdb.Open(t, nil), testdb.Open(t, small(reverse))} {
		_, err = leveldb.Copy(t.Context(), other, src, nil)
		require.ErrorIs(t, err, leveldb.ErrNotSupported)
		require.ErrorContains(t, err, `"test.decimal"`)
		_, err = leveldb.Copy(t.Context(), src, other, &leveldb.CopyOptions{Into: leveldb.CopyMerge})
		require.ErrorIs(t, err, leveldb.ErrNotSupported)
	}
	_, err = leveldb.Backup(t.Context(), filepath.Join(t.TempDir(), "b"), src, &leveldb.BackupOptions{Open: small(reverse)})
	require.ErrorIs(t, err, leveldb.ErrNotSupported)
}

func TestComparatorSizes(t *testing.T) {
	db := testdb.Open(t, &leveldb.Options{Comparator: decimal, WriteBufferSize: 64 << 10, Compression: leveldb.NoCompression})
	size := func(r *leveldb.Range) uint64 {
		n, err := db.ApproximateSize(r)
		require.NoError(t, err)
		return n
	}
	require.Zero(t, size(nil))
	require.Zero(t, size(&leveldb.Range{Stop: "7"}))
	value := strings.Repeat("v", 1000)
	for i := range 2000 {
		require.NoError(t, db.Put(fmt.Sprint(i), value))
	}
	require.NoError(t, db.Compact(nil))
	all := size(nil)
	require.InDelta(t, 2_000_000, all, 200_000)
	require.InDelta(t, 1_000_000, size(&leveldb.Range{Start: "1000"}), 200_000)
	require.InDelta(t, 1_000_000, size(&leveldb.Range{Stop: "1000"}), 200_000)
	require.InDelta(t, 500_000, size(&leveldb.Range{Start: "500", Stop: "1000"}), 200_000)
	require.Less(t, size(&leveldb.Range{Start: "1000", Stop: "500"}), uint64(1000))

	parts, err := db.Split(nil, 4)
	require.NoError(t, err)
	require.Len(t, parts, 4)
	var keys []string
	for _, part := range parts {
		n, err := db.Count(part)
		require.NoError(t, err)
		require.InDelta(t, 500, n, 100)
		keys = append(keys, keysOf(t, db, part)...)
	}
	require.Equal(t, keysOf(t, db, nil), keys)
}

// A compaction drops what was deleted, wherever it is.
func TestComparatorCompacts(t *testing.T) {
	db := testdb.Open(t, small(decimal))
	for round := range 3 {
		for i := range 4000 {
			require.NoError(t, db.Put(fmt.Sprint(i), strings.Repeat(fmt.Sprint(round), 200)))
		}
	}
	for i := range 4000 {
		if i%100 != 0 {
			require.NoError(t, db.Delete(fmt.Sprint(i)))
		}
	}
	require.NoError(t, db.Compact(&leveldb.Range{Start: "1000", Stop: "2000"}))
	require.NoError(t, db.Compact(nil))
	size, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.Less(t, size, uint64(40<<10))
	require.Len(t, keysOf(t, db, nil), 40)
}

func TestComparatorContext(t *testing.T) {
	db := testdb.Open(t, small(reverse))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := db.WithContext(ctx).Get("k")
	require.ErrorIs(t, err, context.Canceled)
}

func sortedBy(c *leveldb.Comparator, entries map[string]string) []string {
	return slices.SortedFunc(maps.Keys(entries), func(a, b string) int { return c.Compare([]byte(a), []byte(b)) })
}
