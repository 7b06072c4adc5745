package native

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// lazily returns a cursor that has read nothing.
func lazily(t *testing.T, db *DB, s driver.Span) *Iterator {
	t.Helper()
	s.Seekable, s.Lazy = true, true
	it, err := db.Scan(ctx, s, driver.ReadOptions{})
	require.NoError(t, err)
	t.Cleanup(it.Close)
	return it.(*Iterator)
}

// rest returns up to n entries from where a cursor is.
func rest(t *testing.T, it *Iterator, n int) (all []pair) {
	t.Helper()
	for page := range pages(t, it) {
		for i := range page.Len() {
			v, err := page.Value(i)
			require.NoError(t, err)
			all = append(all, pair{strings.Clone(page.Key(i)), string(v.Bytes())})
			v.Release()
		}
		if len(all) >= n {
			break
		}
	}
	return all
}

// wantAt returns the entries of a sorted list from a position.
func wantAt(all []pair, to driver.Position) []pair {
	all = slices.Clone(all)
	less := strings.Compare
	if to.Reverse {
		slices.Reverse(all)
		less = func(a, b string) int { return strings.Compare(b, a) }
	}
	return slices.DeleteFunc(all, func(p pair) bool {
		switch order := less(p.key, to.Key); to.Place {
		case driver.AtKey:
			return order < 0
		case driver.AfterKey:
			return order <= 0
		}
		return false
	})
}

// A cursor that seeks returns the entries from any position, in both directions, of the state in
// which it was made.
func TestSeek(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	db := openTest(t, nil)
	random := func() string {
		return string([]byte{byte(rng.IntN(7)), byte(rng.IntN(256)), byte(rng.IntN(256))}[:1+rng.IntN(3)])
	}
	for range 2000 {
		size := rng.IntN(60)
		if rng.IntN(100) == 0 {
			size = 2 * largeFrom
		}
		require.NoError(t, db.Put(ctx, random(), []byte(strings.Repeat("v", size)), driver.WriteOptions{}))
	}
	for _, s := range []driver.Span{
		{}, {Reverse: true}, {Lower: "\x02", Upper: "\x05"}, {Lower: "\x01\x80", Reverse: true}, {Lower: "\x09"}, {Lower: "\x05", Upper: "\x02"},
	} {
		forward := s
		forward.Reverse = false
		all := collect(t, db, forward, driver.ReadOptions{})
		it := lazily(t, db, s)
		require.NoError(t, db.Put(ctx, "\x03 later", nil, driver.WriteOptions{}), "what comes later does not show")
		to := driver.Position{Reverse: s.Reverse} // where a new cursor is
		for range 60 {
			n := []int{1, 2, 6, 30, 3000}[rng.IntN(5)]
			got, want := rest(t, it, n), wantAt(all, to)
			if n > len(want) {
				require.Len(t, got, len(want), "%+v %+v", s, to)
			}
			require.LessOrEqual(t, len(got), len(want))
			require.True(t, slices.Equal(want[:len(got)], got), "%+v %+v", s, to)
			to = driver.Position{Place: driver.Place(rng.IntN(3)), Reverse: rng.IntN(2) == 0, Key: random()}
			if len(got) > 0 && rng.IntN(2) == 0 {
				to.Key = got[rng.IntN(len(got))].key
			}
			require.NoError(t, it.Seek(to))
		}
		require.NoError(t, db.Delete(ctx, "\x03 later", driver.WriteOptions{}))
	}
}

// A cursor that was made reads nothing, and a seek reads one entry, however long the key is.
func TestSeekReadsOneEntry(t *testing.T) {
	db := openTest(t, nil)
	for i := range 100 {
		put(t, db, key(i), "v")
	}
	long := strings.Repeat("long", 1<<16)
	put(t, db, long, "of the long key")
	it := lazily(t, db, driver.Span{})
	require.Nil(t, it.scan.first, "nothing is read")
	for _, to := range []driver.Position{
		{}, {Reverse: true}, {Place: driver.AtKey, Key: key(50)}, {Place: driver.AfterKey, Key: key(50), Reverse: true}, {Place: driver.AtKey, Key: long},
	} {
		require.NoError(t, it.Seek(to))
		page, err := it.Next(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, page.Len(), "%+v", to)
		sizes := []int{}
		for page := range pages(t, it) {
			sizes = append(sizes, page.Len())
		}
		if len(sizes) > 3 {
			require.Equal(t, []int{4, 16}, sizes[:2], "%+v: pages grow", to)
		}
	}
}

func TestSeekRefused(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", strings.Repeat("v", largeFrom))
	plain, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer plain.Close()
	require.ErrorIs(t, plain.(*Iterator).Seek(driver.Position{}), driver.ErrInvalidArgument)
	it := lazily(t, db, driver.Span{})
	require.ErrorIs(t, it.Seek(driver.Position{Place: 3}), driver.ErrInvalidArgument)
	page, err := it.Next(ctx)
	require.NoError(t, err)
	v, err := page.Value(0)
	require.NoError(t, err)
	require.ErrorIs(t, it.Seek(driver.Position{}), driver.ErrInvalidArgument, "a value is borrowed")
	require.False(t, page.Moved())
	v.Release()
	require.NoError(t, it.Seek(driver.Position{}))
	require.True(t, page.Moved())
	page, err = it.Next(ctx)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.True(t, page.Moved(), "the end of the database ends the page")
	require.ErrorIs(t, it.Seek(driver.Position{}), driver.ErrClosed)
}
