package leveldb_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

// sizes is a driver.Store that has only keys and the sizes of their values. It reports sizes on
// disk in blocks of 4 KiB, as LevelDB does.
type sizes struct {
	driver.Store
	keys   []string // sorted
	before []uint64 // the size of the entries before each key, and of all
	calls  int
}

func newSizes(entries map[string]uint64) *sizes {
	s := &sizes{before: []uint64{0}}
	for key := range entries {
		s.keys = append(s.keys, key)
	}
	slices.Sort(s.keys)
	for i, key := range s.keys {
		s.before = append(s.before, s.before[i]+entries[key])
	}
	return s
}

// from returns the index of the first key that is not less than key.
func (s *sizes) from(key string) int {
	i, _ := slices.BinarySearch(s.keys, key)
	return i
}

func (s *sizes) ApproximateSize(_ context.Context, lower, upper string) (uint64, error) {
	s.calls++
	return s.before[s.from(upper)]/4096*4096 - s.before[s.from(lower)]/4096*4096, nil
}

// Scan returns the first or the last key of the span. No test needs more.
func (s *sizes) Scan(_ context.Context, span driver.Span, _ driver.ReadOptions) (driver.Cursor, error) {
	s.calls++
	if span.Limit != 1 || !span.KeysOnly {
		return nil, &driver.Error{Class: driver.ErrInvalidArgument, Text: "the range is too long to be read"}
	}
	from, to := s.from(span.Lower), len(s.keys)
	if span.Upper != "" {
		to = s.from(span.Upper)
	}
	if from >= to {
		return &oneKey{}, nil
	}
	if span.Reverse {
		from = to - 1
	}
	return &oneKey{key: &s.keys[from]}, nil
}

// oneKey is a cursor over one key.
type oneKey struct{ key *string }

func (c *oneKey) Next(context.Context) (*driver.Page, error) {
	if c.key == nil {
		return nil, nil
	}
	content := driver.Content{Ends: []driver.End{{}, {Key: uint32(len(*c.key))}}, Keys: []byte(*c.key), Turns: new(atomic.Uint64)}
	c.key = nil
	return driver.NewPage(content)
}

func (c *oneKey) Close() {}

// A long range is cut into balanced parts with few calls, whatever the keys look like.
func TestSplitOfLongRanges(t *testing.T) {
	const entries = 20_000
	rng := rand.New(rand.NewPCG(1, 2))
	for name, c := range map[string]struct {
		key  func(i int) string
		size func(i int) uint64
	}{
		"decimal numbers":       {key: func(i int) string { return fmt.Sprintf("%08d", i) }},
		"numbers of any length": {key: func(i int) string { return fmt.Sprint(i) }},
		"long shared prefix":    {key: func(i int) string { return strings.Repeat("shared/", 100) + fmt.Sprintf("%08d", i) }},
		"random bytes": {key: func(int) string {
			b := make([]byte, 1+rng.IntN(20))
			for i := range b {
				b[i] = byte(rng.Uint32())
			}
			return string(b)
		}},
		"zeros":         {key: func(i int) string { return strings.Repeat("\x00", 40) + fmt.Sprintf("%05d", i) }},
		"growing zeros": {key: func(i int) string { return strings.Repeat("\x00", i%500) + fmt.Sprintf("%05d", i) }},
		"two clusters": {key: func(i int) string {
			if i%100 == 0 {
				return fmt.Sprintf("a/%s/%08d", strings.Repeat("x", 50), i)
			}
			return fmt.Sprintf("z/%s/%08d", strings.Repeat("y", 300), i)
		}},
		"one key apart":     {key: func(i int) string { return map[bool]string{true: "a", false: "b/" + fmt.Sprintf("%08d", i)}[i == 0] }},
		"growing sizes":     {key: func(i int) string { return fmt.Sprintf("%08d", i) }, size: func(i int) uint64 { return uint64(i) }},
		"one large value":   {key: func(i int) string { return fmt.Sprintf("%08d", i) }, size: func(i int) uint64 { return map[bool]uint64{true: 1 << 28, false: 4096}[i == 777] }},
		"many large values": {key: func(i int) string { return fmt.Sprintf("%08d", i) }, size: func(i int) uint64 { return 64 << 20 }},
	} {
		t.Run(name, func(t *testing.T) {
			all := map[string]uint64{}
			for i := range entries {
				size := uint64(4096)
				if c.size != nil {
					size = c.size(i)
				}
				all[c.key(i)] = size
			}
			s := newSizes(all)
			for _, n := range []int{2, 3, 16, 100} {
				requireBalanced(t, s, n, 80)
			}
		})
	}
}

// The cuts are found even if every key in the middle is next to one end.
func TestSplitOfChains(t *testing.T) {
	up, down := map[string]uint64{}, map[string]uint64{}
	for i := range 2000 {
		up[strings.Repeat("a", i+1)] = 64 << 10
		down[strings.Repeat("a", i)+"b"] = 64 << 10
	}
	for name, entries := range map[string]map[string]uint64{"up": up, "down": down} {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{2, 7, 50} {
				requireBalanced(t, newSizes(entries), n, 200)
			}
		})
	}
}

// requireBalanced splits all entries, and the second half of them. No part may be larger than the
// average by more than a quarter, two blocks, and the largest entry. perCut limits the calls for
// each part.
func requireBalanced(t *testing.T, s *sizes, n, perCut int) {
	t.Helper()
	for _, r := range []*leveldb.Range{nil, {Start: s.keys[len(s.keys)/2]}} {
		s.calls = 0
		parts, err := leveldb.New(s, "sizes", nil).Split(r, n)
		require.NoError(t, err)
		require.LessOrEqual(t, len(parts), n)
		require.LessOrEqual(t, s.calls, perCut*n, "calls for %d parts", n)
		first, largest := s.from(parts[0].Start), uint64(0)
		for i := range s.keys {
			largest = max(largest, s.before[i+1]-s.before[i])
		}
		total := s.before[len(s.keys)] - s.before[first]
		most := uint64(math.Ceil(float64(total)/float64(n)*1.25)) + 2*4096 + largest
		for i, part := range parts {
			from, to := s.from(part.Start), len(s.keys)
			if part.Stop != "" {
				to = s.from(part.Stop)
			}
			require.Less(t, from, to, "part %d is empty", i)
			assert.LessOrEqual(t, s.before[to]-s.before[from], most, "part %d of %d: %.40q to %.40q", i, len(parts), part.Start, part.Stop)
		}
	}
}

// In a database with tables the parts have about equal size on disk.
func TestSplitOfTables(t *testing.T) {
	db := openTest(t, &leveldb.Options{Compression: leveldb.NoCompression, WriteBufferSize: 1 << 20, MaxFileSize: 1 << 20})
	value := make([]byte, 16<<10)
	b := db.NewBatch()
	for i := range 2000 {
		require.NoError(t, b.Put(fmt.Sprintf("run/%06d", i), value))
	}
	require.NoError(t, b.Write())
	require.NoError(t, db.Compact(nil))
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer func() { require.NoError(t, snapshot.Close()) }()
	total, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.Greater(t, total, uint64(31<<20))
	for name, part := range map[string]struct {
		db *leveldb.DB
		r  *leveldb.Range
	}{
		"database": {db, nil}, "snapshot": {snapshot, nil}, "sub-database": {db.Sub("run/"), nil}, "prefix": {db, &leveldb.Range{Prefix: "run/0"}},
	} {
		for _, n := range []int{2, 5, 16} {
			parts, err := part.db.Split(part.r, n)
			require.NoError(t, err, name)
			require.Len(t, parts, n, name)
			for i, p := range parts {
				size, err := part.db.ApproximateSize(p)
				require.NoError(t, err)
				assert.InEpsilon(t, float64(total)/float64(n), float64(size), 0.25, "%s: part %d of %d", name, i, n)
			}
		}
	}
}

// Entries that are only in memory have no size on disk. They are cut by the size of the entries.
func TestSplitInMemory(t *testing.T) {
	db := openTest(t, &leveldb.Options{WriteBufferSize: 64 << 20})
	b := db.NewBatch()
	for i := range 50_000 {
		require.NoError(t, b.PutRaw(fmt.Sprintf("%06d", i), []byte("n0123456789")))
	}
	require.NoError(t, b.Write())
	size, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.Zero(t, size)
	parts, err := db.Split(nil, 7)
	require.NoError(t, err)
	require.Len(t, parts, 7)
	for _, part := range parts {
		n, err := db.Count(part)
		require.NoError(t, err)
		assert.InEpsilon(t, 50_000/7, n, 0.01)
	}
	// A value that is larger than all others gets a part almost of its own.
	require.NoError(t, db.PutRaw("025000+", make([]byte, 8<<20)))
	parts, err = db.Split(nil, 3)
	require.NoError(t, err)
	require.Len(t, parts, 3)
	n, err := db.Count(parts[1])
	require.NoError(t, err)
	assert.Less(t, n, 50)
}

// If there are at least as many parts as entries of equal size, each entry gets a part.
func TestSplitIntoEntries(t *testing.T) {
	db := openTest(t, nil)
	for _, n := range []int{0, 1, 2, 9} {
		for i := range n {
			require.NoError(t, db.Put(fmt.Sprint(i), "value"))
		}
		for _, most := range []int{max(n, 1), n + 1, 1000, math.MaxInt} {
			parts, err := db.Split(nil, most)
			require.NoError(t, err)
			require.Len(t, parts, max(n, 1))
		}
	}
}

func TestSplitRefuses(t *testing.T) {
	db := openTest(t, nil)
	for _, n := range []int{0, -1, math.MinInt} {
		_, err := db.Split(nil, n)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		require.ErrorContains(t, err, "want at least 1")
	}
	_, err := db.Sub("p").Split(&leveldb.Range{Limit: 1}, 2)
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	require.EqualError(t, err, `leveldb: split "p": invalid argument: a range with a Limit cannot be split`)
	r := &leveldb.Range{Limit: -1, Start: "x"}
	parts, err := db.Split(r, 2)
	require.NoError(t, err)
	require.Equal(t, []*leveldb.Range{r}, parts)
	require.NotSame(t, r, parts[0], "the caller may change the parts")
}

// The parts of a random range hold its entries, in its order.
func TestSplitOfRandomRanges(t *testing.T) {
	seed := drivertest.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	db := openTest(t, &leveldb.Options{WriteBufferSize: 64 << 10})
	letters := []string{"a", "b", "\x00", "\x7f", "é"}
	text := func(most int) string {
		var b strings.Builder
		for range rng.IntN(most + 1) {
			b.WriteString(letters[rng.IntN(len(letters))])
		}
		return b.String()
	}
	for range 300 {
		if rng.IntN(4) == 0 {
			require.NoError(t, db.PutRaw(text(4), make([]byte, rng.IntN(20_000))))
		} else {
			require.NoError(t, db.Put(text(8), text(50)))
		}
	}
	for range 300 {
		r := &leveldb.Range{Reverse: rng.IntN(2) == 0, ExcludeStart: rng.IntN(3) == 0, IncludeStop: rng.IntN(3) == 0}
		for _, field := range []*string{&r.Prefix, &r.StartingBy, &r.Start, &r.Stop} {
			if rng.IntN(3) == 0 {
				*field = text(3)
			}
		}
		sub := db.Sub(text(1))
		if rng.IntN(20) == 0 {
			require.NoError(t, db.Compact(nil))
		}
		parts, err := sub.Split(r, 1+rng.IntN(20))
		require.NoError(t, err)
		var together []string
		for _, part := range parts {
			together = append(together, keysIn(t, sub, part)...)
		}
		require.Equal(t, keysIn(t, sub, r), together, "%+q: %+q", r, parts)
		// A key that is written later is in exactly one part.
		key := r.Prefix + text(8)
		require.NoError(t, sub.Put(key, 1))
		whole, n := len(keysIn(t, sub, r)), 0
		for _, part := range parts {
			n += len(keysIn(t, sub, part))
		}
		require.Equal(t, whole, n, "%+q with %q: %+q", r, key, parts)
	}
}

func keysIn(t *testing.T, db *leveldb.DB, r *leveldb.Range) (keys []string) {
	t.Helper()
	for key, err := range db.Keys(r) {
		require.NoError(t, err)
		keys = append(keys, key)
	}
	return keys
}

// FuzzSplit compares the parts of a range with the keys that a model selects.
func FuzzSplit(f *testing.F) {
	f.Add("a b c d e f", "", "", "b", "e", uint8(3), uint8(0))
	f.Add("pa pb pc qa pb\x00", "p", "", "", "", uint8(9), uint8(5))
	f.Add("paa pab pac pb", "p", "a", "aa", "ac", uint8(2), uint8(3))
	f.Fuzz(func(t *testing.T, text, prefix, startingBy, start, stop string, n, flags uint8) {
		r := &leveldb.Range{
			Prefix: prefix, StartingBy: startingBy, Start: start, Stop: stop,
			ExcludeStart: flags&1 != 0, IncludeStop: flags&2 != 0, Reverse: flags&4 != 0,
		}
		entries, rng := map[string]uint64{}, rand.New(rand.NewPCG(uint64(n), uint64(flags)))
		for key := range strings.SplitSeq(text, " ") {
			entries[key] = 1<<20 + rng.Uint64N(64<<20)
		}
		entries["\xff\xff"] = 32 << 20 // so that the range of all is not read
		s := newSizes(entries)
		db := leveldb.New(s, "sizes", nil)
		parts, err := db.Split(r, int(n)+1)
		if err != nil {
			require.ErrorContains(t, err, "too long to be read") // it has less than 16 MiB
			return
		}
		require.LessOrEqual(t, len(parts), int(n)+1)
		for _, key := range s.keys {
			in := 0
			for _, part := range parts {
				if selects(part, key) {
					in++
				}
			}
			require.Equal(t, selects(r, key), in == 1, "%q in %d parts of %+q: %+q", key, in, r, parts)
			require.LessOrEqual(t, in, 1)
		}
	})
}

// selects reports whether a key is in a range.
func selects(r *leveldb.Range, whole string) bool {
	key, ok := strings.CutPrefix(whole, r.Prefix)
	switch {
	case !ok, !strings.HasPrefix(key, r.StartingBy), key < r.Start, r.ExcludeStart && key == r.Start:
		return false
	}
	return r.Stop == "" || key < r.Stop || r.IncludeStop && key == r.Stop
}
