package native

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// sizeOf returns the size of the tables and logs of a database. It omits LOG and the manifest,
// which grow with the operations since the database was opened and start over at the next open.
func sizeOf(t *testing.T, path string) (size int64) {
	t.Helper()
	files, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, f := range files {
		if kind, _ := dbfile.ParseName(f.Name()); kind.HoldsEntries() {
			info, err := f.Info()
			require.NoError(t, err)
			size += info.Size()
		}
	}
	return size
}

// entriesOf returns the entries of a range.
func entriesOf(t *testing.T, db driver.Store, r driver.Span, options driver.ReadOptions) (keys, values []string) {
	t.Helper()
	it, err := db.Scan(ctx, r, options)
	require.NoError(t, err)
	defer it.Close()
	for {
		page, err := it.Next(ctx)
		require.NoError(t, err)
		if page == nil {
			return keys, values
		}
		require.NoError(t, page.Err())
		for i := range page.Len() {
			v, err := page.Value(i)
			require.NoError(t, err)
			keys, values = append(keys, strings.Clone(page.Key(i))), append(values, string(v.Bytes()))
			v.Release()
		}
	}
}

// requireCompact compares the size of the database with that of a fresh copy of its entries.
func requireCompact(t *testing.T, db *DB, options *Options) {
	t.Helper()
	keys, values := entriesOf(t, db, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
	fresh := openTest(t, options)
	for i, key := range keys {
		put(t, fresh, key, values[i])
	}
	require.NoError(t, fresh.Compact(ctx, "", ""))
	got, want := sizeOf(t, db.path), sizeOf(t, fresh.path)
	assert.LessOrEqual(t, got, want+want/20+1<<10, "the directory has %d bytes, a copy %d", got, want)
}

// random returns bytes that do not compress.
func random(n int) string {
	b := make([]byte, n)
	for i := 0; i < n; i += 8 {
		copy(b[i:], binary.LittleEndian.AppendUint64(nil, rand.Uint64()))
	}
	return string(b)
}

// A number of entries of about 2 KB that exceeds one table of the smallest size that LevelDB
// supports, 1 MiB.
const many = 700

// superseded lists ways to create superseded entries in a database.
var superseded = map[string]func(t *testing.T, db *DB){
	"one value deleted": func(t *testing.T, db *DB) {
		put(t, db, "k", random(5<<20))
		require.NoError(t, db.Delete(ctx, "k", driver.WriteOptions{}))
	},
	"one value deleted later": func(t *testing.T, db *DB) {
		put(t, db, "k", random(5<<20))
		require.NoError(t, db.Compact(ctx, "", ""))
		require.NoError(t, db.Delete(ctx, "k", driver.WriteOptions{}))
	},
	"one value written again": func(t *testing.T, db *DB) {
		for range 3 {
			put(t, db, "k", random(2<<20))
		}
	},
	"one compressible value written again": func(t *testing.T, db *DB) {
		for range 3 {
			put(t, db, "k", strings.Repeat(random(1<<10), 4<<10))
		}
	},
	"each written three times": func(t *testing.T, db *DB) {
		for i := range many {
			for range 3 {
				put(t, db, key(i), random(2000))
			}
		}
	},
	"each deleted at once": func(t *testing.T, db *DB) {
		for i := range many {
			put(t, db, key(i), random(2000))
			require.NoError(t, db.Delete(ctx, key(i), driver.WriteOptions{}))
		}
	},
	"written in turn": func(t *testing.T, db *DB) {
		for range 3 {
			for i := range many {
				put(t, db, key(i), random(2000))
			}
		}
	},
	"at random": func(t *testing.T, db *DB) {
		for range 3 * many {
			k := key(rand.IntN(many))
			put(t, db, k, random(rand.IntN(4000)))
			if rand.IntN(3) == 0 {
				require.NoError(t, db.Delete(ctx, k, driver.WriteOptions{}))
			}
		}
	},
	"written under snapshots": func(t *testing.T, db *DB) {
		for range 3 {
			s, err := db.Snapshot(ctx)
			require.NoError(t, err)
			for i := range many {
				put(t, db, key(i), random(2000))
			}
			require.NoError(t, db.Compact(ctx, "", ""))
			s.Close()
		}
	},
	"large values": func(t *testing.T, db *DB) {
		for range 2 {
			for i := range 3 {
				put(t, db, key(i), random(5<<20/4))
				put(t, db, key(i), random(5<<20/4))
			}
		}
	},
	"keys that follow each other": func(t *testing.T, db *DB) {
		for range 3 {
			for i := range 900 {
				put(t, db, strings.Repeat("\x00", i), random(1000))
			}
		}
	},
	"in an earlier session": func(t *testing.T, db *DB) {
		for i := range many {
			put(t, db, key(i), random(2000))
			put(t, db, key(i), random(2000))
		}
		require.NoError(t, db.Close())
	},
}

// One compaction of the whole database removes all superseded entries, in one piece or in many.
func TestCompactAll(t *testing.T) {
	small := &Options{WriteBufferSize: 256 << 10, MaxFileSize: 1 << 20}
	large := &Options{WriteBufferSize: 16 << 20, Compression: NoCompression}
	for name := range superseded {
		t.Run(name, func(t *testing.T) { compactAll(t, superseded[name], small, 200<<10) })
	}
	inOneBuffer := []string{"each written three times", "written under snapshots", "each deleted at once", "large values"}
	if testing.Short() {
		inOneBuffer = inOneBuffer[:2] // the other sizes add nothing under a sanitizer
	}
	for _, name := range inOneBuffer {
		t.Run(name+" in one buffer", func(t *testing.T) { compactAll(t, superseded[name], large, compactedAtOnce) })
	}
}

func compactAll(t *testing.T, write func(*testing.T, *DB), options *Options, atOnce uint64) {
	db := openTest(t, options)
	write(t, db)
	if db.closing.Load() {
		db = openTestAt(t, db.path, options)
	}
	db.compacted.atOnce = atOnce
	keys, values := entriesOf(t, db, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, db.Compact(ctx, "", ""))
	again, same := entriesOf(t, db, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
	require.Equal(t, keys, again)
	require.True(t, slices.Equal(values, same), "values have changed")
	requireCompact(t, db, options)
}

// A compaction of a range removes the superseded entries of the tables that hold the range, and
// does not change other tables.
func TestCompactPart(t *testing.T) {
	options := &Options{WriteBufferSize: 1 << 20, MaxFileSize: 1 << 20, Compression: NoCompression}
	db := openTest(t, options)
	for i := range 2000 {
		for range 2 {
			put(t, db, key(i), random(1000))
		}
	}
	size := func(r driver.Span) int64 {
		n, err := db.ApproximateSize(ctx, r.Lower, r.Upper)
		require.NoError(t, err)
		return int64(n)
	}
	require.NoError(t, db.Compact(ctx, key(500), key(1500)))
	half := size(driver.Span{Lower: key(500), Upper: key(1500)})
	assert.InDelta(t, 1000*1016, half, 1000*1016/20)
	require.NoError(t, db.Compact(ctx, "", ""))
	assert.InDelta(t, 2000*1016, size(driver.Span{}), 2000*1016/20)
}

// tables returns the numbers of the tables of a database.
func tables(t *testing.T, db *DB) (numbers []uint64) {
	t.Helper()
	manifest, err := dbfile.ReadManifest(db.path)
	require.NoError(t, err)
	for _, table := range manifest.Sorted() {
		numbers = append(numbers, table.Number)
	}
	return numbers
}

// A second compaction does not rewrite what the first has written, except entries that snapshots
// kept.
func TestCompactAgain(t *testing.T) {
	options := &Options{WriteBufferSize: 256 << 10, MaxFileSize: 1 << 20}
	db := openTest(t, options)
	superseded["written in turn"](t, db)
	require.NoError(t, db.Compact(ctx, "", ""))
	first := tables(t, db)
	require.NoError(t, db.Compact(ctx, "", ""))
	require.Equal(t, first, tables(t, db), "nothing has changed")

	put(t, db, key(many-1), "v")
	require.NoError(t, db.Compact(ctx, "", ""))
	second := tables(t, db)
	require.Equal(t, first[:len(first)-1], second[:len(first)-1], "the tables that hold nothing new")
	require.NotEqual(t, first, second)

	s, err := db.Snapshot(ctx)
	require.NoError(t, err)
	superseded["written in turn"](t, db)
	require.NoError(t, db.Compact(ctx, "", ""))
	held := sizeOf(t, db.path)
	s.Close()
	require.NoError(t, db.Compact(ctx, "", ""))
	assert.Less(t, sizeOf(t, db.path), held/3*2, "what only the snapshot had read")
	requireCompact(t, db, options)
	third := tables(t, db)
	require.NoError(t, db.Compact(ctx, "", ""))
	require.Equal(t, third, tables(t, db))
}

// A table that holds only one large value is not rewritten after the database is opened again.
// Other tables are.
func TestCompactLargeValuesAgain(t *testing.T) {
	options := &Options{MaxFileSize: 1 << 20}
	db := openTest(t, options)
	for i := range 3 {
		put(t, db, key(i), random(2<<20))
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	first := tables(t, db)
	require.Len(t, first, 3)
	require.NoError(t, db.Close())
	db = openTestAt(t, db.path, options)
	require.NoError(t, db.Compact(ctx, "", ""))
	require.Equal(t, first, tables(t, db))
}

// Compactions run during writes, reads of old states and other compactions. No reader sees a change
// that was not made.
func TestCompactUnderLoad(t *testing.T) {
	db := openTest(t, &Options{WriteBufferSize: 64 << 10, MaxFileSize: 1 << 20})
	for i := range 500 {
		put(t, db, key(i), "0"+strings.Repeat("v", 500))
	}
	s, err := db.Snapshot(ctx)
	require.NoError(t, err)
	defer s.Close()
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for round := range 5 {
				for i := w; i < 500; i += 4 {
					k, v := key(i), fmt.Sprint(round)+strings.Repeat("v", 500)
					if !assert.NoError(t, db.Put(ctx, k, []byte(v), driver.WriteOptions{})) {
						return
					}
					// Keys like those that the compaction deletes, while they do not exist.
					if !assert.NoError(t, db.Put(ctx, k+"\x00", []byte(v), driver.WriteOptions{})) {
						return
					}
					if found, err := db.Has(ctx, k+"\x00", driver.ReadOptions{}); !assert.NoError(t, err) || !assert.True(t, found) {
						return
					}
					if got := get(t, db, k, driver.ReadOptions{}); !assert.Equal(t, v, got) {
						return
					}
					if round%2 == 0 && !assert.NoError(t, db.Delete(ctx, k+"\x00", driver.WriteOptions{})) {
						return
					}
				}
				if !assert.NoError(t, db.Compact(ctx, "", "")) {
					return
				}
			}
		})
	}
	writers.Wait()
	keys, values := entriesOf(t, db, driver.Span{}, driver.ReadOptions{VerifyChecksums: true})
	require.Len(t, keys, 500)
	for _, v := range values {
		require.Equal(t, "4", v[:1])
	}
	keys, values = entriesOf(t, s, driver.Span{}, driver.ReadOptions{})
	require.Len(t, keys, 500)
	for _, v := range values {
		require.Equal(t, "0", v[:1])
	}
}

// Reads continue during a compaction, writes run between two pieces, and after Close the compaction
// ends with the current piece.
func TestCompactInPieces(t *testing.T) {
	db := openTest(t, &Options{WriteBufferSize: 64 << 10, Compression: NoCompression})
	db.compacted.atOnce = 100 << 10
	superseded["written in turn"](t, db)
	free := compactions.occupyAll(t)
	compacted, closed := make(chan error, 1), make(chan error, 1)
	go func() { compacted <- db.Compact(ctx, "", "") }()
	for i := range 4 {
		compactions.waitFor(t, 1) // the current piece
		require.Len(t, get(t, db, key(i), driver.ReadOptions{}), 2000)
		written := make(chan error, 1)
		go func() { written <- db.Put(ctx, key(i), make([]byte, 2000), driver.WriteOptions{}) }()
		require.Eventually(t, func() bool {
			db.commits.mu.Lock()
			defer db.commits.mu.Unlock()
			return db.commits.first != nil
		}, 20*time.Second, time.Millisecond)
		taken := make(chan struct{})
		go func() {
			compactions.acquire() // before the next piece
			close(taken)
		}()
		compactions.waitFor(t, 2)
		require.Empty(t, written, "a write overlaps the compaction")
		compactions.release()
		<-taken
		require.NoError(t, <-written)
		require.Empty(t, compacted, "the write came after all pieces")
	}
	compactions.waitFor(t, 1)
	go func() { closed <- db.Close() }()
	require.Eventually(t, db.closing.Load, 20*time.Second, time.Millisecond)
	free()
	require.ErrorIs(t, <-compacted, driver.ErrClosed)
	require.NoError(t, <-closed)
}

// Nothing is written if there is nothing to compact, after Close, or to a read-only database.
func TestCompactNothing(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Compact(ctx, "", ""))
	put(t, db, "k", "v")
	require.NoError(t, db.Compact(ctx, "b", "b"))
	require.NoError(t, db.Compact(ctx, "c", "b"))
	require.Empty(t, tables(t, db))
	require.NoError(t, db.Close())
	for _, r := range []driver.Span{{}, {Lower: "b", Upper: "b"}} {
		require.ErrorIs(t, db.Compact(ctx, r.Lower, r.Upper), driver.ErrClosed)
	}
	reader := openTestAt(t, db.path, &Options{ReadOnly: true})
	for _, r := range []driver.Span{{}, {Lower: "b", Upper: "b"}} {
		require.ErrorIs(t, reader.Compact(ctx, r.Lower, r.Upper), driver.ErrReadOnly)
	}
}
