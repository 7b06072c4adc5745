package native

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// adders are the ways to add an entry.
var adders = []func(b *driver.Batch, key string) error{
	func(b *driver.Batch, key string) error { return b.Put(key, []byte(key)) },
	func(b *driver.Batch, key string) error {
		return b.PutWith(key, func(dst []byte) ([]byte, error) { return append(dst, key...), nil })
	},
	func(b *driver.Batch, key string) error {
		return b.PutWith(key, func([]byte) ([]byte, error) { return []byte(key), nil })
	},
}

// A batch shared by goroutines loses no entries.
func TestBatchShared(t *testing.T) {
	const goroutines, each = 8, 2000
	db := openTest(t, nil)
	var b driver.Batch
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range each {
				assert.NoError(t, adders[(g+i)%len(adders)](&b, fmt.Sprintf("%d %d", g, i)))
				if i%200 == g {
					assert.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
				}
				if i%100 == g {
					_, err := driver.ParseBatch(b.Packed())
					assert.NoError(t, err)
					assert.LessOrEqual(t, i+1, b.Len())
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, goroutines*each, b.Len())
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
	all := collect(t, db, driver.Span{}, driver.ReadOptions{})
	require.Len(t, all, goroutines*each)
	for _, p := range all {
		require.Equal(t, p.key, p.value)
	}
}

// A write in progress and the result of Packed do not change when the batch does.
func TestBatchResetWhileInUse(t *testing.T) {
	db := openTest(t, nil)
	var b driver.Batch
	require.NoError(t, b.Put("k", []byte("first")))
	packed := b.Packed()
	before := slices.Clone(packed)
	b.Reset()
	require.NoError(t, b.Put("k", []byte("other")))
	require.Equal(t, before, packed)

	release := occupy(t, &db.commits)
	var wg sync.WaitGroup
	large := make([]byte, maxJoinSize) // too large to be copied into a group
	for i := range large {
		large[i] = 'a'
	}
	b.Reset()
	require.NoError(t, b.Put("k", large))
	queueUp(t, &db.commits, &wg, 1, func() { assert.NoError(t, db.Write(ctx, &b, driver.WriteOptions{})) })
	b.Reset()
	for i := range large {
		large[i] = 'b'
	}
	require.NoError(t, b.Put("k", large))
	release()
	wg.Wait()
	got := get(t, db, "k", driver.ReadOptions{})
	require.Len(t, got, len(large))
	require.NotContains(t, got, "b")
}

// The callback of PutWith may use its batch in any way.
func TestBatchPutWithUsesItself(t *testing.T) {
	db := openTest(t, nil)
	for name, use := range map[string]struct {
		do   func(b *driver.Batch) error
		want []pair
	}{
		"put":      {func(b *driver.Batch) error { return b.Put("own", []byte("2")) }, []pair{{"before", "1"}, {"k", "value"}, {"own", "2"}}},
		"same key": {func(b *driver.Batch) error { return b.Put("k", []byte("earlier")) }, []pair{{"before", "1"}, {"k", "value"}}},
		"delete":   {func(b *driver.Batch) error { return b.Delete("before") }, []pair{{"k", "value"}}},
		"put with": {func(b *driver.Batch) error {
			return b.PutWith("own", func(dst []byte) ([]byte, error) { return append(dst, "inner"...), nil })
		}, []pair{{"before", "1"}, {"k", "value"}, {"own", "inner"}}},
		"reset": {func(b *driver.Batch) error { b.Reset(); return b.Put("own", []byte("2")) }, []pair{{"k", "value"}, {"own", "2"}}},
		"reset and put with": {func(b *driver.Batch) error {
			b.Reset()
			return b.PutWith("own", func(dst []byte) ([]byte, error) { return append(dst, "inner"...), nil })
		}, []pair{{"k", "value"}, {"own", "inner"}}},
		"write": {func(b *driver.Batch) error { return db.Write(ctx, b, driver.WriteOptions{}) }, []pair{{"before", "1"}, {"k", "value"}}},
		"look":  {func(b *driver.Batch) error { _, err := driver.ParseBatch(b.Packed()); return errors.Join(err) }, []pair{{"before", "1"}, {"k", "value"}}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, room := range []int{0, 1 << 10} {
				for _, p := range collect(t, db, driver.Span{}, driver.ReadOptions{}) {
					require.NoError(t, db.Delete(ctx, p.key, driver.WriteOptions{}))
				}
				var b driver.Batch
				require.NoError(t, b.Put("room", make([]byte, room)))
				b.Reset()
				require.NoError(t, b.Put("before", []byte("1")))
				require.NoError(t, b.PutWith("k", func(dst []byte) ([]byte, error) {
					dst = append(dst, "val"...)
					if err := use.do(&b); err != nil {
						return nil, err
					}
					return append(dst, "ue"...), nil
				}))
				require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
				require.Equal(t, use.want, collect(t, db, driver.Span{}, driver.ReadOptions{}))
			}
		})
	}
}

// Bytes changed after they were checked are refused. They damage neither the database nor other
// writes, alone or in a group, and later writes succeed.
func TestBatchChangedAfterwards(t *testing.T) {
	db := openTest(t, nil)
	var b driver.Batch
	require.NoError(t, b.Put("k", []byte("value")))
	require.NoError(t, b.Delete("other"))
	for i := range driver.BatchOverhead {
		for _, size := range []int{0, maxJoinSize} { // one joins a group, the other does not
			packed := slices.Clone(b.Packed())
			for range size / len(b.Packed()) {
				packed = append(packed, b.Packed()...)
			}
			foreign, err := driver.ParseBatch(packed)
			require.NoError(t, err)
			packed[i] = 0xee
			require.ErrorIs(t, db.Write(ctx, foreign, driver.WriteOptions{}), driver.ErrInvalidArgument, "byte %d", i)

			release := occupy(t, &db.commits)
			var wg sync.WaitGroup
			queueUp(t, &db.commits, &wg, 1, func() { assert.NoError(t, db.Put(ctx, "before", nil, driver.WriteOptions{})) })
			if size == 0 {
				require.ErrorIs(t, db.Write(ctx, foreign, driver.WriteOptions{}), driver.ErrInvalidArgument, "byte %d", i)
			} else {
				queueUp(t, &db.commits, &wg, 2, func() { assert.ErrorIs(t, db.Write(ctx, foreign, driver.WriteOptions{}), driver.ErrInvalidArgument) })
			}
			_, waiting := groups(t, &db.commits)
			queueUp(t, &db.commits, &wg, waiting+1, func() { assert.NoError(t, db.Put(ctx, "after", nil, driver.WriteOptions{})) })
			release()
			wg.Wait()
			require.Equal(t, []pair{{"after", ""}, {"before", ""}}, collect(t, db, driver.Span{}, driver.ReadOptions{}))
			require.NoError(t, db.Delete(ctx, "before", driver.WriteOptions{}))
			require.NoError(t, db.Delete(ctx, "after", driver.WriteOptions{}))
		}
	}
}
