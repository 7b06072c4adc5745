package leveldb_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// onRanges holds every call that takes a range. The error of an iteration is the one that ends it.
var onRanges = map[string]func(db *leveldb.DB, r *leveldb.Range) error{
	"Len":             func(db *leveldb.DB, r *leveldb.Range) error { _, err := db.Count(r); return err },
	"ApproximateSize": func(db *leveldb.DB, r *leveldb.Range) error { _, err := db.ApproximateSize(r); return err },
	"Compact":         func(db *leveldb.DB, r *leveldb.Range) error { return db.Compact(r) },
	"Split":           func(db *leveldb.DB, r *leveldb.Range) error { _, err := db.Split(r, 3); return err },
	"ParallelViews": func(db *leveldb.DB, r *leveldb.Range) error {
		return leveldb.ParallelViews(db, r, 2, func(leveldb.ArrayView[float32]) error { return nil })
	},
	"Digest": func(db *leveldb.DB, r *leveldb.Range) error { _, err := db.Digest(r); return err },
	"Keys": func(db *leveldb.DB, r *leveldb.Range) (last error) {
		for _, err := range db.Keys(r) {
			last = err
		}
		return last
	},
	"Entries": func(db *leveldb.DB, r *leveldb.Range) (last error) {
		for _, err := range db.Entries(r) {
			last = err
		}
		return last
	},
	"Values": func(db *leveldb.DB, r *leveldb.Range) (last error) {
		for _, err := range db.Values(r) {
			last = err
		}
		return last
	},
	"Views": func(db *leveldb.DB, r *leveldb.Range) (last error) {
		for _, err := range leveldb.Views[float32](db, r) {
			last = err
		}
		return last
	},
	"GatherRange": func(db *leveldb.DB, r *leveldb.Range) error { _, err := db.GatherRange(r, nil); return err },
}

// onNoKeys holds the calls that take no range, with no keys where possible.
var onNoKeys = map[string]func(db *leveldb.DB) error{
	"Lookup": func(db *leveldb.DB) (last error) {
		for _, err := range db.Lookup(nil) {
			last = err
		}
		return last
	},
	"GetAll": func(db *leveldb.DB) error { _, err := leveldb.GetAll[int](db, nil); return err },
	"Gather": func(db *leveldb.DB) error { _, err := db.Gather(nil, nil); return err },
	"Gather of row errors": func(db *leveldb.DB) error {
		_, err := db.Gather([]string{"k"}, &leveldb.GatherOptions{RowErrors: make([]error, 1)})
		return err
	},
	"Gather into no rows": func(db *leveldb.DB) error {
		into, err := ndarray.New(ndarray.Float32, 0, 2)
		if err != nil {
			return err
		}
		_, err = db.Gather(nil, &leveldb.GatherOptions{Into: into})
		return err
	},
	"Write of an empty batch": func(db *leveldb.DB) error { return db.NewBatch().Write() },
	"Property":                func(db *leveldb.DB) error { _, err := db.Property("leveldb.stats"); return err },
}

var noKeys = map[string]*leveldb.Range{
	"all": nil, "start after stop": {Start: "b", Stop: "a"}, "start at stop": {Start: "b", Stop: "b"},
	"reverse": {Start: "b", Stop: "a", Reverse: true}, "outside of the prefix": {StartingBy: "a", Start: "b"},
}

// Every call on a closed database returns ErrClosed, even if the range cannot contain a key. This
// includes snapshots and sub-databases.
func TestClosedRanges(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("a", 1))
	released, err := db.Snapshot()
	require.NoError(t, err)
	require.NoError(t, released.Close())
	requireClosed(t, released, "released snapshot")
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer func() { require.NoError(t, snapshot.Close()) }()
	require.NoError(t, db.Close())
	requireClosed(t, db, "database")
	requireClosed(t, db.Sub("p"), "sub-database")
	requireClosed(t, snapshot, "snapshot of a closed database")
}

func requireClosed(t *testing.T, db *leveldb.DB, what string) {
	t.Helper()
	for name, call := range onRanges {
		for which, r := range noKeys {
			if (name == "Digest") && r != nil && r.Reverse {
				continue // it refuses this argument
			}
			err := call(db, r)
			if name == "Compact" && errors.Is(err, leveldb.ErrReadOnly) {
				continue // snapshots are read-only
			}
			require.ErrorIs(t, err, leveldb.ErrClosed, "%s: %s of %s", what, name, which)
		}
	}
	for name, call := range onNoKeys {
		err := call(db)
		if name == "Write of an empty batch" && errors.Is(err, leveldb.ErrReadOnly) {
			continue
		}
		require.ErrorIs(t, err, leveldb.ErrClosed, "%s: %s", what, name)
	}
}

// An open database returns nothing for an empty range.
func TestEmptyRanges(t *testing.T) {
	db := openTest(t, nil)
	for _, key := range []string{"a", "ab", "b", "c"} {
		require.NoError(t, db.Put(key, 1))
	}
	require.NoError(t, db.Compact(nil))
	for which, r := range noKeys {
		if r == nil {
			continue
		}
		for name, call := range onRanges {
			err := call(db, r)
			switch {
			case name == "GatherRange":
				require.ErrorIs(t, err, leveldb.ErrNotFound)
			case name == "Digest" && r.Reverse:
				require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
			default:
				require.NoError(t, err, "%s of %s", name, which)
			}
		}
		n, err := db.Count(r)
		require.NoError(t, err)
		require.Zero(t, n)
		size, err := db.ApproximateSize(r)
		require.NoError(t, err)
		require.Zero(t, size)
		for key := range db.Keys(r) {
			t.Fatalf("%s has the key %q", which, key)
		}
	}
}

// Errors of calls on the complete database name the database. Errors of calls on a prefix name the
// prefix.
func TestErrorsOfRangesNameTheDatabase(t *testing.T) {
	db := openTest(t, nil)
	name := strings.Trim(strings.TrimPrefix(db.String(), "leveldb "), `"`)
	require.NoError(t, db.Close())
	for what, call := range onRanges {
		for _, r := range []*leveldb.Range{nil, {}, {Start: "a"}, {Limit: 1}} {
			if what == "Digest" && r != nil && r.Limit > 0 {
				continue
			}
			var named *leveldb.Error
			require.ErrorAs(t, call(db, r), &named, what)
			assert.Equal(t, name, named.Name, what)
		}
		var named *leveldb.Error
		require.ErrorAs(t, call(db.Sub("prefix"), nil), &named, what)
		assert.Equal(t, "prefix", named.Name, what)
	}
	for what, call := range onNoKeys {
		if what == "Property" {
			continue // its error names the property
		}
		var named *leveldb.Error
		require.ErrorAs(t, call(db), &named, what)
		assert.Equal(t, name, named.Name, what)
	}
}

// All entries except for the current one return ErrMoved, wherever a page ends.
func TestEntryMoves(t *testing.T) {
	db := openTest(t, nil)
	const entries = 20_000
	b := db.NewBatch()
	for i := range entries {
		value := any(i)
		if i%1000 == 0 {
			value = strings.Repeat("v", 10_000) // too large to be copied into a page
		}
		require.NoError(t, b.Put(fmt.Sprintf("%05d", i), value))
	}
	require.NoError(t, b.Write())
	for name, loop := range map[string]func(yield func(leveldb.Entry, error) bool){
		"entries": db.Entries(nil),
		"reverse": db.Entries(&leveldb.Range{Reverse: true}),
		"lookup":  db.Lookup([]string{"00000", "00001", "00002", "none", "01000", "01001"}),
	} {
		n := 0
		var before leveldb.Entry
		for e, err := range loop {
			require.NoError(t, err)
			if n++; n > 1 {
				requireMoved(t, before, name)
			}
			if _, err := e.Value(); e.Key() != "none" {
				require.NoError(t, err)
			}
			before = e
		}
		requireMoved(t, before, name+", after the end")
		assert.NotEmpty(t, before.Key())
	}
	for stop := range 3 {
		n := 0
		var last leveldb.Entry
		for e := range db.Entries(nil) {
			if last = e; n == stop {
				break
			}
			n++
		}
		requireMoved(t, last, "after the end of a loop")
	}
}

func requireMoved(t *testing.T, e leveldb.Entry, name string) {
	t.Helper()
	_, err := e.Value()
	if !errors.Is(err, leveldb.ErrMoved) {
		t.Fatalf("%s: Value of %q: %v", name, e.Key(), err)
	}
	var dst any
	_, kind := e.Kind()
	_, raw := e.AppendRaw(nil)
	for _, err := range []error{e.Load(&dst), kind, raw, e.ViewRaw(func(*leveldb.Pinned) error { return nil })} {
		if !errors.Is(err, leveldb.ErrMoved) {
			t.Fatalf("%s: %q: %v", name, e.Key(), err)
		}
	}
}

// Writes refuse keys that are not text.
func TestKeysThatAreNoText(t *testing.T) {
	db := openTest(t, nil)
	b := db.NewBatch()
	for _, err := range []error{
		db.Put("\xff", 1), db.PutRaw("a\xc3", []byte("i1")), b.Put("\xff", 1), b.PutRaw("\xff", nil),
		db.Sub("\xc3").Put("a", 1),
	} {
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	}
	require.NoError(t, db.Sub("\xc3").Put("\xa9", 1), "together they are text")
}
