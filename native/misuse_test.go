package native

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/misuse"
)

var documented = []error{ErrNotFound, ErrClosed, ErrReadOnly, ErrCorrupt, ErrLocked, ErrTooLarge, ErrNotSupported, ErrInvalidArgument,
	ErrIO, ErrMoved, misuse.ErrThrown}

// mistaken looks at a call: its errors must be documented ones, and it must not panic but where a nil or index is to blame.
func mistaken(t *testing.T, c *misuse.Call) {
	t.Helper()
	index := strings.HasPrefix(c.Name, "(*native.Page).")
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

// arguments to call with. other is another database, whose snapshots must be refused.
func arguments(t *testing.T, db, other *DB) *misuse.Arguments {
	t.Helper()
	snapshot, err := db.NewSnapshot()
	require.NoError(t, err)
	released, err := db.NewSnapshot()
	require.NoError(t, err)
	released.Release()
	foreign, err := other.NewSnapshot()
	require.NoError(t, err)
	t.Cleanup(snapshot.Release)
	t.Cleanup(foreign.Release)

	var a misuse.Arguments
	misuse.Add(&a, "k", "", "nope", "\xff\x00", strings.Repeat("long", 1<<18), "leveldb.stats")
	misuse.Add(&a, []string{"k", key(50)}, nil, []string{}, []string{""}, []string{"k", "k", "nope", strings.Repeat("long", 1<<18)})
	misuse.Add(&a, 0, 1, -1, math.MaxInt, math.MinInt, 1<<32)
	misuse.AddMade(&a, func() []byte { return []byte("0123456789") })
	misuse.AddMade(&a, func() []byte { return make([]byte, 100_000) })
	misuse.Add(&a, []byte(nil), []byte{})
	misuse.Add(&a, ReadOptions{}, ReadOptions{VerifyChecksums: true, DontFillCache: true}, ReadOptions{Snapshot: snapshot},
		ReadOptions{Snapshot: released}, ReadOptions{Snapshot: foreign}, ReadOptions{Snapshot: &Snapshot{}})
	misuse.Add(&a, WriteOptions{}, WriteOptions{Sync: true})
	misuse.Add(&a, Range{}, Range{Lower: "k", Upper: "k"}, Range{Lower: "z", Upper: "a"}, Range{Lower: "\xff\xff"},
		Range{Reverse: true, Limit: 3, Seekable: true}, Range{Limit: -1, KeysOnly: true}, Range{Limit: math.MinInt}, Range{Limit: math.MaxInt})
	misuse.AddMade(&a, func() *Batch {
		b := &Batch{}
		if err := errors.Join(b.Put("batched", []byte("value")), b.Delete("nope")); err != nil {
			panic(err)
		}
		return b
	})
	misuse.AddMade(&a, func() *Batch { return &Batch{} })
	shared := &Batch{}
	misuse.Add(&a, shared)
	misuse.AddNil[*Batch](&a)
	misuse.Add(&a,
		func(dst []byte) ([]byte, error) { return append(dst, "encoded"...), nil },
		func(dst []byte) ([]byte, error) { return dst, misuse.ErrThrown },
		func([]byte) ([]byte, error) { return nil, nil },
		func([]byte) ([]byte, error) { return []byte(strings.Repeat("bytes of another's", 1000)), nil },
		func(dst []byte) ([]byte, error) { return append(dst[:0:cap(dst)], "over what was there"...), nil },
		func([]byte) ([]byte, error) { panic(misuse.ErrThrown) })
	misuse.AddNil[func([]byte) ([]byte, error)](&a)

	misuse.Finish(&a, func(v Value) {
		sum := 0
		for _, b := range v.Bytes() {
			sum += int(b)
		}
		v.Release()
		v.Release()
	})
	misuse.Finish(&a, func(it *Iterator) {
		defer it.Close()
		walk(it)
	})
	misuse.Finish(&a, func(s *Snapshot) { s.Release(); s.Release() })
	misuse.Finish(&a, look)
	misuse.Finish(&a, func([]error) {}) // of Error.Unwrap
	return &a
}

// walk reads a few pages; errors are for others to look at.
func walk(it *Iterator) {
	for range 3 {
		page, err := it.Next()
		if page == nil || err != nil {
			return
		}
		look(page)
	}
}

// look reads a page whole.
func look(p *Page) {
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
		for c := range misuse.Methods(t, rng, db, arguments(t, db, other)) {
			mistaken(t, c)
			if c.Ordinary && c.Err() != nil { // other calls delete "k", and there is no property of that name
				require.ErrorIs(t, c.Err(), ErrNotFound, c.Text)
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
		a := arguments(t, db, other)
		require.NoError(t, db.Close())
		for c := range misuse.Methods(t, rng, db, a) {
			mistaken(t, c)
			if c.Ordinary && c.Failing && c.Method != "Close" {
				require.ErrorIs(t, c.Err(), ErrClosed, c.Text)
			}
		}
	})
	t.Run("read-only", func(t *testing.T) {
		db := filled(t)
		require.NoError(t, db.Close())
		db, err := Open(db.path, &Options{ReadOnly: true})
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		before, err := db.Count(Range{}, ReadOptions{})
		require.NoError(t, err)
		for c := range misuse.Methods(t, rng, db, arguments(t, db, other)) {
			mistaken(t, c)
			if c.Method == "Close" {
				continue
			}
			n, err := db.Count(Range{}, ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, before, n, c.Text)
		}
	})
	t.Run("borrowed", func(t *testing.T) { // closed, but kept open by a value
		db := filled(t)
		a := arguments(t, db, other)
		v, err := db.Pin("k", ReadOptions{})
		require.NoError(t, err)
		defer v.Release()
		require.NoError(t, db.Close())
		for c := range misuse.Methods(t, rng, db, a) {
			mistaken(t, c)
			require.Equal(t, "value", string(v.Bytes()))
		}
	})
	testZero(t, &DB{}, arguments(t, other, other))
}

// testZero calls the methods of a zero value and a nil pointer: what panics does so as Go does on nil.
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

// Everything that is made from a database, in every state, one method after the other.
func TestMisuseOfHandles(t *testing.T) {
	rng := misuse.Seed(t)
	states := map[string]func(db *DB, it *Iterator){
		"fresh":    func(*DB, *Iterator) {},
		"moved on": func(_ *DB, it *Iterator) { walk(it) },
		"at end": func(_ *DB, it *Iterator) {
			for page, err := it.Next(); page != nil && err == nil; page, err = it.Next() {
			}
		},
		"closed":          func(_ *DB, it *Iterator) { it.Close() },
		"closed database": func(db *DB, _ *Iterator) { _ = db.Close() },
	}
	for state, bring := range states {
		t.Run(state, func(t *testing.T) {
			for _, of := range []Range{{}, {Seekable: true}, {KeysOnly: true, Reverse: true}, {Lower: key(60), Limit: 5}, {Reuse: true}} {
				db := filled(t)
				a := arguments(t, db, db)
				it, err := db.NewIterator(of, ReadOptions{})
				require.NoError(t, err)
				defer it.Close()
				page, err := it.Next()
				require.NoError(t, err)
				small, err := db.Get("k", make([]byte, 100), ReadOptions{})
				require.NoError(t, err)
				lent, err := db.Pin("k", ReadOptions{})
				require.NoError(t, err)
				ended, err := db.Pin(key(99), ReadOptions{})
				require.NoError(t, err)
				ended.Release()
				snapshot, err := db.NewSnapshot()
				require.NoError(t, err)
				bring(db, it)
				for _, receiver := range []any{page, it, small, lent, ended, Value{}, snapshot} {
					for c := range misuse.Methods(t, rng, receiver, a) {
						mistaken(t, c)
						if state == "closed database" && c.Failing && c.Ordinary && receiver == any(it) {
							require.ErrorIs(t, c.Err(), ErrClosed, c.Text)
						}
					}
				}
			}
		})
	}
	db := filled(t)
	a := arguments(t, db, db)
	for _, receiver := range []any{&Iterator{}, &Page{}, &Snapshot{}, &Error{}} {
		testZero(t, receiver, a)
	}
}

func TestMisuseFromMany(t *testing.T) {
	rng := misuse.Seed(t)
	for range 4 {
		db, other := filled(t), filled(t)
		a := arguments(t, db, other)
		it, err := db.NewIterator(Range{}, ReadOptions{})
		require.NoError(t, err)
		page, err := it.Next()
		require.NoError(t, err)
		seekable, err := db.NewIterator(Range{Seekable: true, Reverse: true}, ReadOptions{})
		require.NoError(t, err)
		snapshot, err := db.NewSnapshot()
		require.NoError(t, err)
		lookup, err := db.NewLookup([]string{"k", "nope", key(99)}, ReadOptions{})
		require.NoError(t, err)
		v, err := db.Pin(key(99), ReadOptions{})
		require.NoError(t, err)
		receivers := []any{methodsButClose{db}, it, page, seekable, snapshot, lookup, v, &Batch{}}
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

// methodsButClose leaves the closing to the test, so that something happens before.
type methodsButClose struct{ *DB }

func (methodsButClose) Close() error { return nil }

func TestMisuseOfFunctions(t *testing.T) {
	rng := misuse.Seed(t)
	directory := t.TempDir()
	file := filepath.Join(directory, "file")
	require.NoError(t, os.WriteFile(file, []byte("not a database"), 0o600))
	db := filled(t)
	page, err := db.NewIterator(Range{}, ReadOptions{})
	require.NoError(t, err)
	defer page.Close()

	var a misuse.Arguments
	misuse.Add(&a, filepath.Join(directory, "db"), "", "\x00", file, filepath.Join(file, "below"), filepath.Join(directory, "none", "below"),
		db.path, directory, "/proc/self/mem", strings.Repeat("long", 10_000))
	misuse.Add(&a, &Options{CreateIfMissing: true}, nil, &Options{}, &Options{ReadOnly: true}, &Options{ReadOnly: true, NoLock: true},
		&Options{ErrorIfExists: true, CreateIfMissing: true}, &Options{WriteBufferSize: -1}, &Options{BlockSize: math.MinInt},
		&Options{MaxOpenFiles: math.MaxInt}, &Options{BloomFilterBits: math.MaxInt}, &Options{Compression: 2}, &Options{Compression: -1},
		&Options{NoLock: true})
	misuse.Add(&a, []byte("\x01\x01\x00\x00\x00\x01\x00\x00\x00kv"), nil, []byte{}, []byte{1}, []byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff"))
	misuse.Add(&a, []string{"a"}, nil, []string{"a", "b", "c"})
	misuse.Add(&a, []End{{}, {1, 11}}, nil, []End{{}}, []End{{5, 5}, {1, 1}}, []End{{}, {math.MaxUint32, math.MaxUint32}}, []End{{}, {1, 0}, {0, 1}})
	misuse.AddMade(&a, func() *atomic.Uint64 { return new(atomic.Uint64) })
	misuse.AddNil[*atomic.Uint64](&a)
	misuse.Add[uintptr](&a, 0, 1, 1<<47, math.MaxUint64)
	misuse.AddMade(&a, func() io.Reader { return strings.NewReader("no log") })
	misuse.AddMade(&a, func() io.Reader { return strings.NewReader("") })
	misuse.Finish(&a, func(db *DB) { assert.NoError(t, db.Close()) })
	misuse.Finish(&a, func(Range) {})
	misuse.Finish(&a, func([]Holder) {})
	misuse.Finish(&a, func(v Value) { _ = string(v.Bytes()); v.Release() })
	misuse.Finish(&a, func(*Contents) {})
	misuse.Finish(&a, func(b *Batch) { assert.Equal(t, b.Size(), len(b.Packed())) })
	misuse.Finish(&a, look)

	functions := map[string]any{
		"Open": Open, "Repair": Repair, "Destroy": Destroy, "Version": Version, "LiveHandles": LiveHandles, "Copy": Copy,
		"ParseBatch": ParseBatch, "NewPage": NewPage, "NewLookupPage": NewLookupPage, "PrefixRange": PrefixRange, "ExplainFault": ExplainFault, "ValueOf": ValueOf,
		"Holders": Holders, "ReadContents": ReadContents, "CheckLog": CheckLog, "AbsolutePath": AbsolutePath,
		"MapLargeAllocations": MapLargeAllocations,
	}
	var names []string
	for name, f := range functions {
		names = append(names, name)
		for c := range misuse.Function(t, rng, name, f, &a) {
			mistaken(t, c)
		}
	}
	v, err := db.Get("k", nil, ReadOptions{})
	require.NoError(t, err, "the database that is open has not been destroyed")
	v.Release()
	misuse.Covers(t, ".", names, []string{"DB", "Batch", "Iterator", "Page", "Value", "Snapshot", "Error"})
}
