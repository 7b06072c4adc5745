package native

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A walk that is taken up again at any entry, even after its end, gives the rest in the state it began in.
func TestResume(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	db := openTest(t, nil)
	for i := range 2000 {
		size := rng.IntN(60)
		if rng.IntN(100) == 0 {
			size = 2 * largeFrom
		}
		key := string([]byte{byte(i % 7), byte(rng.IntN(256)), byte(rng.IntN(256))})
		require.NoError(t, db.Put(key, []byte(strings.Repeat("v", size)), WriteOptions{}))
	}
	for _, r := range []Range{
		{}, {Reverse: true}, {KeysOnly: true}, {Reuse: true},
		{Lower: "\x02", Upper: "\x05"}, {Lower: "\x02", Upper: "\x05", Reverse: true},
		{Limit: 700}, {Lower: "\x01", Limit: 300, Reverse: true}, {Lower: "\x09"},
	} {
		r.Seekable = true
		lasting := r
		lasting.Reuse = false
		want := collect(t, db, lasting, ReadOptions{})
		it, err := db.NewIterator(r, ReadOptions{})
		require.NoError(t, err)
		defer it.Close()
		require.NoError(t, db.Put("\x03 later", nil, WriteOptions{}), "what comes later does not show")
		for range 30 {
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
			// Somewhere in what was read, as if the rest had not arrived.
			taken = 1 + rng.IntN(taken)
			require.NoError(t, it.Resume(want[taken-1].key, taken))
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
			// After nothing it is all of it, whatever key is named.
			require.NoError(t, it.Resume([]string{"", "\x03", "\xff\xff"}[rng.IntN(3)], 0))
		}
		require.NoError(t, db.Delete("\x03 later", WriteOptions{}))
	}
}

// pages gives the pages that are left.
func pages(t *testing.T, it *Iterator) func(yield func(*Page) bool) {
	return func(yield func(*Page) bool) {
		for {
			page, err := it.Next()
			require.NoError(t, err)
			if page == nil || !yield(page) {
				return
			}
		}
	}
}

func TestResumeRefused(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("k", nil, WriteOptions{}))
	plain, err := db.NewIterator(Range{}, ReadOptions{})
	require.NoError(t, err)
	defer plain.Close()
	assert.ErrorIs(t, plain.Resume("k", 1), ErrInvalidArgument, "not Seekable")
	limited, err := db.NewIterator(Range{Seekable: true, Limit: 3}, ReadOptions{})
	require.NoError(t, err)
	assert.ErrorIs(t, limited.Resume("k", 4), ErrInvalidArgument, "more than the limit")
	assert.ErrorIs(t, limited.Resume("k", -1), ErrInvalidArgument)
	require.NoError(t, limited.Resume("k", 3))
	page, err := limited.Next()
	require.NoError(t, err)
	assert.Nil(t, page, "the limit was reached before")
	limited.Close()
	assert.ErrorIs(t, limited.Resume("k", 1), ErrClosed)
	lookup, err := db.NewLookup([]string{"k"}, ReadOptions{})
	require.NoError(t, err)
	defer lookup.Close()
	assert.ErrorIs(t, lookup.Resume("k", 1), ErrInvalidArgument)
}
