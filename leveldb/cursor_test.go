package leveldb_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// All methods of a cursor, in every state.
func TestMisuseOfCursor(t *testing.T) {
	rng := misuse.Seed(t)
	a := arguments(t)
	for state, bring := range map[string]struct {
		to    func(db *leveldb.DB, c *leveldb.Cursor)
		class error
	}{
		"new":             {func(*leveldb.DB, *leveldb.Cursor) {}, nil},
		"at an entry":     {func(_ *leveldb.DB, c *leveldb.Cursor) { c.Seek("large") }, nil},
		"at the end":      {func(_ *leveldb.DB, c *leveldb.Cursor) { c.Last(); c.Next() }, nil},
		"closed":          {func(_ *leveldb.DB, c *leveldb.Cursor) { c.First(); _ = c.Close() }, leveldb.ErrClosed},
		"closed database": {func(db *leveldb.DB, c *leveldb.Cursor) { c.First(); _ = db.Close() }, leveldb.ErrClosed},
	} {
		t.Run(state, func(t *testing.T) {
			db := misused(t, nil)
			c := db.Cursor(nil)
			defer c.Close()
			bring.to(db, c)
			for call := range misuse.Methods(t, rng, c, a) {
				mistaken(t, call)
				if bring.class != nil && call.Failing && call.Ordinary && call.Method != "Err" && call.Method != "Close" {
					require.ErrorIs(t, call.Err(), bring.class, call.Text)
				}
			}
		})
	}
	testZero(t, rng, &leveldb.Cursor{}, a)
	var zero leveldb.Cursor
	require.False(t, zero.First())
	require.ErrorIs(t, zero.Err(), leveldb.ErrInvalidArgument)
}

func TestForgottenCursor(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("k", 1))
	reports := make(chan string, 10)
	before := leveldb.OnLeak(func(what, madeAt string) { reports <- what + "\n" + madeAt })
	defer func() { leveldb.OnLeak(before) }()
	func() { require.True(t, db.Cursor(nil).First()) }()
	require.Eventually(t, func() bool { runtime.GC(); return len(reports) > 0 }, time.Minute, 10*time.Millisecond)
	report := <-reports
	require.Contains(t, report, "an iterator of ")
	require.Contains(t, report, "TestForgottenCursor")
}

// What Raw returned can be read at any time without a crash, whatever it then holds.
func TestCursorRawIsReadLate(t *testing.T) {
	db := openTest(t, nil)
	for i := range 500 {
		require.NoError(t, db.PutRaw(fmt.Sprintf("%03d", i), []byte(strings.Repeat("v", i*20))))
	}
	c := db.Cursor(nil)
	var kept [][]byte
	for ok := c.First(); ok; ok = c.Next() {
		raw, err := c.Raw()
		require.NoError(t, err)
		kept = append(kept, raw)
	}
	require.NoError(t, c.Close())
	require.NoError(t, db.Close())
	runtime.GC()
	require.Len(t, kept, 500)
	for i, raw := range kept {
		require.Len(t, raw, i*20)
		for _, b := range raw {
			require.Equal(t, byte('v'), b)
		}
	}
}

// A cursor does not move while one of its large values is viewed, and reports that.
func TestCursorMovesInItsView(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.PutRaw("a", []byte(strings.Repeat("a", 100_000))))
	require.NoError(t, db.Put("b", 1))
	for _, move := range []func(c *leveldb.Cursor) bool{(*leveldb.Cursor).Next, (*leveldb.Cursor).Last} {
		c := db.Cursor(nil)
		require.True(t, c.First())
		err := c.Entry().ViewRaw(func(p *leveldb.Pinned) error {
			require.False(t, move(c))
			stored, err := p.Stored()
			require.Equal(t, 100_000, strings.Count(string(stored), "a"))
			return err
		})
		require.NoError(t, err, "the value stayed")
		require.ErrorIs(t, c.Err(), leveldb.ErrInvalidArgument)
		require.ErrorIs(t, c.Close(), leveldb.ErrInvalidArgument)
	}
}

// A cursor never ends early without an error.
func TestCursorOfDamagedTable(t *testing.T) {
	db := openTest(t, &leveldb.Options{Compression: leveldb.NoCompression})
	for i := range 5000 {
		require.NoError(t, db.Put(fmt.Sprintf("%06d", i), i))
	}
	require.NoError(t, db.Compact(nil))
	path := strings.Split(db.String(), `"`)[1]
	require.NoError(t, db.Close())
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, tables, 1)
	content, err := os.ReadFile(tables[0])
	require.NoError(t, err)
	for i := range 100 {
		content[len(content)/2+i] ^= 0xff
	}
	require.NoError(t, os.WriteFile(tables[0], content, 0o600))
	db = openTestAt(t, path, nil).WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true})
	for _, back := range []bool{false, true} {
		c := db.Cursor(nil)
		move, n := c.Next, 0
		if back {
			move = c.Prev
		}
		for move() {
			_, err := c.Value()
			require.NoError(t, err)
			n++
		}
		require.Less(t, n, 5000)
		require.Greater(t, n, 1000)
		require.ErrorIs(t, c.Err(), leveldb.ErrCorrupt)
		require.False(t, c.First(), "the error stays")
		require.ErrorIs(t, c.Close(), leveldb.ErrCorrupt)
	}
}

// scansOnly is an engine whose cursors only go forward.
type scansOnly struct{ driver.Store }

func (s scansOnly) Scan(ctx context.Context, span driver.Span, o driver.ReadOptions) (driver.Cursor, error) {
	c, err := s.Store.Scan(ctx, span, o)
	return struct{ driver.Cursor }{c}, err
}

func TestCursorNotSupported(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Put("k", 1))
	c := leveldb.New(scansOnly{db.Driver()}, "scans only", nil).Cursor(nil)
	require.False(t, c.First())
	require.True(t, errors.Is(c.Err(), driver.ErrNotSupported))
	require.ErrorIs(t, c.Close(), driver.ErrNotSupported)
}
