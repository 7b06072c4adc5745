package leveldb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/pagecache"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Prefetch and PrefetchRange bring values into memory, under the keys of the sub-database, and
// nothing else.
func TestPrefetch(t *testing.T) {
	const count, size = 16, 512 << 10
	path := filepath.Join(pagecache.TempDir(t), "db")
	b, err := leveldb.Build(path, &leveldb.BuildOptions{Open: leveldb.LargeArrays()})
	require.NoError(t, err)
	for i := range count {
		require.NoError(t, b.PutRaw(fmt.Sprintf("p/%02d", i), make([]byte, size)))
	}
	require.NoError(t, b.Close())
	require.NoError(t, pagecache.Drop(path))
	db, err := leveldb.Open(path, leveldb.LargeArrays())
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	sub := db.Sub("p/")

	pages := size / os.Getpagesize()
	inMemory := func() int {
		pages, err := pagecache.Resident(path)
		require.NoError(t, err)
		return pages
	}
	// Opening the table reads its index; a value has two pages more than its size.
	const few = 64
	before := 0
	wait := func(values, atMost int) {
		t.Helper()
		least := before + values*pages
		require.Eventually(t, func() bool { return inMemory() >= least }, 20*time.Second, 5*time.Millisecond)
		last := -1
		require.Eventually(t, func() bool { last, before = before, inMemory(); return last == before }, 20*time.Second, 5*time.Millisecond)
		require.Less(t, before, least+(atMost-values)*pages+few)
	}
	require.NoError(t, sub.Prefetch([]string{"03", "07", "none"}))
	wait(2, 2)
	require.NoError(t, sub.PrefetchRange(&leveldb.Range{Start: "05", Stop: "06"}))
	wait(1, 3) // and the entry after it, which ends the range, and some pages ahead
	require.NoError(t, sub.PrefetchRange(&leveldb.Range{Limit: 1, Reverse: true}))
	wait(1, 3)
	require.NoError(t, sub.PrefetchRange(&leveldb.Range{Prefix: "none"}))
	require.NoError(t, sub.Prefetch(nil))
	wait(0, 1)

	snapshot, err := sub.Snapshot()
	require.NoError(t, err)
	require.NoError(t, snapshot.Prefetch([]string{"00"}))
	wait(1, 1)
	require.NoError(t, snapshot.Close())
	require.ErrorIs(t, snapshot.Prefetch([]string{"00"}), leveldb.ErrClosed)
	require.ErrorIs(t, snapshot.PrefetchRange(nil), leveldb.ErrClosed)
}
