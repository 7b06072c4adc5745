package drivertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// testRangeCalls runs the tests of calls that concern a range or the handle, and of batches that
// are shared and read.
func testRangeCalls(t *testing.T, open Open) {
	for name, run := range map[string]func(t *testing.T, db *leveldb.DB){
		"DeleteRange": testDeleteRange, "DeleteManyEntries": testDeleteManyEntries, "Ends": testEnds, "Estimates": testEstimates,
		"State": testState, "SharedBatch": testSharedBatch, "Update": testUpdate, "Gaps": testGaps, "RawKeys": testRawKeys,
		"EmptyWrite": testEmptyWrite,
	} {
		t.Run(name, func(t *testing.T) { run(t, opened(t, open)) })
	}
}

func testDeleteRange(t *testing.T, db *leveldb.DB) {
	all := []string{"", "a", "a1", "a2", "a3", "b", "b1", "c"}
	for _, c := range []struct {
		sub  string
		r    *leveldb.Range
		left []string
	}{
		{"", nil, nil},
		{"a", nil, []string{"", "b", "b1", "c"}},
		{"", &leveldb.Range{Prefix: "a", Start: "2"}, []string{"", "a", "a1", "b", "b1", "c"}},
		{"", &leveldb.Range{StartingBy: "a", Limit: 2}, []string{"", "a2", "a3", "b", "b1", "c"}},
		{"", &leveldb.Range{StartingBy: "a", Limit: 3, Reverse: true}, []string{"", "a", "b", "b1", "c"}},
		{"", &leveldb.Range{Start: "a2", ExcludeStart: true, Stop: "b", IncludeStop: true}, []string{"", "a", "a1", "a2", "b1", "c"}},
		{"", &leveldb.Range{Start: "b", Stop: "a"}, all},
		{"x", nil, all},
	} {
		for _, key := range all {
			put(t, db, key, "value of "+key)
		}
		n, err := db.Sub(c.sub).DeleteRange(c.r)
		require.NoError(t, err)
		require.Equal(t, c.left, keys(t, db, nil), "%q %+v", c.sub, c.r)
		require.Equal(t, len(all)-len(c.left), n)
	}
}

// More entries are deleted than one batch and one page hold. The entries before and after the
// sub-database stay.
func testDeleteManyEntries(t *testing.T, db *leveldb.DB) {
	const many = 20_000
	b := db.NewBatch()
	for i := range many {
		require.NoError(t, b.PutRaw(fmt.Sprintf("p%05d", i), nil))
	}
	require.NoError(t, errors.Join(b.PutRaw("o", nil), b.PutRaw("q", nil), b.Write()))
	n, err := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Sub("p").DeleteRange(nil)
	require.NoError(t, err)
	require.Equal(t, many, n)
	require.Equal(t, []string{"o", "q"}, keys(t, db, nil))
}

func testEnds(t *testing.T, db *leveldb.DB) {
	_, err := db.FirstKey(nil)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	fill(t, db)
	for _, c := range []struct {
		r           *leveldb.Range
		first, last string
	}{
		{nil, "a1", "c1"}, {&leveldb.Range{Reverse: true, Limit: 2}, "a1", "c1"}, {&leveldb.Range{Prefix: "b"}, "1", "2"},
		{&leveldb.Range{Start: "a1", ExcludeStart: true, Stop: "c1"}, "b1", "b2"},
	} {
		first, err := db.FirstKey(c.r)
		require.NoError(t, err)
		last, err := db.LastKey(c.r)
		require.NoError(t, err)
		require.Equal(t, []string{c.first, c.last}, []string{first, last})
	}
	_, err = db.Sub("d").LastKey(nil)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
}

// ApproximateSizes returns the sizes of single calls. The estimated count of a small range is
// exact, whether its entries are in tables or in memory.
func testEstimates(t *testing.T, db *leveldb.DB) {
	for i := range 1000 {
		put(t, db, fmt.Sprintf("%03d", i), i)
		if i == 500 {
			require.NoError(t, db.Compact(nil))
		}
	}
	for _, r := range []*leveldb.Range{nil, {Prefix: "5"}, {Start: "9", Reverse: true}, {Limit: 10}, {Prefix: "x"}} {
		want, err := db.Count(r)
		require.NoError(t, err)
		n, err := db.EstimatedCount(r)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	ranges := []*leveldb.Range{{Prefix: "1"}, nil, {Start: "b", Stop: "a"}}
	sizes, err := db.ApproximateSizes(ranges...)
	require.NoError(t, err)
	for i, r := range ranges {
		size, err := db.ApproximateSize(r)
		require.NoError(t, err)
		require.Equal(t, size, sizes[i])
	}
}

func testState(t *testing.T, db *leveldb.DB) {
	sub := db.Sub("p")
	snapshot, err := sub.Snapshot()
	require.NoError(t, err)
	require.Equal(t, []bool{false, false, true}, []bool{db.ReadOnly(), sub.ReadOnly(), snapshot.ReadOnly()})
	require.Equal(t, []bool{false, false, false}, []bool{db.Closed(), sub.Closed(), snapshot.Closed()})
	require.Equal(t, []string{db.Path(), db.Path()}, []string{sub.Path(), snapshot.Path()})
	require.NoError(t, snapshot.Close())
	require.Equal(t, []bool{false, false, true}, []bool{db.Closed(), sub.Closed(), snapshot.Closed()})
	require.NoError(t, db.Close())
	require.Equal(t, []bool{true, true, true}, []bool{db.Closed(), sub.Closed(), snapshot.Closed()})
	require.Equal(t, []bool{false, false, false}, []bool{db.ReadOnly(), sub.ReadOnly(), snapshot.ReadOnly()})
	for name, use := range map[string]func() error{
		"DeleteRange":      func() error { _, err := sub.DeleteRange(nil); return err },
		"FirstKey":         func() error { _, err := sub.FirstKey(nil); return err },
		"EstimatedCount":   func() error { _, err := sub.EstimatedCount(nil); return err },
		"ApproximateSizes": func() error { _, err := sub.ApproximateSizes(); return err },
		"Update":           func() error { return sub.Update(func(*leveldb.Batch) error { return nil }) },
		"GetMany":          func() error { _, err := leveldb.GetMany[int](sub, nil); return err },
	} {
		require.ErrorIs(t, use(), leveldb.ErrClosed, name)
	}
}

// A batch across sub-databases, with the writes of another one, is applied in order.
func testSharedBatch(t *testing.T, db *leveldb.DB) {
	put(t, db, "b/gone", 1)
	b, other := db.NewBatch(), db.Sub("b/").NewBatch()
	require.NoError(t, b.Sub("a/").Put("k", 1))
	require.NoError(t, other.Delete("gone"))
	require.NoError(t, other.Put("k", 2))
	require.NoError(t, b.Append(other))
	require.NoError(t, b.Sub("a/").Put("k", 3))
	var got []string
	for e := range b.Entries() {
		value, err := e.Value()
		if e.Deleted() {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
		} else {
			require.NoError(t, err)
		}
		got = append(got, fmt.Sprint(e.Key()[len(db.Prefix()):], " ", value))
	}
	require.Equal(t, []string{"a/k 1", "b/gone <nil>", "b/k 2", "a/k 3"}, got)
	require.NoError(t, b.Write())
	require.Equal(t, []pair{{"a/k", int64(3)}, {"b/k", int64(2)}}, entries(t, db, nil))
}

func testUpdate(t *testing.T, db *leveldb.DB) {
	dropped := errors.New("dropped")
	require.Equal(t, dropped, db.Update(func(b *leveldb.Batch) error {
		require.NoError(t, b.Put("k", 1))
		return dropped
	}))
	require.Empty(t, keys(t, db, nil))
	require.NoError(t, db.Sub("p").Update(func(b *leveldb.Batch) error { return errors.Join(b.Put("a", 1), b.Put("b", 2), b.Delete("a")) }))
	require.Equal(t, []pair{{"pb", int64(2)}}, entries(t, db, nil))
}

func testGaps(t *testing.T, db *leveldb.DB) {
	var wanted []string
	want := map[string]int{}
	for i := range 1000 {
		key := fmt.Sprint(i)
		wanted = append(wanted, key)
		if i%3 == 0 {
			put(t, db, key, i)
			want[key] = i
		}
	}
	got, err := leveldb.GetMany[int](db, wanted)
	require.NoError(t, err)
	require.Equal(t, want, got)
	i := 0
	for e, err := range db.Lookup(wanted) {
		require.NoError(t, err)
		require.Equal(t, i%3 == 0, e.Found(), e.Key())
		i++
	}
	n, err := leveldb.GetOr(db, "1", -1)
	require.NoError(t, err)
	require.Equal(t, -1, n)
}

// Keys that are not text are written, read and deleted like all others.
func testRawKeys(t *testing.T, db *leveldb.DB) {
	raw := db.Raw()
	all := []string{"", "\x00", "\x00\xff", "a", "\xff", "\xff\xff"}
	b := raw.NewBatch()
	for i, key := range all {
		if i%2 == 0 {
			require.NoError(t, raw.Put([]byte(key), []byte("?"+key)))
		} else {
			require.NoError(t, b.Put([]byte(key), []byte("?"+key)))
		}
	}
	require.NoError(t, b.Write())
	var got []string
	for e, err := range raw.Entries(nil) {
		require.NoError(t, err)
		value, err := e.Value()
		require.NoError(t, err)
		require.Equal(t, "?"+string(e.Key()), string(value))
		got = append(got, string(e.Key()))
	}
	require.Equal(t, all, got)
	value, err := raw.Get([]byte("\xff\xff"))
	require.NoError(t, err)
	require.Equal(t, "?\xff\xff", string(value))
	n, err := db.DeleteRange(&leveldb.Range{StartingBy: "\xff"})
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, all[:4], keys(t, db, nil))
}

// An empty batch changes nothing. It is rejected like every other write, also by a snapshot.
func testEmptyWrite(t *testing.T, db *leveldb.DB) {
	store := db.Driver()
	snapshot, err := store.Snapshot(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, snapshot.Close()) }()
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for _, o := range []driver.WriteOptions{{}, {Sync: true}} {
		require.NoError(t, store.Write(t.Context(), new(driver.Batch), o))
		require.ErrorIs(t, snapshot.Write(t.Context(), new(driver.Batch), o), driver.ErrReadOnly)
		require.ErrorIs(t, store.Write(done, new(driver.Batch), driver.WriteOptions{Sync: true}), context.Canceled)
	}
	require.NoError(t, db.Close())
	require.ErrorIs(t, store.Write(t.Context(), new(driver.Batch), driver.WriteOptions{}), driver.ErrClosed)
	_, err = store.Gather(t.Context(), nil, nil, nil, driver.ReadOptions{})
	require.ErrorIs(t, err, driver.ErrClosed)
}

// requireRangeCallsRefused checks that the calls that would change a read-only database are
// rejected.
func requireRangeCallsRefused(t *testing.T, db *leveldb.DB) {
	t.Helper()
	require.True(t, db.ReadOnly())
	require.False(t, db.Closed())
	n, err := db.DeleteRange(nil)
	require.ErrorIs(t, err, leveldb.ErrReadOnly)
	require.Zero(t, n)
	for name, err := range map[string]error{
		"DeleteRange of nothing": second(db.DeleteRange(&leveldb.Range{Start: "b", Stop: "a"})),
		"Update":                 db.Update(func(b *leveldb.Batch) error { return b.Delete("int") }),
		"empty Update":           db.Update(func(*leveldb.Batch) error { return nil }),
		"Raw.Put":                db.Raw().Put([]byte("\xff"), nil), "Raw.Delete": db.Raw().Delete([]byte("int")),
		"Raw.NewBatch": db.Raw().NewBatch().Write(), "Raw.DeleteRange": second(db.Raw().DeleteRange(nil)),
	} {
		require.ErrorIs(t, err, leveldb.ErrReadOnly, name)
	}
}

func second[T any](_ T, err error) error { return err }

// noteRangeCalls notes the results of the reads of a range that return no entries.
func noteRangeCalls(t testing.TB, db *leveldb.DB, note func(string, any, error)) {
	t.Helper()
	for _, r := range []*leveldb.Range{nil, {Prefix: "row/"}, {Prefix: "deleted/"}} {
		name := fmt.Sprintf("%+v", r)
		first, err := db.FirstKey(r)
		note("FirstKey "+name, first, err)
		last, err := db.LastKey(r)
		note("LastKey "+name, last, err)
		n, err := db.EstimatedCount(r)
		note("EstimatedCount "+name, n, err)
	}
	ints, err := leveldb.GetMany[int](db, []string{"int", "none"})
	note("GetMany", ints, err)
	_, err = leveldb.GetMany[int](db, []string{"int", "str"})
	note("GetMany of a str", nil, err)
	var stored [][]byte
	for e, err := range db.Raw().Entries(&leveldb.Range{StartingBy: "row/00"}) {
		require.NoError(t, err)
		value, err := e.Value()
		require.NoError(t, err)
		stored = append(stored, slices.Concat(e.Key(), []byte("="), value))
	}
	note("Raw.Entries", stored, nil)
}
