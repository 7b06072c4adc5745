package leveldb_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

// written is an entry of a batch as text: "key=stored", or "-key" for a deletion.
func written(t *testing.T, b *leveldb.Batch) (all []string) {
	t.Helper()
	for e := range b.Entries() {
		stored, err := e.AppendRaw([]byte(e.Key() + "="))
		if e.Deleted() {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
			all = append(all, "-"+e.Key())
			continue
		}
		require.NoError(t, err)
		all = append(all, string(stored))
	}
	return all
}

// A batch holds, in order, what was put into it, appended to it, and added to its sub-batches.
// Writing it has the effect of the single writes.
func TestBatchLikeAModel(t *testing.T) {
	seed := drivertest.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	db, other := openTest(t, nil), openTest(t, nil)
	batches := []*leveldb.Batch{db.NewBatch(), db.Sub("sub/").NewBatch(), other.Sub("other/").NewBatch()}
	prefixes := []string{"", "sub/", "other/"}
	model := make([][]string, len(batches)) // as written returns them
	stored := map[string]string{}
	for range 3000 {
		i := rng.IntN(len(batches))
		b, prefix := batches[i], prefixes[i]
		if rng.IntN(2) == 0 {
			b, prefix = b.Sub("x", "y/"), prefix+"xy/"
		}
		key := fmt.Sprint(rng.IntN(20))
		switch op := rng.IntN(20); {
		case op < 8:
			text := strings.Repeat("v", rng.IntN(100))
			require.NoError(t, b.Put(key, text))
			model[i] = append(model[i], prefix+key+"=s"+text)
		case op < 10:
			require.NoError(t, b.PutRaw(key, nil))
			model[i] = append(model[i], prefix+key+"=")
		case op < 14:
			require.NoError(t, b.Delete(key))
			model[i] = append(model[i], "-"+prefix+key)
		case op < 16:
			j := rng.IntN(len(batches))
			if len(model[i])+len(model[j]) > 1000 {
				continue
			}
			require.NoError(t, b.Append(batches[j]))
			model[i] = append(model[i], model[j]...)
		case op < 18:
			require.Equal(t, model[i], written(t, b))
			require.Equal(t, len(model[i]), b.Len())
		case op == 18:
			require.NoError(t, b.Write())
			if i == 2 {
				continue
			}
			for _, w := range model[i] {
				if key, deletes := strings.CutPrefix(w, "-"); deletes {
					delete(stored, key)
				} else {
					key, value, _ := strings.Cut(w, "=")
					stored[key] = value
				}
			}
			require.Equal(t, stored, contents(t, db))
		default:
			b.Reset()
			model[i] = nil
			require.Zero(t, batches[i].Len(), "all batches with the same writes are empty")
		}
	}
}

// A batch can be appended to itself and to others, from many goroutines, in any direction.
func TestBatchAppendFromMany(t *testing.T) {
	db := openTest(t, nil)
	a, b := db.NewBatch(), db.NewBatch()
	require.NoError(t, a.Put("a", 1))
	require.NoError(t, a.Append(a))
	require.Equal(t, 2, a.Len())
	require.NoError(t, b.Put("b", 1))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { assert.NoError(t, a.Append(b)) })
		wg.Go(func() { assert.NoError(t, b.Append(a)) })
		wg.Go(func() { assert.NoError(t, a.Put("a", 2)) })
		wg.Go(func() {
			for e := range b.Entries() {
				assert.Contains(t, "ab", e.Key())
			}
		})
	}
	wg.Wait()
	for _, b := range []*leveldb.Batch{a, b} {
		n := 0
		for e := range b.Entries() {
			n++
			assert.Contains(t, []string{"a", "b"}, e.Key())
		}
		require.Equal(t, b.Len(), n)
	}
}

// A loop over a batch sees the writes of the moment it begins. Its entries stay valid, even if the
// batch is emptied and filled again.
func TestBatchEntriesAreStable(t *testing.T) {
	b := openTest(t, nil).NewBatch()
	require.NoError(t, b.Put("room", strings.Repeat("for more", 1000)))
	b.Reset()
	require.NoError(t, b.Put("first", "one"))
	require.NoError(t, b.Put("second", []int{1, 2}))
	var kept []leveldb.BatchEntry
	for e := range b.Entries() {
		kept = append(kept, e)
		require.NoError(t, b.Put("added", "in the loop"))
		if len(kept) == 1 {
			b.Reset()
			require.NoError(t, b.Put("other", strings.Repeat("other", 100)))
		}
	}
	require.Len(t, kept, 2)
	require.Equal(t, 2, b.Len())
	for range b.Entries() {
		break
	}
	require.Equal(t, "first", kept[0].Key())
	value, err := kept[0].Value()
	require.NoError(t, err)
	require.Equal(t, "one", value)
	var numbers []int
	require.NoError(t, kept[1].Load(&numbers))
	require.Equal(t, []int{1, 2}, numbers)
}

// An entry decodes as one of a database does, with the codec of the batch. The error of a value
// names the complete key.
func TestBatchEntryErrors(t *testing.T) {
	db := openTest(t, nil)
	b := db.Sub("sub/").NewBatch()
	require.NoError(t, b.PutRaw("damaged", []byte("s\xff")))
	require.NoError(t, b.Delete("gone"))
	var n int
	for e := range b.Entries() {
		_, err := e.Value()
		class, text := error(leveldb.ErrCorrupt), `leveldb: get "sub/damaged": `
		if e.Deleted() {
			class, text = leveldb.ErrNotFound, `leveldb: get "sub/gone": not found`
		}
		require.ErrorIs(t, err, class)
		require.ErrorContains(t, err, text)
		require.Error(t, e.Load(&n))
		require.ErrorContains(t, e.Load(&n), e.Key())
	}
	own := openTest(t, &leveldb.Options{Codec: shout{codec.Default()}}).NewBatch()
	require.NoError(t, own.Put("k", "loud"))
	for e := range own.Entries() {
		value, err := e.Value()
		require.NoError(t, err)
		require.Equal(t, "loud!", value)
	}
	var zero leveldb.BatchEntry
	require.True(t, zero.Deleted())
	require.Empty(t, zero.Key())
	_, err := zero.Value()
	require.ErrorIs(t, err, leveldb.ErrNotFound)
}

// Update writes what fn adds, or nothing.
func TestUpdate(t *testing.T) {
	whole := openTest(t, nil)
	db, store := watch(t, whole, nil)
	db = db.Sub("p/").WithWriteOptions(leveldb.WriteOptions{Sync: true})
	own := errors.New("own")
	fill := func(b *leveldb.Batch) {
		t.Helper()
		require.NoError(t, b.Put("k", 1))
		require.NoError(t, b.Sub("q/").Put("k", 2))
	}
	err := db.Update(func(b *leveldb.Batch) error {
		fill(b)
		return own
	})
	require.True(t, err == own, "the error is returned unchanged")
	require.PanicsWithValue(t, "own", func() {
		_ = db.Update(func(b *leveldb.Batch) error {
			fill(b)
			panic("own")
		})
	})
	var kept *leveldb.Batch
	require.ErrorIs(t, db.Update(func(b *leveldb.Batch) error {
		kept = b
		fill(b)
		return b.Write()
	}), leveldb.ErrInvalidArgument)
	require.ErrorContains(t, kept.Write(), "only Update writes its batch")
	require.ErrorIs(t, kept.Sub("x").Write(), leveldb.ErrInvalidArgument)
	require.Empty(t, store.writes)
	require.Empty(t, contents(t, whole))

	require.NoError(t, db.Update(func(b *leveldb.Batch) error {
		kept = b
		fill(b)
		return nil
	}))
	require.NoError(t, kept.Put("late", 1))
	require.ErrorIs(t, kept.Write(), leveldb.ErrInvalidArgument)
	require.Equal(t, []watchedWrite{{entries: 2, size: store.writes[0].size, sync: true}}, store.writes)
	require.Equal(t, []string{"p/k", "p/q/k"}, keysIn(t, whole, nil))

	store.write = failAt(1, own)
	require.ErrorIs(t, db.Update(func(b *leveldb.Batch) error { fill(b); return nil }), own)
	snapshot, err := whole.Snapshot()
	require.NoError(t, err)
	defer snapshot.Close()
	require.ErrorIs(t, snapshot.Update(func(*leveldb.Batch) error { return nil }), leveldb.ErrReadOnly)
}

// A batch is one allocation, as before it could be shared by sub-databases.
func TestNewBatchAllocatesOnce(t *testing.T) {
	db := openTest(t, nil)
	var b *leveldb.Batch
	allocations := testing.AllocsPerRun(100, func() { b = db.NewBatch() })
	require.Zero(t, b.Len())
	if !sanitized {
		require.Equal(t, 1.0, allocations)
	}
}

// A batch across sub-databases is written with one call.
func TestBatchAcrossSubDatabases(t *testing.T) {
	whole := openTest(t, nil)
	db, store := watch(t, whole, nil)
	b := db.NewBatch()
	runs, index := b.Sub("runs/"), b.Sub("index/")
	require.NoError(t, runs.Put("7", "first light"))
	require.NoError(t, index.Sub("title/").Put("first light", 7))
	require.ErrorContains(t, b.Sub("\xff").Put("k", 1), "UTF-8")
	require.NoError(t, index.Write())
	require.Len(t, store.writes, 1)
	require.Equal(t, []string{"index/title/first light", "runs/7"}, keysIn(t, whole, nil))
	require.Equal(t, []int{2, 2, 2}, []int{b.Len(), runs.Len(), index.Len()})
	require.Equal(t, b.Size(), index.Size())
	runs.Reset()
	require.Zero(t, b.Len())
}
