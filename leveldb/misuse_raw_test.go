package leveldb_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb"
)

// addBatchArguments adds what calls with batches, lists of ranges and raw bytes take and return.
func addBatchArguments(a *misuse.Arguments) {
	misuse.AddMade(a, func() *leveldb.Batch {
		b := new(leveldb.DB).Sub("a").NewBatch()
		if err := b.PutRaw("appended", []byte("svalue")); err != nil {
			panic(err)
		}
		return b
	})
	misuse.AddMade(a, func() *leveldb.Batch { return new(leveldb.DB).NewBatch() })
	misuse.AddNil[*leveldb.Batch](a)
	misuse.AddBroken(a, &leveldb.Batch{})
	misuse.AddMade(a, func() *leveldb.RawBatch { return new(leveldb.DB).Raw().NewBatch() })
	misuse.AddNil[*leveldb.RawBatch](a)
	misuse.AddBroken(a, &leveldb.RawBatch{})
	misuse.Add[func(*leveldb.Batch) error](a,
		func(b *leveldb.Batch) error { return b.Delete("none") },
		func(b *leveldb.Batch) error { return b.Append(b) },
		func(b *leveldb.Batch) error { return b.Write() },
		func(*leveldb.Batch) error { return misuse.ErrThrown },
		func(*leveldb.Batch) error { panic(misuse.ErrThrown) })
	misuse.AddNil[func(*leveldb.Batch) error](a)
	misuse.Add[func([]byte) error](a,
		func(b []byte) error { _ = append(b, 1); return nil },
		func([]byte) error { return misuse.ErrThrown },
		func([]byte) error { panic(misuse.ErrThrown) })
	misuse.AddNil[func([]byte) error](a)
	misuse.Add(a, []*leveldb.Range{nil, {Prefix: "a"}}, nil, []*leveldb.Range{}, []*leveldb.Range{{Start: "z", Stop: "a"}})

	misuse.Finish(a, func(e leveldb.BatchEntry) { _, _ = e.Value() })
	misuse.Finish(a, func(*leveldb.Raw) {})
	misuse.Finish(a, func(*leveldb.RawBatch) {})
	misuse.Finish(a, func(e leveldb.RawEntry) { _, _ = e.Value() })
	misuse.Finish(a, func(map[string]any) {})
}

func TestMisuseOfRaw(t *testing.T) {
	rng := misuse.Seed(t)
	a := arguments(t)
	db := misused(t, nil)
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	before := contents(t, db)
	b := db.Raw().NewBatch()
	for _, receiver := range []any{snapshot.Raw(), db.Sub("a").Raw(), db.Raw(), b} {
		for c := range misuse.Methods(t, rng, receiver, a) {
			mistaken(t, c)
		}
	}
	require.Equal(t, before, contents(t, snapshot))
	require.NoError(t, b.Delete(nil))
	require.NoError(t, snapshot.Close())
	require.NoError(t, db.Close())
	for _, receiver := range []any{snapshot.Raw(), db.Sub("a").Raw(), db.Raw()} {
		for c := range misuse.Methods(t, rng, receiver, a) {
			mistaken(t, c)
			if c.Failing && c.Ordinary {
				require.True(t, errors.Is(c.Err(), leveldb.ErrClosed) || errors.Is(c.Err(), leveldb.ErrReadOnly), "%s: %v", c.Text, c.Err())
			}
		}
	}
	require.ErrorIs(t, b.Write(), leveldb.ErrClosed)
	testZero(t, rng, &leveldb.Raw{}, a)
	testZero(t, rng, &leveldb.RawBatch{}, a)
}

// Entries of loops and batches may be used at any time.
func TestMisuseOfRawEntries(t *testing.T) {
	rng := misuse.Seed(t)
	a := arguments(t)
	db := misused(t, nil)
	var kept leveldb.RawEntry
	for e, err := range db.Raw().Entries(nil) {
		require.NoError(t, err)
		for c := range misuse.Methods(t, rng, e, a) {
			mistaken(t, c)
		}
		kept = e
	}
	b := db.NewBatch()
	require.NoError(t, b.PutRaw("damaged", []byte("j{")))
	require.NoError(t, b.Delete("k"))
	receivers := []any{kept, leveldb.RawEntry{}, leveldb.BatchEntry{}}
	for e := range b.Entries() {
		receivers = append(receivers, e)
	}
	for _, receiver := range receivers {
		for c := range misuse.Methods(t, rng, receiver, a) {
			mistaken(t, c)
		}
	}
}

// Batches that share their writes, and raw views, may be used by many goroutines while the database
// is closed.
func TestMisuseOfRawFromMany(t *testing.T) {
	rng := misuse.Seed(t)
	db := misused(t, nil)
	b := db.NewBatch()
	receivers := []any{db.Raw(), db.Sub("a").Raw(), db.Raw().NewBatch(), b, b.Sub("a"), open{db}}
	misuse.Crowd(t, rng, 8, 150, receivers, arguments(t), func() { assert.NoError(t, db.Close()) }, func(c *misuse.Call) { mistaken(t, c) })
}
