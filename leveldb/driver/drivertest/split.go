package drivertest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// withoutSplit hides every optional interface of a store.
type withoutSplit struct{ driver.Store }

// testSplit cuts ranges of databases, snapshots and sub-databases, by the engine and by its Scan and
// ApproximateSize.
func testSplit(t *testing.T, open Open) {
	seed := Seed(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	db := opened(t, open)
	const rows = 500
	for i := range rows {
		put(t, db, fmt.Sprintf("row/%03d", i), i)
		if i == rows/2 {
			require.NoError(t, db.Compact(nil))
		}
	}
	put(t, db, "row/123+", []byte(strings.Repeat("large", 100_000)))
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer func() { require.NoError(t, snapshot.Close()) }()
	general := leveldb.New(withoutSplit{db.Driver()}, "without Split", nil)
	for name, db := range map[string]*leveldb.DB{
		"database": db, "sub-database": db.Sub("row/"), "snapshot": snapshot, "general": general, "general, sub-database": general.Sub("row"),
	} {
		for range 30 {
			r := &leveldb.Range{Reverse: rng.IntN(2) == 0, ExcludeStart: rng.IntN(2) == 0, IncludeStop: rng.IntN(2) == 0}
			all := keys(t, db, nil)
			if rng.IntN(3) > 0 {
				r.Start = all[rng.IntN(len(all))]
			}
			if rng.IntN(3) > 0 {
				r.Stop = all[rng.IntN(len(all))]
			}
			n := 1 + rng.IntN(10)
			parts, err := db.Split(r, n)
			require.NoError(t, err, name)
			want := keys(t, db, r)
			require.LessOrEqual(t, len(parts), n, name)
			var got []string
			for _, part := range parts {
				got = append(got, keys(t, db, part)...)
			}
			require.Equal(t, want, got, "%s: %+q: %+q", name, r, parts)
		}
		parts, err := db.Split(&leveldb.Range{Stop: "row/123"}, 4)
		require.NoError(t, err)
		if strings.HasSuffix(name, "database") && name != "database" {
			continue // there the keys are others
		}
		require.Len(t, parts, 4, name)
		for _, part := range parts {
			require.InDelta(t, 123/4, len(keys(t, db, part)), 2, name)
		}
		_, err = db.Split(nil, 0)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		_, err = db.Split(&leveldb.Range{Limit: 1}, 1)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	}
}

func testParallelViews(t *testing.T, open Open) {
	db := opened(t, open)
	const rows = 300
	for i := range rows {
		a, err := ndarray.FromSlice([]int32{int32(i), 1}, -1)
		require.NoError(t, err)
		put(t, db, fmt.Sprintf("row/%03d", i), a)
	}
	var sum, n atomic.Int64
	require.NoError(t, leveldb.ParallelViews(db.Sub("row/"), nil, 3, func(v leveldb.ArrayView[int32]) error {
		if !slices.Equal(v.Shape, []int{2}) || v.Key() != fmt.Sprintf("%03d", v.Elements[0]) {
			return fmt.Errorf("%q holds %v", v.Key(), v.Elements)
		}
		sum.Add(int64(v.Elements[0]))
		n.Add(1)
		return nil
	}))
	require.EqualValues(t, rows, n.Load())
	require.EqualValues(t, rows*(rows-1)/2, sum.Load())
	put(t, db, "row/150+", "text")
	require.ErrorContains(t, leveldb.ParallelViews(db, nil, 3, func(leveldb.ArrayView[int32]) error { return nil }), `"row/150+"`)
}
