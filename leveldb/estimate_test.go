package leveldb_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// counted is a sizes whose keys can be counted and read.
type counted struct {
	*sizes
	block uint64 // size of a block
	read  int    // number of keys read
}

// sizesOf returns a sizes of n entries.
func sizesOf(n int, key func(i int) string, size func(i int) uint64) *sizes {
	s := &sizes{keys: make([]string, n), before: make([]uint64, 1, n+1)}
	for i := range s.keys {
		s.keys[i] = key(i)
	}
	slices.Sort(s.keys)
	for i := range s.keys {
		s.before = append(s.before, s.before[i]+size(i))
	}
	return s
}

func (c *counted) to(upper string) int {
	if upper == "" {
		return len(c.keys)
	}
	return c.from(upper)
}

func (c *counted) ApproximateSize(_ context.Context, lower, upper string) (uint64, error) {
	c.calls++
	from, to := c.from(lower), max(c.to(upper), c.from(lower))
	return c.before[to]/c.block*c.block - c.before[from]/c.block*c.block, nil
}

func (c *counted) Count(_ context.Context, s driver.Span, _ driver.ReadOptions) (uint64, error) {
	c.calls++
	n := max(c.to(s.Upper)-c.from(s.Lower), 0)
	if s.Limit > 0 {
		n = min(n, s.Limit)
	}
	return uint64(n), nil
}

// Scan returns one page of keys.
func (c *counted) Scan(ctx context.Context, s driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	if s.Limit == 1 {
		return c.sizes.Scan(ctx, s, o)
	}
	c.calls++
	from, to := c.from(s.Lower), c.to(s.Upper)
	if s.Reverse || !s.KeysOnly || s.Limit < 1 {
		return nil, &driver.Error{Class: driver.ErrInvalidArgument, Text: "the range is too long to be read"}
	}
	if from >= to {
		return &onePage{}, nil
	}
	keys := c.keys[from:min(to, from+s.Limit)]
	c.read += len(keys)
	content := driver.Content{Ends: []driver.End{{}}, Turns: new(atomic.Uint64)}
	for _, key := range keys {
		content.Keys = append(content.Keys, key...)
		content.Ends = append(content.Ends, driver.End{Key: uint32(len(content.Keys))})
	}
	page, err := driver.NewPage(content)
	return &onePage{page}, err
}

// onePage is a cursor over a page.
type onePage struct{ page *driver.Page }

func (c *onePage) Next(context.Context) (*driver.Page, error) {
	page := c.page
	c.page = nil
	return page, nil
}

func (c *onePage) Close() {}

// Estimates are near the number of entries for every distribution of sizes, and need few calls.
// Only the limit for a mixture of sizes is the documented factor.
func TestEstimatedCountOfDistributions(t *testing.T) {
	const mib = 1 << 20
	rng := rand.New(rand.NewPCG(1, 2))
	decimal := func(i int) string { return fmt.Sprintf("%08d", i) }
	for name, c := range map[string]struct {
		entries int
		key     func(i int) string
		size    func(i int) uint64
		block   uint64
		factor  float64
	}{
		"small":              {entries: 400_000, size: func(int) uint64 { return 100 }, factor: 1.05},
		"tiny":               {entries: 900_000, size: func(int) uint64 { return 20 }, factor: 1.05},
		"medium":             {entries: 50_000, size: func(int) uint64 { return 3000 }, factor: 1.1},
		"large":              {entries: 20_000, size: func(int) uint64 { return mib }, factor: 1.05},
		"random sizes":       {entries: 100_000, size: func(int) uint64 { return rng.Uint64N(2000) }, factor: 1.2},
		"growing sizes":      {entries: 30_000, size: func(i int) uint64 { return uint64(i) }, factor: 1.3},
		"blocks of 64 KiB":   {entries: 800_000, size: func(int) uint64 { return 100 }, block: 64 << 10, factor: 1.15},
		"blocks of 1 MiB":    {entries: 400_000, size: func(int) uint64 { return 100 }, block: mib, factor: 1.5},
		"each 100th is 1 MB": {entries: 100_000, size: func(i int) uint64 { return map[bool]uint64{true: mib, false: 100}[i%100 == 0] }, factor: 2},
		"half the size in small ones": {entries: 170_100, size: func(i int) uint64 {
			return map[bool]uint64{true: 100, false: 170_000}[i < 170_000]
		}, factor: 1.3},
		"small ones at the end, 3 % of the size": {entries: 301_000, size: func(i int) uint64 {
			return map[bool]uint64{true: mib, false: 100}[i < 1000]
		}, factor: 2},
		"small ones in the middle, 10 % of the size": {entries: 202_000, size: func(i int) uint64 {
			return map[bool]uint64{true: 100, false: 90_000}[i/1000 >= 1 && i/1000 <= 200]
		}, factor: 1.5},
		"growing zeros in the keys": {entries: 50_000, key: func(i int) string { return strings.Repeat("\x00", i%50) + decimal(i) }, size: func(int) uint64 { return 1000 }, factor: 1.1},
		"two clusters of keys": {entries: 50_000, key: func(i int) string {
			return map[bool]string{true: "a/", false: "z/long shared prefix/"}[i%10 == 0] + decimal(i)
		}, size: func(int) uint64 { return 1000 }, factor: 1.1},
	} {
		if testing.Short() && c.entries > 60_000 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			key := decimal
			if c.key != nil {
				key = c.key
			}
			store := &counted{sizes: sizesOf(c.entries, key, c.size), block: max(c.block, 4096)}
			db := leveldb.New(store, "counted", nil)
			for _, part := range []struct {
				r    *leveldb.Range
				want int
			}{
				{nil, c.entries}, {&leveldb.Range{Start: store.keys[c.entries/3], Reverse: true}, c.entries - c.entries/3},
			} {
				store.calls, store.read = 0, 0
				n, err := db.EstimatedCount(part.r)
				require.NoError(t, err)
				assert.LessOrEqual(t, float64(n), float64(part.want)*c.factor, "%d of %d", n, part.want)
				assert.GreaterOrEqual(t, float64(n), float64(part.want)/c.factor, "%d of %d", n, part.want)
				assert.LessOrEqual(t, store.calls, 64*100)
				if c.block == 0 {
					assert.LessOrEqual(t, store.read, 64*5460)
				}
			}
		})
	}
}

// Small ranges, those with a limit, and entries that are only in memory are counted.
func TestEstimatedCountIsExact(t *testing.T) {
	db := openTest(t, &leveldb.Options{WriteBufferSize: 64 << 20})
	b := db.NewBatch()
	for i := range 50_000 {
		require.NoError(t, b.PutRaw(fmt.Sprintf("%06d", i), []byte("n0123456789")))
	}
	require.NoError(t, b.Write())
	size, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.Zero(t, size)
	requireExact := func(db *leveldb.DB) {
		t.Helper()
		for _, r := range []*leveldb.Range{
			nil, {Prefix: "00"}, {StartingBy: "04", Reverse: true}, {Start: "000007", Stop: "000008"}, {Start: "b", Stop: "a"}, {Prefix: "x"},
			{Limit: 1}, {Limit: 20_000}, {Limit: 10_000_000}, {Limit: -1},
		} {
			want, err := db.Count(r)
			require.NoError(t, err)
			n, err := db.EstimatedCount(r)
			require.NoError(t, err)
			require.Equal(t, want, n, "%+v", r)
		}
	}
	requireExact(db)
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer snapshot.Close()
	for i := range 1000 {
		require.NoError(t, db.Delete(fmt.Sprintf("%06d", 10*i)))
	}
	requireExact(snapshot)
	requireExact(db.Sub("0"))
	n, err := snapshot.EstimatedCount(nil)
	require.NoError(t, err)
	require.Equal(t, 50_000, n)
	require.NoError(t, db.Compact(nil))
	requireExact(db)
	require.NoError(t, db.Close())
	_, err = db.Sub("0").EstimatedCount(nil)
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.ErrorContains(t, err, `leveldb: estimate count "0": `)
}

// In a database with tables, overwritten and deleted entries, and recent writes, the estimate is
// near the number of entries.
func TestEstimatedCountOfTables(t *testing.T) {
	db := openTest(t, &leveldb.Options{Compression: leveldb.NoCompression, WriteBufferSize: 4 << 20})
	b := db.NewBatch()
	value := make([]byte, 400)
	const all = 60_000
	for i := range all {
		require.NoError(t, b.PutRaw(fmt.Sprintf("run/%06d", i), value))
	}
	require.NoError(t, b.Write())
	require.NoError(t, db.Compact(nil))
	b.Reset()
	for i := range all { // every fifth is deleted, and every fourth of the others overwritten
		if i%5 == 0 {
			require.NoError(t, b.Delete(fmt.Sprintf("run/%06d", i)))
		} else if i%4 == 0 {
			require.NoError(t, b.PutRaw(fmt.Sprintf("run/%06d", i), value))
		}
	}
	require.NoError(t, b.Write())
	for _, r := range []*leveldb.Range{nil, {Prefix: "run/"}, {Start: "run/01", Reverse: true}} {
		want, err := db.Count(r)
		require.NoError(t, err)
		size, err := db.ApproximateSize(r)
		require.NoError(t, err)
		require.Greater(t, size, uint64(16<<20), "the range is not counted")
		n, err := db.EstimatedCount(r)
		require.NoError(t, err)
		require.InEpsilon(t, want, n, 0.2)
		limited := leveldb.Range{Limit: 30_000}
		if r != nil {
			limited = *r
			limited.Limit = 30_000
		}
		n, err = db.EstimatedCount(&limited)
		require.NoError(t, err)
		require.Equal(t, 30_000, n)
	}
}
