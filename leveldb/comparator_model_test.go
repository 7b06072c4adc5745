package leveldb_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/pagecache"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// orderedModel compares a database with a comparator, and a map.
type orderedModel struct {
	t       *testing.T
	rng     *rand.Rand
	order   *leveldb.Comparator
	path    string
	db      *leveldb.DB
	entries map[string]string
	key     func() string
}

// Random writes, and reads of every kind, in orders that differ from that of the bytes.
func TestComparatorModel(t *testing.T) {
	seed := testdb.Seed(t)
	for name, c := range map[string]struct {
		order *leveldb.Comparator
		key   func(rng *rand.Rand) string
	}{
		"reverse": {reverse, func(rng *rand.Rand) string { return fmt.Sprintf("%x", rng.IntN(1000)) }},
		"decimal": {decimal, func(rng *rand.Rand) string { return strings.Repeat("0", rng.IntN(2)) + fmt.Sprint(rng.IntN(500)) }},
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 7))
			m := &orderedModel{
				t: t, rng: rng, order: c.order, path: filepath.Join(pagecache.TempDir(t), "db"), entries: map[string]string{},
				key: func() string { return c.key(rng) },
			}
			m.open()
			defer func() { require.NoError(t, m.db.Close()) }()
			for range testdb.Rounds(t, 4) {
				m.write(200)
				m.check(m.db, m.entries)
				m.between()
			}
			m.checkReadOnly()
		})
	}
}

func (m *orderedModel) open() {
	db, err := leveldb.Open(m.path, small(m.order))
	require.NoError(m.t, err)
	m.db = db
}

func (m *orderedModel) value() string {
	size := []int{0, 10, 600, 3000, 5000, 9000}[m.rng.IntN(6)]
	return "s" + strings.Repeat(string(rune('a'+m.rng.IntN(26))), size)
}

// write makes n random writes.
func (m *orderedModel) write(n int) {
	for range n {
		key, value := m.key(), m.value()
		switch m.rng.IntN(10) {
		case 0, 1:
			require.NoError(m.t, m.db.Delete(key))
			delete(m.entries, key)
		case 2:
			batch := m.db.NewBatch()
			for range 5 {
				key, value := m.key(), m.value()
				require.NoError(m.t, batch.PutRaw(key, []byte(value)))
				m.entries[key] = value
			}
			require.NoError(m.t, batch.Write())
		default:
			require.NoError(m.t, m.db.PutRaw(key, []byte(value)))
			m.entries[key] = value
		}
	}
}

// between does something that must not change the entries.
func (m *orderedModel) between() {
	switch m.rng.IntN(5) {
	case 0:
		require.NoError(m.t, m.db.Compact(nil))
	case 1:
		require.NoError(m.t, m.db.Compact(&leveldb.Range{Start: m.key(), Stop: m.key()}))
	case 2:
		snapshot, err := m.db.Snapshot()
		require.NoError(m.t, err)
		before := maps.Clone(m.entries)
		m.write(100)
		m.check(snapshot, before)
		require.NoError(m.t, snapshot.Close())
	case 3:
		m.checkReadOnly()
	case 4:
		require.NoError(m.t, m.db.Close())
		m.open()
	}
}

// checkReadOnly reads the database read-only, without anything in memory.
func (m *orderedModel) checkReadOnly() {
	require.NoError(m.t, m.db.Close())
	require.NoError(m.t, pagecache.Drop(m.path))
	o := small(m.order)
	o.ReadOnly = true
	db, err := leveldb.Open(m.path, o)
	require.NoError(m.t, err)
	m.check(db, m.entries)
	require.NoError(m.t, db.Close())
	m.open()
}

// check compares all kinds of reads.
func (m *orderedModel) check(db *leveldb.DB, entries map[string]string) {
	t := m.t
	keys := sortedBy(m.order, entries)
	m.checkLookups(db, entries)
	require.Equal(t, keys, append([]string{}, keysOf(t, db, nil)...))
	require.Equal(t, entries, entriesOf(t, db, &leveldb.Range{Reverse: true}))
	for range 10 {
		r := &leveldb.Range{
			Reverse: m.rng.IntN(2) == 0, ExcludeStart: m.rng.IntN(2) == 0, IncludeStop: m.rng.IntN(2) == 0, Limit: max(0, m.rng.IntN(40)-20),
		}
		r.Start = m.key()
		if m.rng.IntN(4) > 0 {
			r.Stop = m.key()
		}
		want := m.within(keys, r)
		require.Equal(t, want, append([]string{}, keysOf(t, db, r)...), "%+v", r)
		n, err := db.Count(r)
		require.NoError(t, err)
		require.Equal(t, len(want), n, "%+v", r)
	}
	require.NoError(t, db.PrefetchRange(&leveldb.Range{Start: m.key()}))
	parts, err := db.Split(nil, 1+m.rng.IntN(5))
	require.NoError(t, err)
	joined := []string{}
	for _, part := range parts {
		joined = append(joined, keysOf(t, db, part)...)
	}
	require.Equal(t, keys, joined)
}

// checkLookups reads present and missing keys, alone and together.
func (m *orderedModel) checkLookups(db *leveldb.DB, entries map[string]string) {
	t := m.t
	var wanted []string
	for key := range entries {
		wanted = append(wanted, key, m.key())
		if len(wanted) > 300 {
			break
		}
	}
	require.NoError(t, db.Prefetch(wanted))
	i := 0
	for e, err := range db.Lookup(wanted) {
		require.NoError(t, err)
		require.Equal(t, wanted[i], e.Key())
		stored, err := e.AppendRaw(nil)
		if value, ok := entries[wanted[i]]; ok {
			require.NoError(t, err)
			require.Equal(t, value, string(stored))
		} else {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
		}
		i++
	}
	require.Equal(t, len(wanted), i)
	for _, key := range wanted[:min(len(wanted), 60)] {
		stored, err := db.AppendRaw(nil, key)
		found, hasErr := db.Has(key)
		require.NoError(t, hasErr)
		value, ok := entries[key]
		require.Equal(t, ok, found)
		if ok {
			require.NoError(t, err)
			require.Equal(t, value, string(stored))
		} else {
			require.ErrorIs(t, err, leveldb.ErrNotFound)
		}
	}
}

// within returns the keys that the range selects, in the order of iteration.
func (m *orderedModel) within(keys []string, r *leveldb.Range) []string {
	in := []string{}
	for _, key := range keys {
		start := m.order.Compare([]byte(key), []byte(r.Start))
		after := start > 0 || start == 0 && !r.ExcludeStart
		before := true
		if r.Stop != "" {
			stop := m.order.Compare([]byte(key), []byte(r.Stop))
			before = stop < 0 || stop == 0 && r.IncludeStop
		}
		if after && before {
			in = append(in, key)
		}
	}
	if r.Reverse {
		slices.Reverse(in)
	}
	if r.Limit > 0 && len(in) > r.Limit {
		in = in[:r.Limit]
	}
	return in
}

// Arrays of a database with a comparator are gathered from several levels, without anything in
// memory.
func TestComparatorGathersCold(t *testing.T) {
	path := filepath.Join(pagecache.TempDir(t), "db")
	db, err := leveldb.Open(path, small(decimal))
	require.NoError(t, err)
	const rows, size = 1500, 200
	row := func(i int) []float32 {
		row := make([]float32, size)
		for j := range row {
			row[j] = float32(i*size + j)
		}
		return row
	}
	var keys []string
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(rows) {
		keys = append(keys, fmt.Sprint(i))
		a, err := ndarray.FromSlice(row(i), -1)
		require.NoError(t, err)
		require.NoError(t, db.Put(keys[len(keys)-1], a))
	}
	require.NoError(t, db.Close())
	require.NoError(t, pagecache.Drop(path))
	o := small(decimal)
	o.ReadOnly = true
	db = testdb.OpenAt(t, path, o)
	levels := 0
	for level := range 7 {
		n, err := db.Property(fmt.Sprintf("leveldb.num-files-at-level%d", level))
		require.NoError(t, err)
		if n != "0" {
			levels++
		}
	}
	require.Greater(t, levels, 1, "the keys are on one level")
	tensor, err := db.Gather(keys, nil)
	require.NoError(t, err)
	require.Equal(t, []int{rows, size}, tensor.Shape())
	values, err := ndarray.Values[float32](tensor)
	require.NoError(t, err)
	for at, key := range keys {
		i, err := strconv.Atoi(key)
		require.NoError(t, err)
		require.Equal(t, row(i), values[at*size:(at+1)*size], key)
	}
}
