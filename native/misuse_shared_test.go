//go:build !race

package native

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Other goroutines change memory while calls use it: packed batches, keys, values, headers and
// result buffers. Nothing crashes, errors are the documented ones, and all other writes are
// present.
func TestMisuseOfSharedMemory(t *testing.T) {
	rng := misuse.Seed(t)
	for range 2 {
		db := filled(t)
		a := arguments(t, db)
		small, large, keys := make([]byte, 64), make([]byte, 100_000), []string{key(1), key(50), key(99), key(1)}
		misuse.Add(a, small, large)
		misuse.Add(a, keys)
		var entries driver.Batch
		for i := range 40 {
			require.NoError(t, entries.Put(key(i), make([]byte, i)))
		}
		var packed [][]byte
		for _, times := range []int{1, 200} { // one size joins a group, the other is written alone
			var b []byte
			for range times {
				b = append(b, entries.Packed()...)
			}
			packed = append(packed, b)
			parsed, err := driver.ParseBatch(b)
			require.NoError(t, err)
			misuse.Add(a, parsed)
		}
		misuse.Add[func([]byte) ([]byte, error)](a, func([]byte) ([]byte, error) { return large, nil })

		stop := misuse.Scribble(rng, misuse.Bytes(small), misuse.Bytes(large), misuse.Bytes(packed[0]), misuse.Bytes(packed[1]),
			misuse.OneOf(keys, key(1), key(50), key(99), key(77)))
		var own driver.Batch
		receivers := []any{methodsButClose{db}, &own}
		misuse.Crowd(t, rng, 8, 60, receivers, a, func() {
			for i := range 200 { // in parallel with malformed writes
				assert.NoError(t, db.Put(ctx, "good "+key(i), []byte(key(i)), driver.WriteOptions{}))
			}
		}, func(c *misuse.Call) { mistaken(t, c) })
		stop()
		for i := range 200 {
			require.Equal(t, key(i), get(t, db, "good "+key(i), driver.ReadOptions{VerifyChecksums: true}))
		}
		_, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
		require.NoError(t, err)
		require.NoError(t, db.Close())
		db = openTestAt(t, db.path, nil)
		_, err = db.Count(ctx, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
		require.NoError(t, err)
	}
}

// A page whose buffer is reused by the next page while other goroutines read it.
func TestMisuseOfPassingPages(t *testing.T) {
	rng := misuse.Seed(t)
	db := openTest(t, nil)
	for i := range 5000 {
		require.NoError(t, db.Put(ctx, string(make([]byte, rng.IntN(30)))+key(i), make([]byte, rng.IntN(200)), driver.WriteOptions{}))
	}
	for range 10 {
		it, err := db.Scan(ctx, driver.Span{Reuse: true}, driver.ReadOptions{})
		require.NoError(t, err)
		page, err := it.Next(ctx)
		require.NoError(t, err)
		pages := make(chan *driver.Page, 8)
		stop := misuse.Scribble(rng, func(*rand.Rand) {
			for page := range pages {
				look(page)
			}
		}, func(*rand.Rand) {
			for page := range pages {
				look(page)
			}
		})
		for ; page != nil; page, err = it.Next(ctx) {
			require.NoError(t, err)
			pages <- page
		}
		close(pages)
		stop()
		it.Close()
	}
}
