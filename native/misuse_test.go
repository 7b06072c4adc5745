package native

import (
	"errors"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

var documented = []error{driver.ErrNotFound, driver.ErrClosed, driver.ErrReadOnly, driver.ErrCorrupt, driver.ErrLocked, driver.ErrTooLarge, driver.ErrNotSupported, driver.ErrInvalidArgument,
	driver.ErrIO, driver.ErrMoved, misuse.ErrThrown}

// mistaken checks a call: its errors must be documented, and it may panic only because of a nil or
// an index.
func mistaken(t *testing.T, c *misuse.Call) {
	t.Helper()
	index := strings.HasPrefix(c.Name, "(*driver.Page).")
	if c.Panic != nil && c.Panic != misuse.ErrThrown && !(c.Nil && c.NilDereference()) && !(index && c.OutOfRange()) {
		t.Errorf("%s panics: %v", c.Text, c.Panic)
	}
	for _, err := range c.Errors {
		known := false
		for _, class := range documented {
			known = known || errors.Is(err, class)
		}
		assert.True(t, known, "%s: %v", c.Text, err)
	}
}

// filled opens a database with small and large values, and closes it when the test ends.
func filled(t *testing.T) *DB {
	t.Helper()
	db := openTest(t, nil)
	fill(t, db)
	return db
}

func fill(t *testing.T, db *DB) {
	t.Helper()
	put(t, db, "k", "value")
	put(t, db, "", "of the empty key")
	for i := range 100 {
		put(t, db, key(i), strings.Repeat("v", i*i))
	}
}

// arguments for the calls
func arguments(t *testing.T, db *DB) *misuse.Arguments {
	t.Helper()
	snapshot, err := db.Snapshot(ctx)
	require.NoError(t, err)
	released, err := db.Snapshot(ctx)
	require.NoError(t, err)
	released.Close()
	t.Cleanup(func() { assert.NoError(t, snapshot.Close()) })

	var a misuse.Arguments
	misuse.Add(&a, ctx)
	misuse.Add(&a, func([]byte) error { return nil }, func([]byte) error { return driver.ErrCorrupt })
	misuse.Add(&a, "k", "", "nope", "\xff\x00", strings.Repeat("long", 1<<18), "leveldb.stats")
	misuse.Add(&a, []string{"k", key(50)}, nil, []string{}, []string{""}, []string{"k", "k", "nope", strings.Repeat("long", 1<<18)})
	misuse.Add(&a, 0, 1, -1, math.MaxInt, math.MinInt, 1<<32)
	misuse.AddMade(&a, func() []byte { return []byte("0123456789") })
	misuse.AddMade(&a, func() []byte { return make([]byte, 100_000) })
	misuse.Add(&a, []byte(nil), []byte{})
	misuse.Add(&a, driver.ReadOptions{}, driver.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	misuse.Add(&a, driver.Position{}, driver.Position{Reverse: true}, driver.Position{Place: driver.AtKey, Key: "k"}, driver.Position{Place: driver.AfterKey, Reverse: true},
		driver.Position{Place: driver.AfterKey, Key: strings.Repeat("long", 1<<18)}, driver.Position{Place: 3}, driver.Position{Taken: -1}, driver.Position{Taken: math.MaxInt})
	misuse.Add(&a, driver.WriteOptions{}, driver.WriteOptions{Sync: true})
	misuse.Add(&a, driver.Span{}, driver.Span{Lower: "k", Upper: "k"}, driver.Span{Lower: "z", Upper: "a"}, driver.Span{Lower: "\xff\xff"},
		driver.Span{Seekable: true, Lazy: true}, driver.Span{Lazy: true}, driver.Span{Reverse: true, Limit: 3, Seekable: true}, driver.Span{Limit: -1, KeysOnly: true}, driver.Span{Limit: math.MinInt}, driver.Span{Limit: math.MaxInt})
	misuse.AddMade(&a, func() *driver.Batch {
		b := &driver.Batch{}
		if err := errors.Join(b.Put("batched", []byte("value")), b.Delete("nope")); err != nil {
			panic(err)
		}
		return b
	})
	misuse.AddMade(&a, func() *driver.Batch { return &driver.Batch{} })
	shared := &driver.Batch{}
	misuse.Add(&a, shared)
	misuse.AddNil[*driver.Batch](&a)
	misuse.Add(&a,
		func(dst []byte) ([]byte, error) { return append(dst, "encoded"...), nil },
		func(dst []byte) ([]byte, error) { return dst, misuse.ErrThrown },
		func([]byte) ([]byte, error) { return nil, nil },
		func([]byte) ([]byte, error) { return []byte(strings.Repeat("bytes of another's", 1000)), nil },
		func(dst []byte) ([]byte, error) { return append(dst[:0:cap(dst)], "over what was there"...), nil },
		func([]byte) ([]byte, error) { panic(misuse.ErrThrown) })
	misuse.AddNil[func([]byte) ([]byte, error)](&a)

	misuse.Finish(&a, func(v driver.Value) {
		sum := 0
		for _, b := range v.Bytes() {
			sum += int(b)
		}
		v.Release()
		v.Release()
	})
	misuse.Finish(&a, func(it driver.Cursor) {
		defer it.Close()
		walk(it)
	})
	misuse.Finish(&a, func(s driver.Store) {
		assert.NoError(t, s.Close())
		assert.NoError(t, s.Close())
	})
	misuse.Finish(&a, func([]driver.End) {}) // of Page.Block
	misuse.Finish(&a, look)
	misuse.Finish(&a, func([]error) {}) // of Error.Unwrap
	misuse.Finish(&a, func(*driver.Comparator) {})
	return &a
}

// walk reads a few pages and ignores errors, which are checked elsewhere.
func walk(it driver.Cursor) {
	for range 3 {
		page, err := it.Next(ctx)
		if page == nil || err != nil {
			return
		}
		look(page)
	}
}

// look reads a whole page.
func look(p *driver.Page) {
	for i := range p.Len() {
		if v, err := p.Value(i); err == nil {
			_ = string(v.Bytes()) + p.Key(i)
			v.Release()
		}
	}
}

func TestMisuseOfDB(t *testing.T) {
	rng := misuse.Seed(t)
	other := filled(t)
	t.Run("open", func(t *testing.T) {
		db := filled(t)
		handles := 0
		for c := range misuse.Methods(t, rng, db, arguments(t, db)) {
			mistaken(t, c)
			// Other calls delete "k", and no property has that name.
			if c.Ordinary && c.Err() != nil {
				require.ErrorIs(t, c.Err(), driver.ErrNotFound, c.Text)
			}
			if c.Method != "Close" {
				if handles == 0 {
					handles = LiveHandles()
				}
				require.Equal(t, handles, LiveHandles(), "%s left something open", c.Text)
			}
		}
	})
	t.Run("closed", func(t *testing.T) {
		db := filled(t)
		a := arguments(t, db)
		require.NoError(t, db.Close())
		for c := range misuse.Methods(t, rng, db, a) {
			mistaken(t, c)
			if c.Ordinary && c.Failing && c.Method != "Close" {
				require.ErrorIs(t, c.Err(), driver.ErrClosed, c.Text)
			}
		}
	})
	t.Run("read-only", func(t *testing.T) {
		db := filled(t)
		require.NoError(t, db.Close())
		db, err := Open(db.path, &Options{ReadOnly: true})
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		before, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
		require.NoError(t, err)
		for c := range misuse.Methods(t, rng, db, arguments(t, db)) {
			mistaken(t, c)
			if c.Method == "Close" {
				continue
			}
			n, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, before, n, c.Text)
		}
	})
	t.Run("borrowed", func(t *testing.T) { // closed, but kept open by a value
		db := filled(t)
		a := arguments(t, db)
		v, err := db.Pin(ctx, "k", driver.ReadOptions{})
		require.NoError(t, err)
		defer v.Release()
		require.NoError(t, db.Close())
		for c := range misuse.Methods(t, rng, db, a) {
			mistaken(t, c)
			require.Equal(t, "value", string(v.Bytes()))
		}
	})
	testZero(t, &DB{}, arguments(t, other))
}

// testZero calls the methods of a zero value and a nil pointer. A panic must be the one of Go for
// nil.
func testZero(t *testing.T, receiver any, a *misuse.Arguments) {
	rng := misuse.Seed(t)
	zero, null := misuse.Zero(receiver)
	for name, receiver := range map[string]any{"zero": zero, "nil": null} {
		t.Run(name, func(t *testing.T) {
			for c := range misuse.Methods(t, rng, receiver, a) {
				c.Nil = true
				mistaken(t, c)
			}
		})
	}
}

// All methods of everything that is made from a database, in every state.
func TestMisuseOfHandles(t *testing.T) {
	rng := misuse.Seed(t)
	states := map[string]func(db *DB, it driver.Cursor){
		"fresh":    func(*DB, driver.Cursor) {},
		"moved on": func(_ *DB, it driver.Cursor) { walk(it) },
		"at end": func(_ *DB, it driver.Cursor) {
			for page, err := it.Next(ctx); page != nil && err == nil; page, err = it.Next(ctx) {
			}
		},
		"closed":          func(_ *DB, it driver.Cursor) { it.Close() },
		"closed database": func(db *DB, _ driver.Cursor) { _ = db.Close() },
	}
	spans := []driver.Span{{}, {Seekable: true, Lazy: true}, {KeysOnly: true, Reverse: true}, {Seekable: true}, {Lower: key(60), Limit: 5}, {Reuse: true}}
	if testing.Short() {
		spans = spans[:3]
	}
	for state, bring := range states {
		t.Run(state, func(t *testing.T) {
			for _, of := range spans {
				db := filled(t)
				a := arguments(t, db)
				it, err := db.Scan(ctx, of, driver.ReadOptions{})
				require.NoError(t, err)
				defer it.Close()
				page, err := it.Next(ctx)
				require.NoError(t, err)
				small, err := db.Get(ctx, "k", make([]byte, 100), driver.ReadOptions{})
				require.NoError(t, err)
				lent, err := db.Pin(ctx, "k", driver.ReadOptions{})
				require.NoError(t, err)
				ended, err := db.Pin(ctx, key(99), driver.ReadOptions{})
				require.NoError(t, err)
				ended.Release()
				snapshot, err := db.Snapshot(ctx)
				require.NoError(t, err)
				bring(db, it)
				for _, receiver := range []any{page, it, small, lent, ended, driver.Value{}, snapshot} {
					for c := range misuse.Methods(t, rng, receiver, a) {
						mistaken(t, c)
						if state == "closed database" && c.Failing && c.Ordinary && receiver == any(it) {
							require.ErrorIs(t, c.Err(), driver.ErrClosed, c.Text)
						}
					}
				}
			}
		})
	}
	db := filled(t)
	a := arguments(t, db)
	for _, receiver := range []any{&Iterator{}, &driver.Page{}, &Snapshot{}, &driver.Error{}, &BlockCache{}} {
		testZero(t, receiver, a)
	}
}

func TestMisuseFromMany(t *testing.T) {
	rng := misuse.Seed(t)
	for range 4 {
		db := filled(t)
		a := arguments(t, db)
		it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
		require.NoError(t, err)
		page, err := it.Next(ctx)
		require.NoError(t, err)
		seekable, err := db.Scan(ctx, driver.Span{Seekable: true, Reverse: true}, driver.ReadOptions{})
		require.NoError(t, err)
		snapshot, err := db.Snapshot(ctx)
		require.NoError(t, err)
		lookup, err := db.Lookup(ctx, []string{"k", "nope", key(99)}, driver.ReadOptions{})
		require.NoError(t, err)
		v, err := db.Pin(ctx, key(99), driver.ReadOptions{})
		require.NoError(t, err)
		receivers := []any{methodsButClose{db}, it, page, seekable, snapshot, lookup, v, &driver.Batch{}}
		misuse.Crowd(t, rng, 8, 100, receivers, a, func() { assert.NoError(t, db.Close()) }, func(c *misuse.Call) { mistaken(t, c) })
		v.Release()
		it.Close()
		lookup.Close()
		seekable.Close()
		again, err := Open(db.path, nil)
		require.NoError(t, err)
		require.NoError(t, again.Close())
	}
}

// methodsButClose has a Close that does nothing, so that the caller can close the DB later.
type methodsButClose struct{ *DB }

func (methodsButClose) Close() error { return nil }

func TestMisuseOfFunctions(t *testing.T) {
	rng := misuse.Seed(t)
	directory := t.TempDir()
	file := filepath.Join(directory, "file")
	require.NoError(t, os.WriteFile(file, []byte("not a database"), 0o600))
	db := filled(t)
	page, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer page.Close()

	var a misuse.Arguments
	misuse.Add(&a, filepath.Join(directory, "db"), filepath.Join(directory, "db"+dbfile.PartialSuffix), "", "\x00", file, filepath.Join(file, "below"), filepath.Join(directory, "none", "below"),
		db.path, directory, "/proc/self/mem", strings.Repeat("long", 10_000))
	misuse.Add(&a, &Options{CreateIfMissing: true}, nil, &Options{}, &Options{ReadOnly: true}, &Options{ReadOnly: true, NoLock: true},
		&Options{ErrorIfExists: true, CreateIfMissing: true}, &Options{WriteBufferSize: -1}, &Options{BlockSize: math.MinInt},
		&Options{MaxOpenFiles: math.MaxInt}, &Options{BloomFilterBits: math.MaxInt}, &Options{Compression: 2}, &Options{Compression: -1},
		&Options{NoLock: true}, &Options{BlockCache: NewBlockCache(-1)}, &Options{BlockCache: NewBlockCache(1)}, &Options{BlockCache: &BlockCache{}},
		&Options{LockTimeout: 1, ReuseLogs: true}, &Options{LockTimeout: 1, ReadOnly: true, ReuseLogs: true, Logger: slog.New(slog.DiscardHandler)})
	misuse.Add(&a, 0, 1, -1, math.MinInt, math.MaxInt)
	misuse.Add(&a, []byte("\x01\x01\x00\x00\x00\x01\x00\x00\x00kv"), nil, []byte{}, []byte{1}, []byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff"))
	misuse.Add(&a, []string{"a"}, nil, []string{"a", "b", "c"})
	misuse.Add[uintptr](&a, 0, 1, 1<<47, math.MaxUint64)
	pinned, err := db.Pin(ctx, key(1), driver.ReadOptions{})
	require.NoError(t, err)
	defer pinned.Release()
	released, err := db.Pin(ctx, key(2), driver.ReadOptions{})
	require.NoError(t, err)
	released.Release()
	misuse.Add(&a, driver.Value{}, driver.ValueOf([]byte("v")), driver.OwnedValue([]byte("v")), pinned, released)
	misuse.Finish(&a, func(db *DB) { assert.NoError(t, db.Close()) })
	misuse.Finish(&a, func(driver.Span) {})
	misuse.Finish(&a, func(driver.Location) {})
	misuse.Finish(&a, look)
	misuse.Finish(&a, func(*BlockCache) {})
	misuse.Finish(&a, func(b *Build) { _ = b.End(true) }) // it fails if the directory holds other files

	functions := map[string]any{
		"Open": Open, "Repair": Repair, "Destroy": Destroy, "Version": Version, "LiveHandles": LiveHandles, "Copy": Copy,
		"Request": Request, "Locate": Locate, "NewBlockCache": NewBlockCache,
		"ExplainFault": ExplainFault, "AbsolutePath": AbsolutePath, "MapLargeAllocations": MapLargeAllocations, "StartBuild": StartBuild,
	}
	var names []string
	for name, f := range functions {
		names = append(names, name)
		for c := range misuse.Function(t, rng, name, f, &a) {
			mistaken(t, c)
		}
	}
	v, err := db.Get(ctx, "k", nil, driver.ReadOptions{})
	require.NoError(t, err, "the database that is open has not been destroyed")
	v.Release()
	names = append(names, "RegisterComparator") // TestComparatorArguments of package leveldb
	misuse.Covers(t, ".", names, []string{"DB", "BlockCache", "Build", "Iterator", "Snapshot", "TableWriter"})
}
