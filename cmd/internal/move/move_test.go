package move

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func open(t *testing.T, stored map[string]string) *leveldb.DB {
	t.Helper()
	db, err := leveldb.Open(filepath.Join(t.TempDir(), "db"), nil)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	for key, value := range stored {
		require.NoError(t, db.Raw().Put([]byte(key), []byte(value)))
	}
	return db
}

func content(t *testing.T, db *leveldb.DB) map[string]string {
	t.Helper()
	stored := map[string]string{}
	for e, err := range db.Raw().Entries(nil) {
		require.NoError(t, err)
		value, err := e.Value()
		require.NoError(t, err)
		stored[string(e.Key())] = string(value)
	}
	return stored
}

func TestKey(t *testing.T) {
	db := open(t, map[string]string{"a": "s1", "b": "no tag", "\x00\xff": "s3", "": "s4"})
	require.NoError(t, Key(db, "a", "c", Options{Exclusive: true}))
	require.NoError(t, Key(db, "\x00\xff", "\xfe", Options{Exclusive: true}))
	require.NoError(t, Key(db, "", "e", Options{Exclusive: true, Overwrite: true}))
	assert.Equal(t, map[string]string{"c": "s1", "b": "no tag", "\xfe": "s3", "e": "s4"}, content(t, db))

	err := Key(db, "b", "c", Options{Exclusive: true})
	require.ErrorIs(t, err, ErrExists)
	assert.EqualError(t, err, `leveldb: move "c": there is a value under this key already`)
	assert.ErrorIs(t, Key(db, "missing", "c", Options{Exclusive: true, Overwrite: true}), leveldb.ErrNotFound)
	assert.ErrorContains(t, Key(db, "b", "b", Options{Exclusive: true, Overwrite: true}), "the new key is the same")
	assert.Len(t, content(t, db), 4, "nothing changed")
	require.NoError(t, Key(db, "b", "c", Options{Exclusive: true, Overwrite: true}))
	assert.Equal(t, map[string]string{"c": "no tag", "\xfe": "s3", "e": "s4"}, content(t, db))
}

func TestPrefix(t *testing.T) {
	stored, want := map[string]string{"z": "s", "run/1": "snot below", "run/3/0001": "sother"}, map[string]string{}
	const n = batchEntries + 10
	for i := range n {
		stored[fmt.Sprintf("run/1/%04d\xff", i)] = strings.Repeat("v", i)
	}
	for key, value := range stored {
		want[strings.Replace(key, "run/1/", "new/", 1)] = value
	}
	db := open(t, stored)
	entries, bytes := 0, int64(0)
	moved, err := Prefix(t.Context(), db, "run/1/", "new/", Options{Progress: func(n int, b int64) { entries, bytes = entries+n, bytes+b }})
	require.NoError(t, err)
	assert.Equal(t, n, moved)
	assert.Equal(t, n, entries)
	assert.EqualValues(t, n*len("run/1/0000\xff")+n*(n-1)/2, bytes)
	assert.Equal(t, want, content(t, db))

	moved, err = Prefix(t.Context(), db, "none/", "new/", Options{})
	require.NoError(t, err)
	assert.Zero(t, moved)
}

// A move that would replace values changes nothing, unless that is intended.
func TestPrefixThatExists(t *testing.T) {
	stored := map[string]string{"b/9999": "sold"}
	for i := 9999 - batchEntries; i <= 9999; i++ {
		stored[fmt.Sprintf("a/%04d", i)] = "snew"
	}
	db := open(t, stored)
	moved, err := Prefix(t.Context(), db, "a/", "b/", Options{})
	require.ErrorIs(t, err, ErrExists)
	assert.ErrorContains(t, err, `"b/9999"`)
	assert.Zero(t, moved)
	assert.Equal(t, stored, content(t, db))

	moved, err = Prefix(t.Context(), db, "a/", "b/", Options{Overwrite: true})
	require.NoError(t, err)
	assert.Equal(t, batchEntries+1, moved)
	after := content(t, db)
	assert.Len(t, after, batchEntries+1)
	assert.Equal(t, "snew", after["b/9999"])
}

func TestNestedPrefixesAreRefused(t *testing.T) {
	db := open(t, map[string]string{"a/b/x": "s"})
	for _, c := range [][2]string{{"a/", "a/b/"}, {"a/b/", "a/"}, {"a/", "a/"}, {"", "b/"}, {"a/", ""}} {
		_, err := Prefix(t.Context(), db, c[0], c[1], Options{Overwrite: true})
		assert.ErrorIs(t, err, leveldb.ErrInvalidArgument, c)
	}
}

// After an interruption every entry is in one place, and another call moves the rest.
func TestInterruptedPrefix(t *testing.T) {
	stored := map[string]string{}
	for i := range 3 * batchEntries {
		stored[fmt.Sprintf("a/%05d", i)] = fmt.Sprint(i)
	}
	db := open(t, stored)
	ctx, cancel := context.WithCancel(t.Context())
	moved, err := Prefix(ctx, db, "a/", "b/", Options{Progress: func(int, int64) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, batchEntries, moved)
	assert.Len(t, content(t, db), len(stored))
	moved, err = Prefix(t.Context(), db, "a/", "b/", Options{})
	require.NoError(t, err)
	assert.Equal(t, 2*batchEntries, moved)
	after := content(t, db)
	for key, value := range stored {
		require.Equal(t, value, after["b"+key[1:]])
	}
	assert.Len(t, after, len(stored))
}

// meddled is a store in which another program writes right after certain reads.
type meddled struct {
	driver.Store
	meddle func()
}

func (s *meddled) once() {
	if meddle := s.meddle; meddle != nil {
		s.meddle = nil
		meddle()
	}
}

func (s *meddled) Get(ctx context.Context, key string, buf []byte, o driver.ReadOptions) (driver.Value, error) {
	value, err := s.Store.Get(ctx, key, buf, o)
	s.once()
	return value, err
}

func (s *meddled) Scan(ctx context.Context, span driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	cursor, err := s.Store.Scan(ctx, span, o)
	if !span.KeysOnly {
		s.once()
	}
	return cursor, err
}

// What other programs write between the read and the write of a move is not lost.
func TestMoveBesideOthers(t *testing.T) {
	for name, c := range map[string]struct {
		meddle    func(db *leveldb.Raw) error
		overwrite bool
		want      error
		after     map[string]string
	}{
		"changed":   {func(db *leveldb.Raw) error { return db.Put([]byte("a/1"), []byte("snew")) }, false, ErrChanged, map[string]string{"a/1": "snew"}},
		"deleted":   {func(db *leveldb.Raw) error { return db.Delete([]byte("a/1")) }, true, ErrChanged, map[string]string{}},
		"exists":    {func(db *leveldb.Raw) error { return db.Put([]byte("b/1"), []byte("sb")) }, false, ErrExists, map[string]string{"a/1": "sa", "b/1": "sb"}},
		"overwrite": {func(db *leveldb.Raw) error { return db.Put([]byte("b/1"), []byte("sb")) }, true, nil, map[string]string{"b/1": "sa"}},
	} {
		for _, all := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " ", all), func(t *testing.T) {
				db := open(t, map[string]string{"a/1": "sa"})
				moving := leveldb.New(&meddled{db.Driver(), func() { require.NoError(t, c.meddle(db.Raw())) }}, "db", nil)
				var err error
				if o := (Options{Overwrite: c.overwrite}); all {
					_, err = Prefix(t.Context(), moving, "a/", "b/", o)
				} else {
					err = Key(moving, "a/1", "b/1", o)
				}
				require.ErrorIs(t, err, c.want)
				assert.Equal(t, c.after, content(t, db))
			})
		}
	}
}
