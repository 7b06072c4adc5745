package large_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// The large values have 2.2 GiB, which overflows 31 bits, in rows of 1 MiB.
const (
	largeRows    = 2253
	largeColumns = 1 << 17
)

// large skips a test that takes gigabytes, unless large tests are enabled. It also limits Go's
// memory.
func large(t *testing.T, limit int64) {
	t.Helper()
	if os.Getenv("OPENLEVELDB_LARGE") == "" {
		t.Skip("takes 20 GiB of memory; `make test-large` runs it")
	}
	// The collector counts Go's memory only. LevelDB takes as much again.
	before := debug.SetMemoryLimit(limit)
	began := time.Now()
	t.Cleanup(func() {
		debug.SetMemoryLimit(before)
		var used syscall.Rusage
		require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
		t.Logf("%.0f s; the process took at most %.1f GiB", time.Since(began).Seconds(), float64(used.Maxrss)/(1<<20))
	})
}

// largeElement returns element i of the large array. All elements differ, and they do not compress.
func largeElement(i int) uint64 { return uint64(i+1) * 0x9E3779B97F4A7C15 }

func largeArray(t *testing.T) *ndarray.Array {
	t.Helper()
	elements := make([]uint64, largeRows*largeColumns)
	for i := range elements {
		elements[i] = largeElement(i)
	}
	a, err := ndarray.FromSlice(elements, largeRows, largeColumns)
	require.NoError(t, err)
	return a
}

// requireLarge checks that the elements are those of the large array from index first on.
func requireLarge(t *testing.T, elements []uint64, first, length int) {
	t.Helper()
	require.Len(t, elements, length)
	for i, x := range elements {
		if x != largeElement(first+i) {
			require.Equal(t, largeElement(first+i), x, "element %d", first+i)
		}
	}
}

// step runs a part of a test, and frees its garbage before the next one.
func step(t *testing.T, name string, do func()) {
	t.Helper()
	began := time.Now()
	do()
	runtime.GC()
	debug.FreeOSMemory()
	t.Logf("%s: %.1f s", name, time.Since(began).Seconds())
}

// Arrays of 2.2 GiB are written and read by every path: from the memtable, from the log and from a
// table.
func TestLargeArray(t *testing.T) {
	large(t, 6<<30)
	for _, o := range []*leveldb.Options{leveldb.LargeArrays(), {}} {
		t.Run(fmt.Sprintf("compression=%d", o.Compression), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			open := func() *leveldb.DB {
				db, err := leveldb.Open(path, o)
				require.NoError(t, err)
				return db
			}
			db := open()
			defer func() { require.NoError(t, db.Close()) }()
			step(t, "put", func() { require.NoError(t, db.Put("put", largeArray(t))) })
			step(t, "read what was just written", func() { requireLargeReads(t, db, "put") })
			step(t, "reopen", func() {
				require.NoError(t, db.Close())
				db = open()
			})
			step(t, "read what was in the log", func() { requireLargeReads(t, db, "put") })
			step(t, "batch", func() {
				b := db.NewBatch()
				require.NoError(t, b.Put("batch", largeArray(t)))
				require.NoError(t, b.Delete("put"))
				require.NoError(t, b.Write())
			})
			step(t, "compact", func() { require.NoError(t, db.Compact(nil)) })
			step(t, "read a table", func() { requireLargeReads(t, db, "batch") })
			step(t, "iterate", func() { requireLargeLoops(t, db, "batch") })
			step(t, "python", func() {
				require.NoError(t, db.Close())
				requireLargeInPython(t, path, "batch")
				db = open()
			})
		})
	}
}

// requireLargeReads reads the large array under key in every way there is for one key.
func requireLargeReads(t *testing.T, db *leveldb.DB, key string) {
	t.Helper()
	const size = largeRows * largeColumns
	require.NoError(t, leveldb.View(db, key, func(elements []uint64, shape []int) error {
		require.Equal(t, []int{largeRows, largeColumns}, shape)
		requireLarge(t, elements, 0, size)
		return nil
	}))
	require.NoError(t, db.ViewRaw(key, func(p *leveldb.Pinned) error {
		a, err := p.Array()
		require.NoError(t, err)
		row, err := a.Slice(largeRows-1, largeRows)
		require.NoError(t, err)
		elements, err := ndarray.View[uint64](row)
		require.NoError(t, err)
		requireLarge(t, elements, size-largeColumns, largeColumns)
		return nil
	}))
	step(t, "  get", func() {
		a, err := leveldb.Get[*ndarray.Array](db, key)
		require.NoError(t, err)
		elements, err := ndarray.View[uint64](a)
		require.NoError(t, err)
		requireLarge(t, elements, 0, size)
	})
	step(t, "  read into", func() {
		into := make([]uint64, size)
		n, err := leveldb.ReadInto(db, key, into)
		require.NoError(t, err)
		requireLarge(t, into[:n], 0, size)
	})
	into := make([]uint64, 3*largeColumns)
	n, err := leveldb.ReadRows(db, key, largeRows-3, largeRows, into)
	require.NoError(t, err)
	requireLarge(t, into[:n], size-3*largeColumns, 3*largeColumns)
	kind, err := db.Kind(key)
	require.NoError(t, err)
	require.Equal(t, codec.KindArray, kind)
	found, err := db.Has(key)
	require.NoError(t, err)
	require.True(t, found)
}

// requireLargeLoops reads it, the only entry, in every way there is for many entries.
func requireLargeLoops(t *testing.T, db *leveldb.DB, key string) {
	t.Helper()
	const size = largeRows * largeColumns
	for _, reverse := range []bool{false, true} {
		n := 0
		for e, err := range db.Entries(&leveldb.Range{Reverse: reverse}) {
			require.NoError(t, err)
			require.NoError(t, e.ViewRaw(func(p *leveldb.Pinned) error {
				stored, err := p.Stored()
				require.NoError(t, err)
				require.Greater(t, len(stored), 8*size)
				return nil
			}))
			a, err := leveldb.ValueAs[*ndarray.Array](e)
			require.NoError(t, err)
			elements, err := ndarray.View[uint64](a)
			require.NoError(t, err)
			requireLarge(t, elements, 0, size)
			n++
		}
		require.Equal(t, 1, n)
		runtime.GC()
	}
	for v, err := range leveldb.Views[uint64](db, nil) {
		require.NoError(t, err)
		requireLarge(t, v.Elements, 0, size)
	}
	step(t, "  gather", func() {
		tensor, err := db.Gather([]string{key}, nil)
		require.NoError(t, err)
		require.Equal(t, []int{1, largeRows, largeColumns}, tensor.Shape())
		elements, err := ndarray.View[uint64](tensor)
		require.NoError(t, err)
		requireLarge(t, elements, 0, size)
	})
	step(t, "  gather range", func() {
		tensor, err := db.GatherRange(nil, nil)
		require.NoError(t, err)
		elements, err := ndarray.View[uint64](tensor)
		require.NoError(t, err)
		requireLarge(t, elements, 0, size)
	})
	for e, err := range db.Lookup([]string{"none", key}) {
		require.NoError(t, err)
		if e.Key() == key {
			require.NoError(t, e.ViewRaw(func(p *leveldb.Pinned) error {
				stored, err := p.Stored()
				require.Greater(t, len(stored), 8*size)
				return err
			}))
		}
	}
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	require.NoError(t, leveldb.View(snapshot, key, func(elements []uint64, _ []int) error {
		requireLarge(t, elements, 0, size)
		return nil
	}))
	require.NoError(t, snapshot.Close())
}

// requireLargeInPython reads it with numpy from a closed database.
func requireLargeInPython(t *testing.T, path, key string) {
	t.Helper()
	const script = `
import io, sys
import numpy, plyvel
db = plyvel.DB(sys.argv[1])
stored = db.get(sys.argv[2].encode())
assert stored[:1] == b"n", stored[:1]
f = io.BytesIO(memoryview(stored)[1:])
del stored
a = numpy.load(f)
del f
rows, columns = int(sys.argv[3]), int(sys.argv[4])
assert a.shape == (rows, columns) and a.dtype == numpy.dtype("<u8"), (a.shape, a.dtype)
for i in range(rows):
    n = numpy.arange(i * columns + 1, (i + 1) * columns + 1, dtype="<u8")
    assert (a[i] == n * numpy.uint64(0x9E3779B97F4A7C15)).all(), i
print("same", end="")
`
	out := python.Run(t, []string{"plyvel", "numpy"}, script, nil, path, key, fmt.Sprint(largeRows), fmt.Sprint(largeColumns))
	require.Equal(t, "same", string(out))
}

// Bytes, text and stored bytes of 2.2 GiB, which compress well here.
func TestLargeBytes(t *testing.T) {
	large(t, 6<<30)
	db := testdb.Open(t, nil)
	line := "0123456789 and what else makes a line of sixty-four bytes, here\n"
	text := strings.Repeat(line, largeRows<<20/len(line))
	requireText := func(got string) {
		t.Helper()
		require.True(t, got == text, "%d bytes, not the %d that were written", len(got), len(text))
	}
	step(t, "str", func() {
		require.NoError(t, db.Put("k", text))
		got, err := leveldb.Get[string](db, "k")
		require.NoError(t, err)
		requireText(got)
	})
	step(t, "bytes", func() {
		require.NoError(t, db.Put("k", unsafe.Slice(unsafe.StringData(text), len(text))))
		got, err := leveldb.Get[[]byte](db, "k")
		require.NoError(t, err)
		requireText(string(got))
	})
	step(t, "compact", func() { require.NoError(t, db.Compact(nil)) })
	step(t, "from a table", func() {
		require.NoError(t, db.ViewRaw("k", func(p *leveldb.Pinned) error {
			got, err := p.Bytes()
			requireText(unsafe.String(unsafe.SliceData(got), len(got)))
			return err
		}))
	})
	step(t, "raw", func() {
		stored, err := db.AppendRaw(nil, "k")
		require.NoError(t, err)
		require.NoError(t, db.PutRaw("again", stored))
		require.NoError(t, db.Delete("k"))
		got, err := db.Get("again")
		require.NoError(t, err)
		requireText(string(got.([]byte)))
	})
}

// Values of 4 GiB that have to be encoded first, and batches whose values add up to that, are
// refused.
func TestTooLargeEncoded(t *testing.T) {
	large(t, 6<<30)
	db := testdb.Open(t, nil)
	// These are zeros, which take no memory.
	sparse, err := unix.Mmap(-1, 0, 1<<32, unix.PROT_READ, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	defer func() { require.NoError(t, unix.Munmap(sparse)) }()
	step(t, "bytes", func() { require.ErrorIs(t, db.Put("k", sparse), leveldb.ErrTooLarge) })
	step(t, "array", func() {
		a, err := ndarray.FromSlice(sparse, -1)
		require.NoError(t, err)
		require.ErrorIs(t, db.Put("k", a), leveldb.ErrTooLarge)
	})
	step(t, "batch", func() {
		b := db.NewBatch()
		const part = 1400 << 20
		require.NoError(t, b.Put("a", sparse[:part]))
		require.NoError(t, b.PutRaw("b", sparse[:part]))
		require.ErrorIs(t, b.PutRaw("c", sparse[:part]), leveldb.ErrTooLarge)
		require.ErrorIs(t, b.Put("c", sparse[:part]), leveldb.ErrTooLarge)
		require.Equal(t, 2, b.Len())
		b.Reset()
		require.NoError(t, b.Put("k", 1))
		require.NoError(t, b.Write())
	})
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 1, n)
}
