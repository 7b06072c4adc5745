package leveldb_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

var errFragile = errors.New("glass is broken")

// fragile is an order whose function fails on request.
type fragile struct {
	fail       atomic.Pointer[func()] // called before each comparison
	background atomic.Bool            // only in compactions
}

// inCall is part of the stack of every comparison that a goroutine of the caller has asked for. The
// threads of LevelDB do not have it.
const inCall = "native.(*ordering).call"

func (f *fragile) compare(a, b []byte) int {
	if fail := f.fail.Load(); fail != nil && (!f.background.Load() || !strings.Contains(string(debug.Stack()), inCall)) {
		(*fail)()
	}
	return bytes.Compare(b, a)
}

func (f *fragile) shatter(fail func()) { f.fail.Store(&fail) }

// options returns options with an order that may fail.
func (f *fragile) options() *leveldb.Options {
	return small(&leveldb.Comparator{Name: "test.fragile", Compare: f.compare})
}

// sound returns options with the same order, which does not fail.
func sound() *leveldb.Options { return small(reverse.Named("test.fragile")) }

// filled returns a database with entries in tables and in the log, and its entries.
func filled(t *testing.T) (path string, entries map[string]string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, sound())
	require.NoError(t, err)
	entries = map[string]string{}
	for i := range 1000 {
		key := fmt.Sprintf("%04d", i*7919%1000)
		entries[key] = valueOf(key)
		require.NoError(t, db.PutRaw(key, []byte(entries[key])))
	}
	require.NoError(t, db.Close())
	return path, entries
}

func valueOf(key string) string { return "s" + strings.Repeat(key, 100) }

// requireIntact opens the database with an order that does not fail.
func requireIntact(t *testing.T, path string, entries map[string]string) {
	t.Helper()
	db, err := leveldb.Open(path, sound())
	require.NoError(t, err)
	require.Equal(t, entries, entriesOf(t, db, nil))
	require.NoError(t, db.Compact(nil))
	require.Equal(t, entries, entriesOf(t, db, nil))
	require.NoError(t, db.Close())
}

func requireFailed(t *testing.T, what string, err error) {
	t.Helper()
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument, what)
	require.ErrorContains(t, err, `"test.fragile"`, what)
}

// failures are the ways in which a function does not return.
var failures = map[string]struct {
	fail func()
	text string
}{
	"panic":       {func() { panic(fmt.Errorf("why: %w", errFragile)) }, "panicked: why: glass is broken"},
	"nil":         {func() { var p *int; *p = 1 }, "panicked: runtime error: invalid memory address"},
	"runtime":     {func() { _ = []int{}[len(os.Args)] }, "panicked: runtime error: index out of range"},
	"Goexit":      {runtime.Goexit, "called runtime.Goexit"},
	"panic(nil)":  {func() { panic(nil) }, "panicked: panic called with nil argument"},
	"odd":         {func() { panic(struct{ a []int }{[]int{3}}) }, "panicked: {[3]}"},
	"late Goexit": {func() { defer runtime.Goexit(); panic("hidden") }, "called runtime.Goexit"},
}

// operations are all calls that compare keys.
func operations(db *leveldb.DB) map[string]func() error {
	loop := func(r *leveldb.Range) func() error {
		return func() error {
			for _, err := range db.Entries(r) {
				if err != nil {
					return err
				}
			}
			return nil
		}
	}
	keys := []string{"0500", "0100", "none"}
	return map[string]func() error{
		"get": func() error { _, err := db.Get("0500"); return err },
		"has": func() error { _, err := db.Has("0500"); return err },
		// A write that fails may be there when the database is opened again, so these change nothing.
		"put":     func() error { return db.PutRaw("0500", []byte(valueOf("0500"))) },
		"delete":  func() error { return db.Delete("none") },
		"iterate": loop(nil),
		"range":   loop(&leveldb.Range{Start: "0900", Stop: "0100"}),
		"reverse": loop(&leveldb.Range{Reverse: true}),
		"count":   func() error { _, err := db.Count(&leveldb.Range{Start: "0900"}); return err },
		"lookup":  func() error { _, err := leveldb.GetAll[any](db, keys); return err },
		"gather":  func() error { _, err := db.Gather(keys, nil); return err },
		"view":    func() error { return db.ViewRaw("0500", func(*leveldb.Pinned) error { return nil }) },
		"size":    func() error { _, err := db.ApproximateSize(&leveldb.Range{Start: "0900", Stop: "0100"}); return err },
		"compact": func() error { return db.Compact(nil) },
		"split":   func() error { _, err := db.Split(nil, 2); return err },
		"fetch":   func() error { return db.Prefetch(keys) },
		"fetch range": func() error {
			return db.PrefetchRange(nil)
		},
		"batch": func() error {
			b := db.NewBatch()
			return errors.Join(b.PutRaw("0500", []byte(valueOf("0500"))), b.Delete("none"), b.Write())
		},
	}
}

// After a failure in any call, the process lives, each later call returns the reason, and the files
// are as they were.
func TestComparatorFailsInCalls(t *testing.T) {
	path, entries := filled(t)
	names := operations(nil)
	for name := range names {
		t.Run(name, func(t *testing.T) {
			f := &fragile{}
			db, err := leveldb.Open(path, f.options())
			require.NoError(t, err)
			require.NoError(t, db.Delete("nothing"), "so that writes have something to compare with")
			f.shatter(failures["panic"].fail)
			err = operations(db)[name]()
			requireFailed(t, name, err)
			require.ErrorContains(t, err, "panicked: why: glass is broken")
			require.ErrorIs(t, err, errFragile)
			f.fail.Store(nil)
			for later, call := range operations(db) {
				err := call()
				requireFailed(t, later, err)
				require.ErrorContains(t, err, "glass is broken", later)
			}
			_, err = db.Snapshot()
			requireFailed(t, "snapshot", err)
			_, err = db.Property("leveldb.stats")
			requireFailed(t, "property", err)
			requireFailed(t, "close", db.Close())
			requireFailed(t, "close again", db.Close())
			_, err = db.Get("k")
			require.ErrorIs(t, err, leveldb.ErrClosed)
		})
	}
	requireIntact(t, path, entries)
}

func TestComparatorFailsInEveryWay(t *testing.T) {
	path, entries := filled(t)
	for name, c := range failures {
		for _, readOnly := range []bool{false, true} {
			f := &fragile{}
			o := f.options()
			o.ReadOnly = readOnly
			db, err := leveldb.Open(path, o)
			require.NoError(t, err)
			f.shatter(c.fail)
			_, err = db.Get("0500")
			requireFailed(t, name, err)
			require.ErrorContains(t, err, c.text, name)
			requireFailed(t, name, db.Close())

			_, err = leveldb.Open(path, o)
			requireFailed(t, name, err)
			require.ErrorContains(t, err, c.text, name)
		}
	}
	requireIntact(t, path, entries)
}

// Iterators, snapshots and borrowed values of a database that fails stay valid, and can be released.
func TestComparatorFailsWithBorrowedMemory(t *testing.T) {
	path, entries := filled(t)
	f := &fragile{}
	db, err := leveldb.Open(path, f.options())
	require.NoError(t, err)
	entries["large"] = "b" + strings.Repeat("l", 100<<10)
	require.NoError(t, db.PutRaw("large", []byte(entries["large"])))
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	pinned, err := db.Pin("large")
	require.NoError(t, err)
	n := 0
	for e, err := range snapshot.Entries(nil) {
		if err != nil {
			requireFailed(t, "iterate", err)
			break
		}
		if n++; n == 10 {
			f.shatter(failures["panic"].fail)
		}
		_ = e
	}
	require.GreaterOrEqual(t, n, 10)
	require.Less(t, n, len(entries))
	require.NoError(t, snapshot.Close())
	require.NoError(t, db.Close(), "a borrowed value keeps the database open")
	large, err := pinned.Bytes()
	require.NoError(t, err)
	require.Equal(t, entries["large"][1:], string(large))
	pinned.Release()
	requireFailed(t, "close again", db.Close())
	requireIntact(t, path, entries)
}

// Calls that run when another one fails return, too.
func TestComparatorFailsForMany(t *testing.T) {
	path, entries := filled(t)
	f := &fragile{}
	db, err := leveldb.Open(path, f.options())
	require.NoError(t, err)
	var calls atomic.Int64
	var wg sync.WaitGroup
	for _, call := range operations(db) {
		wg.Go(func() {
			for {
				calls.Add(1)
				if err := call(); err != nil && strings.Contains(err.Error(), "test.fragile") {
					return
				}
			}
		})
	}
	for calls.Load() < 100 {
		runtime.Gosched()
	}
	f.shatter(failures["Goexit"].fail)
	wg.Wait()
	requireFailed(t, "close", db.Close())
	requireIntact(t, path, entries)
}

// A compaction fails in LevelDB's own thread. The next write reports it, and what was acknowledged
// is in the log.
func TestComparatorFailsInCompactions(t *testing.T) {
	for name, c := range failures {
		path := filepath.Join(t.TempDir(), "db")
		f := &fragile{}
		db, err := leveldb.Open(path, f.options())
		require.NoError(t, err)
		entries := map[string]string{}
		f.background.Store(true)
		for i := 0; ; i++ {
			require.Less(t, i, 100_000, "no compaction")
			if i == 300 {
				f.shatter(c.fail)
			}
			key := fmt.Sprintf("%05d", i*7919%100_000)
			value := valueOf(key)
			if err = db.PutRaw(key, []byte(value)); err != nil {
				break
			}
			entries[key] = value
		}
		requireFailed(t, name, err)
		require.ErrorContains(t, err, c.text, name)
		requireFailed(t, name, db.Close())
		db, err = leveldb.Open(path, sound())
		require.NoError(t, err)
		got := entriesOf(t, db, nil)
		for key, value := range entries {
			require.Equal(t, value, got[key], "%s: %s", name, key)
		}
		require.LessOrEqual(t, len(got), len(entries)+1, "the last write may be there")
		require.NoError(t, db.Compact(nil))
		require.Equal(t, got, entriesOf(t, db, nil))
		require.NoError(t, db.Close())
	}
}

// A requested compaction fails, in LevelDB's thread and in the caller's.
func TestComparatorFailsInRequestedCompactions(t *testing.T) {
	for _, background := range []bool{false, true} {
		path, entries := filled(t)
		f := &fragile{}
		db, err := leveldb.Open(path, f.options())
		require.NoError(t, err)
		f.background.Store(background)
		f.shatter(failures["panic"].fail)
		requireFailed(t, "compact", db.Compact(nil))
		requireFailed(t, "close", db.Close())
		requireIntact(t, path, entries)
	}
}

func TestComparatorFailsInRepair(t *testing.T) {
	for name, c := range map[string]struct {
		remove string
		after  int64 // comparisons
	}{
		"at once": {"CURRENT", 0}, "in the tables": {"MANIFEST-*", 500}, "in the merge": {"MANIFEST-*", 3000},
	} {
		t.Run(name, func(t *testing.T) {
			path, entries := filled(t)
			if c.remove == "MANIFEST-*" {
				require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
			}
			names, err := filepath.Glob(filepath.Join(path, c.remove))
			require.NoError(t, err)
			for _, name := range names {
				require.NoError(t, os.Remove(name))
			}
			files := contentsOf(t, path)
			f := &fragile{}
			var n atomic.Int64
			f.shatter(func() {
				if n.Add(1) > c.after {
					panic(errFragile)
				}
			})
			err = leveldb.Repair(path, f.options())
			requireFailed(t, name, err)
			require.ErrorIs(t, err, errFragile)
			require.Equal(t, files, contentsOf(t, path))
			require.NoError(t, leveldb.Repair(path, sound()))
			requireIntact(t, path, entries)
		})
	}
}

// contentsOf returns the contents of the files of a database, except for those that are not part of
// it.
func contentsOf(t *testing.T, path string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(path)
	require.NoError(t, err)
	contents := map[string]string{}
	for _, file := range files {
		if file.IsDir() || file.Name() == "LOCK" || strings.HasPrefix(file.Name(), "LOG") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(path, file.Name()))
		require.NoError(t, err)
		contents[file.Name()] = string(content)
	}
	return contents
}

// Repair keeps the order: of intact tables, of damaged ones, and of tables without a manifest.
func TestComparatorRepairs(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, path string){
		"nothing": func(*testing.T, string) {},
		"CURRENT": func(t *testing.T, path string) { require.NoError(t, os.Remove(filepath.Join(path, "CURRENT"))) },
		"manifest": func(t *testing.T, path string) {
			names, err := filepath.Glob(filepath.Join(path, "MANIFEST-*"))
			require.NoError(t, err)
			for _, name := range append(names, filepath.Join(path, "CURRENT")) {
				require.NoError(t, os.Remove(name))
			}
		},
	} {
		path, entries := filled(t)
		damage(t, path)
		require.NoError(t, leveldb.Repair(path, sound()), name)
		requireIntact(t, path, entries)
	}

	// A block is damaged.
	path, entries := filled(t)
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	content, err := os.ReadFile(tables[0])
	require.NoError(t, err)
	content[100] ^= 1
	require.NoError(t, os.WriteFile(tables[0], content, 0o600))
	require.NoError(t, leveldb.Repair(path, sound()))
	db, err := leveldb.Open(path, sound())
	require.NoError(t, err)
	got := entriesOf(t, db, nil)
	require.Less(t, len(got), len(entries))
	require.Greater(t, len(got), len(entries)/2)
	require.Equal(t, sortedBy(reverse, got), keysOf(t, db, nil))
	require.NoError(t, db.Close())

	// Without the manifest, only the order shows that the comparator is another one.
	path, _ = filled(t)
	names, err := filepath.Glob(filepath.Join(path, "MANIFEST-*"))
	require.NoError(t, err)
	for _, name := range append(names, filepath.Join(path, "CURRENT")) {
		require.NoError(t, os.Remove(name))
	}
	for _, o := range []*leveldb.Options{nil, small(decimal)} {
		err := leveldb.Repair(path, o)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		require.ErrorContains(t, err, "another comparator")
	}
}

// A function that contradicts itself is found, before LevelDB trips over it.
func TestComparatorContradictions(t *testing.T) {
	for name, compare := range map[string]func(a, b []byte) int{
		"always after":  func(a, b []byte) int { return 1 },
		"always before": func(a, b []byte) int { return -1 },
		"a bool": func(a, b []byte) int {
			if bytes.Compare(a, b) < 0 {
				return 1
			}
			return 0
		},
	} {
		path := filepath.Join(t.TempDir(), "db")
		db, err := leveldb.Open(path, small(&leveldb.Comparator{Name: "test.fragile", Compare: compare}))
		require.NoError(t, err)
		for i := 0; err == nil; i++ {
			require.Less(t, i, 100_000, name)
			err = db.Put(fmt.Sprint(i), strings.Repeat("v", 100))
		}
		requireFailed(t, name, err)
		require.ErrorContains(t, err, "is not an order", name)
		requireFailed(t, name, db.Close())
		db, err = leveldb.Open(path, sound())
		require.NoError(t, err)
		n, err := db.Count(nil)
		require.NoError(t, err)
		require.NotZero(t, n, name)
		require.NoError(t, db.Close())
	}

	// All keys are the same key.
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), small(&leveldb.Comparator{Name: "test.one", Compare: func(_, _ []byte) int { return 0 }}))
	require.NoError(t, err)
	for i := range 2000 {
		require.NoError(t, db.Put(fmt.Sprint(i), strings.Repeat("v", 100)))
	}
	require.NoError(t, db.Compact(nil))
	require.Equal(t, []string{"1999"}, keysOf(t, db, nil))
	require.NoError(t, db.Close())
}
