package drivertest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// testContext calls every method of a store with a context that is done. Each must return the error
// of the context and change nothing.
func testContext(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "k", "value")
	store, prefix := db.Driver(), db.Prefix()
	ctx, cancel := context.WithCancel(t.Context())
	cursor, err := store.Scan(ctx, driver.PrefixSpan(prefix), driver.ReadOptions{})
	require.NoError(t, err)
	defer cursor.Close()
	lookup, err := store.Lookup(t.Context(), []string{prefix + "k"}, driver.ReadOptions{})
	require.NoError(t, err)
	defer lookup.Close()
	cancel()

	k := prefix + "k"
	for name, call := range map[string]func() error{
		"Get":    func() error { _, err := store.Get(ctx, k, nil, driver.ReadOptions{}); return err },
		"Pin":    func() error { _, err := store.Pin(ctx, k, driver.ReadOptions{}); return err },
		"Lookup": func() error { _, err := store.Lookup(ctx, []string{k}, driver.ReadOptions{}); return err },
		"Gather": func() error {
			_, err := store.Gather(ctx, []string{k}, nil, make([]byte, 6), driver.ReadOptions{})
			return err
		},
		"Has":             func() error { _, err := store.Has(ctx, k, driver.ReadOptions{}); return err },
		"Scan":            func() error { _, err := store.Scan(ctx, driver.Span{}, driver.ReadOptions{}); return err },
		"Count":           func() error { _, err := store.Count(ctx, driver.Span{}, driver.ReadOptions{}); return err },
		"Put":             func() error { return store.Put(ctx, k, nil, driver.WriteOptions{}) },
		"Delete":          func() error { return store.Delete(ctx, k, driver.WriteOptions{}) },
		"Write":           func() error { return store.Write(ctx, batchOf(t, k), driver.WriteOptions{}) },
		"Snapshot":        func() error { _, err := store.Snapshot(ctx); return err },
		"Property":        func() error { _, err := store.Property(ctx, "leveldb.stats"); return err },
		"ApproximateSize": func() error { _, err := store.ApproximateSize(ctx, "", ""); return err },
		"Compact":         func() error { return store.Compact(ctx, "", "") },
		"Cursor.Next":     func() error { _, err := cursor.Next(ctx); return err },
		"Cursor.Next of a lookup that began with another context": func() error {
			_, err := lookup.Next(ctx)
			return err
		},
	} {
		assert.ErrorIs(t, call(), context.Canceled, name)
	}
	value, err := db.Get("k")
	require.NoError(t, err)
	require.Equal(t, "value", value)
}

func batchOf(t *testing.T, key string) *driver.Batch {
	b := new(driver.Batch)
	require.NoError(t, b.Delete(key))
	return b
}

// testOwnership checks who owns the bytes of a value. A value in the caller's buffer is in the
// buffer, an owned value may be changed, and a borrowed one stays valid until its release.
func testOwnership(t *testing.T, open Open) {
	db := opened(t, open)
	store, k := db.Driver(), db.Prefix()+"k"
	for _, size := range []int{0, 1, 100, 4 << 10, 1 << 20} {
		stored := make([]byte, size)
		for i := range stored {
			stored[i] = byte(i % 251)
		}
		require.NoError(t, store.Put(t.Context(), k, stored, driver.WriteOptions{}))
		for _, room := range []int{0, size, size + 10} {
			buf := make([]byte, room)
			v, err := store.Get(t.Context(), k, buf, driver.ReadOptions{})
			require.NoError(t, err)
			requireValue(t, store, k, v, stored, buf)
		}
		v, err := store.Pin(t.Context(), k, driver.ReadOptions{})
		require.NoError(t, err)
		requireValue(t, store, k, v, stored, nil)
	}
}

func requireValue(t *testing.T, store driver.Store, key string, v driver.Value, want, buf []byte) {
	t.Helper()
	require.Equal(t, want, append([]byte{}, v.Bytes()...))
	require.False(t, v.Owned() && v.Borrowed())
	switch {
	case len(want) == 0:
	case v.Owned():
		clear(v.Bytes())
		again, err := store.Get(t.Context(), key, nil, driver.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, want, append([]byte{}, again.Bytes()...), "an owned value belongs to the caller only")
		again.Release()
	case v.Borrowed():
		require.NoError(t, store.Put(t.Context(), key, []byte("other"), driver.WriteOptions{}))
		require.Equal(t, want, append([]byte{}, v.Bytes()...), "a borrowed value does not change")
		require.NoError(t, store.Put(t.Context(), key, want, driver.WriteOptions{}))
	default:
		require.NotEmpty(t, buf)
		require.Same(t, &buf[0], &v.Bytes()[0], "any other value is in the buffer")
	}
	v.Release()
	v.Release()
}
