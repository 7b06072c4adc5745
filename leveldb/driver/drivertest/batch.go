package drivertest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

func isAny(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

func testBatch(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "gone", 1)
	b := db.NewBatch()
	require.NoError(t, b.Write(), "an empty batch")
	require.NoError(t, b.Put("k", 1))
	require.NoError(t, b.Put("k", "the last one wins"))
	require.NoError(t, b.PutRaw("raw", []byte("sraw")))
	require.NoError(t, b.Delete("gone"))
	require.Equal(t, 4, b.Len())
	require.Positive(t, b.Size())
	require.Equal(t, []string{"gone"}, keys(t, db, nil), "nothing is written before Write")
	require.NoError(t, b.Write())
	require.Equal(t, []pair{{"k", "the last one wins"}, {"raw", "raw"}}, entries(t, db, nil))
	b.Reset()
	require.Zero(t, b.Len())
	for i := range 3000 {
		require.NoError(t, b.Put(fmt.Sprintf("many/%05d", i), strings.Repeat("v", i%700)))
	}
	require.NoError(t, b.Write())
	n, err := db.Count(&leveldb.Range{Prefix: "many/"})
	require.NoError(t, err)
	require.Equal(t, 3000, n)

	durable := db.WithWriteOptions(leveldb.WriteOptions{Sync: true})
	require.NoError(t, durable.Put("durable", 1))
	b = durable.NewBatch()
	require.NoError(t, b.Write(), "an empty batch with Sync")
	require.NoError(t, b.Delete("durable"))
	require.NoError(t, b.Write())
	require.NoError(t, durable.Close(), "closing a derived handle leaves the database open")
	has, err := db.Has("durable")
	require.NoError(t, err)
	require.False(t, has)
}

func testSnapshot(t *testing.T, open Open) {
	db := opened(t, open)
	fill(t, db)
	s, err := db.Sub("b").Snapshot()
	require.NoError(t, err)
	defer s.Close()
	put(t, db, "b1", "changed")
	put(t, db, "b3", "added")
	require.NoError(t, db.Delete("b2"))
	require.Equal(t, []pair{{"1", "value2"}, {"2", "value3"}}, entries(t, s, nil))
	value, err := s.Get("1")
	require.NoError(t, err)
	require.Equal(t, "value2", value)
	has, err := s.Has("3")
	require.NoError(t, err)
	require.False(t, has)
	n, err := s.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, []pair{{"", "value3"}}, entries(t, s.Sub("2"), nil))

	require.ErrorIs(t, s.Put("1", 1), leveldb.ErrReadOnly)
	require.ErrorIs(t, s.PutRaw("1", nil), leveldb.ErrReadOnly)
	require.ErrorIs(t, s.Delete("1"), leveldb.ErrReadOnly)
	require.ErrorIs(t, s.Compact(nil), leveldb.ErrReadOnly)
	b := s.NewBatch()
	require.NoError(t, b.Put("1", 1))
	require.ErrorIs(t, b.Write(), leveldb.ErrReadOnly)

	_, err = s.Snapshot()
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "LevelDB cannot take a snapshot of a snapshot")

	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	_, err = s.Get("1")
	require.ErrorIs(t, err, leveldb.ErrClosed)
	for _, err := range s.Keys(nil) {
		require.ErrorIs(t, err, leveldb.ErrClosed)
	}
	require.Equal(t, []pair{{"1", "changed"}, {"3", "added"}}, entries(t, db.Sub("b"), nil))
}

func testMaintenance(t *testing.T, open Open) {
	db := opened(t, open)
	for i := range 1000 {
		put(t, db, fmt.Sprintf("%04d", i), strings.Repeat("v", 1000))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Compact(&leveldb.Range{Prefix: "05"}))
	size, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	assert.Positive(t, size)
	part, err := db.ApproximateSize(&leveldb.Range{Prefix: "05"})
	require.NoError(t, err)
	assert.Less(t, part, size)
	none, err := db.ApproximateSize(&leveldb.Range{Start: "b", Stop: "a"})
	require.NoError(t, err)
	assert.Zero(t, none)
	stats, err := db.Property("leveldb.stats")
	require.NoError(t, err)
	assert.Contains(t, stats, "Compactions")
	_, err = db.Property("leveldb.none")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 1000, n)
}

// uses holds every method that uses the store.
func uses(db *leveldb.DB) map[string]func() error {
	one := func(seq func(func(string, error) bool)) (err error) {
		seq(func(_ string, e error) bool { err = e; return false })
		return err
	}
	return map[string]func() error{
		"Put":       func() error { return db.Put("k", 1) },
		"PutRaw":    func() error { return db.PutRaw("k", nil) },
		"Get":       func() error { _, err := db.Get("k"); return err },
		"Load":      func() error { var n int; return db.Load("k", &n) },
		"AppendRaw": func() error { _, err := db.AppendRaw(nil, "k"); return err },
		"Kind":      func() error { _, err := db.Kind("k"); return err },
		"Has":       func() error { _, err := db.Has("k"); return err },
		"Delete":    func() error { return db.Delete("k") },
		"Batch":     func() error { b := db.NewBatch(); return errors.Join(b.Put("k", 1), b.Write()) },
		"Keys":      func() error { return one(db.Keys(nil)) },
		"Entries": func() (err error) {
			db.Entries(nil)(func(_ leveldb.Entry, e error) bool { err = e; return false })
			return err
		},
		"Values":          func() (err error) { db.Values(nil)(func(_ any, e error) bool { err = e; return false }); return err },
		"Len":             func() error { _, err := db.Count(nil); return err },
		"Digest":          func() error { _, err := db.Digest(nil); return err },
		"Snapshot":        func() error { _, err := db.Snapshot(); return err },
		"Property":        func() error { _, err := db.Property("leveldb.stats"); return err },
		"ApproximateSize": func() error { _, err := db.ApproximateSize(nil); return err },
		"Compact":         func() error { return db.Compact(nil) },
	}
}

func testClosed(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "k", 1)
	sub := db.Sub("p")
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.NoError(t, db.Close())
	for name, use := range uses(db) {
		require.ErrorIs(t, use(), leveldb.ErrClosed, name)
	}
	for name, use := range uses(sub) {
		require.ErrorIs(t, use(), leveldb.ErrClosed, name)
	}
	for name, use := range uses(snapshot) {
		require.True(t, isAny(use(), leveldb.ErrClosed, leveldb.ErrReadOnly, leveldb.ErrInvalidArgument), name)
	}
	require.NoError(t, snapshot.Close())
}

// A database that is closed inside a loop ends the loop with ErrClosed.
func testClosedInLoop(t *testing.T, open Open) {
	db := opened(t, open)
	b := db.NewBatch()
	for i := range 20_000 {
		require.NoError(t, b.Put(fmt.Sprintf("%06d", i), i))
	}
	require.NoError(t, b.Write())
	var last error
	seen := 0
	for e, err := range db.Entries(nil) {
		if last = err; err != nil {
			continue
		}
		if seen == 100 {
			require.NoError(t, db.Close())
		}
		value, err := e.Value()
		if err == nil {
			require.EqualValues(t, seen, value)
		}
		seen++
	}
	require.ErrorIs(t, last, leveldb.ErrClosed)
	require.Less(t, seen, 20_000)
}

func testConcurrent(t *testing.T, open Open) {
	db := opened(t, open)
	const workers, rounds = 8, 200
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			own := db.Sub(fmt.Sprintf("%d/", worker))
			for i := range rounds {
				key := fmt.Sprintf("%04d", i)
				if err := own.Put(key, i); err != nil {
					t.Errorf("put: %v", err)
					return
				}
				if n, err := leveldb.Get[int](own, key); err != nil || n != i {
					t.Errorf("get: %d, %v", n, err)
					return
				}
				if i%50 == 0 {
					if n, err := own.Count(nil); err != nil || n != i+1 {
						t.Errorf("len: %d, %v", n, err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, workers*rounds, n)
}
