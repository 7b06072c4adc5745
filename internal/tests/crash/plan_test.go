package crash_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// crashPlan generates the writes of one goroutine of a process that will be killed. They follow
// from the seed: the process executes them, and the test, which knows how many were acknowledged,
// derives the expected state.
type crashPlan struct {
	rng    *rand.Rand
	prefix string // of its keys
}

const crashWriters = 3

func newCrashPlan(seed uint64, writer int) *crashPlan {
	return &crashPlan{rand.New(rand.NewPCG(seed, uint64(writer))), fmt.Sprintf("writer%d/", writer)}
}

// crashWrite is one write: a put, a deletion, or a batch of both.
type crashWrite struct {
	entries []crashEntry
	batch   bool
	sync    bool
}

type crashEntry struct {
	key    string
	value  any
	delete bool
}

func (p *crashPlan) next() crashWrite {
	w := crashWrite{batch: p.rng.IntN(4) == 0, sync: p.rng.IntN(3) == 0}
	n := 1
	if w.batch {
		n = 1 + p.rng.IntN(12)
	}
	for range n {
		e := crashEntry{key: fmt.Sprintf("%sslot%02d", p.prefix, p.rng.IntN(50)), delete: p.rng.IntN(5) == 0}
		if !e.delete {
			e.value = p.value()
		}
		w.entries = append(w.entries, e)
	}
	return w
}

// value returns a value of a random kind. Most are small; about one in thirty is larger than a
// write buffer.
func (p *crashPlan) value() any {
	size := p.rng.IntN(1 << p.rng.IntN(18))
	switch p.rng.IntN(5) {
	case 0:
		return p.rng.Int64()
	case 1:
		return strings.Repeat(string(rune('a'+p.rng.IntN(26))), size)
	case 2:
		return p.bytes(size)
	case 3:
		return map[string]any{"n": p.rng.Float64(), "list": []any{p.rng.Int64(), nil, "text"}}
	default:
		return p.array(size / 8)
	}
}

func (p *crashPlan) bytes(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(p.rng.Uint32())
	}
	return b
}

func (p *crashPlan) array(size int) *ndarray.Array {
	elements := make([]float64, size)
	for i := range elements {
		elements[i] = p.rng.Float64()
	}
	a, err := ndarray.FromSlice(elements, -1)
	if err != nil {
		panic(err) // cannot happen for a slice
	}
	return a
}

// do executes the write.
func (w crashWrite) do(db *leveldb.DB) error {
	db = db.WithWriteOptions(leveldb.WriteOptions{Sync: w.sync})
	if !w.batch {
		if e := w.entries[0]; e.delete {
			return db.Delete(e.key)
		} else {
			return db.Put(e.key, e.value)
		}
	}
	b := db.NewBatch()
	for _, e := range w.entries {
		err := b.Delete(e.key)
		if !e.delete {
			err = b.Put(e.key, e.value)
		}
		if err != nil {
			return err
		}
	}
	return b.Write()
}

// crashState maps keys to stored bytes.
type crashState map[string]string

// after returns the state after the write.
func (s crashState) after(t testing.TB, w crashWrite) crashState {
	t.Helper()
	s = maps.Clone(s)
	for _, e := range w.entries {
		if e.delete {
			delete(s, e.key)
			continue
		}
		stored, err := codec.Default().Append(nil, e.value)
		require.NoError(t, err)
		s[e.key] = string(stored)
	}
	return s
}

// crashStates reads a complete database and returns a state for each writer.
func crashStates(t testing.TB, db *leveldb.DB) (all [crashWriters]crashState) {
	t.Helper()
	left, err := db.Count(nil)
	require.NoError(t, err)
	for i := range all {
		all[i] = crashState{}
		for e, err := range db.Entries(&leveldb.Range{StartingBy: newCrashPlan(0, i).prefix}) {
			require.NoError(t, err)
			stored, err := e.AppendRaw(nil)
			require.NoError(t, err)
			all[i][e.Key()] = string(stored)
			left--
		}
	}
	require.Zero(t, left, "keys that were not written")
	return all
}

// difference describes briefly how two states differ.
func (s crashState) difference(other crashState) string {
	var b strings.Builder
	keys := maps.Clone(s)
	maps.Copy(keys, other)
	for key := range keys {
		x, inS := s[key]
		y, inOther := other[key]
		if x != y || inS != inOther {
			fmt.Fprintf(&b, "%s: %v %d bytes %.20q, %v %d bytes %.20q\n", key, inS, len(x), x, inOther, len(y), y)
		}
	}
	return b.String()
}
