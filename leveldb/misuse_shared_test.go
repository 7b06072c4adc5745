//go:build !race

package leveldb_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Other goroutines change memory while calls use it: values, keys, ranges, and destinations of
// reads. Nothing crashes, and errors are the documented ones.
func TestMisuseOfSharedMemory(t *testing.T) {
	rng := misuse.Seed(t)
	db := misused(t, nil)
	a := arguments(t)
	stored, elements, keys := []byte("sbytes"), make([]float32, 10_000), []string{"a1", "a2", "a3"}
	array, err := ndarray.FromSlice(elements[:20], 2, 10)
	require.NoError(t, err)
	r := &leveldb.Range{Prefix: "a1"}
	misuse.Add(a, stored)
	misuse.Add(a, elements)
	misuse.Add(a, keys)
	misuse.Add[any](a, stored, elements, array, keys)
	misuse.Add(a, r)
	misuse.Add(a, &leveldb.GatherOptions{Into: array})
	stop := misuse.Scribble(rng, misuse.Bytes(stored), misuse.OneOf(keys, "a1", "a2", "a3", "no"),
		misuse.OneOf(elements, 1, -1), func(rng *rand.Rand) {
			r.Reverse, r.Limit = rng.IntN(2) == 0, rng.IntN(3)
			r.ExcludeStart, r.IncludeStop = rng.IntN(2) == 0, rng.IntN(2) == 0
		})
	defer stop()
	receivers := []any{open{db}, open{db.Sub("a")}, db.NewBatch()}
	misuse.Crowd(t, rng, 8, 100, receivers, a, func() {
		for _, key := range keys {
			_, err := leveldb.ReadInto(db, key, elements)
			assert.NotErrorIs(t, err, leveldb.ErrCorrupt)
			_ = leveldb.View(db, key, func([]float32, []int) error { return nil })
			_, _ = leveldb.GetAll[any](db, keys)
		}
	}, func(c *misuse.Call) { mistaken(t, c) })
}
