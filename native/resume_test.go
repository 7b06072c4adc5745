package native

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// An iteration that is resumed at any entry, even after its end, returns the remaining entries of
// the original state.
func TestResume(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	rounds := 30
	if testing.Short() {
		rounds = 10
	}
	db := openTest(t, nil)
	for i := range 2000 {
		size := rng.IntN(60)
		if rng.IntN(100) == 0 {
			size = 2 * largeFrom
		}
		key := string([]byte{byte(i % 7), byte(rng.IntN(256)), byte(rng.IntN(256))})
		require.NoError(t, db.Put(ctx, key, []byte(strings.Repeat("v", size)), driver.WriteOptions{}))
	}
	for _, r := range []driver.Span{
		{}, {Reverse: true}, {KeysOnly: true}, {Reuse: true},
		{Lower: "\x02", Upper: "\x05"}, {Lower: "\x02", Upper: "\x05", Reverse: true},
		{Limit: 700}, {Lower: "\x01", Limit: 300, Reverse: true}, {Lower: "\x09"},
	} {
		r.Seekable = true
		lasting := r
		lasting.Reuse = false
		want := collect(t, db, lasting, driver.ReadOptions{})
		it, err := db.Scan(ctx, r, driver.ReadOptions{})
		require.NoError(t, err)
		defer it.Close()
		require.NoError(t, db.Put(ctx, "\x03 later", nil, driver.WriteOptions{}), "what comes later does not show")
		for range rounds {
			taken := 0
			for page := range pages(t, it) {
				taken += page.Len()
				if rng.IntN(6) == 0 {
					break
				}
			}
			if taken == 0 {
				require.Empty(t, want)
				break
			}
			// At a random entry that was read, as if the rest had not arrived.
			taken = 1 + rng.IntN(taken)
			require.NoError(t, resume(it, want[taken-1].key, taken))
			var rest []pair
			for page := range pages(t, it) {
				for i := range page.Len() {
					v, err := page.Value(i)
					require.NoError(t, err)
					rest = append(rest, pair{strings.Clone(page.Key(i)), string(v.Bytes())})
					v.Release()
				}
			}
			require.True(t, slices.Equal(want[taken:], rest), "%+v from %d", r, taken)
			// After 0 entries Resume starts over, regardless of the key.
			require.NoError(t, resume(it, []string{"", "\x03", "\xff\xff"}[rng.IntN(3)], 0))
		}
		require.NoError(t, db.Delete(ctx, "\x03 later", driver.WriteOptions{}))
	}
}

// resume moves a cursor to the first entry after key, of which taken entries were read before.
func resume(it driver.Cursor, key string, taken int) error {
	to := driver.Position{Reverse: it.(*Iterator).scan.span.Reverse, Taken: taken}
	if taken != 0 {
		to.Place, to.Key = driver.AfterKey, key
	}
	return it.(*Iterator).Seek(to)
}

// pages returns the remaining pages.
func pages(t *testing.T, it driver.Cursor) func(yield func(*driver.Page) bool) {
	return func(yield func(*driver.Page) bool) {
		for {
			page, err := it.Next(ctx)
			require.NoError(t, err)
			if page == nil || !yield(page) {
				return
			}
		}
	}
}

func TestResumeRefused(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put(ctx, "k", nil, driver.WriteOptions{}))
	plain, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	defer plain.Close()
	assert.ErrorIs(t, resume(plain, "k", 1), driver.ErrInvalidArgument, "not Seekable")
	limited, err := db.Scan(ctx, driver.Span{Seekable: true, Limit: 3}, driver.ReadOptions{})
	require.NoError(t, err)
	assert.ErrorIs(t, resume(limited, "k", 4), driver.ErrInvalidArgument, "more than the limit")
	assert.ErrorIs(t, resume(limited, "k", -1), driver.ErrInvalidArgument)
	require.NoError(t, resume(limited, "k", 3))
	page, err := limited.Next(ctx)
	require.NoError(t, err)
	assert.Nil(t, page, "the limit was reached before")
	limited.Close()
	assert.ErrorIs(t, resume(limited, "k", 1), driver.ErrClosed)
	lookup, err := db.Lookup(ctx, []string{"k"}, driver.ReadOptions{})
	require.NoError(t, err)
	defer lookup.Close()
	_, resumes := lookup.(driver.Seeker)
	assert.False(t, resumes)
}
