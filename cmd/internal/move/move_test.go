package move

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
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
	require.NoError(t, Key(db, "a", "c", false))
	require.NoError(t, Key(db, "\x00\xff", "\xfe", false))
	require.NoError(t, Key(db, "", "e", true))
	assert.Equal(t, map[string]string{"c": "s1", "b": "no tag", "\xfe": "s3", "e": "s4"}, content(t, db))

	err := Key(db, "b", "c", false)
	require.ErrorIs(t, err, ErrExists)
	assert.EqualError(t, err, `leveldb: move "c": there is a value under this key already`)
	assert.ErrorIs(t, Key(db, "missing", "c", true), leveldb.ErrNotFound)
	assert.ErrorContains(t, Key(db, "b", "b", true), "the new key is the same")
	assert.Len(t, content(t, db), 4, "nothing changed")
	require.NoError(t, Key(db, "b", "c", true))
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
	moved, err := Prefix(t.Context(), db, "run/1/", "new/", false, func(n int, b int64) { entries, bytes = entries+n, bytes+b })
	require.NoError(t, err)
	assert.Equal(t, n, moved)
	assert.Equal(t, n, entries)
	assert.EqualValues(t, n*len("run/1/0000\xff")+n*(n-1)/2, bytes)
	assert.Equal(t, want, content(t, db))

	moved, err = Prefix(t.Context(), db, "none/", "new/", false, func(int, int64) {})
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
	moved, err := Prefix(t.Context(), db, "a/", "b/", false, func(int, int64) {})
	require.ErrorIs(t, err, ErrExists)
	assert.ErrorContains(t, err, `"b/9999"`)
	assert.Zero(t, moved)
	assert.Equal(t, stored, content(t, db))

	moved, err = Prefix(t.Context(), db, "a/", "b/", true, func(int, int64) {})
	require.NoError(t, err)
	assert.Equal(t, batchEntries+1, moved)
	after := content(t, db)
	assert.Len(t, after, batchEntries+1)
	assert.Equal(t, "snew", after["b/9999"])
}

func TestNestedPrefixesAreRefused(t *testing.T) {
	db := open(t, map[string]string{"a/b/x": "s"})
	for _, c := range [][2]string{{"a/", "a/b/"}, {"a/b/", "a/"}, {"a/", "a/"}, {"", "b/"}, {"a/", ""}} {
		_, err := Prefix(t.Context(), db, c[0], c[1], true, func(int, int64) {})
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
	moved, err := Prefix(ctx, db, "a/", "b/", false, func(int, int64) { cancel() })
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, batchEntries, moved)
	assert.Len(t, content(t, db), len(stored))
	moved, err = Prefix(t.Context(), db, "a/", "b/", false, func(int, int64) {})
	require.NoError(t, err)
	assert.Equal(t, 2*batchEntries, moved)
	after := content(t, db)
	for key, value := range stored {
		require.Equal(t, value, after["b"+key[1:]])
	}
	assert.Len(t, after, len(stored))
}
