package bench

import (
	"errors"
	"flag"
	"fmt"
	"testing"

	"github.com/openleveldb/openleveldb/internal/pagecache"
)

var coldMegabytes = flag.Int("cold-megabytes", 768, "size in MiB of the arrays in each database of the Cold benchmarks")

// coldStores are the stores that read their files from the disk and have no other process.
var coldStores = []Store{
	openLevelDB, openLevelDBView, openLevelDBInto, native, nativeView, levigoStore, goLevelDB, pebbleStore, bboltStore, badgerStore,
}

// coldSize returns a size with as many entries as the flag says.
func coldSize(size Size) Size {
	size.Entries = *coldMegabytes << 20 / size.Bytes
	return size
}

// coldDatabaseOf returns the directory of a database with large tables that has no pending
// compaction.
func coldDatabaseOf(tb testing.TB, store Store, d *Dataset) string {
	tb.Helper()
	return databaseNamed(tb, "cold-"+store.Format+"-"+d.Name, store, d, func(dir string, writer Store) error {
		if err := d.Build(dir, writer, largeConfig()); err != nil {
			return err
		}
		r, err := writer.Open(dir, largeConfig())
		if err != nil {
			return fail("open", store.Name, err)
		}
		pause := quiet / 4
		if testing.Short() {
			pause = quietShort
		}
		return errors.Join(settle(pause), r.Close())
	})
}

// benchmarkCold runs a workload that reads a database whose files are not in memory, for each
// store and size.
func benchmarkCold(b *testing.B, stores []Store, sizes []Size, workload func(b *testing.B, c *cold)) {
	needProc(b)
	for _, store := range stores {
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range sizes {
				b.Run("size="+size.Name, func(b *testing.B) {
					d := datasetOf(coldSize(size))
					workload(b, &cold{Dataset: d, store: store, dir: coldDatabaseOf(b, store, d)})
				})
			}
		})
	}
}

// cold is a database that is read from the disk.
type cold struct {
	*Dataset
	store Store
	dir   string
	after func() error // runs after each read, while the clock is stopped; may be nil
}

// run times a read of rows entries. Before each, while the clock is stopped, it drops the
// database's files from the page cache and opens the database. It fails unless all pages were
// dropped, and unless the process read at least the bytes of the arrays from the disk since then.
// It reports the bytes that the timed part read.
func (c *cold) run(b *testing.B, rows int, read func(r Reader, n int) error) {
	// Some stores and the floors do more work when they open a database for the first time.
	r, _, err := c.open()
	if errors.Is(err, errors.ErrUnsupported) {
		b.Skip(err)
	}
	fatal(b, err)
	fatal(b, fail("close", c.store.Name, r.Close()))
	b.ReportAllocs()
	b.SetBytes(int64(rows * c.Bytes))
	var fetched uint64
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		r, before, err := c.open()
		fatal(b, err)
		opened, err := ioNow()
		fatal(b, err)
		b.StartTimer()
		failed := read(r, n)
		b.StopTimer()
		after, err := ioNow()
		fatal(b, errors.Join(failed, err, fail("close", c.store.Name, r.Close())))
		fatal(b, checkFetched(after.ReadBytes-before, rows*c.Bytes))
		fetched += after.ReadBytes - opened.ReadBytes
		if c.after != nil {
			fatal(b, c.after())
		}
		b.StartTimer()
	}
	perEntry(b, rows)
	b.ReportMetric(float64(fetched)/float64(b.N), "disk-read-B/op")
}

// open drops the files from the page cache and opens the database. before is the number of bytes
// that the process had read from the disk before it was opened.
func (c *cold) open() (r Reader, before uint64, err error) {
	if err := pagecache.Drop(c.dir); err != nil {
		return nil, 0, err
	}
	io, err := ioNow()
	if err != nil {
		return nil, 0, err
	}
	r, err = c.store.Open(c.dir, largeConfig())
	return r, io.ReadBytes, fail("open", c.store.Name, err)
}

// checkFetched returns an error if fewer bytes were read from the disk than the arrays have.
func checkFetched(fetched uint64, want int) error {
	if fetched < uint64(want) {
		return fmt.Errorf("bench: %d bytes of arrays were read, but only %d from the disk: they were not cold", want, fetched)
	}
	return nil
}

// window returns the entries of read n of count different random entries, and their sum. Windows
// do not overlap until all entries were used.
func (c *cold) window(n, count int) (order []uint32, sum float64) {
	from := n * count % (len(c.Once) - count + 1)
	order = c.Once[from : from+count]
	for _, i := range order {
		sum += c.sums[i]
	}
	return order, sum
}

// some returns how many entries a read takes, which is less than half of them in a short run.
func (c *cold) some(count int) int { return min(count, len(c.Once)/2) }
