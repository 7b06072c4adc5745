package native

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// scanned returns the entries of a span up to the error that ends the scan.
func scanned(t testing.TB, db *DB, span driver.Span) (all []pair, err error) {
	t.Helper()
	it, err := db.Scan(ctx, span, driver.ReadOptions{})
	if err != nil {
		return nil, err
	}
	defer it.Close()
	for {
		page, err := it.Next(context.Background())
		if page == nil || err != nil {
			return all, err
		}
		for i := range page.Len() {
			v, err := page.Value(i)
			require.NoError(t, err)
			all = append(all, pair{strings.Clone(page.Key(i)), string(v.Bytes())})
			v.Release()
		}
		if err := page.Err(); err != nil {
			return all, err
		}
	}
}

// requireSame compares a scan that may read tables directly with LevelDB's iterator, which a
// seekable scan uses. It returns the error of both.
func requireSame(t testing.TB, db *DB, span driver.Span) error {
	t.Helper()
	got, gotErr := scanned(t, db, span)
	span.Seekable = true
	want, wantErr := scanned(t, db, span)
	if wantErr != nil {
		require.Equal(t, wantErr, gotErr)
		require.NotErrorIs(t, gotErr, driver.ErrInvalidArgument)
		return gotErr // LevelDB may leave out the last entries before an error
	}
	require.NoError(t, gotErr)
	if len(want) != len(got) {
		require.Len(t, got, len(want))
	}
	for i := range want {
		require.Equal(t, want[i].key, got[i].key)
		require.True(t, want[i].value == got[i].value, "value of %.40q", want[i].key)
	}
	n, err := db.Count(ctx, span, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, len(want), n)
	return nil
}

// randomTable returns a database whose entries are all in one table, with superseded and deleted
// values, and the keys that were written.
func randomTable(t testing.TB, rng *rand.Rand, o Options) (path string, keys []string) {
	t.Helper()
	o.WriteBufferSize = 64 << 20
	db := openTest(t, &o)
	for range 3000 {
		key := fmt.Sprintf("%s%03d", strings.Repeat("ab", rng.IntN(4)), rng.IntN(400))
		switch rng.IntN(200) {
		case 0:
			key += strings.Repeat("long", 1+rng.IntN(10_000))
		case 1:
			key = ""
		}
		keys = append(keys, key)
		size := rng.IntN(200)
		switch rng.IntN(40) {
		case 0:
			size = rng.IntN(10_000)
		case 1:
			size = rng.IntN(100_000)
		}
		if rng.IntN(3) == 0 {
			require.NoError(t, db.Delete(ctx, key, driver.WriteOptions{}))
		} else {
			value := bytes.Repeat([]byte{byte(rng.Uint32())}, size)
			if !strings.HasPrefix(key, "ab") { // Snappy leaves such blocks uncompressed
				for i := range value {
					value[i] = byte(rng.Uint32())
				}
			}
			require.NoError(t, db.Put(ctx, key, value, driver.WriteOptions{}))
		}
	}
	require.NoError(t, db.Close())
	again := openTestAt(t, db.path, &o) // makes a table of the log
	require.NoError(t, again.Close())
	return db.path, keys
}

// Tables that are read directly hold the entries that LevelDB's iterator returns.
func TestDirectScan(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	for _, o := range []Options{
		{Compression: NoCompression}, {Compression: NoCompression, BlockSize: 100, BlockRestartInterval: 1},
		{Compression: NoCompression, BlockRestartInterval: 100}, {Compression: SnappyCompression},
	} {
		path, keys := randomTable(t, rng, o)
		db := readOnly(t, path, Options{})
		require.NotNil(t, db.direct())
		require.NoError(t, requireSame(t, db, driver.Span{}))
		require.NoError(t, requireSame(t, db, driver.Span{KeysOnly: true}))
		for range 100 {
			span := driver.Span{KeysOnly: rng.IntN(2) == 0, Reverse: rng.IntN(4) == 0, Reuse: rng.IntN(2) == 0}
			if rng.IntN(3) > 0 {
				span.Lower = keys[rng.IntN(len(keys))] + strings.Repeat("\x00", rng.IntN(2))
			}
			if rng.IntN(3) > 0 {
				span.Upper = keys[rng.IntN(len(keys))] + strings.Repeat("\x00", rng.IntN(2))
			}
			if rng.IntN(3) > 0 {
				span.Limit = 1 + rng.IntN(100)
			}
			require.NoError(t, requireSame(t, db, span), "%+q", span)
		}
	}
}

// Many tables are read directly after a compaction of all entries.
func TestDirectScanOfManyTables(t *testing.T) {
	db := openTest(t, &Options{Compression: NoCompression, MaxFileSize: 1 << 20, WriteBufferSize: 100 << 10})
	value := strings.Repeat("v", 1000)
	for i := range 4000 {
		put(t, db, key(i), value)
	}
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	reader := readOnly(t, db.path, Options{})
	require.NotNil(t, reader.direct())
	all, err := scanned(t, reader, driver.Span{})
	require.NoError(t, err)
	require.Len(t, all, 4000)
	for i := range 40 {
		require.NoError(t, requireSame(t, reader, driver.Span{Lower: key(i * 97), Upper: key(i*97 + i*10)}))
	}
}

// Tables that overlap, entries in the log, and a database that can change are read through LevelDB.
func TestNotDirect(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "a", "1")
	put(t, db, "c", "1")
	assert.Nil(t, db.direct(), "it can change")
	require.NoError(t, db.Close())
	logged := readOnly(t, db.path, Options{})
	assert.Nil(t, logged.direct(), "the entries are in the log")
	require.NoError(t, requireSame(t, logged, driver.Span{}))
	require.NoError(t, logged.Close())
	for _, key := range []string{"b", "c"} {
		again := openTestAt(t, db.path, nil)
		put(t, again, key, "2")
		require.NoError(t, again.Close())
		reader := readOnly(t, db.path, Options{})
		assert.Nil(t, reader.direct(), "an entry is in the log")
		require.NoError(t, requireSame(t, reader, driver.Span{}))
		require.NoError(t, reader.Close())
	}
	require.NoError(t, openTestAt(t, db.path, nil).Close())
	overlapping := readOnly(t, db.path, Options{})
	assert.Nil(t, overlapping.direct())
	all, err := scanned(t, overlapping, driver.Span{})
	require.NoError(t, err)
	require.Equal(t, []pair{{"a", "1"}, {"b", "2"}, {"c", "2"}}, all)
}

// At a block that is damaged, direct reading ends, and LevelDB reports what is wrong.
func TestDirectScanOfDamage(t *testing.T) {
	path, table := oneTable(t)
	whole, err := os.ReadFile(table)
	require.NoError(t, err)
	db := readOnly(t, path, Options{})
	require.NotNil(t, db.direct())
	require.NoError(t, requireSame(t, db, driver.Span{}))
	require.NoError(t, db.Close())
	at := bytes.Index(whole, []byte("value 700 "))
	require.Positive(t, at)
	for name, damage := range map[string]func(b []byte){
		"kind of an entry":    func(b []byte) { b[at-8] = 7 },
		"kind of compression": func(b []byte) { b[firstBlockEnd(t, b)] = 9 },
		"number of restarts":  func(b []byte) { copy(b[firstBlockEnd(t, b)-4:], "\xff\xff\xff\x7f") },
		"no restarts":         func(b []byte) { copy(b[firstBlockEnd(t, b)-4:], "\x00\x00\x00\x00") },
	} {
		t.Run(name, func(t *testing.T) {
			damaged := bytes.Clone(whole)
			damage(damaged)
			require.NoError(t, os.WriteFile(table, damaged, 0o600))
			db := readOnly(t, path, Options{})
			require.NotNil(t, db.direct())
			err := requireSame(t, db, driver.Span{})
			if name != "no restarts" { // which LevelDB takes for an empty block
				require.True(t, errors.Is(err, driver.ErrCorrupt), "%v", err)
			}
		})
	}
}

// firstBlockEnd returns the offset of the trailer of the first block of a table.
func firstBlockEnd(t *testing.T, table []byte) int {
	t.Helper()
	for end := 4000; end < 4400; end++ {
		// The number of restarts, then the kind 0.
		if n := int(table[end-4]); table[end] == 0 && table[end-3] == 0 && n > 1 && n < 10 && table[end-4-4*n] == 0 && table[end-4-4*n+1] == 0 && table[end-4-4*n+2] == 0 && table[end-4-4*n+3] == 0 {
			return end
		}
	}
	t.Fatal("no end of the block")
	return 0
}

// A scan that reads one table directly continues with LevelDB's iterator in one that is compressed.
func TestDirectScanUpToCompression(t *testing.T) {
	db := openTest(t, &Options{Compression: NoCompression})
	for i := range 100 {
		put(t, db, key(i), string(valueOf(i)))
	}
	require.NoError(t, db.Close())
	again := openTestAt(t, db.path, &Options{Compression: NoCompression})
	for i := range 100 {
		put(t, again, key(100+i), strings.Repeat("compressible", 20))
	}
	require.NoError(t, again.Close())
	require.NoError(t, openTestAt(t, db.path, nil).Close())
	reader := readOnly(t, db.path, Options{})
	require.NotNil(t, reader.direct())
	require.NoError(t, requireSame(t, reader, driver.Span{}))
	require.NoError(t, requireSame(t, reader, driver.Span{Lower: key(50), Upper: key(150)}))
	require.NoError(t, requireSame(t, reader, driver.Span{Lower: key(99)}))
}
