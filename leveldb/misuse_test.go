package leveldb_test

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

var documented = []error{
	leveldb.ErrNotFound, leveldb.ErrClosed, leveldb.ErrReadOnly, leveldb.ErrCorrupt, leveldb.ErrLocked, leveldb.ErrTooLarge,
	leveldb.ErrInvalidArgument, leveldb.ErrMoved, leveldb.ErrReleased, leveldb.ErrShapeMismatch, driver.ErrIO, fs.ErrNotExist, fs.ErrExist, context.Canceled,
	codec.ErrMismatch, codec.ErrUnsupported, codec.ErrKind, codec.ErrDamaged,
	ndarray.ErrDType, ndarray.ErrShort, ndarray.ErrIndex, ndarray.ErrView, ndarray.ErrShape, ndarray.ErrHeader,
}

// mistaken checks a call. Its errors must be of this package and of a documented class. It must not
// panic, except because of a nil argument.
func mistaken(t *testing.T, c *misuse.Call) {
	t.Helper()
	if c.Panic != nil && c.Panic != misuse.ErrThrown && !(c.Nil && c.NilDereference()) {
		t.Errorf("%s panics: %v", c.Text, c.Panic)
	}
	for _, err := range c.Errors {
		if err == misuse.ErrThrown {
			continue
		}
		var own *leveldb.Error
		assert.ErrorAs(t, err, &own, "%s", c.Text)
		known := strings.Contains(err.Error(), "the key is not valid UTF-8")
		for _, class := range documented {
			known = known || errors.Is(err, class)
		}
		assert.True(t, known, "%s: %v", c.Text, err)
	}
}

func misused(t *testing.T, o *leveldb.Options) *leveldb.DB {
	t.Helper()
	db := openTest(t, o)
	for key, value := range map[string]any{
		"k": "value", "": "of the empty key", "i": 1, "json": map[string]any{"a": []any{1.5, nil}}, "bytes": []byte("bytes"),
		"large": strings.Repeat("large", 10_000), "big": new(big.Int).Lsh(big.NewInt(1), 100),
	} {
		require.NoError(t, db.Put(key, value))
	}
	for key, size := range map[string]int{"a1": 10, "a2": 10, "a3": 10_000, "a4": 0} {
		a, err := ndarray.FromSlice(make([]float32, size), -1)
		require.NoError(t, err)
		require.NoError(t, db.Put(key, a))
	}
	require.NoError(t, db.PutRaw("empty", nil))
	require.NoError(t, db.PutRaw("no tag", []byte("?")))
	require.NoError(t, db.PutRaw("damaged", []byte("n\x93NUMPY\x01\x00\xff\xff")))
	return db
}

// arguments returns the values to call methods and functions with.
func arguments(t *testing.T) *misuse.Arguments {
	t.Helper()
	done, cancel := context.WithCancel(t.Context())
	cancel()
	array, err := ndarray.New(ndarray.Float32, 2, 10)
	require.NoError(t, err)
	var a misuse.Arguments
	misuse.Add(&a, "k", "", "nope", "\xff\x00", "a1", "a3", "a4", "json", "large", "empty", "no tag", "damaged", strings.Repeat("long", 1<<16))
	misuse.Add(&a, []string{"a1", "a2"}, nil, []string{}, []string{"a1", "nope"}, []string{"a1", "a3"}, []string{"", "\xff", "k"}, []string{"damaged"})
	misuse.Add[any](&a, "value", nil, 1, -1.5, []byte(nil), []byte("b"), math.NaN(), map[string]any{}, []any{nil}, struct{ A int }{1}, array,
		(*ndarray.Array)(nil), (*big.Int)(nil), make(chan int), func() {}, complex(1, 2), ndarray.DType{}, (*any)(nil), (*int)(nil))
	for _, made := range []func() any{ // what a call may write to
		func() any { return &ndarray.Array{} }, func() any { return big.NewInt(1) }, func() any { return new(any) }, func() any { return new(int) },
		func() any { return new(string) }, func() any { return new([]byte) }, func() any { return &struct{ A int }{} },
		func() any { return new(*ndarray.Array) }, func() any { return &[]any{nil} },
	} {
		misuse.AddMade(&a, made)
	}
	misuse.AddMade(&a, func() []byte { return []byte("sbytes") })
	misuse.Add(&a, []byte(nil), []byte{})
	misuse.Add(&a, nil, &leveldb.Range{}, &leveldb.Range{Prefix: "a"}, &leveldb.Range{Limit: -1, Reverse: true}, &leveldb.Range{Limit: math.MinInt},
		&leveldb.Range{Start: "z", Stop: "a"}, &leveldb.Range{StartingBy: "\xff\xff", Prefix: "\xff"}, &leveldb.Range{Prefix: "a1"},
		&leveldb.Range{ExcludeStart: true, IncludeStop: true, Limit: math.MaxInt})
	misuse.Add(&a, nil, &leveldb.GatherOptions{}, &leveldb.GatherOptions{RowErrors: make([]error, 1)}, &leveldb.GatherOptions{Into: &ndarray.Array{}})
	misuse.AddMade(&a, func() *leveldb.GatherOptions {
		into, err := ndarray.New(ndarray.Float32, 2, 10)
		assert.NoError(t, err)
		return &leveldb.GatherOptions{Into: into, RowErrors: make([]error, 2)}
	})
	misuse.Add(&a, leveldb.ReadOptions{}, leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	misuse.Add(&a, leveldb.WriteOptions{}, leveldb.WriteOptions{Sync: true})
	misuse.Add(&a, t.Context(), done)
	misuse.AddNil[context.Context](&a)
	misuse.Add(&a, 0, 1, -1, math.MaxInt, math.MinInt)
	misuse.Add[error](&a, leveldb.ErrCorrupt, nil, misuse.ErrThrown)
	misuse.Add(&a,
		func(p *leveldb.Pinned) error { _, _ = p.Array(); _, _ = p.Bytes(); _, err := p.Stored(); return err },
		func(p *leveldb.Pinned) error { p.Release(); _, err := p.Array(); return err },
		func(*leveldb.Pinned) error { return misuse.ErrThrown },
		func(*leveldb.Pinned) error { panic(misuse.ErrThrown) })
	misuse.AddNil[func(*leveldb.Pinned) error](&a)
	misuse.Add[func([]float32, []int) error](&a,
		func(elements []float32, shape []int) error {
			clear(shape)
			_ = slices.Max(append(elements, 0))
			return nil
		},
		func([]float32, []int) error { return misuse.ErrThrown },
		func([]float32, []int) error { panic(misuse.ErrThrown) })
	misuse.AddNil[func([]float32, []int) error](&a)
	misuse.Add[func(leveldb.ArrayView[float32]) error](&a,
		func(v leveldb.ArrayView[float32]) error {
			clear(v.Shape)
			_ = slices.Max(append(v.Elements, 0))
			return nil
		},
		func(leveldb.ArrayView[float32]) error { return misuse.ErrThrown },
		func(leveldb.ArrayView[float32]) error { panic(misuse.ErrThrown) })
	misuse.AddNil[func(leveldb.ArrayView[float32]) error](&a)
	misuse.AddMade(&a, func() []float32 { return make([]float32, 20) })
	misuse.Add(&a, []float32(nil), []float32{})

	addBatchArguments(&a)
	misuse.Finish(&a, func(db *leveldb.DB) { assert.NoError(t, db.Close()) })
	misuse.Finish(&a, func(driver.Store) {})
	misuse.Finish(&a, func(leveldb.ReadOptions) {})
	misuse.Finish(&a, func(leveldb.Digest) {})
	misuse.Finish(&a, func(leveldb.CopyStats) {})
	misuse.Finish(&a, func(any) {})
	misuse.Finish(&a, func([]any) {})
	misuse.Finish(&a, func(parts []*leveldb.Range) { _ = slices.Clone(parts) })
	misuse.Finish(&a, func(*leveldb.Batch) {})
	misuse.Finish(&a, func(*ndarray.Array) {})
	misuse.Finish(&a, func(p *leveldb.Pinned) {
		if a, err := p.Array(); err == nil {
			_ = a.String()
		}
		p.Release()
	})
	misuse.Finish(&a, func(e leveldb.Entry) { _, _ = e.Value() })
	misuse.Finish(&a, func(c *leveldb.Cursor) { c.Next(); _ = c.Close() })
	misuse.Finish(&a, func(v leveldb.ArrayView[float32]) { _ = v.Key(); _ = slices.Clone(v.Elements) })
	return &a
}

// contents reads a complete database.
func contents(t *testing.T, db *leveldb.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		stored, err := e.AppendRaw(nil)
		require.NoError(t, err)
		all[e.Key()] = string(stored)
	}
	return all
}

func TestMisuseOfDB(t *testing.T) {
	rng := misuse.Seed(t)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	snapshot := func(t *testing.T, db *leveldb.DB) *leveldb.DB {
		s, err := db.Snapshot()
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		return s
	}
	closed := func(t *testing.T, db, then *leveldb.DB) *leveldb.DB {
		require.NoError(t, db.Close())
		return then
	}
	for state, s := range map[string]struct {
		of    func(t *testing.T, db *leveldb.DB) *leveldb.DB
		class error   // required of every call that can fail
		keeps bool    // no call changes the database
		also  []error // other allowed errors, such as those of calls that a snapshot refuses
	}{
		"open":        {of: func(_ *testing.T, db *leveldb.DB) *leveldb.DB { return db }},
		"sub":         {of: func(_ *testing.T, db *leveldb.DB) *leveldb.DB { return db.Sub("a") }},
		"context":     {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB { return db.WithContext(t.Context()) }},
		"canceled":    {of: func(_ *testing.T, db *leveldb.DB) *leveldb.DB { return db.WithContext(canceled) }, class: context.Canceled, keeps: true},
		"snapshot":    {of: snapshot, keeps: true},
		"in snapshot": {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB { return snapshot(t, db).Sub("a") }, keeps: true},
		"read-only": {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB {
			path := strings.Split(db.String(), `"`)[1]
			require.NoError(t, db.Close())
			return openTestAt(t, path, &leveldb.Options{ReadOnly: true})
		}, keeps: true},
		"closed read-only": {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB {
			path := strings.Split(db.String(), `"`)[1]
			require.NoError(t, db.Close())
			db = openTestAt(t, path, &leveldb.Options{ReadOnly: true})
			return closed(t, db, db)
		}, class: leveldb.ErrClosed},
		"closed": {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB { return closed(t, db, db) }, class: leveldb.ErrClosed},
		"sub of closed": {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB {
			return closed(t, db, db.Sub("a").WithReadOptions(leveldb.ReadOptions{}))
		}, class: leveldb.ErrClosed},
		"snapshot of closed": {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB { return closed(t, db, snapshot(t, db)) }, class: leveldb.ErrClosed, also: []error{leveldb.ErrReadOnly, leveldb.ErrInvalidArgument}},
		"closed snapshot": {of: func(t *testing.T, db *leveldb.DB) *leveldb.DB {
			s := snapshot(t, db)
			return closed(t, s, s)
		}, keeps: true},
	} {
		t.Run(state, func(t *testing.T) {
			whole := misused(t, nil)
			db := s.of(t, whole)
			var before map[string]string
			if s.keeps {
				if state == "read-only" {
					whole = db
				}
				before = contents(t, whole)
			}
			a := arguments(t)
			for c := range misuse.Methods(t, rng, db, a) {
				mistaken(t, c)
				if s.class != nil && c.Ordinary && c.Failing && c.Method != "Close" && !slices.ContainsFunc(s.also, func(err error) bool { return errors.Is(c.Err(), err) }) {
					require.ErrorIs(t, c.Err(), s.class, c.Text)
				}
				if s.keeps && c.Method != "Close" && c.Ordinary {
					require.Equal(t, before, contents(t, whole), c.Text)
				}
			}
			if s.keeps && state != "read-only" {
				require.Equal(t, before, contents(t, whole))
			}
		})
	}
	testZero(t, rng, &leveldb.DB{}, arguments(t))
}

// testZero calls the methods of a zero value and of a nil pointer. A panic must be Go's panic on
// nil.
func testZero(t *testing.T, rng *rand.Rand, receiver any, a *misuse.Arguments) {
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

// entries returns the entries of an unfinished loop, a function that advances the loop, and one
// that ends it.
func entries(t *testing.T, db *leveldb.DB) (all map[string]leveldb.Entry, next func() bool, stop func()) {
	t.Helper()
	pull, stop := iter.Pull2(db.Entries(nil))
	all = map[string]leveldb.Entry{}
	next = func() bool {
		e, err, ok := pull()
		if ok && assert.NoError(t, err) {
			all[e.Key()] = e
		}
		return ok
	}
	require.True(t, next())
	return all, next, stop
}

func TestMisuseOfEntries(t *testing.T) {
	rng := misuse.Seed(t)
	a := arguments(t)
	check := func(t *testing.T, all map[string]leveldb.Entry, class error) {
		t.Helper()
		for key, e := range all {
			for c := range misuse.Methods(t, rng, e, a) {
				mistaken(t, c)
				if class != nil && c.Failing && c.Ordinary {
					require.ErrorIs(t, c.Err(), class, "%s of %q", c.Text, key)
				}
				require.Equal(t, key, e.Key())
			}
		}
	}
	t.Run("in its loop", func(t *testing.T) {
		db := misused(t, nil)
		for e, err := range db.Entries(nil) {
			require.NoError(t, err)
			check(t, map[string]leveldb.Entry{e.Key(): e}, nil)
		}
	})
	t.Run("moved on", func(t *testing.T) {
		all, next, _ := entries(t, misused(t, nil))
		for next() {
		}
		require.Len(t, all, 14)
		check(t, all, leveldb.ErrMoved)
	})
	t.Run("loop left", func(t *testing.T) {
		all, _, stop := entries(t, misused(t, nil))
		stop()
		check(t, all, nil)
	})
	t.Run("closed database", func(t *testing.T) {
		db := misused(t, nil)
		all, _, stop := entries(t, db)
		defer stop()
		require.NoError(t, db.Close())
		check(t, all, nil)
	})
	t.Run("missing", func(t *testing.T) {
		for e, err := range misused(t, nil).Lookup([]string{"nope"}) {
			require.NoError(t, err)
			check(t, map[string]leveldb.Entry{"nope": e}, leveldb.ErrNotFound)
		}
	})
	t.Run("zero", func(t *testing.T) { check(t, map[string]leveldb.Entry{"": {}}, leveldb.ErrInvalidArgument) })
	t.Run("of an error", func(t *testing.T) {
		db := misused(t, nil)
		require.NoError(t, db.Close())
		for e, err := range db.Entries(nil) {
			require.ErrorIs(t, err, leveldb.ErrClosed)
			check(t, map[string]leveldb.Entry{"": e}, leveldb.ErrClosed)
		}
	})
	t.Run("array views", func(t *testing.T) {
		var kept leveldb.ArrayView[float32]
		for view, err := range leveldb.Views[float32](misused(t, nil), &leveldb.Range{Prefix: "a"}) {
			require.NoError(t, err)
			kept = view
		}
		for _, view := range []leveldb.ArrayView[float32]{kept, {}} {
			for c := range misuse.Methods(t, rng, view, a) {
				mistaken(t, c)
			}
		}
	})
}

func TestMisuseOfPinned(t *testing.T) {
	rng := misuse.Seed(t)
	a := arguments(t)
	for key := range contents(t, misused(t, nil)) {
		db := misused(t, nil)
		p, err := db.Pin(key)
		require.NoError(t, err)
		require.NoError(t, db.Close())
		for c := range misuse.Methods(t, rng, p, a) {
			mistaken(t, c)
		}
		for c := range misuse.Methods(t, rng, p, a) { // released by the last method
			mistaken(t, c)
			if c.Failing {
				require.ErrorIs(t, c.Err(), leveldb.ErrReleased, c.Text)
			}
		}
	}
	for c := range misuse.Methods(t, rng, &leveldb.Pinned{}, a) {
		mistaken(t, c)
		if c.Failing {
			require.ErrorIs(t, c.Err(), leveldb.ErrReleased, c.Text)
		}
	}
	testZero(t, rng, &leveldb.Pinned{}, a)
	testZero(t, rng, &leveldb.Error{}, a)
}

func TestMisuseOfBatch(t *testing.T) {
	rng := misuse.Seed(t)
	a := arguments(t)
	db := misused(t, nil)
	for c := range misuse.Methods(t, rng, db.NewBatch(), a) {
		mistaken(t, c)
	}
	b := db.NewBatch()
	require.NoError(t, db.Close())
	for c := range misuse.Methods(t, rng, b, a) {
		mistaken(t, c)
		if c.Method == "Write" {
			require.ErrorIs(t, c.Err(), leveldb.ErrClosed)
		}
	}
	testZero(t, rng, &leveldb.Batch{}, a)
}

func TestMisuseFromMany(t *testing.T) {
	rng := misuse.Seed(t)
	for round := range 4 {
		t.Run(strconv.Itoa(round), func(t *testing.T) { crowd(t, rng) })
	}
}

// crowd uses a new database from many goroutines, and closes it while they run.
func crowd(t *testing.T, rng *rand.Rand) {
	db := misused(t, nil)
	a := arguments(t)
	s, err := db.Snapshot()
	require.NoError(t, err)
	all, next, stop := entries(t, db)
	var receivers []any
	for _, key := range []string{"a3", "large", "json", "damaged"} {
		p, err := db.Pin(key)
		require.NoError(t, err)
		defer p.Release()
		receivers = append(receivers, p)
	}
	for range 7 {
		next()
	}
	for _, e := range all {
		receivers = append(receivers, e)
	}
	receivers = append(receivers, db.Cursor(nil), db.Sub("a").Cursor(nil), db.Cursor(nil), s.Cursor(nil))
	receivers = append(receivers, db.NewBatch(), db.Sub("a").NewBatch(), open{db}, open{db.Sub("a")}, open{db.WithContext(t.Context())}, open{s})
	misuse.Crowd(t, rng, 8, 150, receivers, a, func() {
		for next() {
		}
		stop()
		assert.NoError(t, db.Close())
		assert.NoError(t, s.Close())
	}, func(c *misuse.Call) { mistaken(t, c) })
}

// open does not close the database. The test closes it, so that calls run before. It deletes ranges
// of a part only, so that other calls find entries.
type open struct{ *leveldb.DB }

func (open) Close() error { return nil }

func (o open) DeleteRange(r *leveldb.Range) (int, error) { return o.Sub("a4").DeleteRange(r) }

func TestMisuseOfFunctions(t *testing.T) {
	rng := misuse.Seed(t)
	directory := t.TempDir()
	file := filepath.Join(directory, "file")
	require.NoError(t, os.WriteFile(file, []byte("not a database"), 0o600))
	db := misused(t, nil)
	closed := misused(t, nil)
	require.NoError(t, closed.Close())
	var entry leveldb.Entry
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		entry = e
	}

	onKeys := arguments(t)
	misuse.Add(onKeys, nil, &leveldb.CopyOptions{}, &leveldb.CopyOptions{Into: leveldb.CopyMerge, NoVerify: true},
		&leveldb.CopyOptions{Into: -1}, &leveldb.CopyOptions{Range: &leveldb.Range{Prefix: "a"}, Into: leveldb.CopyMerge},
		&leveldb.CopyOptions{Range: &leveldb.Range{Limit: 1}})
	misuse.Add(onKeys, nil, &leveldb.BackupOptions{}, &leveldb.BackupOptions{NoVerify: true},
		&leveldb.BackupOptions{Range: &leveldb.Range{Limit: 1}, Open: &leveldb.Options{BlockSize: -1}})
	misuse.Add(onKeys, db, closed, db.Sub("a"))
	misuse.AddNil[*leveldb.DB](onKeys)
	misuse.AddBroken(onKeys, &leveldb.DB{})
	misuse.Add(onKeys, entry, leveldb.Entry{})

	var onPaths misuse.Arguments
	misuse.Add(&onPaths, filepath.Join(directory, "db"), "", "\x00", file, filepath.Join(file, "below"), filepath.Join(directory, "none", "below"),
		directory, strings.Split(db.String(), `"`)[1], strings.Repeat("long", 10_000))
	misuse.Add(&onPaths, nil, &leveldb.Options{}, &leveldb.Options{ReadOnly: true}, &leveldb.Options{ErrorIfMissing: true},
		&leveldb.Options{ErrorIfExists: true}, &leveldb.Options{ReadOnly: true, NoLock: true}, &leveldb.Options{NoLock: true},
		&leveldb.Options{WriteBufferSize: math.MinInt}, &leveldb.Options{MaxOpenFiles: math.MaxInt}, &leveldb.Options{Compression: 2},
		&leveldb.Options{BlockCache: &leveldb.BlockCache{}}, &leveldb.Options{BlockCache: leveldb.NewBlockCache(math.MinInt)},
		&leveldb.Options{BlockCache: leveldb.NewBlockCache(1), ReuseLogs: true, LockTimeout: 1},
		&leveldb.Options{Comparator: &leveldb.Comparator{}})
	misuse.Add(&onPaths, 0, 1, -1, math.MinInt, math.MaxInt)
	misuse.Add(&onPaths, nil, &leveldb.BuildOptions{Sort: true}, &leveldb.BuildOptions{SortMemory: -1},
		&leveldb.BuildOptions{Open: &leveldb.Options{BlockSize: -1, ReadOnly: true}})
	misuse.Add(&onPaths, nil, func(string, string) {})
	misuse.Finish(&onPaths, func(b *leveldb.Builder) { assert.NoError(t, b.Abort()) })
	misuse.Finish(&onPaths, func(*leveldb.BuildOptions) {})
	misuse.Finish(&onPaths, func(db *leveldb.DB) { assert.NoError(t, db.Close()) })
	misuse.Finish(&onPaths, func(*leveldb.Options) {})
	misuse.Finish(&onPaths, func(*leveldb.BlockCache) {})
	misuse.Finish(&onPaths, func([]fs.FileInfo) {})
	misuse.Finish(&onPaths, func(func(string, string)) {})

	before := leveldb.OnLeak(nil)
	defer func() { leveldb.OnLeak(before) }()
	paths := map[string]any{
		"Open": leveldb.Open, "Build": leveldb.Build, "Repair": leveldb.Repair, "Destroy": leveldb.Destroy, "OnLeak": leveldb.OnLeak,
		"LargeArrays": leveldb.LargeArrays, "LevelDBVersion": leveldb.LevelDBVersion, "NewBlockCache": leveldb.NewBlockCache,
	}
	keys := map[string]any{
		"Get": leveldb.Get[any], "GetAll": leveldb.GetAll[any], "ValueAs": leveldb.ValueAs[any], "View": leveldb.View[float32],
		"Views": leveldb.Views[float32], "ReadInto": leveldb.ReadInto[float32], "ReadRows": leveldb.ReadRows[float32], "ParallelViews": leveldb.ParallelViews[float32],
		"Key": leveldb.Key, "Copy": leveldb.Copy, "PutArray": leveldb.PutArray[float32], "GetOr": leveldb.GetOr[any], "GetMany": leveldb.GetMany[any],
	}
	misuse.Add[leveldb.Putter](onKeys, db, db.NewBatch(), &leveldb.Builder{})
	misuse.AddNil[leveldb.Putter](onKeys)
	misuse.Add(onKeys, nil, []int{20}, []int{-1, 4}, []int{3}, []int{-1, -1}, []int{math.MaxInt, math.MaxInt}, []int{math.MinInt})
	for name, f := range paths {
		for c := range misuse.Function(t, rng, name, f, &onPaths) {
			mistaken(t, c)
		}
	}
	for name, f := range keys {
		for c := range misuse.Function(t, rng, name, f, onKeys) {
			mistaken(t, c)
		}
	}
	t.Run("Backup", func(t *testing.T) {
		t.Chdir(directory) // where keys that are used as paths lead
		for c := range misuse.Function(t, rng, "Backup", leveldb.Backup, onKeys) {
			mistaken(t, c)
		}
	})
	_, err := db.Get("k")
	require.NoError(t, err, "the open database was not destroyed")
	names := slices.Concat(slices.Collect(maps.Keys(paths)), slices.Collect(maps.Keys(keys)))
	names = append(names, "Backup", "New")      // Open and Dial call New with a Store
	names = append(names, "RegisterComparator") // TestComparatorArguments
	misuse.Covers(t, ".", names, []string{"DB", "Batch", "Builder", "Entry", "Cursor", "Pinned", "ArrayView", "Digest", "Error",
		"BatchEntry", "Raw", "RawBatch", "RawEntry"})
}
