package native

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// calls has every method of DB, each in its simplest form.
var calls = map[string]func(db *DB) error{
	"Get":         func(db *DB) error { _, err := db.Get(ctx, "k", nil, driver.ReadOptions{}); return err },
	"Has":         func(db *DB) error { _, err := db.Has(ctx, "k", driver.ReadOptions{}); return err },
	"Put":         func(db *DB) error { return db.Put(ctx, "k", nil, driver.WriteOptions{}) },
	"Delete":      func(db *DB) error { return db.Delete(ctx, "k", driver.WriteOptions{}) },
	"Write":       func(db *DB) error { return db.Write(ctx, &driver.Batch{}, driver.WriteOptions{}) },
	"NewIterator": func(db *DB) error { _, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{}); return err },
	"Count":       func(db *DB) error { _, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{}); return err },
	"Pin":         func(db *DB) error { _, err := db.Pin(ctx, "k", driver.ReadOptions{}); return err },
	"NewLookup":   func(db *DB) error { _, err := db.Lookup(ctx, []string{"k"}, driver.ReadOptions{}); return err },
	"Gather": func(db *DB) error {
		_, err := db.Gather(ctx, []string{"k"}, nil, nil, driver.ReadOptions{})
		return err
	},
	"NewSnapshot":     func(db *DB) error { _, err := db.Snapshot(ctx); return err },
	"Property":        func(db *DB) error { _, err := db.Property(ctx, "leveldb.stats"); return err },
	"ApproximateSize": func(db *DB) error { _, err := db.ApproximateSize(ctx, "", ""); return err },
	"CompactRange":    func(db *DB) error { return db.Compact(ctx, "", "") },
}

func TestCallsAfterClose(t *testing.T) {
	db := openTest(t, nil)
	it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	s, err := db.Snapshot(ctx)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.NoError(t, db.Close(), "closing twice is harmless")
	for name, call := range calls {
		require.ErrorIs(t, call(db), driver.ErrClosed, name)
	}
	_, err = it.Next(ctx)
	require.ErrorIs(t, err, driver.ErrClosed)
	_, err = s.Get(ctx, "k", nil, driver.ReadOptions{})
	require.ErrorIs(t, err, driver.ErrClosed)
	it.Close()
	it.Close()
	s.Close()
	s.Close()
}

// Borrowed memory stays valid after Close. The directory is unlocked when it is released.
func TestCloseWithBorrowedValues(t *testing.T) {
	db := openTest(t, nil)
	want := strings.Repeat("borrowed", 1<<17)
	put(t, db, "k", want)
	v, err := db.Get(ctx, "k", nil, driver.ReadOptions{})
	require.NoError(t, err)
	it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	page, err := it.Next(ctx)
	require.NoError(t, err)
	w, err := page.Value(0)
	require.NoError(t, err)

	require.NoError(t, db.Close())
	_, err = it.Next(ctx)
	require.ErrorIs(t, err, driver.ErrClosed)
	_, err = page.Value(0)
	require.ErrorIs(t, err, driver.ErrClosed)
	require.Equal(t, want, string(v.Bytes()))
	require.Equal(t, want, string(w.Bytes()))

	_, err = Open(db.path, nil)
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, "has not yet released")
	v.Release()
	w.Release()
	w.Release()
	it.Close()
	again, err := Open(db.path, nil)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

// Many goroutines make all calls at once while the database is closed.
func TestCloseUnderLoad(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	for round := range rounds {
		db := openTest(t, &Options{WriteBufferSize: 64 << 10})
		for i := range 200 {
			put(t, db, key(i), strings.Repeat("v", i*i))
		}
		var wg sync.WaitGroup
		calls := make(chan struct{})
		for worker := range 8 {
			rng := rand.New(rand.NewPCG(seed, uint64(round*100+worker)))
			wg.Go(func() {
				for {
					var err error
					switch rng.IntN(6) {
					case 0:
						err = db.Put(ctx, key(rng.IntN(200)), make([]byte, rng.IntN(20_000)), driver.WriteOptions{})
					case 1:
						var v driver.Value
						if v, err = db.Get(ctx, key(rng.IntN(200)), make([]byte, rng.IntN(20_000)), driver.ReadOptions{}); err == nil {
							_ = append([]byte{}, v.Bytes()...)
							v.Release()
						}
					case 2:
						var it driver.Cursor
						if it, err = db.Scan(ctx, driver.Span{Reverse: rng.IntN(2) == 0}, driver.ReadOptions{}); err == nil {
							var page *driver.Page
							for page, err = it.Next(ctx); page != nil && err == nil; page, err = it.Next(ctx) {
								if v, err := page.Value(0); err == nil {
									_ = append([]byte{}, v.Bytes()...)
									v.Release()
								}
							}
							it.Close()
						}
					case 3:
						var s driver.Store
						if s, err = db.Snapshot(ctx); err == nil {
							_, err = s.Has(ctx, "k", driver.ReadOptions{})
							s.Close()
						}
					case 4:
						_, err = db.Count(ctx, driver.Span{}, driver.ReadOptions{})
					case 5:
						_, err = db.ApproximateSize(ctx, "", "")
					}
					if err != nil {
						if err != driver.ErrClosed {
							t.Errorf("%v", err)
						}
						return
					}
					tell(calls)
				}
			})
		}
		await(calls, round*round*8)
		require.NoError(t, db.Close())
		wg.Wait()
		again, err := Open(db.path, nil)
		require.NoError(t, err)
		require.NoError(t, again.Close())
	}
}

// A handle that was not closed is released when collected, and reported with the place where it was
// made.
func TestForgottenHandles(t *testing.T) {
	var mu sync.Mutex
	var reports []string
	report := func(what, madeAt string) {
		mu.Lock()
		defer mu.Unlock()
		reports = append(reports, what+"\n"+madeAt)
	}
	before := leak.SetReporter(report)
	defer func() { leak.SetReporter(before) }()
	handles := LiveHandles()
	path := filepath.Join(t.TempDir(), "db")
	forget(t, path)
	require.Eventually(t, func() bool {
		runtime.GC()
		mu.Lock()
		defer mu.Unlock()
		return len(reports) >= 4 && LiveHandles() == handles
	}, time.Minute, 10*time.Millisecond, "%q", reports)
	text := strings.Join(reports, "\n")
	for _, what := range []string{"the database " + path, "an iterator of", "a snapshot of", "a borrowed value"} {
		assert.Contains(t, text, what)
	}
	// A borrowed value does not record where it was made: that would cost more than the read.
	places := len(reports)
	if !poisoned {
		places--
	}
	assert.Equal(t, places, strings.Count(text, "native.forget\n"), "each names the function that made it:\n%s", text)
	db, err := Open(path, nil)
	require.NoError(t, err, "the directory is not locked any more")
	require.NoError(t, db.Close())
}

//go:noinline
func forget(t *testing.T, path string) {
	db, err := Open(path, &Options{CreateIfMissing: true})
	require.NoError(t, err)
	put(t, db, "k", strings.Repeat("v", 10_000))
	_, err = db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	_, err = db.Snapshot(ctx)
	require.NoError(t, err)
	_, err = db.Get(ctx, "k", nil, driver.ReadOptions{})
	require.NoError(t, err)
}

// A missing table is not reported as a missing key, and damage is detected where checksums are
// verified.
func TestDamagedTable(t *testing.T) {
	make := func(t *testing.T) (path, table string) {
		db := openTest(t, &Options{Compression: NoCompression})
		for i := range 1000 {
			put(t, db, key(i), strings.Repeat("v", 100))
		}
		require.NoError(t, db.Compact(ctx, "", ""))
		require.NoError(t, db.Close())
		tables, err := filepath.Glob(filepath.Join(db.path, "*.ldb"))
		require.NoError(t, err)
		require.Len(t, tables, 1)
		return db.path, tables[0]
	}
	t.Run("missing", func(t *testing.T) {
		path, table := make(t)
		db := openTestAt(t, path, nil)
		require.NoError(t, os.Rename(table, table+".away"))
		_, err := db.Get(ctx, key(5), nil, driver.ReadOptions{})
		require.ErrorIs(t, err, driver.ErrIO)
		require.ErrorIs(t, err, fs.ErrNotExist)
		require.NotErrorIs(t, err, driver.ErrNotFound)
		require.ErrorContains(t, err, filepath.Base(table))
		_, err = db.Has(ctx, key(5), driver.ReadOptions{})
		require.ErrorIs(t, err, driver.ErrIO)
		_, err = db.Count(ctx, driver.Span{}, driver.ReadOptions{})
		require.ErrorIs(t, err, driver.ErrIO)
		it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
		require.NoError(t, err)
		defer it.Close()
		_, err = it.Next(ctx)
		require.ErrorIs(t, err, driver.ErrIO)
		require.NoError(t, os.Rename(table+".away", table))
	})
	t.Run("missing at opening", func(t *testing.T) {
		path, table := make(t)
		require.NoError(t, os.Remove(table))
		_, err := Open(path, nil)
		require.ErrorIs(t, err, driver.ErrCorrupt)
	})
	t.Run("flipped", func(t *testing.T) {
		path, table := make(t)
		content, err := os.ReadFile(table)
		require.NoError(t, err)
		content[len(content)/2] ^= 0x10
		require.NoError(t, os.WriteFile(table, content, 0o600))
		db := openTestAt(t, path, nil)
		it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
		require.NoError(t, err)
		defer it.Close()
		entries := 0
		for {
			page, err := it.Next(ctx)
			if err != nil {
				require.ErrorIs(t, err, driver.ErrCorrupt)
				break
			}
			require.NotNil(t, page, "the damage was not noticed")
			entries += page.Len()
			if page.Err() != nil {
				require.ErrorIs(t, page.Err(), driver.ErrCorrupt)
				break
			}
		}
		assert.Less(t, entries, 1000)
		assert.Greater(t, entries, 450, "what is readable comes before the error")
		_, err = db.Count(ctx, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
		require.ErrorIs(t, err, driver.ErrCorrupt)
	})
}
