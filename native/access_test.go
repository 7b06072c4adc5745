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
			require.NoError(t, db.Put("k", value, WriteOptions{}))
			for _, room := range []int{0, size - 1, size, size + 1} {
				if room < 0 {
					continue
				}
				v, err := db.Get("k", make([]byte, room), ReadOptions{})
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
		require.NoError(t, db.Put(k, []byte{byte(i)}, WriteOptions{}))
	}
	for i, k := range keys {
		require.Equal(t, string([]byte{byte(i)}), get(t, db, k, ReadOptions{}))
		found, err := db.Has(k, ReadOptions{})
		require.NoError(t, err)
		require.True(t, found)
	}
	count, err := db.Count(Range{}, ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, len(keys), count)
	for _, k := range keys {
		require.NoError(t, db.Delete(k, WriteOptions{}))
		_, err := db.Get(k, nil, ReadOptions{})
		require.ErrorIs(t, err, ErrNotFound)
		found, err := db.Has(k, ReadOptions{})
		require.NoError(t, err)
		require.False(t, found)
		require.NoError(t, db.Delete(k, WriteOptions{}), "deleting a missing key is no error")
	}
}

func TestBatch(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "gone", "x")
	var b Batch
	require.NoError(t, db.Write(&b, WriteOptions{}), "an empty batch")
	require.NoError(t, b.Put("k", []byte("first")))
	require.NoError(t, b.Put("k", []byte("second")))
	require.NoError(t, b.Put("", nil))
	require.NoError(t, b.Put("large", make([]byte, 1<<20)))
	require.NoError(t, b.Delete("gone"))
	require.NoError(t, b.Delete(""))
	require.NoError(t, b.Put("", []byte("empty key")))
	assert.Equal(t, 7, b.Len())
	assert.Equal(t, 7*BatchOverhead+3*0+2+len("first")+len("second")-1+len("large")+1<<20+len("gone")+len("empty key")+1, b.Size())
	require.NoError(t, db.Write(&b, WriteOptions{Sync: true}))
	require.Equal(t, "second", get(t, db, "k", ReadOptions{}))
	require.Equal(t, "empty key", get(t, db, "", ReadOptions{}))
	require.Len(t, get(t, db, "large", ReadOptions{}), 1<<20)
	_, err := db.Get("gone", nil, ReadOptions{})
	require.ErrorIs(t, err, ErrNotFound)

	b.Reset()
	assert.Zero(t, b.Len())
	assert.Zero(t, b.Size())
	require.NoError(t, b.Delete("k"))
	require.NoError(t, db.Write(&b, WriteOptions{}))
	_, err = db.Get("k", nil, ReadOptions{})
	require.ErrorIs(t, err, ErrNotFound)
}

func TestBatchPutWith(t *testing.T) {
	db := openTest(t, nil)
	var b Batch
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
	require.NoError(t, db.Write(&b, WriteOptions{}))
	require.Equal(t, []pair{{"after", "2"}, {"before", "1"}, {"empty", ""}, {"k", "appended"}, {"none", ""}, {"over", "over"}, {"own", "bytes of its own"}}, collect(t, db, Range{}, ReadOptions{}))
}

// hugeBytes has a length and no memory: reading a byte of it ends the test, so sizes must be checked before that.
func hugeBytes(t *testing.T, n int) []byte {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, unix.Munmap(b)) })
	return b
}

func TestTooLargeIsRefused(t *testing.T) {
	db := openTest(t, nil)
	huge := hugeBytes(t, MaxEntrySize+1)
	hugeKey := unsafe.String(&huge[0], len(huge))
	require.ErrorIs(t, db.Put("", huge, WriteOptions{}), ErrTooLarge)
	require.ErrorIs(t, db.Put("k", hugeBytes(t, MaxEntrySize), WriteOptions{}), ErrTooLarge)
	require.ErrorIs(t, db.Put(hugeKey, nil, WriteOptions{}), ErrTooLarge)
	require.ErrorIs(t, db.Delete(hugeKey, WriteOptions{}), ErrTooLarge)
	var b Batch
	require.NoError(t, b.Put("k", []byte("v")))
	require.ErrorIs(t, b.Put("huge", huge), ErrTooLarge)
	require.ErrorIs(t, b.Put("together", hugeBytes(t, MaxEntrySize-len("together"))), ErrTooLarge)
	require.ErrorIs(t, b.Delete(hugeKey), ErrTooLarge)
	assert.Equal(t, 1, b.Len(), "a refused entry leaves the batch as it was")
	require.NoError(t, db.Write(&b, WriteOptions{}))
	count, err := db.Count(Range{}, ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 1, count)
}

func TestSnapshot(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "old")
	put(t, db, "gone", "still here")
	s, err := db.NewSnapshot()
	require.NoError(t, err)
	put(t, db, "k", "new")
	put(t, db, "later", "x")
	require.NoError(t, db.Delete("gone", WriteOptions{}))
	then := ReadOptions{Snapshot: s}
	require.Equal(t, "old", get(t, db, "k", then))
	require.Equal(t, "still here", get(t, db, "gone", then))
	found, err := db.Has("later", then)
	require.NoError(t, err)
	require.False(t, found)
	count, err := db.Count(Range{}, then)
	require.NoError(t, err)
	require.EqualValues(t, 2, count)

	it, err := db.NewIterator(Range{}, then)
	require.NoError(t, err)
	defer it.Close()
	s.Release()
	s.Release()
	page, err := it.Next()
	require.NoError(t, err)
	require.Equal(t, 2, page.Len(), "an iterator outlives the snapshot it was made from")

	_, err = db.Get("k", nil, then)
	require.ErrorIs(t, err, ErrClosed)
	_, err = db.NewIterator(Range{}, then)
	require.ErrorIs(t, err, ErrClosed)

	other := openTest(t, nil)
	s, err = other.NewSnapshot()
	require.NoError(t, err)
	defer s.Release()
	_, err = db.Get("k", nil, ReadOptions{Snapshot: s})
	require.ErrorIs(t, err, ErrInvalidArgument)
}

// A Value of Go memory has nothing to release. One of more than four words would be passed on in memory, at a tenth of a scan's time.
func TestValueOf(t *testing.T) {
	for _, bytes := range [][]byte{nil, {}, []byte("value"), make([]byte, 3, 10)} {
		v := ValueOf(bytes)
		v.Release()
		v.Release()
		assert.False(t, v.Borrowed())
		assert.Equal(t, bytes, v.Bytes(), "nil and empty stay apart")
		assert.Equal(t, len(bytes), cap(v.Bytes()), "nothing is appended over what lies behind")
	}
	assert.Equal(t, Value{}, ValueOf(nil))
	assert.Equal(t, 4*unsafe.Sizeof(uintptr(0)), unsafe.Sizeof(Value{}))
}
