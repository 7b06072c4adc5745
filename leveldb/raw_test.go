package leveldb_test

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
	"github.com/openleveldb/openleveldb/native"
)

// A Raw reads and writes what another program stored, and stores nothing else.
func TestRawOfAnotherProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	other, err := native.Open(path, &native.Options{CreateIfMissing: true})
	require.NoError(t, err)
	stored := map[string]string{"": "", "\x00\x01": "no tag", "\xff": "?", "\xff\xff": strings.Repeat("\x00\xff", 10_000), "text": "s"}
	for key, value := range stored {
		require.NoError(t, other.Put(ctx, key, []byte(value), driver.WriteOptions{}))
	}
	require.NoError(t, other.Close())

	db := openTestAt(t, path, &leveldb.Options{ErrorIfMissing: true})
	requireRaw(t, db.Raw(), stored)
	require.NoError(t, db.Raw().Put([]byte("\xfe\x00"), []byte{0, 1}))
	require.NoError(t, db.Raw().Delete([]byte("\xff")))
	require.NoError(t, db.Raw().Delete([]byte("\xff")), "deleting a missing key is not an error")
	b := db.Raw().NewBatch()
	require.NoError(t, b.Put([]byte("\xfd"), []byte("batched")))
	require.NoError(t, b.Put(nil, nil))
	require.NoError(t, b.Delete([]byte("text")))
	require.Equal(t, 3, b.Len())
	require.Positive(t, b.Size())
	more := db.Sub("\xf0").Raw().NewBatch()
	require.NoError(t, more.Put([]byte("\xf1"), []byte("appended")))
	require.NoError(t, b.Append(more))
	require.NoError(t, b.Write())
	b.Reset()
	require.Zero(t, b.Len())
	require.NoError(t, db.Close())

	delete(stored, "\xff")
	delete(stored, "text")
	stored["\xfe\x00"], stored["\xfd"], stored["\xf0\xf1"] = "\x00\x01", "batched", "appended"
	other, err = native.Open(path, nil)
	require.NoError(t, err)
	defer other.Close()
	for key, value := range stored {
		v, err := other.Get(ctx, key, nil, driver.ReadOptions{})
		require.NoError(t, err, "%q", key)
		require.Equal(t, value, string(v.Bytes()))
		v.Release()
	}
	n, err := other.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, len(stored), n)
}

// requireRaw compares everything that a Raw reads with what is stored.
func requireRaw(t *testing.T, raw *leveldb.Raw, stored map[string]string) {
	t.Helper()
	var keys []string
	for key, err := range raw.Keys(nil) {
		require.NoError(t, err)
		keys = append(keys, string(key))
		clear(key) // a copy
	}
	require.Equal(t, slices.Sorted(maps.Keys(stored)), keys)
	n, err := raw.Count(nil)
	require.NoError(t, err)
	require.Equal(t, len(stored), n)
	i := 0
	for e, err := range raw.Entries(nil) {
		require.NoError(t, err)
		want := stored[keys[i]]
		require.Equal(t, keys[i], string(e.Key()))
		clear(e.Key()) // a copy
		require.Equal(t, keys[i], string(e.Key()))
		value, err := e.Value()
		require.NoError(t, err)
		require.Equal(t, want, string(value))
		clear(value) // a copy
		value, err = e.Append([]byte("+"))
		require.NoError(t, err)
		require.Equal(t, "+"+want, string(value))
		require.NoError(t, e.View(func(value []byte) error {
			require.Equal(t, want, string(value))
			return nil
		}))
		i++
	}
	for _, key := range append(keys, "missing\xff") {
		want, ok := stored[key]
		has, err := raw.Has([]byte(key))
		require.NoError(t, err)
		require.Equal(t, ok, has)
		value, err := raw.Get([]byte(key))
		appended, appendErr := raw.Append([]byte("+"), []byte(key))
		viewed := ""
		viewErr := raw.View([]byte(key), func(value []byte) error {
			viewed = string(value)
			return nil
		})
		require.Equal(t, "+"+want, string(appended))
		if !ok {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
			require.ErrorIs(t, appendErr, leveldb.ErrNotFound)
			require.ErrorIs(t, viewErr, leveldb.ErrNotFound)
			continue
		}
		require.NoError(t, errors.Join(err, appendErr, viewErr))
		require.Equal(t, want, string(value))
		require.Equal(t, want, viewed)
	}
	c := raw.Cursor(nil)
	defer c.Close()
	seen := map[string]string{}
	for ok := c.Last(); ok; ok = c.Prev() {
		value, err := c.Raw()
		require.NoError(t, err)
		seen[c.Key()] = string(value)
	}
	require.NoError(t, c.Err())
	require.Equal(t, stored, seen)
}

// A Raw behaves like a sorted map of bytes, in a database and in a sub-database.
func TestRawLikeAModel(t *testing.T) {
	seed := drivertest.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	random := func(most int) []byte {
		b := make([]byte, rng.IntN(most+1))
		for i := range b {
			b[i] = "\x00\x01a\xfe\xff"[rng.IntN(5)]
		}
		return b
	}
	db := openTest(t, nil)
	require.NoError(t, db.Raw().Put([]byte("\xfe\xfe"), []byte("outside")))
	raw := db.Sub("\xfe\xff").Raw()
	model := map[string]string{}
	for range 2000 {
		key, value := random(4), random(100)
		switch op := rng.IntN(100); {
		case op < 50:
			require.NoError(t, raw.Put(key, value))
			model[string(key)] = string(value)
		case op < 70:
			require.NoError(t, raw.Delete(key))
			delete(model, string(key))
		case op < 90:
			b := raw.NewBatch()
			require.NoError(t, b.Put(key, value))
			require.NoError(t, b.Delete(value))
			require.NoError(t, b.Write())
			model[string(key)] = string(value)
			delete(model, string(value))
		case op < 95:
			r := &leveldb.Range{Start: string(key), Stop: string(random(4)), Limit: rng.IntN(10)}
			n, err := raw.DeleteRange(r)
			require.NoError(t, err)
			for _, key := range slices.Sorted(maps.Keys(model)) {
				if n > 0 && selects(r, key) {
					delete(model, key)
					n--
				}
			}
			require.Zero(t, n)
		default:
			requireRaw(t, raw, model)
		}
	}
	requireRaw(t, raw, model)
	requireRaw(t, db.Sub("\xfe\xfe").Raw(), map[string]string{"": "outside"})
}

// A raw view of a batch has the same writes, also in Update.
func TestRawOfBatch(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Sub("p").Update(func(b *leveldb.Batch) error {
		require.NoError(t, b.Put("text", "value"))
		require.ErrorIs(t, b.Raw().Write(), leveldb.ErrInvalidArgument)
		require.NoError(t, b.Raw().Put([]byte{0xff}, []byte("any")))
		require.Equal(t, []string{"ptext=svalue", "p\xff=any"}, written(t, b))
		return b.Raw().Delete([]byte("text"))
	}))
	require.Equal(t, map[string]string{"p\xff": "any"}, contents(t, db))
}

// Errors are those of DB, and name the complete key. A Raw shares the options and the context.
func TestRawErrors(t *testing.T) {
	whole := openTest(t, nil)
	db, store := watch(t, whole.Sub(""), nil)
	synced := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Sub("p").Raw()
	b := synced.NewBatch()
	require.NoError(t, b.Put([]byte("\xff"), []byte("v")))
	require.NoError(t, b.Write())
	require.True(t, store.writes[0].sync)
	own := errors.New("own")
	require.Equal(t, own, synced.View([]byte("\xff"), func([]byte) error { return own }))
	_, err := synced.Get([]byte("\xfe"))
	require.EqualError(t, err, `leveldb: get "p\xfe": not found`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, db.WithContext(ctx).Raw().Put(nil, nil), context.Canceled)

	var kept leveldb.RawEntry
	for e, err := range synced.Entries(nil) {
		require.NoError(t, err)
		kept = e
	}
	_, err = kept.Value()
	require.ErrorIs(t, err, leveldb.ErrMoved)
	require.Equal(t, []byte("\xff"), kept.Key())

	snapshot, err := whole.Sub("p").Snapshot()
	require.NoError(t, err)
	require.NoError(t, synced.Put([]byte("\xff"), []byte("changed")))
	requireRaw(t, snapshot.Raw(), map[string]string{"\xff": "v"})
	require.ErrorIs(t, snapshot.Raw().Put(nil, nil), leveldb.ErrReadOnly)
	require.NoError(t, snapshot.Close())
	require.NoError(t, whole.Close())
	for _, err := range synced.Entries(nil) {
		require.ErrorIs(t, err, leveldb.ErrClosed)
	}
	for _, err := range synced.Keys(nil) {
		require.ErrorIs(t, err, leveldb.ErrClosed)
	}
	require.ErrorIs(t, synced.Put(nil, nil), leveldb.ErrClosed)
	require.ErrorIs(t, b.Write(), leveldb.ErrClosed)
}
