package native

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/pagecache"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

const page = 4 << 10 // what the counts below are in; the kernel's pages may be larger

// coldDB creates a database of count values of the given size, one table of up to 64 MiB after the
// other, and opens it with none of its pages in memory. It returns the directory.
func coldDB(t *testing.T, count, size int, o Options) (*DB, string) {
	t.Helper()
	dir := filepath.Join(pagecache.TempDir(t), "db")
	made := Options{CreateIfMissing: true, Compression: NoCompression, MaxFileSize: 64 << 20, WriteBufferSize: 16 << 20}
	db, err := Open(dir, &made)
	require.NoError(t, err)
	for i := range count {
		require.NoError(t, db.Put(ctx, key(i), randomValue(i, size), driver.WriteOptions{}))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	require.NoError(t, pagecache.Drop(dir))
	return openTestAt(t, dir, &o), dir
}

func randomValue(seed, size int) []byte {
	b := make([]byte, size)
	c := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = c.Read(b)
	return b
}

// inMemory returns the number of 4 KiB pages of the database that are in memory.
func inMemory(t *testing.T, dir string) int {
	t.Helper()
	pages, err := pagecache.Resident(dir)
	require.NoError(t, err)
	return pages * os.Getpagesize() / page
}

func tableFiles(t *testing.T, dir string) []string {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	return tables
}

// settled waits until at least the given number of pages is in memory, and the number stays. It
// returns the number.
func settled(t *testing.T, dir string, least int) (count int) {
	t.Helper()
	last := -1
	require.Eventually(t, func() bool {
		last, count = count, inMemory(t, dir)
		return count >= least && count == last
	}, 20*time.Second, 10*time.Millisecond)
	return count
}

// readKey reads the value of a key in place, including every page.
func readKey(t *testing.T, db *DB, i, size int) {
	t.Helper()
	v, err := db.Pin(ctx, key(i), driver.ReadOptions{})
	require.NoError(t, err)
	defer v.Release()
	require.True(t, bytes.Equal(randomValue(i, size), v.Bytes()), key(i))
}

// indexPages is what opening a table of small rows reads: footer, index, and what is around them.
const indexPages = 64

// A read of one row brings in its block, not the neighbourhood, which the kernel would read.
func TestColdPoint(t *testing.T) {
	const rows = 8192
	db, dir := coldDB(t, rows, 4000, Options{})
	readKey(t, db, 0, 4000)
	opened := settled(t, dir, 1)
	require.Less(t, opened, indexPages+2)
	for i := 100; i < rows; i += 200 {
		readKey(t, db, i, 4000)
	}
	read := settled(t, dir, opened) - opened
	require.LessOrEqual(t, read, 3*rows/200, "blocks of up to 3 pages")
	require.GreaterOrEqual(t, read, rows/200)

	// Nor does a read that follows many from memory, which is not expected to need the disk.
	before := settled(t, dir, opened)
	const rare = 20
	for i := range rare {
		for range 100 {
			readKey(t, db, 0, 4000)
		}
		readKey(t, db, 150+200*i, 4000)
	}
	require.LessOrEqual(t, settled(t, dir, before)-before, 3*rare)
}

// A large value is requested as a whole before it is read, and its neighbours are not.
func TestColdLarge(t *testing.T) {
	const size, pages = 1 << 20, 1 << 20 / page
	db, dir := coldDB(t, 16, size, Options{})
	v, err := db.Pin(ctx, key(7), driver.ReadOptions{})
	require.NoError(t, err)
	read := settled(t, dir, pages)
	require.Less(t, read, pages+indexPages)
	require.Equal(t, randomValue(7, size), v.Bytes())
	v.Release()

	// Whether a key exists is known without its value.
	before := settled(t, dir, pages)
	for i := 8; i < 16; i++ {
		found, err := db.Has(ctx, key(i), driver.ReadOptions{})
		require.NoError(t, err)
		require.True(t, found)
	}
	n, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 16, n)
	require.Len(t, collect(t, db, driver.Span{KeysOnly: true}, driver.ReadOptions{}), 16)
	require.Less(t, settled(t, dir, before)-before, 200, "pages of keys")
}

// The blocks of many keys are requested, and no others.
func TestColdGather(t *testing.T) {
	const rows, size = 8192, 4000
	db, dir := coldDB(t, rows, size, Options{})
	keys := make([]string, 0, rows/16)
	for i := range rows / 16 {
		keys = append(keys, key(i*16))
	}
	to := make([]byte, len(keys)*(size-4))
	header := randomValue(0, size)[:4]
	states, err := db.Gather(ctx, keys, header, to, driver.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, driver.RowCopied, states[0])
	require.Equal(t, driver.RowDifferent, states[1])
	read := settled(t, dir, len(keys))
	require.LessOrEqual(t, read, 3*len(keys)+indexPages)

	require.NoError(t, db.Prefetch(ctx, []string{key(8), "none", key(24)}))
	require.LessOrEqual(t, settled(t, dir, read+2)-read, 6)
}

// A lookup requests the values of later keys while the first ones are read, up to a bound.
func TestColdLookup(t *testing.T) {
	const count, size, pages = 100, 512 << 10, 512 << 10 / page
	db, dir := coldDB(t, count, size, Options{})
	keys := make([]string, count)
	for i := range keys {
		keys[i] = key(count - 1 - i)
	}
	c, err := db.Lookup(ctx, keys, driver.ReadOptions{})
	require.NoError(t, err)
	defer c.Close()
	for i := range 2 {
		p, err := c.Next(ctx)
		require.NoError(t, err)
		v, err := p.Value(0)
		require.NoError(t, err)
		require.True(t, bytes.Equal(randomValue(count-1-i, size), v.Bytes()))
		v.Release()
	}
	read := settled(t, dir, 33*pages)
	require.Less(t, read, 70*pages, "32 MiB and a few values")
}

// Prefetch requests whole values. A range is limited by its bounds and its limit.
func TestColdPrefetch(t *testing.T) {
	const count, size, pages = 8, 4 << 20, 4 << 20 / page
	db, dir := coldDB(t, count, size, Options{})
	require.NoError(t, db.Prefetch(ctx, []string{key(1), key(6)}))
	two := settled(t, dir, 2*pages)
	require.Less(t, two, 2*pages+indexPages)
	require.NoError(t, db.PrefetchSpan(ctx, driver.Span{Lower: key(2), Upper: key(4)}))
	four := settled(t, dir, 4*pages)
	require.NoError(t, db.PrefetchSpan(ctx, driver.Span{Limit: 1}))
	require.GreaterOrEqual(t, settled(t, dir, four), four)
	for i := range count {
		readKey(t, db, i, size)
	}
}

// A scan reads ahead, more the longer it is, within a bound.
func TestColdScan(t *testing.T) {
	const rows, size = 16 << 10, 4000
	for _, reverse := range []bool{false, true} {
		t.Run(fmt.Sprintf("reverse=%v", reverse), func(t *testing.T) {
			db, dir := coldDB(t, rows, size, Options{})
			c, err := db.Scan(ctx, driver.Span{Reverse: reverse}, driver.ReadOptions{})
			require.NoError(t, err)
			defer c.Close()
			read := 0
			next := func(until int) {
				for read < until {
					p, err := c.Next(ctx)
					require.NoError(t, err)
					require.NotNil(t, p)
					for i := range p.Len() {
						n := read + i
						if reverse {
							n = rows - 1 - n
						}
						require.Equal(t, key(n), p.Key(i))
					}
					read += p.Len()
				}
			}
			next(1)
			first := settled(t, dir, 1)
			require.Less(t, first, indexPages+16+32, "a scan of a few rows reads little ahead")
			next(4000)
			pages := settled(t, dir, read)
			require.Greater(t, pages, read+read/30+256, "it reads ahead")
			require.Less(t, pages, read+read/20+indexPages+2*(10<<20)/page)
			next(rows)
			p, err := c.Next(ctx)
			require.NoError(t, err)
			require.Nil(t, p)
		})
	}
}

// A read of many keys returns the same as one key at a time, whatever is in memory: several levels
// that overlap, deletions and values that are only in memory, snapshots, keys longer than blocks,
// and keys that have a common prefix with others.
func TestColdEqualsWarm(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	dir := filepath.Join(pagecache.TempDir(t), "db")
	o := &Options{CreateIfMissing: true, WriteBufferSize: 64 << 10, MaxFileSize: 64 << 10, BlockSize: 256, BlockCacheSize: 1 << 10}
	keyOf := func() string {
		k := fmt.Sprintf("k%04d", rng.IntN(3000))
		switch rng.IntN(20) {
		case 0:
			k += "\x00"
		case 1:
			k += strings.Repeat("long", 200)
		case 2:
			k += "\xff"
		}
		return k
	}
	model := map[string][]byte{}
	for round := range 6 {
		o.Compression = Compression(round % 2)
		db, err := Open(dir, o)
		require.NoError(t, err)
		for range 1500 {
			k := keyOf()
			if rng.IntN(5) == 0 {
				delete(model, k)
				require.NoError(t, db.Delete(ctx, k, driver.WriteOptions{}))
				continue
			}
			model[k] = append([]byte("head"), randomValue(rng.IntN(1000), rng.IntN(400))...)
			require.NoError(t, db.Put(ctx, k, model[k], driver.WriteOptions{}))
		}
		require.NoError(t, db.Close())
		require.NoError(t, pagecache.Drop(dir))
		db = openTestAt(t, dir, &Options{BlockCacheSize: 1 << 10, ReadOnly: round == 3})
		if round != 3 {
			for range 50 { // only in the memtable
				k := keyOf()
				delete(model, k)
				require.NoError(t, db.Delete(ctx, k, driver.WriteOptions{}))
			}
		}
		keys := make([]string, 600)
		for i := range keys {
			keys[i] = keyOf()
		}
		store := driver.Store(db)
		if round == 4 {
			store, err = db.Snapshot(ctx)
			require.NoError(t, err)
			require.NoError(t, db.Put(ctx, keys[0], []byte("later"), driver.WriteOptions{}))
			defer func() { require.NoError(t, store.Close()) }()
		}
		checkLookup(t, store, keys, model)
		if round == 4 {
			model[keys[0]] = []byte("later")
		}
		require.NoError(t, db.Close())
	}
}

func checkLookup(t *testing.T, store driver.Store, keys []string, model map[string][]byte) {
	t.Helper()
	rows := make([]byte, len(keys)*100)
	states, err := store.Gather(ctx, keys, []byte("head"), rows, driver.ReadOptions{})
	require.NoError(t, err)
	for i, k := range keys {
		value, found := model[k]
		switch {
		case !found:
			require.Equal(t, driver.RowMissing, states[i], "%q", k)
		case len(value) == 104:
			require.Equal(t, driver.RowCopied, states[i], "%q", k)
			require.Equal(t, value[4:], rows[i*100:i*100+100])
		default:
			require.Equal(t, driver.RowDifferent, states[i], "%q", k)
		}
	}
	c, err := store.Lookup(ctx, keys, driver.ReadOptions{})
	require.NoError(t, err)
	defer c.Close()
	n := 0
	for {
		p, err := c.Next(ctx)
		require.NoError(t, err)
		if p == nil {
			break
		}
		for i := range p.Len() {
			v, err := p.Value(i)
			if want, found := model[keys[n]]; found {
				require.NoError(t, err, "%q", keys[n])
				require.Equal(t, want, v.Bytes(), "%q", keys[n])
				v.Release()
			} else {
				require.ErrorIs(t, err, driver.ErrNotFound, "%q", keys[n])
			}
			n++
		}
	}
	require.Len(t, keys, n)
}

// Tables beyond the number of mappings are read with system calls.
func TestUnmappedTables(t *testing.T) {
	before := limitMappings(0)
	defer limitMappings(before)
	db, _ := coldDB(t, 100, 10_000, Options{})
	for i := range 100 {
		readKey(t, db, i, 10_000)
	}
	require.Len(t, collect(t, db, driver.Span{}, driver.ReadOptions{VerifyChecksums: true}), 100)
	require.NoError(t, db.Prefetch(ctx, []string{key(1)}))
	states, err := db.Gather(ctx, []string{key(1), "none"}, randomValue(1, 10), make([]byte, 2*(10_000-10)), driver.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, []driver.RowState{driver.RowCopied, driver.RowMissing}, states)
}

// A table is mapped twice while it is open, and not after that.
func TestMappings(t *testing.T) {
	const count, size = 40, 100_000
	dir := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, dir, &Options{CreateIfMissing: true, MaxFileSize: 1 << 20, Compression: NoCompression})
	for i := range count {
		require.NoError(t, db.Put(ctx, key(i), randomValue(i, size), driver.WriteOptions{}))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	for i := range count {
		readKey(t, db, i, size)
	}
	maps, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	for _, table := range tableFiles(t, dir) {
		require.Equal(t, 2, strings.Count(string(maps), table+"\n"), table)
	}
	require.NoError(t, db.Close())
	maps, err = os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	require.NotContains(t, string(maps), dir)
}
