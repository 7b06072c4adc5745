package native

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// adders are the ways to add an entry.
var adders = []func(b *Batch, key string) error{
	func(b *Batch, key string) error { return b.Put(key, []byte(key)) },
	func(b *Batch, key string) error {
		return b.PutWith(key, func(dst []byte) ([]byte, error) { return append(dst, key...), nil })
	},
	func(b *Batch, key string) error {
		return b.PutWith(key, func([]byte) ([]byte, error) { return []byte(key), nil })
	},
}

// Goroutines that share a batch lose none of their entries.
func TestBatchShared(t *testing.T) {
	const goroutines, each = 8, 2000
	db := openTest(t, nil)
	var b Batch
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range each {
				assert.NoError(t, adders[(g+i)%len(adders)](&b, fmt.Sprintf("%d %d", g, i)))
				if i%200 == g {
					assert.NoError(t, db.Write(&b, WriteOptions{}))
				}
				if i%100 == g {
					_, err := ParseBatch(b.Packed())
					assert.NoError(t, err)
					assert.LessOrEqual(t, i+1, b.Len())
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, goroutines*each, b.Len())
	require.NoError(t, db.Write(&b, WriteOptions{}))
	all := collect(t, db, Range{}, ReadOptions{})
	require.Len(t, all, goroutines*each)
	for _, p := range all {
		require.Equal(t, p.key, p.value)
	}
}

// What is being written or was returned by Packed stays as it is, whatever is done with the batch.
func TestBatchResetWhileInUse(t *testing.T) {
	db := openTest(t, nil)
	var b Batch
	require.NoError(t, b.Put("k", []byte("first")))
	packed := b.Packed()
	before := slices.Clone(packed)
	b.Reset()
	require.NoError(t, b.Put("k", []byte("other")))
	require.Equal(t, before, packed)

	release := occupy(t, &db.commits)
	var wg sync.WaitGroup
	large := make([]byte, maxJoinSize) // so that it is not copied into a group
	for i := range large {
		large[i] = 'a'
	}
	b.Reset()
	require.NoError(t, b.Put("k", large))
	queueUp(t, &db.commits, &wg, 1, func() { assert.NoError(t, db.Write(&b, WriteOptions{})) })
	b.Reset()
	for i := range large {
		large[i] = 'b'
	}
	require.NoError(t, b.Put("k", large))
	release()
	wg.Wait()
	got := get(t, db, "k", ReadOptions{})
	require.Len(t, got, len(large))
	require.NotContains(t, got, "b")
}

// A callback of PutWith may use its batch in any way.
func TestBatchPutWithUsesItself(t *testing.T) {
	db := openTest(t, nil)
	for name, use := range map[string]struct {
		do   func(b *Batch) error
		want []pair
	}{
		"put":      {func(b *Batch) error { return b.Put("own", []byte("2")) }, []pair{{"before", "1"}, {"k", "value"}, {"own", "2"}}},
		"same key": {func(b *Batch) error { return b.Put("k", []byte("earlier")) }, []pair{{"before", "1"}, {"k", "value"}}},
		"delete":   {func(b *Batch) error { return b.Delete("before") }, []pair{{"k", "value"}}},
		"put with": {func(b *Batch) error {
			return b.PutWith("own", func(dst []byte) ([]byte, error) { return append(dst, "inner"...), nil })
		}, []pair{{"before", "1"}, {"k", "value"}, {"own", "inner"}}},
		"reset": {func(b *Batch) error { b.Reset(); return b.Put("own", []byte("2")) }, []pair{{"k", "value"}, {"own", "2"}}},
		"reset and put with": {func(b *Batch) error {
			b.Reset()
			return b.PutWith("own", func(dst []byte) ([]byte, error) { return append(dst, "inner"...), nil })
		}, []pair{{"k", "value"}, {"own", "inner"}}},
		"write": {func(b *Batch) error { return db.Write(b, WriteOptions{}) }, []pair{{"before", "1"}, {"k", "value"}}},
		"look":  {func(b *Batch) error { _, err := ParseBatch(b.Packed()); return errors.Join(err) }, []pair{{"before", "1"}, {"k", "value"}}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, room := range []int{0, 1 << 10} {
				for _, p := range collect(t, db, Range{}, ReadOptions{}) {
					require.NoError(t, db.Delete(p.key, WriteOptions{}))
				}
				var b Batch
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
				require.NoError(t, db.Write(&b, WriteOptions{}))
				require.Equal(t, use.want, collect(t, db, Range{}, ReadOptions{}))
			}
		})
	}
}

// A copy of a batch, which would share memory with it, refuses to be used; so does one that was
// copied while it was locked.
func TestBatchCopied(t *testing.T) {
	db := openTest(t, nil)
	for _, locked := range []bool{false, true} {
		var b Batch
		require.NoError(t, b.Put("k", nil))
		if locked {
			b.mu.Lock()
		}
		var copied Batch
		reflect.ValueOf(&copied).Elem().Set(reflect.ValueOf(&b).Elem()) // vet refuses copied = b
		if locked {
			b.mu.Unlock()
		}
		for _, add := range adders {
			require.ErrorIs(t, add(&copied, "k"), ErrInvalidArgument)
		}
		require.ErrorIs(t, copied.Delete("k"), ErrInvalidArgument)
		require.ErrorIs(t, db.Write(&copied, WriteOptions{}), ErrInvalidArgument)
		assert.Zero(t, copied.Len())
		assert.Zero(t, copied.Size())
		assert.Empty(t, copied.Packed())
		copied.Reset()
		require.Equal(t, 1, b.Len())
		require.NoError(t, db.Write(&b, WriteOptions{}))
	}
}

// Bytes that were changed after they were checked are refused: they damage neither the database nor
// the writes of others, alone or in a group, and writing goes on.
func TestBatchChangedAfterwards(t *testing.T) {
	db := openTest(t, nil)
	var b Batch
	require.NoError(t, b.Put("k", []byte("value")))
	require.NoError(t, b.Delete("other"))
	for i := range BatchOverhead {
		for _, size := range []int{0, maxJoinSize} { // one that joins a group, and one that does not
			packed := slices.Clone(b.Packed())
			for range size / len(b.Packed()) {
				packed = append(packed, b.Packed()...)
			}
			foreign, err := ParseBatch(packed)
			require.NoError(t, err)
			packed[i] = 0xee
			require.ErrorIs(t, db.Write(foreign, WriteOptions{}), ErrInvalidArgument, "byte %d", i)

			release := occupy(t, &db.commits)
			var wg sync.WaitGroup
			queueUp(t, &db.commits, &wg, 1, func() { assert.NoError(t, db.Put("before", nil, WriteOptions{})) })
			if size == 0 {
				require.ErrorIs(t, db.Write(foreign, WriteOptions{}), ErrInvalidArgument, "byte %d", i)
			} else {
				queueUp(t, &db.commits, &wg, 2, func() { assert.ErrorIs(t, db.Write(foreign, WriteOptions{}), ErrInvalidArgument) })
			}
			_, waiting := groups(t, &db.commits)
			queueUp(t, &db.commits, &wg, waiting+1, func() { assert.NoError(t, db.Put("after", nil, WriteOptions{})) })
			release()
			wg.Wait()
			require.Equal(t, []pair{{"after", ""}, {"before", ""}}, collect(t, db, Range{}, ReadOptions{}))
			require.NoError(t, db.Delete("before", WriteOptions{}))
			require.NoError(t, db.Delete("after", WriteOptions{}))
		}
	}
}

// Reset keeps the memory after a PutWith that failed, and after one whose memory was taken away.
func TestBatchResetKeepsMemory(t *testing.T) {
	var b Batch
	require.NoError(t, b.Put("room", make([]byte, 1<<10)))
	b.Reset()
	failure := errors.New("failure")
	require.ErrorIs(t, b.PutWith("k", func([]byte) ([]byte, error) { return nil, failure }), failure)
	require.NoError(t, b.PutWith("k", func(dst []byte) ([]byte, error) {
		require.Positive(t, cap(dst), "the failed call still has the memory")
		return append(dst, "value"...), nil
	}))
	b.Reset()
	require.Positive(t, cap(b.packed))

	require.NoError(t, b.Put("before", nil))
	require.NotEmpty(t, b.Packed())
	require.NoError(t, b.PutWith("k", func(dst []byte) ([]byte, error) {
		require.Positive(t, cap(dst))
		return dst, b.Put("other", nil) // moves the entries to memory that Packed has not returned
	}))
	b.Reset()
	require.Positive(t, cap(b.packed))
}
