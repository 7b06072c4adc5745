package native

import (
	"bytes"
	"math"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// compressible creates a database in one compressed table of n blocks of about 4 KiB each, so that
// its blocks are read through the cache.
func compressible(t *testing.T, n int) (path string) {
	t.Helper()
	db := openTest(t, nil)
	for i := range n {
		put(t, db, key(i), strings.Repeat(strconv.Itoa(i)+" ", 4000)[:4000])
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	return db.path
}

// usage returns the memory that a database without writes uses: that of its cache, and less than
// littleMemory.
func usage(t *testing.T, db *DB) int {
	t.Helper()
	text, err := db.Property(ctx, "leveldb.approximate-memory-usage")
	require.NoError(t, err)
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

const littleMemory = 16 << 10

func readAll(t *testing.T, db *DB, n int) {
	t.Helper()
	for i := range n {
		require.Equal(t, strings.Repeat(strconv.Itoa(i)+" ", 4000)[:4000], get(t, db, key(i), driver.ReadOptions{}))
	}
}

// Two databases with one cache use no more memory than its size, and each sees what the other uses.
func TestBlockCacheIsShared(t *testing.T) {
	const blocks, size = 300, 800 << 10
	cache := NewBlockCache(size)
	require.Equal(t, size, cache.Size())
	a := openTestAt(t, compressible(t, blocks), &Options{BlockCache: cache})
	b := openTestAt(t, compressible(t, blocks), &Options{BlockCache: cache, ReadOnly: true})
	readAll(t, a, blocks/3)
	require.Greater(t, usage(t, a), 200<<10)
	require.InDelta(t, usage(t, a), usage(t, b), littleMemory)
	for range 2 {
		readAll(t, b, blocks)
		readAll(t, a, blocks)
		for _, db := range []*DB{a, b} {
			require.Greater(t, usage(t, db), size/2)
			require.Less(t, usage(t, db), size+littleMemory)
		}
	}
	require.NoError(t, a.Close())
	readAll(t, b, blocks)
	require.Less(t, usage(t, b), size+littleMemory)

	again := openTestAt(t, a.path, &Options{BlockCache: cache})
	readAll(t, again, blocks)
	readAll(t, b, blocks)
}

// The blocks of databases in one cache are not mixed up, even if their tables have the same names.
func TestBlockCacheKeepsDatabasesApart(t *testing.T) {
	cache := NewBlockCache(8 << 20)
	var all []*DB
	for i := range 3 {
		db := openTest(t, nil)
		put(t, db, "k", strings.Repeat(strconv.Itoa(i), 2000))
		require.NoError(t, db.Compact(ctx, "", ""))
		require.NoError(t, db.Close())
		all = append(all, openTestAt(t, db.path, &Options{BlockCache: cache}))
	}
	for range 2 {
		for i, db := range all {
			require.Equal(t, strings.Repeat(strconv.Itoa(i), 2000), get(t, db, "k", driver.ReadOptions{}))
		}
	}
}

// A borrowed value keeps the cache in memory, although the database is closed and the cache is
// unreachable. The cache is freed after its release.
func TestBlockCacheLifetime(t *testing.T) {
	path := compressible(t, 10)
	cache := NewBlockCache(1 << 20)
	inner := cache.blockCache
	db, err := Open(path, &Options{BlockCache: cache})
	require.NoError(t, err)
	v, err := db.Pin(ctx, key(3), driver.ReadOptions{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	users := func() int {
		inner.mu.Lock()
		defer inner.mu.Unlock()
		return inner.users
	}
	require.Equal(t, 2, users())
	runtime.KeepAlive(cache)
	cache = nil
	require.Eventually(t, func() bool { runtime.GC(); return users() == 1 }, time.Minute, time.Millisecond)
	require.NotNil(t, inner.c)
	require.True(t, bytes.Equal([]byte("3 3 3 "), v.Bytes()[:6]))
	v.Release()
	require.Equal(t, 0, users())
	require.Nil(t, inner.c)
}

// A cache that no database uses takes no memory, and one that was used before can be used again.
func TestBlockCacheIsReused(t *testing.T) {
	path := compressible(t, 10)
	cache := NewBlockCache(1 << 20)
	require.Nil(t, cache.c)
	for range 3 {
		db := openTestAt(t, path, &Options{BlockCache: cache})
		readAll(t, db, 10)
		require.NoError(t, db.Close())
		require.Equal(t, 1, cache.users)
	}
	_, err := Open(filepath.Join(t.TempDir(), "none"), &Options{BlockCache: cache})
	require.ErrorIs(t, err, driver.ErrNotFound)
	require.NoError(t, Repair(path, &Options{BlockCache: cache}))
	require.Equal(t, 1, cache.users)
}

func TestBlockCacheMisuse(t *testing.T) {
	path := compressible(t, 10)
	for _, o := range []Options{
		{BlockCache: NewBlockCache(-1)}, {BlockCache: NewBlockCache(math.MinInt)}, {BlockCache: &BlockCache{}},
		{BlockCache: NewBlockCache(1), BlockCacheSize: 1},
	} {
		_, err := Open(path, &o)
		require.ErrorIs(t, err, driver.ErrInvalidArgument)
		require.ErrorIs(t, Repair(path, &o), driver.ErrInvalidArgument)
	}
	for _, size := range []int{0, 1, math.MaxInt} {
		db := openTestAt(t, path, &Options{BlockCache: NewBlockCache(size)})
		readAll(t, db, 10)
		if size == 0 {
			assert.Less(t, usage(t, db), littleMemory)
		}
		require.NoError(t, db.Close())
	}
}
