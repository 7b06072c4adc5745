package drivertest

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Seed returns the seed of a random test, OPENLEVELDB_SEED if that is set and a new one otherwise,
// and logs it.
func Seed(t testing.TB) uint64 {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("OPENLEVELDB_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("OPENLEVELDB_SEED=%d", seed)
	return seed
}

// model is the expected content of a database.
type model map[string]any

func (m model) sorted(r leveldb.Range) (all []pair) {
	for whole, value := range m {
		key, ok := strings.CutPrefix(whole, r.Prefix)
		if !ok || !strings.HasPrefix(key, r.StartingBy) || key < r.Start || r.ExcludeStart && key == r.Start {
			continue
		}
		if r.Stop != "" && (key > r.Stop || key == r.Stop && !r.IncludeStop) {
			continue
		}
		all = append(all, pair{key, value})
	}
	slices.SortFunc(all, func(a, b pair) int { return strings.Compare(a.Key, b.Key) })
	if r.Reverse {
		slices.Reverse(all)
	}
	if r.Limit > 0 && len(all) > r.Limit {
		all = all[:r.Limit]
	}
	return all
}

// testModel applies thousands of random operations to a database and to a map, and compares the
// results.
func testModel(t *testing.T, open Open) {
	seed := Seed(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	db := opened(t, open)
	m := model{}
	type frozen struct {
		db *leveldb.DB
		m  model
	}
	var snapshots []frozen
	letters := []string{"a", "b", "é", "\x00", "\U0010FFFF"}
	text := func(most int) string {
		var b strings.Builder
		for range rng.IntN(most + 1) {
			b.WriteString(letters[rng.IntN(len(letters))])
		}
		return b.String()
	}
	value := func() any {
		switch rng.IntN(6) {
		case 0:
			return rng.Int64() - rng.Int64()
		case 1:
			return []byte(text(50))
		case 2:
			return []any{rng.Float64(), text(5), nil, true}
		case 3:
			return strings.Repeat(text(4), rng.IntN(3000))
		default:
			return text(50)
		}
	}
	randomRange := func() leveldb.Range {
		r := leveldb.Range{Reverse: rng.IntN(2) == 0, ExcludeStart: rng.IntN(3) == 0, IncludeStop: rng.IntN(3) == 0}
		for _, field := range []*string{&r.Prefix, &r.StartingBy, &r.Start, &r.Stop} {
			if rng.IntN(3) == 0 {
				*field = text(3)
			}
		}
		if rng.IntN(4) == 0 {
			r.Limit = 1 + rng.IntN(20)
		}
		return r
	}
	compare := func(db *leveldb.DB, m model) {
		r := randomRange()
		want := m.sorted(r)
		require.Equal(t, want, entries(t, db, &r), "%+q", r)
		require.Len(t, keys(t, db, &r), len(want))
		n, err := db.Count(&r)
		require.NoError(t, err)
		require.Equal(t, len(want), n, "%+q", r)
		key := text(3)
		got, err := db.Get(key)
		if want, ok := m[key]; ok {
			require.NoError(t, err)
			require.Equal(t, want, got)
		} else {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
		}
		has, err := db.Has(key)
		require.NoError(t, err)
		require.Equal(t, hasKey(m, key), has)
	}
	steps := 4000
	if testing.Short() {
		steps = 1000
	}
	for range steps {
		switch op := rng.IntN(100); {
		case op < 45:
			prefix, key, v := text(1), text(3), value()
			put(t, db.Sub(prefix), key, v)
			m[prefix+key] = v
		case op < 55:
			key := text(3)
			require.NoError(t, db.Delete(key))
			delete(m, key)
		case op < 65:
			b := db.NewBatch()
			for range rng.IntN(20) {
				key, v := text(3), value()
				if rng.IntN(3) == 0 {
					require.NoError(t, b.Delete(key))
					delete(m, key)
				} else {
					require.NoError(t, b.Put(key, v))
					m[key] = v
				}
			}
			require.NoError(t, b.Write())
		case op < 92:
			compare(db, m)
		case op < 95 && len(snapshots) < 3:
			s, err := db.Snapshot()
			require.NoError(t, err)
			copied := model{}
			for k, v := range m {
				copied[k] = v
			}
			snapshots = append(snapshots, frozen{s, copied})
		case len(snapshots) > 0:
			i := rng.IntN(len(snapshots))
			compare(snapshots[i].db, snapshots[i].m)
			if rng.IntN(2) == 0 {
				require.NoError(t, snapshots[i].db.Close())
				snapshots = slices.Delete(snapshots, i, i+1)
			}
		default:
			// Do not compact while a snapshot is open: LevelDB 1.23 may then bring back superseded
			// values.
			require.NoError(t, db.Compact(nil))
		}
	}
	for _, s := range snapshots {
		compare(s.db, s.m)
		require.NoError(t, s.db.Close())
	}
	require.Equal(t, m.sorted(leveldb.Range{}), entries(t, db, nil))
}

func hasKey(m model, key string) bool {
	_, ok := m[key]
	return ok
}
