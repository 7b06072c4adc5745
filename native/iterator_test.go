package native

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

type pair struct{ key, value string }

// collect reads a whole range.
func collect(t testing.TB, db *DB, r driver.Span, options driver.ReadOptions) (all []pair) {
	t.Helper()
	it, err := db.Scan(ctx, r, options)
	require.NoError(t, err)
	defer it.Close()
	for {
		page, err := it.Next(ctx)
		require.NoError(t, err)
		if page == nil {
			again, err := it.Next(ctx)
			require.NoError(t, err)
			require.Nil(t, again, "the end stays the end")
			return all
		}
		require.NoError(t, page.Err())
		for i := range page.Len() {
			v, err := page.Value(i)
			require.NoError(t, err)
			all = append(all, pair{page.Key(i), string(v.Bytes())})
			v.Release()
		}
	}
}

// Random ranges over random entries, small and large, return the same entries as a sorted slice.
func TestIteratorAgainstModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	db := openTest(t, &Options{WriteBufferSize: 256 << 10})
	model := map[string]string{}
	randomKey := func() string {
		n := rng.IntN(4)
		if rng.IntN(50) == 0 {
			n = 2 * firstPage.keys // does not fit into the first page
		}
		k := make([]byte, n)
		for i := range k {
			k[i] = "\x00ab\xff"[rng.IntN(4)]
		}
		return string(k)
	}
	for range 600 {
		k := randomKey()
		size := rng.IntN(100)
		if rng.IntN(20) == 0 {
			size = rng.IntN(2 * lastPage.values)
		}
		v := strings.Repeat(string(rune('a'+rng.IntN(26))), size)
		put(t, db, k, v)
		model[k] = v
	}
	var sorted []pair
	for k, v := range model {
		sorted = append(sorted, pair{k, v})
	}
	slices.SortFunc(sorted, func(a, b pair) int { return strings.Compare(a.key, b.key) })

	for round := range 300 {
		if round == 150 {
			require.NoError(t, db.Compact(ctx, "", ""))
		}
		r := driver.Span{Reverse: rng.IntN(2) == 0, KeysOnly: rng.IntN(4) == 0}
		if rng.IntN(3) > 0 {
			r.Lower = randomKey()
		}
		if rng.IntN(3) > 0 {
			r.Upper = randomKey()
		}
		if rng.IntN(3) == 0 {
			r.Limit = 1 + rng.IntN(100)
		}
		var want []pair
		for _, p := range sorted {
			if p.key >= r.Lower && (r.Upper == "" || p.key < r.Upper) {
				if r.KeysOnly {
					p.value = ""
				}
				want = append(want, p)
			}
		}
		if r.Reverse {
			slices.Reverse(want)
		}
		if r.Limit > 0 && len(want) > r.Limit {
			want = want[:r.Limit]
		}
		require.Equal(t, want, collect(t, db, r, driver.ReadOptions{DontFillCache: round%2 == 0}), "%+q", r)
		count, err := db.Count(ctx, r, driver.ReadOptions{})
		require.NoError(t, err)
		require.EqualValues(t, len(want), count, "%+q", r)
	}
}

// Ranges of 0, 1, 2^k-1, 2^k, 2^k+1 entries, in both directions.
func TestIteratorPageBoundaries(t *testing.T) {
	db := openTest(t, nil)
	const most = 4097
	for i := range most {
		put(t, db, key(i), "v")
	}
	for shift := range 13 {
		for _, n := range []int{1<<shift - 1, 1 << shift, 1<<shift + 1} {
			for _, reverse := range []bool{false, true} {
				all := collect(t, db, driver.Span{Upper: key(n), Reverse: reverse}, driver.ReadOptions{})
				require.Len(t, all, n)
				all = collect(t, db, driver.Span{Limit: n, Reverse: reverse, KeysOnly: true}, driver.ReadOptions{})
				require.Len(t, all, max(n, map[bool]int{true: most}[n == 0])) // 0 means no limit
			}
		}
	}
}

// Values around the size of a page buffer. A value that does not fit is borrowed, and is the only
// one of its page.
func TestIteratorLargeValues(t *testing.T) {
	db := openTest(t, nil)
	var want []pair
	for i, size := range []int{
		0, firstPage.values - 1, firstPage.values, firstPage.values + 1, 1,
		lastPage.values - 1, lastPage.values, lastPage.values + 1, 3 << 20, 2, 3 << 20,
	} {
		want = append(want, pair{key(i), strings.Repeat(string(rune('a'+i)), size)})
		put(t, db, want[i].key, want[i].value)
	}
	for _, compact := range []bool{false, true} {
		if compact {
			require.NoError(t, db.Compact(ctx, "", ""))
		}
		require.Equal(t, want, collect(t, db, driver.Span{}, driver.ReadOptions{}))
		slices.Reverse(want)
		require.Equal(t, want, collect(t, db, driver.Span{Reverse: true}, driver.ReadOptions{}))
		slices.Reverse(want)
	}
}

func TestIteratorSeesOneState(t *testing.T) {
	db := openTest(t, nil)
	for i := range 1000 {
		put(t, db, key(i), "old")
	}
	it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	for i := range 2000 {
		put(t, db, key(i), "new")
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	entries := 0
	for {
		page, err := it.Next(ctx)
		require.NoError(t, err)
		if page == nil {
			break
		}
		for i := range page.Len() {
			v, err := page.Value(i)
			require.NoError(t, err)
			require.Equal(t, "old", string(v.Bytes()))
			entries++
		}
	}
	require.Equal(t, 1000, entries)
}

// The keys of a page belong to the caller forever. Its values do not.
func TestPageAfterIteratorMoved(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "a", "small")
	put(t, db, "b", strings.Repeat("L", 1<<20))
	put(t, db, "c", strings.Repeat("M", 1<<20))
	it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	small, err := it.Next(ctx)
	require.NoError(t, err)
	large, err := it.Next(ctx)
	require.NoError(t, err)
	v, err := large.Value(0)
	require.NoError(t, err)
	require.Len(t, v.Bytes(), 1<<20)
	v.Release()
	_, err = it.Next(ctx)
	require.NoError(t, err)

	require.Equal(t, "a", small.Key(0))
	_, err = small.Value(0)
	require.ErrorIs(t, err, driver.ErrMoved)
	require.Equal(t, "b", large.Key(0))
	_, err = large.Value(0)
	require.ErrorIs(t, err, driver.ErrMoved)
	it.Close()
	_, err = large.Value(0)
	require.ErrorIs(t, err, driver.ErrMoved)
	_, err = it.Next(ctx)
	require.ErrorIs(t, err, driver.ErrClosed)
	require.Equal(t, "a", small.Key(0))
}

// An iterator does not advance while a value that it holds in place is borrowed. It does not wait
// for the release either, because the calling goroutine may hold the value.
func TestNextWhileBorrowed(t *testing.T) {
	db := openTest(t, nil)
	for i := range 4 {
		put(t, db, key(i), strings.Repeat(fmt.Sprint(i), 1<<20))
	}
	it, err := db.Scan(ctx, driver.Span{Seekable: true}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	page, err := it.Next(ctx)
	require.NoError(t, err)
	v, err := page.Value(0)
	require.NoError(t, err)
	again, err := page.Value(0)
	require.NoError(t, err)
	for _, borrowed := range []driver.Value{v, again} {
		_, err = it.Next(ctx)
		require.ErrorIs(t, err, driver.ErrInvalidArgument)
		require.ErrorIs(t, resume(it, key(2), 1), driver.ErrInvalidArgument)
		require.False(t, page.Moved())
		require.Equal(t, 1<<20, bytes.Count(borrowed.Bytes(), []byte("0")), "what was lent stays as it is")
		borrowed.Release()
	}
	for i := 1; i < 4; i++ { // no entry was skipped
		page, err = it.Next(ctx)
		require.NoError(t, err)
		require.Equal(t, key(i), page.Key(0))
	}
	require.NoError(t, resume(it, key(0), 1))
	page, err = it.Next(ctx)
	require.NoError(t, err)
	require.Equal(t, key(1), page.Key(0))
	v, err = page.Value(0)
	require.NoError(t, err)
	it.Close()
	_, err = it.Next(ctx)
	require.ErrorIs(t, err, driver.ErrClosed, "closing does not wait either")
	require.Equal(t, 1<<20, bytes.Count(v.Bytes(), []byte("1")))
	v.Release()
}

// An iteration whose first page is its last holds no resources: it is not a handle, no leak is
// reported, and its page stays valid. Any other iteration is a handle until it is done or closed.
func TestIteratorOfOnePage(t *testing.T) {
	before := leak.SetReporter(func(what, madeAt string) { t.Errorf("%s was forgotten\n%s", what, madeAt) })
	defer func() { leak.SetReporter(before) }()
	db := openTest(t, nil)
	for i := range firstPage.entries {
		put(t, db, key(i), "v")
	}
	put(t, db, "large", strings.Repeat("L", largeFrom))
	live := LiveHandles()
	for _, test := range []struct {
		about   string
		r       driver.Span
		entries int // number of entries of the first page
		held    int
	}{
		{"nothing there", driver.Span{Lower: "x"}, 0, 0},
		{"the entry at a key", driver.Span{Lower: key(3), Limit: 1}, 1, 0},
		{"the entry before a key", driver.Span{Upper: key(3), Limit: 1, Reverse: true}, 1, 0},
		{"a page", driver.Span{Upper: "l"}, firstPage.entries, 0},
		{"as many as are wanted", driver.Span{Limit: firstPage.entries}, firstPage.entries, 0},
		{"keys only", driver.Span{Lower: key(5), KeysOnly: true}, firstPage.entries - 5 + 1, 0},
		{"more than a page", driver.Span{}, firstPage.entries, 1},
		{"a large value", driver.Span{Lower: "l", Limit: 1}, 1, 1},
		{"to be resumed", driver.Span{Lower: key(3), Limit: 1, Seekable: true}, 1, 1},
	} {
		t.Run(test.about, func(t *testing.T) {
			it, err := db.Scan(ctx, test.r, driver.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, live+test.held, LiveHandles())
			page, err := it.Next(ctx)
			require.NoError(t, err)
			if test.entries == 0 {
				require.Nil(t, page)
				return
			}
			require.Equal(t, test.entries, page.Len())
			if test.held > 0 {
				it.Close()
				require.Equal(t, live, LiveHandles())
				return
			}
			runtime.GC() // no leak is reported for what was not closed
			for i := range page.Len() {
				v, err := page.Value(i)
				require.NoError(t, err)
				want := map[bool]string{true: "", false: "v"}[test.r.KeysOnly]
				require.Equal(t, want, string(v.Bytes()))
				v.Release()
			}
			again, err := it.Next(ctx)
			require.NoError(t, err)
			require.Nil(t, again)
			_, err = page.Value(0)
			require.ErrorIs(t, err, driver.ErrMoved)
		})
	}
	t.Run("the last of more pages", func(t *testing.T) {
		it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
		require.NoError(t, err)
		for page := range pages(t, it) {
			require.NoError(t, page.Err())
		}
		require.Equal(t, live, LiveHandles(), "the end closes it")
	})
	t.Run("a lookup", func(t *testing.T) {
		for _, keys := range [][]string{nil, {}, {key(1)}, {key(1), "missing", key(2)}} {
			it, err := db.Lookup(ctx, keys, driver.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, live, LiveHandles())
			page, err := it.Next(ctx)
			require.NoError(t, err)
			if len(keys) == 0 {
				require.Nil(t, page)
				continue
			}
			require.Equal(t, len(keys), page.Len())
			for i, key := range keys {
				v, err := page.Value(i)
				if key == "missing" {
					require.ErrorIs(t, err, driver.ErrNotFound)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, "v", string(v.Bytes()))
				v.Release()
			}
		}
	})
}

// Closing the iterator or the database ends an iteration that holds no resources like any other,
// even before its page was read.
func TestClosedIteratorOfOnePage(t *testing.T) {
	for about, end := range map[string]func(it driver.Cursor, db *DB){
		"iterator": func(it driver.Cursor, db *DB) { it.Close() },
		"database": func(it driver.Cursor, db *DB) { _ = db.Close() },
	} {
		t.Run(about, func(t *testing.T) {
			db := openTest(t, nil)
			put(t, db, "k", "v")
			waiting, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
			require.NoError(t, err)
			given, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
			require.NoError(t, err)
			page, err := given.Next(ctx)
			require.NoError(t, err)
			for _, it := range []driver.Cursor{waiting, given} {
				end(it, db)
				_, err = it.Next(ctx)
				require.ErrorIs(t, err, driver.ErrClosed)
				require.ErrorIs(t, resume(it, "", 0), driver.ErrClosed)
				it.Close()
			}
			require.Equal(t, "k", page.Key(0))
			v, err := page.Value(0)
			require.NoError(t, err)
			require.Equal(t, "v", string(v.Bytes()))
			v.Release()
		})
	}
}

// Resume does not return the first page if that page was never read.
func TestResumeBeforeFirstPage(t *testing.T) {
	db := openTest(t, nil)
	for i := range 100 {
		put(t, db, key(i), "v")
	}
	it, err := db.Scan(ctx, driver.Span{Seekable: true}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	require.NoError(t, resume(it, key(49), 50))
	page, err := it.Next(ctx)
	require.NoError(t, err)
	require.Equal(t, key(50), page.Key(0))
}

// A page whose buffer is reused by the next page keeps its length for late readers.
func TestPageOfReuseStays(t *testing.T) {
	db := openTest(t, nil)
	for i := range 2000 {
		put(t, db, strings.Repeat("k", i%30)+key(i), strings.Repeat("v", i%70))
	}
	it, err := db.Scan(ctx, driver.Span{Reuse: true}, driver.ReadOptions{})
	require.NoError(t, err)
	defer it.Close()
	var pages []*driver.Page
	var lengths []int
	for page, err := it.Next(ctx); page != nil; page, err = it.Next(ctx) {
		require.NoError(t, err)
		pages, lengths = append(pages, page), append(lengths, page.Len())
	}
	require.Greater(t, len(pages), 3)
	for i, page := range pages {
		require.Equal(t, lengths[i], page.Len())
		for j := range page.Len() {
			_ = page.Key(j)
			_, err := page.Value(j)
			require.ErrorIs(t, err, driver.ErrMoved)
		}
	}
}
