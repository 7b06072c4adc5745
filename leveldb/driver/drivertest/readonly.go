package drivertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// OpenReadOnly creates a database, calls fill with a writable handle, closes that handle, and
// returns a read-only handle to the same database, which the suite closes. OpenReadOnly registers
// any other cleanup with t.Cleanup.
type OpenReadOnly func(t testing.TB, fill func(db *leveldb.DB)) *leveldb.DB

// RunReadOnly calls every read of a read-only handle, which must return what the writable handle
// returned, and every write, which must return leveldb.ErrReadOnly.
func RunReadOnly(t *testing.T, open OpenReadOnly) {
	for _, compact := range []bool{true, false} {
		t.Run(map[bool]string{true: "InTables", false: "InLog"}[compact], func(t *testing.T) {
			views := map[string]func(db *leveldb.DB) *leveldb.DB{
				"whole": func(db *leveldb.DB) *leveldb.DB { return db },
				"sub":   func(db *leveldb.DB) *leveldb.DB { return db.Sub("su", "b/") },
			}
			want := map[string]map[string]any{}
			db := open(t, func(db *leveldb.DB) {
				for _, view := range views {
					fillReads(t, view(db))
				}
				if compact {
					require.NoError(t, db.Compact(nil))
				}
				for name, view := range views {
					want[name] = reads(t, view(db), compact)
				}
			})
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			for name, view := range views {
				require.Equal(t, want[name], reads(t, view(db), compact), name)
				testWritesAreRefused(t, view(db))

				snapshot, err := view(db).Snapshot()
				require.NoError(t, err)
				require.Equal(t, want[name], reads(t, snapshot, compact), name)
				testWritesAreRefused(t, snapshot)
				require.NoError(t, snapshot.Close())
			}
			t.Run("Concurrent", func(t *testing.T) {
				for i := range 4 {
					t.Run(fmt.Sprint(i), func(t *testing.T) {
						t.Parallel()
						require.Equal(t, want["sub"], reads(t, views["sub"](db), compact))
					})
				}
			})

			require.NoError(t, db.Close())
			for _, view := range views {
				for name, use := range uses(view(db)) {
					require.True(t, isAny(use(), leveldb.ErrClosed, leveldb.ErrReadOnly), name)
				}
			}
		})
	}
}

// fillReads stores values of every type, and changes and deletes others.
func fillReads(t testing.TB, db *leveldb.DB) {
	t.Helper()
	put(t, db, "", "the empty key")
	for key, value := range map[string]any{
		"int": 42, "str": "é☃𝄞\x00", "bytes": []byte{0, 255}, "null": nil, "float": 3.0, "list": []any{1, 2.0, "x"}, "é": 1,
		"large": strings.Repeat("text", 1<<18),
	} {
		put(t, db, key, value)
	}
	require.NoError(t, db.PutRaw("empty", nil))
	require.NoError(t, db.PutRaw("damaged", []byte("?")))
	for i := range 300 {
		elements := make([]float32, 12)
		for j := range elements {
			elements[j] = float32(i*100 + j)
		}
		array, err := ndarray.FromSlice(elements, 4, 3)
		require.NoError(t, err)
		put(t, db, rowKey(i), "superseded")
		put(t, db, rowKey(i), array)
		put(t, db, leveldb.Key("deleted/", rowKey(i)), array)
		require.NoError(t, db.Delete(leveldb.Key("deleted/", rowKey(i))))
	}
}

func rowKey(i int) string { return fmt.Sprintf("row/%03d", i) }

// plainArray holds the parts of an array that tests compare.
type plainArray struct {
	dtype string
	shape []int
	bytes string
}

func plain(t testing.TB, value any) any {
	t.Helper()
	a, ok := value.(*ndarray.Array)
	if !ok {
		return value
	}
	b, err := a.Bytes()
	require.NoError(t, err)
	return plainArray{fmt.Sprint(a.DType()), a.Shape(), string(b)}
}

// reads calls every read and returns the results. With sizes, it includes sizes on disk, which
// change when a log is converted to tables.
func reads(t testing.TB, db *leveldb.DB, sizes bool) map[string]any {
	t.Helper()
	got := map[string]any{}
	note := func(name string, value any, err error) {
		text := ""
		if err != nil {
			text = err.Error()
		}
		got[name] = [2]any{plain(t, value), text}
	}
	keys := []string{"", "int", "str", "bytes", "null", "float", "list", "é", "large", "empty", "damaged", "none", "deleted/row/000", rowKey(7)}
	for _, key := range keys {
		value, err := db.Get(key)
		note("Get "+key, value, err)
		stored, err := db.AppendRaw(nil, key)
		note("AppendRaw "+key, string(stored), err)
		kind, err := db.Kind(key)
		note("Kind "+key, kind, err)
		has, err := db.Has(key)
		note("Has "+key, has, err)
		stored = nil
		err = db.ViewRaw(key, func(p *leveldb.Pinned) error {
			b, err := p.Stored()
			stored = append(stored, b...)
			return err
		})
		note("DB.View "+key, string(stored), err)
		n, err := leveldb.Get[int](db, key)
		note("Get[int] "+key, n, err)
	}
	for name, r := range map[string]*leveldb.Range{
		"all": nil, "reverse": {Reverse: true}, "limit": {Limit: 3}, "prefix": {Prefix: "row/", Start: "010", Stop: "020", IncludeStop: true},
		"starting": {StartingBy: "row/1", Reverse: true, Limit: 50}, "none": {Prefix: "deleted/"},
	} {
		readRange(t, db, name, r, note)
		if sizes {
			size, err := db.ApproximateSize(r)
			note("ApproximateSize "+name, size, err)
		}
	}
	readArrays(t, db, note)
	noteRangeCalls(t, db, note)
	for e, err := range db.Lookup(keys) {
		require.NoError(t, err)
		value, err := e.Value()
		note("Lookup "+e.Key(), value, err)
	}
	texts, err := leveldb.GetAll[string](db, []string{"str", "large", ""})
	note("GetAll", texts, err)
	if sizes {
		for level := range 7 {
			name := fmt.Sprintf("leveldb.num-files-at-level%d", level)
			files, err := db.Property(name)
			note("Property "+name, files, err)
		}
	}
	stats, err := db.Property("leveldb.stats")
	require.NoError(t, err)
	require.Contains(t, stats, "Compactions")
	_, err = db.Property("leveldb.none")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	return got
}

func readRange(t testing.TB, db *leveldb.DB, name string, r *leveldb.Range, note func(string, any, error)) {
	t.Helper()
	n, err := db.Count(r)
	note("Len "+name, n, err)
	note("Keys "+name, keys(t, db, r), nil)
	var entries []any
	for e, err := range db.Entries(r) {
		require.NoError(t, err)
		value, err := e.Value()
		stored, rawErr := e.AppendRaw(nil)
		require.NoError(t, rawErr)
		entries = append(entries, []any{e.Key(), plain(t, value), err != nil, string(stored)})
	}
	note("Entries "+name, entries, nil)
	if r == nil || !r.Reverse && r.Limit == 0 {
		checkCursor(t, db, r, 50)
	}
	var values []any
	for value, err := range db.Values(r) {
		values = append(values, []any{plain(t, value), err != nil})
	}
	note("Values "+name, values, nil)
}

func readArrays(t testing.TB, db *leveldb.DB, note func(string, any, error)) {
	t.Helper()
	var elements []float32
	err := leveldb.View(db, rowKey(3), func(view []float32, shape []int) error {
		elements = append(elements, view...)
		require.Equal(t, []int{4, 3}, shape)
		return nil
	})
	note("View", elements, err)
	elements = nil
	rows := &leveldb.Range{Prefix: "row/"}
	for view, err := range leveldb.Views[float32](db, rows) {
		require.NoError(t, err)
		elements = append(elements, view.Elements...)
	}
	note("Views", elements, nil)
	dst := make([]float32, 12)
	n, err := leveldb.ReadInto(db, rowKey(5), dst)
	note("ReadInto", append(dst, float32(n)), err)
	dst = make([]float32, 6)
	n, err = leveldb.ReadRows(db, rowKey(5), 1, 3, dst)
	note("ReadRows", append(dst, float32(n)), err)
	_, err = leveldb.ReadInto(db, "str", dst)
	note("ReadInto of a str", nil, err)

	wanted := []string{rowKey(299), rowKey(0), rowKey(150)}
	tensor, err := db.Gather(wanted, nil)
	require.NoError(t, err)
	note("Gather", tensor, nil)
	_, err = db.Gather(append(wanted, "none"), nil)
	note("Gather of none", nil, err)
	tensor, err = db.GatherRange(rows, nil)
	require.NoError(t, err)
	note("GatherRange", tensor, nil)

	pin, err := db.Pin(rowKey(9))
	require.NoError(t, err)
	defer pin.Release()
	array, err := pin.Array()
	require.NoError(t, err)
	note("Pin", array, nil)
}

// testWritesAreRefused checks that every call that would change the database is rejected.
func testWritesAreRefused(t *testing.T, db *leveldb.DB) {
	t.Helper()
	requireRangeCallsRefused(t, db)
	batch := db.NewBatch()
	require.NoError(t, batch.Put("int", 1))
	require.NoError(t, batch.Delete("str"))
	for name, err := range map[string]error{
		"Put": db.Put("int", 1), "Put of a new key": db.Put("new", 1), "PutRaw": db.PutRaw("int", nil), "Delete": db.Delete("int"),
		"Delete of no key": db.Delete("none"), "Batch": batch.Write(), "Compact": db.Compact(nil),
		"Compact of a range": db.Compact(&leveldb.Range{Prefix: "row/"}), "Sub": db.Sub("i").Put("nt", 1), "Sub's Delete": db.Sub("i").Delete("nt"),
		"WithWriteOptions": db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Put("int", 1),
	} {
		require.ErrorIs(t, err, leveldb.ErrReadOnly, name)
	}
	n, err := leveldb.Get[int](db, "int")
	require.NoError(t, err)
	require.Equal(t, 42, n)
}
