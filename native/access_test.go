package native

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func key(i int) string { return fmt.Sprintf("key%06d", i) }

func TestValuesOfEverySize(t *testing.T) {
	db := openTest(t, nil)
	for shift := range 21 {
		for _, size := range []int{0, 1<<shift - 1, 1 << shift, 1<<shift + 1} {
			value := make([]byte, size)
			for i := range value {
				value[i] = byte(i * 7)
			}
			require.NoError(t, db.Put(ctx, "k", value, driver.WriteOptions{}))
			for _, room := range []int{0, size - 1, size, size + 1} {
				if room < 0 {
					continue
				}
				v, err := db.Get(ctx, "k", make([]byte, room), driver.ReadOptions{})
				require.NoError(t, err)
				require.Equal(t, value, append([]byte{}, v.Bytes()...), "%d bytes into a buffer of %d", size, room)
				v.Release()
				v.Release()
			}
		}
	}
}

func TestUnusualKeys(t *testing.T) {
	db := openTest(t, nil)
	keys := []string{"", "\x00", "\x00\x00", "a\x00b", "é☃𝄞", "\xff", "\xff\xff", strings.Repeat("k", 1<<20), " ", "\n"}
	for i, k := range keys {
		require.NoError(t, db.Put(ctx, k, []byte{byte(i)}, driver.WriteOptions{}))
	}
	for i, k := range keys {
		require.Equal(t, string([]byte{byte(i)}), get(t, db, k, driver.ReadOptions{}))
		found, err := db.Has(ctx, k, driver.ReadOptions{})
		require.NoError(t, err)
		require.True(t, found)
	}
	count, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, len(keys), count)
	for _, k := range keys {
		require.NoError(t, db.Delete(ctx, k, driver.WriteOptions{}))
		_, err := db.Get(ctx, k, nil, driver.ReadOptions{})
		require.ErrorIs(t, err, driver.ErrNotFound)
		found, err := db.Has(ctx, k, driver.ReadOptions{})
		require.NoError(t, err)
		require.False(t, found)
		require.NoError(t, db.Delete(ctx, k, driver.WriteOptions{}), "deleting a missing key is no error")
	}
}

func TestBatch(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "gone", "x")
	var b driver.Batch
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}), "an empty batch")
	require.NoError(t, b.Put("k", []byte("first")))
	require.NoError(t, b.Put("k", []byte("second")))
	require.NoError(t, b.Put("", nil))
	require.NoError(t, b.Put("large", make([]byte, 1<<20)))
	require.NoError(t, b.Delete("gone"))
	require.NoError(t, b.Delete(""))
	require.NoError(t, b.Put("", []byte("empty key")))
	assert.Equal(t, 7, b.Len())
	assert.Equal(t, 7*driver.BatchOverhead+3*0+2+len("first")+len("second")-1+len("large")+1<<20+len("gone")+len("empty key")+1, b.Size())
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{Sync: true}))
	require.Equal(t, "second", get(t, db, "k", driver.ReadOptions{}))
	require.Equal(t, "empty key", get(t, db, "", driver.ReadOptions{}))
	require.Len(t, get(t, db, "large", driver.ReadOptions{}), 1<<20)
	_, err := db.Get(ctx, "gone", nil, driver.ReadOptions{})
	require.ErrorIs(t, err, driver.ErrNotFound)

	b.Reset()
	assert.Zero(t, b.Len())
	assert.Zero(t, b.Size())
	require.NoError(t, b.Delete("k"))
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
	_, err = db.Get(ctx, "k", nil, driver.ReadOptions{})
	require.ErrorIs(t, err, driver.ErrNotFound)
}

func TestBatchPutWith(t *testing.T) {
	db := openTest(t, nil)
	var b driver.Batch
	require.NoError(t, b.Put("before", []byte("1")))
	require.NoError(t, b.PutWith("k", func(dst []byte) ([]byte, error) { return append(dst, "appended"...), nil }))
	require.NoError(t, b.PutWith("empty", func(dst []byte) ([]byte, error) { return dst, nil }))
	size := b.Size()
	mine := errors.New("mine")
	require.Equal(t, mine, b.PutWith("fails", func(dst []byte) ([]byte, error) { return append(dst, "half"...), mine }))
	require.Equal(t, 3, b.Len())
	require.Equal(t, size, b.Size())
	require.NoError(t, b.PutWith("own", func([]byte) ([]byte, error) { return []byte("bytes of its own"), nil }))
	require.NoError(t, b.PutWith("over", func(dst []byte) ([]byte, error) { return append(dst[:0], "over"...), nil }))
	require.NoError(t, b.PutWith("none", func([]byte) ([]byte, error) { return nil, nil }))
	require.NoError(t, b.Put("after", []byte("2")))
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
	require.Equal(t, []pair{{"after", "2"}, {"before", "1"}, {"empty", ""}, {"k", "appended"}, {"none", ""}, {"over", "over"}, {"own", "bytes of its own"}}, collect(t, db, driver.Span{}, driver.ReadOptions{}))
}

// hugeBytes has a length but no memory. Reading a byte of it crashes the test, so sizes must be
// checked first.
func hugeBytes(t *testing.T, n int) []byte {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, unix.Munmap(b)) })
	return b
}

func TestTooLargeIsRefused(t *testing.T) {
	db := openTest(t, nil)
	huge := hugeBytes(t, driver.MaxEntrySize+1)
	hugeKey := unsafe.String(&huge[0], len(huge))
	require.ErrorIs(t, db.Put(ctx, "", huge, driver.WriteOptions{}), driver.ErrTooLarge)
	require.ErrorIs(t, db.Put(ctx, "k", hugeBytes(t, driver.MaxEntrySize), driver.WriteOptions{}), driver.ErrTooLarge)
	require.ErrorIs(t, db.Put(ctx, hugeKey, nil, driver.WriteOptions{}), driver.ErrTooLarge)
	require.ErrorIs(t, db.Delete(ctx, hugeKey, driver.WriteOptions{}), driver.ErrTooLarge)
	var b driver.Batch
	require.NoError(t, b.Put("k", []byte("v")))
	require.ErrorIs(t, b.Put("huge", huge), driver.ErrTooLarge)
	require.ErrorIs(t, b.Put("together", hugeBytes(t, driver.MaxEntrySize-len("together"))), driver.ErrTooLarge)
	require.ErrorIs(t, b.Delete(hugeKey), driver.ErrTooLarge)
	assert.Equal(t, 1, b.Len(), "a refused entry leaves the batch as it was")
	require.NoError(t, db.Write(ctx, &b, driver.WriteOptions{}))
	count, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 1, count)
}

func TestSnapshot(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "old")
	put(t, db, "gone", "still here")
	s, err := db.Snapshot(ctx)
	require.NoError(t, err)
	put(t, db, "k", "new")
	put(t, db, "later", "x")
	require.NoError(t, db.Delete(ctx, "gone", driver.WriteOptions{}))
	require.Equal(t, "old", get(t, s, "k", driver.ReadOptions{}))
	require.Equal(t, "still here", get(t, s, "gone", driver.ReadOptions{}))
	found, err := s.Has(ctx, "later", driver.ReadOptions{})
	require.NoError(t, err)
	require.False(t, found)
	count, err := s.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 2, count)

	it, err := s.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	s.Close()
	s.Close()
	page, err := it.Next(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, page.Len(), "an iterator outlives the snapshot it was made from")

	_, err = s.Get(ctx, "k", nil, driver.ReadOptions{})
	require.ErrorIs(t, err, driver.ErrClosed)
	_, err = s.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.ErrorIs(t, err, driver.ErrClosed)

	_, err = s.Snapshot(ctx)
	require.ErrorIs(t, err, driver.ErrInvalidArgument)
	require.ErrorIs(t, s.Put(ctx, "k", nil, driver.WriteOptions{}), driver.ErrReadOnly)
}

// A Value in Go memory has nothing to release. A Value of more than four words would be passed in
// memory, which costs a tenth of the time of a scan.
func TestValueOf(t *testing.T) {
	for _, bytes := range [][]byte{nil, {}, []byte("value"), make([]byte, 3, 10)} {
		v := driver.ValueOf(bytes)
		v.Release()
		v.Release()
		assert.False(t, v.Borrowed())
		assert.Equal(t, bytes, v.Bytes(), "nil and empty stay apart")
		assert.Equal(t, len(bytes), cap(v.Bytes()), "nothing is appended over what lies behind")
	}
	assert.Equal(t, driver.Value{}, driver.ValueOf(nil))
	assert.Equal(t, 4*unsafe.Sizeof(uintptr(0)), unsafe.Sizeof(driver.Value{}))
}
