package drivertest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
)

func testCursor(t *testing.T, open Open) {
	for name, run := range map[string]func(t *testing.T, db *leveldb.DB){
		"Ranges": testCursorRanges, "Values": testCursorValues, "Large": testCursorLarge, "Turns": testCursorTurns, "Moves": testCursorMoves,
		"States": testCursorStates, "Closed": testCursorClosed, "Context": testCursorContext, "Refused": testCursorRefused, "Concurrent": testCursorConcurrent,
	} {
		t.Run(name, func(t *testing.T) { run(t, opened(t, open)) })
	}
}

// stored is an entry with its stored bytes.
type stored struct{ key, value string }

func storedEntries(t testing.TB, db *leveldb.DB, r *leveldb.Range) (all []stored) {
	t.Helper()
	for e, err := range db.Entries(r) {
		require.NoError(t, err)
		raw, err := e.AppendRaw(nil)
		require.NoError(t, err)
		all = append(all, stored{e.Key(), string(raw)})
	}
	return all
}

// newCursor opens a cursor, and closes it when the test ends.
func newCursor(t testing.TB, db *leveldb.DB, r *leveldb.Range) *leveldb.Cursor {
	t.Helper()
	c := db.Cursor(r)
	t.Cleanup(func() { assert.NoError(t, c.Close()) })
	return c
}

// requireAt checks that a move that returned ok ended at entry i, which may be outside of want.
func requireAt(t testing.TB, c *leveldb.Cursor, ok bool, want []stored, i int, about ...any) {
	t.Helper()
	require.NoError(t, c.Err(), about...)
	require.Equal(t, ok, c.Valid(), about...)
	if i < 0 || i >= len(want) {
		require.False(t, ok, about...)
		require.Empty(t, c.Key(), about...)
		_, err := c.Raw()
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, about...)
		return
	}
	require.True(t, ok, about...)
	require.Equal(t, want[i].key, c.Key(), about...)
	raw, err := c.Raw()
	require.NoError(t, err, about...)
	require.True(t, want[i].value == string(raw), "%v: the value of %q has %d bytes", about, c.Key(), len(raw))
}

// checkCursor compares a cursor with Entries: in both directions, past both ends, and from every
// few keys.
func checkCursor(t testing.TB, db *leveldb.DB, r *leveldb.Range, every int) {
	t.Helper()
	want := storedEntries(t, db, r)
	n := len(want)
	c := db.Cursor(r)
	defer func() { require.NoError(t, c.Close()) }()
	i := 0
	for ok := c.First(); ok; ok = c.Next() {
		requireAt(t, c, ok, want, i)
		i++
	}
	require.Equal(t, n, i)
	requireAt(t, c, c.Next(), want, n)
	requireAt(t, c, c.Prev(), want, n-1)
	for ok := c.Last(); ok; ok = c.Prev() {
		i--
		requireAt(t, c, ok, want, i)
	}
	require.Zero(t, i)
	requireAt(t, c, c.Prev(), want, -1)
	requireAt(t, c, c.Next(), want, 0)
	for i := 0; i < n; i += every {
		requireAt(t, c, c.Seek(want[i].key), want, i)
		requireAt(t, c, c.Prev(), want, i-1)
		requireAt(t, c, c.Next(), want, i)
		requireAt(t, c, c.Seek(want[i].key+"\x00"), want, i+1)
		requireAt(t, c, c.Prev(), want, i)
	}
	requireAt(t, c, c.Seek(""), want, 0)
	requireAt(t, c, c.Seek("\xff\xff\xff\xff"), want, n)
	requireAt(t, c, c.Next(), want, n)
	requireAt(t, c, c.Prev(), want, n-1)
	// A new cursor is not at an entry.
	for _, first := range []bool{true, false} {
		fresh := db.Cursor(r)
		requireAt(t, fresh, fresh.Valid(), want, -1)
		if first {
			requireAt(t, fresh, fresh.Next(), want, 0)
		} else {
			requireAt(t, fresh, fresh.Prev(), want, n-1)
		}
		require.NoError(t, fresh.Close())
	}
}

func testCursorRanges(t *testing.T, db *leveldb.DB) {
	checkCursor(t, db, nil, 1)
	checkCursor(t, db, &leveldb.Range{Prefix: "p", Start: "a"}, 1)
	put(t, db, "a1", "the only one")
	checkCursor(t, db, nil, 1)
	checkCursor(t, db, &leveldb.Range{Start: "a1", IncludeStop: true, Stop: "a1"}, 1)
	checkCursor(t, db, &leveldb.Range{Start: "a1", ExcludeStart: true}, 1)
	for _, key := range []string{"", "a", "a2", "a3", "b", "b1", "b2", "c", "\U0010FFFF", "\U0010FFFF\U0010FFFF"} {
		put(t, db, key, "value of "+key)
	}
	for _, r := range []*leveldb.Range{
		nil, {}, {Prefix: "a"}, {StartingBy: "a"}, {Prefix: "a", StartingBy: "2"}, {Prefix: "x"}, {Prefix: "a3"}, {Prefix: "c"},
		{Start: "a3"}, {Start: "a4"}, {Start: "a3", ExcludeStart: true}, {ExcludeStart: true}, {Stop: "a2"}, {Stop: "a2", IncludeStop: true},
		{Start: "a2", Stop: "b1"}, {Start: "b", Stop: "a"}, {Start: "b", Stop: "b"}, {Start: "b", Stop: "b", IncludeStop: true},
		{Prefix: "a", Start: "1", Stop: "3"}, {StartingBy: "b", Start: "b1"}, {Prefix: "a", Stop: "9"},
		{Prefix: "\U0010FFFF"}, {Prefix: "\xf4"}, {Prefix: "\xff"}, {StartingBy: "\xff\xff"}, {Limit: -1},
	} {
		checkCursor(t, db, r, 1)
		checkCursor(t, db.Sub("a"), r, 1)
	}
}

// The methods that read a value read that of the current entry. A damaged value does not stop the
// cursor.
func testCursorValues(t *testing.T, db *leveldb.DB) {
	put(t, db, "p/1", 7)
	require.NoError(t, db.PutRaw("p/2", []byte("?")))
	put(t, db, "p/3", map[string]any{"title": "x"})
	put(t, db, "p/4", nil)
	for _, c := range []*leveldb.Cursor{newCursor(t, db, &leveldb.Range{Prefix: "p/"}), newCursor(t, db.Sub("p/"), nil)} {
		require.True(t, c.Seek("1"))
		require.Equal(t, "1", c.Key())
		value, err := c.Value()
		require.NoError(t, err)
		require.Equal(t, int64(7), value)
		n, err := leveldb.ValueAs[int](c.Entry())
		require.NoError(t, err)
		require.Equal(t, 7, n)
		kind, err := c.Kind()
		require.NoError(t, err)
		require.Equal(t, codec.KindInt, kind)
		var text string
		require.ErrorIs(t, c.Load(&text), codec.ErrMismatch)
		first := c.Entry()

		require.True(t, c.Next())
		_, err = c.Value()
		require.ErrorIs(t, err, codec.ErrKind)
		require.ErrorContains(t, err, `leveldb: get "p/2": `)
		raw, err := c.Raw()
		require.NoError(t, err)
		require.Equal(t, "?", string(raw))
		require.NoError(t, c.Err())
		_, err = first.Value()
		require.ErrorIs(t, err, leveldb.ErrMoved)
		require.Equal(t, "1", first.Key(), "it stays readable")

		require.True(t, c.Next())
		var run struct{ Title string }
		require.NoError(t, c.Load(&run))
		require.Equal(t, "x", run.Title)
		require.True(t, c.Next())
		value, err = c.Value()
		require.NoError(t, err)
		require.Nil(t, value)
		require.False(t, c.Next())
		_, err = c.Value()
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	}
}

// Large values are alone in their pages, between pages of small ones.
func testCursorLarge(t *testing.T, db *leveldb.DB) {
	for i, size := range []int{1 << 20, 10, 4096, 4095, 4097, 4098, 0, 100_000, 3, 3 << 20} {
		require.NoError(t, db.PutRaw(fmt.Sprint(i), []byte("b"+strings.Repeat(string(rune('a'+i)), size))))
	}
	checkCursor(t, db, nil, 1)
	want := storedEntries(t, db, nil)
	c := newCursor(t, db, nil)
	for i, w := range want {
		requireAt(t, c, c.Next(), want, i)
		raw, err := c.Raw()
		require.NoError(t, err)
		require.NoError(t, c.Entry().ViewRaw(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			require.True(t, w.value == string(stored))
			return err
		}))
		requireAt(t, c, c.Prev(), want, i-1)
		requireAt(t, c, c.Next(), want, i)
		if len(w.value) >= 4096 {
			require.True(t, w.value == string(raw), "the copy of a large value stays")
		}
	}
}

// The cursor changes direction at every distance from a seek at which a page may end.
func testCursorTurns(t *testing.T, db *leveldb.DB) {
	b := db.NewBatch()
	for i := range 2000 {
		require.NoError(t, b.Put(fmt.Sprintf("%04d", i), i))
	}
	require.NoError(t, b.Write())
	want := storedEntries(t, db, nil)
	c := newCursor(t, db, nil)
	for _, forward := range []bool{true, false} {
		ahead, back, start, sign := c.Next, c.Prev, c.First, 1
		if !forward {
			ahead, back, start, sign = c.Prev, c.Next, c.Last, -1
		}
		at := func(i int) int {
			if forward {
				return i
			}
			return len(want) - 1 - i
		}
		for _, distance := range []int{0, 1, 2, 4, 5, 6, 15, 16, 17, 20, 21, 22, 84, 85, 86, 340, 341, 342, 852, 853, 854, 1365, 1366, 1999} {
			ok := start()
			for range distance {
				ok = ahead()
			}
			i := at(distance)
			requireAt(t, c, ok, want, i, distance)
			for depth := 1; depth <= 3; depth++ {
				j := i
				for range 2 { // back and forth across the same page boundary
					for range depth {
						ok = back()
						j -= sign
						if j < 0 || j >= len(want) {
							break
						}
						requireAt(t, c, ok, want, j, distance, depth)
					}
					if j < 0 || j >= len(want) {
						requireAt(t, c, ok, want, j, distance, depth)
					}
					for j != i {
						ok = ahead()
						j += sign
						requireAt(t, c, ok, want, j, distance, depth)
					}
				}
			}
			if next := i + sign; next >= 0 && next < len(want) {
				requireAt(t, c, ahead(), want, next, distance)
			}
		}
	}
}

// Random moves are compared with a model. Entries are written, replaced and deleted between them,
// which the cursor must not see.
func testCursorMoves(t *testing.T, db *leveldb.DB) {
	rng := rand.New(rand.NewPCG(Seed(t), 2))
	key := func() string {
		return string([]byte{"ab"[rng.IntN(2)], byte(rng.IntN(40)), byte(rng.IntN(100))}[:1+rng.IntN(3)])
	}
	write := func(n int) {
		b := db.NewBatch()
		for range n {
			size := rng.IntN(60)
			if rng.IntN(50) == 0 {
				size = 3000 + rng.IntN(6000)
			}
			if k := key(); rng.IntN(4) == 0 {
				require.NoError(t, b.Delete(k))
			} else {
				require.NoError(t, b.PutRaw(k, []byte(strings.Repeat(k, size))))
			}
		}
		require.NoError(t, b.Write())
	}
	write(6000)
	for _, r := range []leveldb.Range{{}, {}, {Prefix: "a"}, {Start: "a\x05", Stop: "b\x01"}, {StartingBy: "b\x02"}, {Prefix: "c"}} {
		want := storedEntries(t, db, &r)
		c := newCursor(t, db, &r)
		write(200)
		at := -2 // a new cursor
		if len(want) == 0 {
			at = -1
		}
		for range 250 {
			var ok bool
			switch move := rng.IntN(20); move {
			case 0:
				ok, at = c.First(), 0
			case 1:
				ok, at = c.Last(), len(want)-1
			case 2, 3, 4, 5, 6:
				k := key()
				if len(want) > 0 && move > 3 {
					k = want[rng.IntN(len(want))].key
				}
				ok = c.Seek(k)
				at, _ = slices.BinarySearchFunc(want, k, func(s stored, k string) int { return strings.Compare(s.key, k) })
			case 7:
				write(5)
				continue
			default:
				back := rng.IntN(2) == 0
				for range []int{1, 1, 2, 3, 10, 90, 400}[rng.IntN(7)] {
					if back {
						if ok = c.Prev(); at == -2 {
							at = len(want)
						}
						at = max(at-1, -1)
					} else {
						ok = c.Next()
						at = min(max(at, -1)+1, len(want))
					}
				}
			}
			requireAt(t, c, ok, want, at, "%+q", r)
		}
	}
}

// Cursors of a snapshot, of a changing database, and several at once.
func testCursorStates(t *testing.T, db *leveldb.DB) {
	fill(t, db)
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer func() { require.NoError(t, snapshot.Close()) }()
	first := newCursor(t, db, nil)
	want := storedEntries(t, db, nil)
	put(t, db, "a0", "new")
	put(t, db, "b1", "changed")
	require.NoError(t, db.Delete("c1"))
	checkCursor(t, snapshot, nil, 1)
	checkCursor(t, snapshot.Sub("b"), nil, 1)
	checkCursor(t, db, nil, 1)
	second, third := newCursor(t, db, nil), newCursor(t, snapshot, nil)
	changed := storedEntries(t, db, nil)
	for i := range 4 {
		requireAt(t, first, first.Next(), want, i)
		requireAt(t, second, second.Prev(), changed, len(changed)-1-i)
		requireAt(t, third, third.Seek(want[i].key), want, i)
	}
	require.NoError(t, snapshot.Close())
	requireAt(t, first, first.Prev(), want, 2)
}

func testCursorClosed(t *testing.T, db *leveldb.DB) {
	for i := range 100 {
		put(t, db, fmt.Sprintf("%02d", i), strings.Repeat("v", i))
	}
	moves := map[string]func(c *leveldb.Cursor) bool{
		"First": (*leveldb.Cursor).First, "Last": (*leveldb.Cursor).Last, "Next": (*leveldb.Cursor).Next, "Prev": (*leveldb.Cursor).Prev,
		"Seek": func(c *leveldb.Cursor) bool { return c.Seek("10") },
	}
	for name, move := range moves {
		c := db.Cursor(nil)
		require.True(t, c.First())
		require.True(t, c.Next())
		require.NoError(t, c.Close())
		require.NoError(t, c.Err())
		require.False(t, c.Valid())
		require.Empty(t, c.Key())
		_, err := c.Value()
		require.ErrorIs(t, err, leveldb.ErrClosed)
		require.False(t, move(c), name)
		require.ErrorIs(t, c.Err(), leveldb.ErrClosed, name)
		require.NoError(t, c.Close(), "closing twice")
	}
	cursors := map[string]*leveldb.Cursor{}
	for name := range moves {
		c := db.Cursor(nil)
		require.True(t, c.Seek("20"))
		for range 30 { // into the middle of a page
			require.True(t, c.Next())
		}
		cursors[name] = c
	}
	small, fresh := db.Cursor(nil), db.Cursor(nil)
	require.True(t, small.First())
	require.NoError(t, db.Close())
	for name, c := range cursors {
		require.Equal(t, "50", c.Key())
		_, err := c.Value()
		require.ErrorIs(t, err, leveldb.ErrClosed, name)
		require.False(t, moves[name](c), name)
		require.ErrorIs(t, c.Err(), leveldb.ErrClosed, name)
		require.False(t, c.Valid())
		require.ErrorIs(t, c.Close(), leveldb.ErrClosed)
		require.ErrorIs(t, c.Close(), leveldb.ErrClosed)
	}
	_, err := small.Value()
	require.ErrorIs(t, err, leveldb.ErrClosed)
	require.False(t, fresh.Next())
	require.ErrorIs(t, fresh.Err(), leveldb.ErrClosed)
	require.NoError(t, small.Close())
	require.ErrorIs(t, fresh.Close(), leveldb.ErrClosed)
	late := db.Cursor(nil)
	require.False(t, late.First())
	require.ErrorIs(t, late.Err(), leveldb.ErrClosed)
	require.ErrorIs(t, late.Close(), leveldb.ErrClosed)
}

// A cursor whose context is done reads nothing more, and keeps its error.
func testCursorContext(t *testing.T, db *leveldb.DB) {
	fill(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	c := db.WithContext(ctx).Cursor(nil)
	require.True(t, c.First())
	cancel()
	require.False(t, c.Seek("b"))
	require.False(t, c.Valid())
	require.ErrorIs(t, c.Err(), context.Canceled)
	require.False(t, c.First())
	require.ErrorIs(t, c.Close(), context.Canceled)
	late := db.WithContext(ctx).Cursor(nil)
	require.False(t, late.Next())
	require.ErrorIs(t, late.Close(), context.Canceled)
}

func testCursorRefused(t *testing.T, db *leveldb.DB) {
	put(t, db, "k", 1)
	for _, r := range []*leveldb.Range{{Reverse: true}, {Limit: 1}} {
		c := db.Cursor(r)
		require.False(t, c.First())
		require.False(t, c.Next())
		require.ErrorIs(t, c.Err(), leveldb.ErrInvalidArgument)
		require.ErrorContains(t, c.Err(), "Range.Reverse")
		_, err := c.Value()
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
		require.ErrorIs(t, c.Close(), leveldb.ErrInvalidArgument)
	}
}

// Several goroutines move, read and close the same cursor. They get entries of the database or
// errors.
func testCursorConcurrent(t *testing.T, db *leveldb.DB) {
	known := map[string]bool{"": true}
	for i := range 300 {
		key := fmt.Sprintf("%03d", i)
		known[key] = true
		size := i
		if i%40 == 0 {
			size = 5000
		}
		put(t, db, key, strings.Repeat("v", size))
	}
	seed := Seed(t)
	for round := range 3 {
		c := db.Cursor(nil)
		var wg sync.WaitGroup
		for worker := range 6 {
			wg.Go(func() {
				rng := rand.New(rand.NewPCG(seed, uint64(10*round+worker)))
				for i := range 300 {
					var err error
					switch rng.IntN(9) {
					case 0:
						c.First()
					case 1:
						c.Last()
					case 2:
						c.Seek(fmt.Sprintf("%03d", rng.IntN(300)))
					case 3, 4:
						c.Next()
					case 5:
						c.Prev()
					case 6:
						_, err = c.Value()
					case 7:
						_, err = c.Raw()
					default:
						if e := c.Entry(); !known[e.Key()] {
							t.Errorf("key %q", e.Key())
						}
					}
					if !known[c.Key()] {
						t.Errorf("key %q", c.Key())
					}
					if err != nil && !isAny(err, leveldb.ErrMoved, leveldb.ErrClosed, leveldb.ErrInvalidArgument) {
						t.Errorf("%v", err)
					}
					if worker == 0 && i == 200 {
						if err := c.Close(); err != nil && !errors.Is(err, leveldb.ErrInvalidArgument) {
							t.Errorf("close: %v", err)
						}
					}
				}
			})
		}
		wg.Wait()
		require.False(t, c.Next())
		_ = c.Close() // again
	}
}
