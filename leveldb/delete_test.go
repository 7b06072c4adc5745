package leveldb_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

// numbered returns a database with n entries, whose keys have prefix and six digits.
func numbered(t *testing.T, prefix string, n int) *leveldb.DB {
	t.Helper()
	db := openTest(t, nil)
	b := db.NewBatch()
	for i := range n {
		require.NoError(t, b.Put(fmt.Sprintf("%s%06d", prefix, i), i))
	}
	require.NoError(t, b.Write())
	return db
}

// DeleteRange deletes what a loop over the range returns, and nothing else, in random databases
// with keys of any bytes.
func TestDeleteRangeLikeAModel(t *testing.T) {
	seed := drivertest.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	letters := []string{"a", "b", "\x00", "\xff", "é"}
	text := func(most int) string {
		var b strings.Builder
		for range rng.IntN(most + 1) {
			b.WriteString(letters[rng.IntN(len(letters))])
		}
		return b.String()
	}
	db := openTest(t, nil)
	model := map[string]string{}
	for range 300 {
		for range rng.IntN(40) {
			key := text(4)
			model[key] = "s" + text(4)
			require.NoError(t, db.Raw().Put([]byte(key), []byte(model[key])))
		}
		if rng.IntN(20) == 0 {
			require.NoError(t, db.Compact(nil))
		}
		r := &leveldb.Range{Reverse: rng.IntN(2) == 0, ExcludeStart: rng.IntN(3) == 0, IncludeStop: rng.IntN(3) == 0}
		for _, field := range []*string{&r.Prefix, &r.StartingBy, &r.Start, &r.Stop} {
			if rng.IntN(3) == 0 {
				*field = text(3)
			}
		}
		if rng.IntN(3) == 0 {
			r.Limit = rng.IntN(5)
		}
		prefix := text(1)
		selected := []string{}
		for _, whole := range slices.Sorted(maps.Keys(model)) {
			if key, ok := strings.CutPrefix(whole, prefix); ok && selects(r, key) {
				selected = append(selected, whole)
			}
		}
		if r.Reverse {
			slices.Reverse(selected)
		}
		if r.Limit > 0 {
			selected = selected[:min(r.Limit, len(selected))]
		}
		n, err := db.Sub(prefix).DeleteRange(r)
		require.NoError(t, err)
		require.Equal(t, len(selected), n, "%q %+q", prefix, r)
		for _, key := range selected {
			delete(model, key)
		}
		require.Equal(t, model, contents(t, db), "%q %+q", prefix, r)
	}
	n, err := db.DeleteRange(nil)
	require.NoError(t, err)
	require.Equal(t, len(model), n)
	require.Empty(t, contents(t, db))
}

// Batches have bounded sizes, and only the last one is synced. No value is read.
func TestDeleteRangeInBatches(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want []int // entries of the batches
	}{
		"none":      {nil, nil},
		"one":       {[]string{"k"}, []int{1}},
		"many":      {numbers(20_000), []int{8192, 8192, 3616}},
		"exactly":   {numbers(2 * 8192), []int{8192, 8192}},
		"long":      {[]string{strings.Repeat("a", 100<<10), strings.Repeat("b", 100<<10), strings.Repeat("c", 100<<10), "d"}, []int{2, 2}},
		"very long": {[]string{"a", strings.Repeat("b", 300<<10), strings.Repeat("c", 300<<10), "d"}, []int{1, 1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			whole := openTest(t, nil)
			b := whole.NewBatch()
			for _, key := range c.keys {
				require.NoError(t, b.PutRaw(key, nil))
			}
			require.NoError(t, b.Write())
			db, store := watch(t, whole, nil)
			n, err := db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).DeleteRange(nil)
			require.NoError(t, err)
			require.Equal(t, len(c.keys), n)
			var got []int
			for i, w := range store.writes {
				got = append(got, w.entries)
				assert.Equal(t, i == len(store.writes)-1, w.sync, "batch %d", i)
				assert.True(t, w.size <= 256<<10 || w.entries == 1, "%+v", w)
			}
			require.Equal(t, c.want, got)
			require.Len(t, store.spans, 1)
			require.True(t, store.spans[0].KeysOnly)
			require.Empty(t, contents(t, whole))
		})
	}
}

func numbers(n int) (keys []string) {
	for i := range n {
		keys = append(keys, fmt.Sprintf("%06d", i))
	}
	return keys
}

// If a write or a read fails, the count is that of the entries that are gone, and the others are
// still there. Another call deletes them.
func TestDeleteRangeFails(t *testing.T) {
	failure := &driver.Error{Class: driver.ErrIO, Text: "no space"}
	const all = 30_000
	for name, c := range map[string]struct {
		fail func(w *watched)
		want int
	}{
		"first write": {func(w *watched) { w.write = func(int) error { return failure } }, 0},
		"third write": {func(w *watched) { w.write = failAt(2, failure) }, 2 * 8192},
		"last write":  {func(w *watched) { w.write = failAt(3, failure) }, 3 * 8192},
		"first page":  {func(w *watched) { w.next = failAt(0, failure) }, 0},
		"a later page": {func(w *watched) {
			w.next = func(n int) error {
				if n >= 20_000 {
					return failure
				}
				return nil
			}
		}, 2 * 8192},
	} {
		t.Run(name, func(t *testing.T) {
			whole := numbered(t, "p", all)
			require.NoError(t, whole.Put("other", 1))
			db, store := watch(t, whole, nil)
			c.fail(store)
			n, err := db.Sub("p").DeleteRange(nil)
			require.ErrorIs(t, err, leveldb.ErrIO)
			require.EqualError(t, err, `leveldb: delete range "p": i/o error: no space`)
			require.Equal(t, c.want, n)
			keys := keysIn(t, whole.Sub("p"), nil)
			require.Len(t, keys, all-n)
			require.Equal(t, fmt.Sprintf("%06d", n), keys[0])

			store.write, store.next = nil, nil
			n, err = db.Sub("p").DeleteRange(nil)
			require.NoError(t, err)
			require.Equal(t, all-c.want, n)
			require.Equal(t, []string{"other"}, keysIn(t, whole, nil))
		})
	}
}

// failAt returns a function that fails on its call with number n.
func failAt(n int, err error) func(int) error {
	return func(i int) error {
		if i == n {
			return err
		}
		return nil
	}
}

// The context ends DeleteRange between two batches, and the count is right.
func TestDeleteRangeCancelled(t *testing.T) {
	whole := numbered(t, "", 20_000)
	db, store := watch(t, whole, nil)
	ctx, cancel := context.WithCancel(t.Context())
	store.write = func(n int) error {
		if n == 1 {
			cancel()
		}
		return nil
	}
	n, err := db.WithContext(ctx).DeleteRange(nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 8192, n)
	require.Len(t, keysIn(t, whole, nil), 20_000-8192)
}

// The keys are those of the moment at which DeleteRange begins. What is written later stays, unless
// it replaces one of them.
func TestDeleteRangeOfOneState(t *testing.T) {
	whole := numbered(t, "", 20_000)
	db, store := watch(t, whole, nil)
	store.write = func(n int) error {
		if n > 0 {
			return nil
		}
		return errors.Join(whole.Put("000000+", "new"), whole.Put("019999+", "new"), whole.Put("019998", "replaced"), whole.Delete("019997"))
	}
	n, err := db.DeleteRange(nil)
	require.NoError(t, err)
	require.Equal(t, 20_000, n)
	require.Equal(t, []string{"000000+", "019999+"}, keysIn(t, whole, nil))
}

// Where writes are refused, nothing is read.
func TestDeleteRangeRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, nil)
	require.NoError(t, db.Put("k", 1))
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	requireRefused := func(db *leveldb.DB, class error) {
		t.Helper()
		again, store := watch(t, db, nil)
		for _, db := range []*leveldb.DB{again, again.Sub("k")} {
			n, err := db.DeleteRange(nil)
			require.ErrorIs(t, err, class)
			require.Zero(t, n)
			require.Empty(t, store.spans)
		}
	}
	requireRefused(snapshot, leveldb.ErrReadOnly)
	require.NoError(t, snapshot.Close())
	require.NoError(t, db.Close())
	requireRefused(db, leveldb.ErrClosed)
	db = openTestAt(t, path, &leveldb.Options{ReadOnly: true})
	requireRefused(db, leveldb.ErrReadOnly)
	require.Equal(t, []string{"k"}, keysIn(t, db, nil))
}

// Writers, readers and other deletions may run at the same time.
func TestDeleteRangeFromMany(t *testing.T) {
	db := numbered(t, "p", 10_000)
	results := make(chan int, 4)
	for range 4 {
		go func() {
			n, err := db.Sub("p").DeleteRange(nil)
			assert.NoError(t, err)
			results <- n
		}()
	}
	for i := range 1000 {
		require.NoError(t, db.Put(fmt.Sprint("q", i), i))
	}
	for range 4 {
		assert.LessOrEqual(t, <-results, 10_000)
	}
	require.Len(t, keysIn(t, db, nil), 1000)
}
