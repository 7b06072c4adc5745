package native

import (
	"fmt"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Tables without compression are the same, byte for byte, as those that LevelDB's TableBuilder
// writes: for all options, keys that are prefixes of others or end with the last byte, and values
// that are smaller and larger than a block and than the buffer of a file.
func TestTablesOfBothWriters(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 0))
		o := &Options{
			Compression:          NoCompression,
			BlockSize:            []int{0, 1 << 10, 4 << 10, 100_000, 1 << 20}[rng.IntN(5)],
			BlockRestartInterval: []int{0, 1, 2, 16, 1000}[rng.IntN(5)],
			BloomFilterBits:      []int{0, 1, 10}[rng.IntN(3)],
			MaxFileSize:          1 << 20,
		}
		sizes := []int{0, 1, 100, 127, 128, 4000, 4096, 20_000, 256<<10 - 3, 256 << 10, 256<<10 + 1, 700_000}
		if seed%3 == 0 {
			sizes = sizes[:6]
		}
		entries := map[string][]byte{"": []byte("empty"), "\xff": nil, "\xff\xff": nil, "\xff\xff\xff": []byte("ff"), strings.Repeat("\xff", 300): {1}}
		for range 300 {
			key := make([]byte, rng.IntN(1<<rng.IntN(9)))
			for i := range key {
				key[i] = []byte{0, 'a', 'b', 0xfe, 0xff}[rng.IntN(5)]
			}
			value := make([]byte, sizes[rng.IntN(1+rng.IntN(len(sizes)))])
			for i := range value {
				value[i] = byte(rng.Uint32())
			}
			entries[string(key)] = value
		}
		ours, theirs := buildTables(t, o, entries, false), buildTables(t, o, entries, true)
		require.Equal(t, slices.Sorted(maps.Keys(theirs)), slices.Sorted(maps.Keys(ours)))
		for name, content := range theirs {
			require.True(t, content == ours[name], "%s, seed %d, %+v", name, seed, o)
		}
		require.Greater(t, len(ours), 0)
	}
}

// buildTables returns the files of a database that is built, except for LOCK, by name.
func buildTables(t *testing.T, o *Options, entries map[string][]byte, byLevelDB bool) map[string]string {
	t.Helper()
	leveldbWrites = byLevelDB
	defer func() { leveldbWrites = false }()
	path := filepath.Join(t.TempDir(), "db"+dbfile.PartialSuffix)
	b, err := StartBuild(path, o)
	require.NoError(t, err)
	w, err := b.Writer()
	require.NoError(t, err)
	defer w.Close()
	var batch driver.Batch
	for i, key := range slices.Sorted(maps.Keys(entries)) {
		require.NoError(t, batch.Put(key, entries[key]))
		if i%7 == 0 {
			require.NoError(t, w.Write(&batch))
			batch.Reset()
		}
	}
	require.NoError(t, w.Write(&batch))
	require.NoError(t, w.Finish())
	require.NoError(t, b.Install())
	require.NoError(t, b.End(false))
	files := map[string]string{}
	for _, name := range namesIn(t, path) {
		if name != "LOCK" {
			content, err := os.ReadFile(filepath.Join(path, name))
			require.NoError(t, err)
			files[name] = string(content)
		}
	}
	for name, content := range files { // and the checks of package dbfile agree
		if kind, _ := dbfile.ParseName(name); kind == dbfile.TableFile {
			s, err := dbfile.ScanTable(filepath.Join(path, name), -1, true, nil)
			require.NoError(t, err)
			require.NoError(t, s.DamageErr, "%s of %d bytes", name, len(content))
			require.EqualValues(t, dbfile.BuiltSequence, s.MaxSequence)
		}
	}
	return files
}

// A TableWriter does not rely on its caller for the order of keys: LevelDB would end the process.
func TestTableWriterOrder(t *testing.T) {
	for _, compression := range []Compression{SnappyCompression, NoCompression} {
		for _, keys := range [][]string{{"b", "a"}, {"a", "a"}, {"", ""}, {"aa", "a"}} {
			b, err := StartBuild(filepath.Join(t.TempDir(), "db"+dbfile.PartialSuffix), &Options{Compression: compression})
			require.NoError(t, err)
			w, err := b.Writer()
			require.NoError(t, err)
			require.NoError(t, w.Put(keys[0], nil))
			err = w.Put(keys[1], nil)
			require.ErrorIs(t, err, driver.ErrInvalidArgument)
			require.ErrorContains(t, err, `the key "`+keys[1]+`" follows "`+keys[0]+`"`)
			w.Close()
			require.NoError(t, b.End(true))
		}
	}
}

// The checksums with and without the instructions of the processor are those of Go, at all sizes
// and alignments.
func TestCrc(t *testing.T) {
	data := make([]byte, 300)
	for i := range data {
		data[i] = byte(i * 7)
	}
	for from := range 9 {
		for to := from; to <= len(data); to++ {
			want := crc32.Checksum(data[from:to], crc32.MakeTable(crc32.Castagnoli))
			middle := (from + to) / 2
			for _, portable := range []bool{false, true} {
				require.Equal(t, want, extendCRC(extendCRC(0, data[from:middle], portable), data[middle:to], portable), "%d %d %v", from, to, portable)
			}
		}
	}
}

// No call of a Build or a TableWriter crashes, in any state and from many goroutines.
func TestMisuseOfBuild(t *testing.T) {
	rng := misuse.Seed(t)
	for _, compression := range []Compression{SnappyCompression, NoCompression} {
		for state, begin := range map[string]func(b *Build, w *TableWriter){
			"open":   func(*Build, *TableWriter) {},
			"closed": func(_ *Build, w *TableWriter) { w.Close() },
			"failed": func(_ *Build, w *TableWriter) { _ = w.Put("", nil) },
			"ended":  func(b *Build, _ *TableWriter) { require.NoError(t, b.End(true)) },
		} {
			t.Run(fmt.Sprintf("%s, compression %d", state, compression), func(t *testing.T) {
				dir := t.TempDir()
				b, err := StartBuild(filepath.Join(dir, "db"+dbfile.PartialSuffix), &Options{Compression: compression, BloomFilterBits: 10})
				require.NoError(t, err)
				w, err := b.Writer()
				require.NoError(t, err)
				require.NoError(t, w.Put("a", nil))
				begin(b, w)

				var a misuse.Arguments
				full := &driver.Batch{}
				require.NoError(t, full.Put("k", []byte("v")))
				deletes := &driver.Batch{}
				require.NoError(t, deletes.Delete("k"))
				misuse.Add(&a, full, deletes, &driver.Batch{})
				misuse.AddNil[*driver.Batch](&a)
				misuse.Add(&a, "k", "", "\xff\xff", filepath.Join(dir, "other"), dir)
				misuse.Add(&a, []byte("value"), nil, make([]byte, 300<<10))
				misuse.Add(&a, false, true)
				misuse.Finish(&a, func(*TableWriter) {})
				misuse.Crowd(t, rng, 4, 30, []any{b, w}, &a, func() {}, func(c *misuse.Call) { mistaken(t, c) })
				for _, receiver := range []any{w, b} {
					for c := range misuse.Methods(t, rng, receiver, &a) {
						mistaken(t, c)
					}
				}
				require.ErrorIs(t, b.End(true), driver.ErrClosed)
				require.ErrorIs(t, w.Put("z", nil), driver.ErrClosed)
			})
		}
	}
}
