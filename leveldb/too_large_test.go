package leveldb_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// hugeBytes returns a slice without memory. Reading one of its bytes ends the test, so sizes must
// be checked before that.
func hugeBytes(t *testing.T, n int) []byte {
	t.Helper()
	b, err := unix.Mmap(-1, 0, n, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, unix.Munmap(b)) })
	return b
}

// What LevelDB cannot hold is refused before any byte of it is read or written.
func TestTooLarge(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("before", 1))
	huge := hugeBytes(t, 1<<32)
	require.ErrorIs(t, db.PutRaw("k", huge), leveldb.ErrTooLarge)
	require.ErrorIs(t, db.Sub("a").PutRaw("k", huge[:driver.MaxEntrySize-1]), leveldb.ErrTooLarge, "with its key")
	require.ErrorIs(t, db.Delete(unsafe.String(&huge[0], len(huge))), leveldb.ErrTooLarge)
	b := db.NewBatch()
	require.NoError(t, b.Put("k", 1))
	size := b.Size()
	require.ErrorIs(t, b.PutRaw("k", huge), leveldb.ErrTooLarge)
	require.ErrorIs(t, b.PutRaw("", huge[:driver.MaxEntrySize-size]), leveldb.ErrTooLarge, "together with what is in it")
	require.Equal(t, 1, b.Len(), "the batch is unchanged")
	require.NoError(t, b.Write())
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 2, n)
}
