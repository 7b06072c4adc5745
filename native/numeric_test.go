package native

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A pinned value is correct in every place: in the memtable, in a decompressed block, in a mapped
// table, and in a table beyond the number that LevelDB maps.
func TestPinWhereverTheValueLies(t *testing.T) {
	random := make([]byte, 100_000)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(rng.Uint32())
	}
	values := map[string]string{
		"empty": "", "small": "v", "compressible": strings.Repeat("abc", 50_000), "incompressible": string(random),
	}
	check := func(db *DB) {
		t.Helper()
		for key, want := range values {
			for range 2 {
				v, err := db.Pin(ctx, key, driver.ReadOptions{})
				require.NoError(t, err)
				require.Equal(t, want, string(v.Bytes()), key)
				v.Release()
				v.Release()
				require.Equal(t, want, get(t, db, key, driver.ReadOptions{}))
			}
		}
		_, err := db.Pin(ctx, "none", driver.ReadOptions{})
		require.ErrorIs(t, err, driver.ErrNotFound)
	}
	for name, o := range map[string]*Options{
		"snappy": {}, "uncompressed": {Compression: NoCompression}, "bloom": {BloomFilterBits: 10},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t, o)
			for key, value := range values {
				put(t, db, key, value)
			}
			check(db) // memtable
			require.NoError(t, db.Close())
			db = openTestAt(t, db.path, o)
			check(db) // level 0
			require.NoError(t, db.Compact(ctx, "", ""))
			check(db)
		})
	}
}

// A borrowed value does not change until Release, regardless of what happens to the database.
func TestBorrowedValueDoesNotChange(t *testing.T) {
	for _, compact := range []bool{false, true} {
		db := openTest(t, &Options{WriteBufferSize: 64 << 10, Compression: NoCompression})
		want := strings.Repeat("as it was ", 10_000)
		put(t, db, "k", want)
		if compact {
			require.NoError(t, db.Compact(ctx, "", ""))
		}
		v, err := db.Pin(ctx, "k", driver.ReadOptions{})
		require.NoError(t, err)
		put(t, db, "k", strings.Repeat("overwritten ", 10_000))
		for i := range 200 {
			put(t, db, key(i), strings.Repeat("x", 10_000))
		}
		require.NoError(t, db.Delete(ctx, "k", driver.WriteOptions{}))
		require.NoError(t, db.Compact(ctx, "", ""))
		require.Equal(t, want, string(v.Bytes()))
		require.NoError(t, db.Close())
		require.Equal(t, want, string(v.Bytes()))
		v.Release()
	}
}

// Many goroutines borrow while others write, compact and close.
func TestPinUnderLoad(t *testing.T) {
	for range 5 {
		db := openTest(t, &Options{WriteBufferSize: 64 << 10, Compression: NoCompression})
		fill := func(i, round int) string { return strings.Repeat(fmt.Sprintf("%03d:%03d ", i, round), 2000) }
		for i := range 50 {
			put(t, db, key(i), fill(i, 0))
		}
		var wg sync.WaitGroup
		reads, rounds := make(chan struct{}), make(chan struct{})
		for worker := range 4 {
			rng := rand.New(rand.NewPCG(uint64(worker), 0))
			wg.Go(func() {
				for {
					i := rng.IntN(50)
					v, err := db.Pin(ctx, key(i), driver.ReadOptions{})
					if err != nil {
						assert.ErrorIs(t, err, driver.ErrClosed)
						return
					}
					first := string(v.Bytes()[:8])
					if !strings.HasPrefix(first, fmt.Sprintf("%03d:", i)) || strings.Repeat(first, 2000) != string(v.Bytes()) {
						t.Errorf("torn value %q", first)
					}
					v.Release()
					tell(reads)
				}
			})
		}
		wg.Go(func() {
			for round := 1; ; round++ {
				for i := range 50 {
					if err := db.Put(ctx, key(i), []byte(fill(i, round)), driver.WriteOptions{}); err != nil {
						assert.ErrorIs(t, err, driver.ErrClosed)
						return
					}
				}
				if err := db.Compact(ctx, "", ""); err != nil {
					assert.ErrorIs(t, err, driver.ErrClosed)
					return
				}
				tell(rounds)
			}
		})
		await(rounds, 2)
		await(reads, 200)
		require.NoError(t, db.Close())
		wg.Wait()
	}
}

// Beyond 1000 tables LevelDB reads tables instead of mapping them. The results are the same.
func TestMoreThanAThousandTables(t *testing.T) {
	// The smallest write buffer, and keys in order: each value soon has a table of its own, which
	// no compaction merges.
	db := openTest(t, &Options{Compression: NoCompression, WriteBufferSize: 64 << 10, MaxOpenFiles: 5000})
	value := strings.Repeat("v", 64<<10)
	const entries = 1100
	for i := range entries {
		put(t, db, key(i), fmt.Sprint(i)+value)
	}
	tables, err := filepath.Glob(filepath.Join(db.path, "*.ldb"))
	require.NoError(t, err)
	require.Greater(t, len(tables), 1000)
	for i := range entries {
		v, err := db.Pin(ctx, key(i), driver.ReadOptions{DontFillCache: true})
		require.NoError(t, err)
		require.True(t, string(v.Bytes()[:10]) == (fmt.Sprint(i) + value)[:10] && len(v.Bytes()) == len(fmt.Sprint(i))+len(value))
		v.Release()
	}
}

func TestLookup(t *testing.T) {
	db := openTest(t, nil)
	rng := rand.New(rand.NewPCG(3, 4))
	model := map[string]string{}
	for i := range 3000 {
		value := strings.Repeat(fmt.Sprint(i), rng.IntN(200))
		if i%100 == 0 {
			value = strings.Repeat("large", 10_000+i)
		}
		model[key(i)] = value
		put(t, db, key(i), value)
	}
	require.NoError(t, db.Compact(ctx, "", key(1000)))
	model[""] = "empty key"
	put(t, db, "", "empty key")
	for _, n := range []int{0, 1, 2, 15, 16, 17, 1023, 1024, 1025, 5000} {
		var keys []string
		for range n {
			keys = append(keys, key(rng.IntN(4000))) // a quarter is missing, some are repeated
		}
		if n > 1 {
			keys[n/2] = ""
		}
		it, err := db.Lookup(ctx, keys, driver.ReadOptions{})
		require.NoError(t, err)
		at := 0
		for {
			page, err := it.Next(ctx)
			require.NoError(t, err)
			if page == nil {
				break
			}
			for i := range page.Len() {
				require.Equal(t, keys[at], page.Key(i))
				want, found := model[keys[at]]
				v, err := page.Value(i)
				if found {
					require.NoError(t, err)
					require.True(t, want == string(v.Bytes()), "%q", keys[at])
					v.Release()
				} else {
					require.ErrorIs(t, err, driver.ErrNotFound)
				}
				at++
			}
		}
		require.Equal(t, n, at)
		it.Close()
	}
}

func TestGather(t *testing.T) {
	db := openTest(t, nil)
	const header = "header"
	for i := range 100 {
		put(t, db, key(i), header+fmt.Sprintf("row%05d", i))
	}
	put(t, db, "other header", "Header"+"row00000")
	put(t, db, "short", header+"row")
	put(t, db, "long", header+"row00000+")
	put(t, db, "empty", "")
	keys := []string{key(7), "none", key(99), "other header", key(0), "short", "long", "empty", key(7)}
	rows := []byte(strings.Repeat("........", len(keys)))
	states, err := db.Gather(ctx, keys, []byte(header), rows, driver.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, []driver.RowState{
		driver.RowCopied, driver.RowMissing, driver.RowCopied, driver.RowDifferent, driver.RowCopied, driver.RowDifferent, driver.RowDifferent, driver.RowDifferent, driver.RowCopied,
	}, states)
	require.Equal(t, "row00007........row00099........row00000........................row00007", string(rows))

	states, err = db.Gather(ctx, nil, []byte(header), nil, driver.ReadOptions{})
	require.NoError(t, err)
	require.Empty(t, states)
	_, err = db.Gather(ctx, keys, []byte(header), rows[1:], driver.ReadOptions{})
	require.ErrorIs(t, err, driver.ErrInvalidArgument)
	states, err = db.Gather(ctx, keys[:2], []byte(header+"row00007"), nil, driver.ReadOptions{})
	require.NoError(t, err, "rows of no bytes")
	require.Equal(t, []driver.RowState{driver.RowCopied, driver.RowMissing}, states)
	s, err := db.Snapshot(ctx)
	require.NoError(t, err)
	put(t, db, "none", header+"written!")
	states, err = s.Gather(ctx, keys[:2], []byte(header), rows[:16], driver.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, []driver.RowState{driver.RowCopied, driver.RowMissing}, states)
	s.Close()
	require.False(t, slices.Contains(rows[8:16], 'w'))
}

func TestCopy(t *testing.T) {
	defer func(before bool) { copyInC = before }(copyInC)
	for _, copyInC = range []bool{false, true} {
		testCopy(t)
	}
}

func testCopy(t *testing.T) {
	src := make([]byte, 40_000)
	for i := range src {
		src[i] = byte(i * 7 >> 3)
	}
	for _, n := range []int{0, 1, copyFrom - 1, copyFrom, copyFrom + 1, 30_000} {
		for offset := range 9 {
			dst := make([]byte, n+2)
			Copy(dst[1:n+1], src[offset:])
			require.True(t, string(src[offset:offset+n]) == string(dst[1:n+1]))
			require.Zero(t, dst[0])
			require.Zero(t, dst[n+1])
		}
	}
}

// Neither reading a value that fits nor borrowing a value allocates.
func TestReadsDoNotAllocate(t *testing.T) {
	if sanitized {
		t.Skip("sanitizers allocate, and make sync.Pool forget, on purpose")
	}
	db := openTest(t, nil)
	put(t, db, "small", "value")
	put(t, db, "large", strings.Repeat("v", 1<<20))
	buf := make([]byte, 100)
	for _, key := range []string{"small", "large"} {
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			v, err := db.Get(ctx, key, buf, driver.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			v.Release()
		}), key)
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			v, err := db.Pin(ctx, key, driver.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			v.Release()
		}), key)
	}
}
