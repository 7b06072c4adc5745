package bench

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
)

var (
	scaleEntries   = flag.Int("scale-entries", 100_000, "largest number of arrays of 128 B in the databases of Scale")
	scaleGigabytes = flag.Int("scale-gigabytes", 1, "largest size in GiB of the databases of Scale with arrays of 1 MiB")
)

// scaleSizes returns the sizes of arrays and the numbers of entries at which a growing database is
// measured.
func scaleSizes() []scaleSize {
	small, large := Sizes[0], Sizes[3]
	if testing.Short() {
		return []scaleSize{{small, []int{100, 1000}}, {large, []int{2, 4}}}
	}
	const gigabyte = 1 << 30 / (1 << 20) // entries
	return []scaleSize{
		{small, steps([]int{10_000, 100_000, 1_000_000, 10_000_000}, *scaleEntries)},
		{large, steps([]int{gigabyte, 2 * gigabyte, 5 * gigabyte, 10 * gigabyte, 20 * gigabyte}, *scaleGigabytes*gigabyte)},
	}
}

type scaleSize struct {
	Size
	steps []int // entries
}

// steps returns the elements of all that are less than last, followed by last.
func steps(all []int, last int) []int {
	below := slices.DeleteFunc(all, func(n int) bool { return n >= last })
	return append(below, last)
}

// scaleOptions are the options with which databases are written and read.
var scaleOptions = map[string]func() *leveldb.Options{
	"default":      func() *leveldb.Options { return &leveldb.Options{} },
	"large-arrays": leveldb.LargeArrays,
}

// BenchmarkScale grows databases and measures them at each step. Each measurement uses a new
// process. The process opens the database and scans it once, to have as much of it in memory as
// fits. Then it scans it again and reads random keys. Arrays are written in key order, as
// measurements usually arrive: in batches of 1000, or one at a time if they have 1 MiB. The sums of
// everything that is read are checked.
//
//	ns/open                   opening
//	ns/scanned                an entry of a scan: Entries and ValueAs; Views for 1 MiB
//	ns/read                   Get of an array of 128 B by a random key
//	ns/read-cached            the same, with a block cache that holds the database
//	ns/read-levigo            the same read by levigo with its default options
//	ns/view, ns/into          View and ReadInto of an array of 1 MiB by a random key
//	read-growth               ns/read relative to the first step
//	read-cached-growth        ns/read-cached relative to the first step
//	ns/written                an entry written since the step before; measured once per database,
//	                          regardless of -count
//	tables                    number of table files
//	rss-anon-B, rss-file-B    memory after all reads, as in Resident; with open- after opening
//
// The default block cache of 8 MiB holds 10,000 entries, but little of ten million, for which most
// reads decompress a block. ns/read therefore shows the performance with default options.
// ns/read-cached compares databases that are in memory in the same form. Tables written with
// large-arrays are uncompressed and mapped, so their blocks use no cache.
func BenchmarkScale(b *testing.B) {
	needProc(b)
	for _, name := range []string{"default", "large-arrays"} {
		for _, size := range scaleSizes() {
			g := &growing{size: size.Size, options: name}
			b.Run(fmt.Sprintf("options=%s/size=%s", name, size.Name), func(b *testing.B) {
				for _, entries := range size.steps {
					b.Run(fmt.Sprint("entries=", entries), func(b *testing.B) { g.measure(b, entries) })
				}
			})
			if g.dir != "" {
				fatal(b, os.RemoveAll(g.dir))
			}
		}
	}
}

// growing is a database that grows.
type growing struct {
	size    Size
	options string
	dir     string
	entries int
	written time.Duration // per entry, at the last growth
	first   *scaleReads   // at the first measured step
}

func (g *growing) measure(b *testing.B, entries int) {
	readTime := 2 * time.Second
	if testing.Short() {
		readTime = 20 * time.Millisecond
	}
	if entries > g.entries {
		g.grow(b, entries, readTime)
	}
	var r scaleReads
	for b.Loop() {
		r = scaleReads{}
		job := scaleJob{Dir: g.dir, Options: g.options, Size: g.size, To: g.entries, Time: readTime}
		inProcess(b, "scale-read", job, &r)
		if g.size.Bytes < 1<<20 {
			var levigo, cached scaleReads
			inProcess(b, "scale-levigo", job, &levigo)
			job.Cached = true
			inProcess(b, "scale-read", job, &cached)
			r.Times["read-cached"], r.Times["read-levigo"] = cached.Times["read"], levigo.Times["read"]
		}
	}
	if g.first == nil {
		g.first = &r
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(g.written), "ns/written")
	b.ReportMetric(float64(r.Tables), "tables")
	for what, time := range r.Times {
		b.ReportMetric(time, "ns/"+what)
		if what == "read" || what == "read-cached" {
			b.ReportMetric(time/g.first.Times[what], what+"-growth")
		}
	}
	r.Opened.report(b, "open-")
	r.Read.report(b, "")
}

// grow adds entries until the database has the given number.
func (g *growing) grow(b *testing.B, entries int, readTime time.Duration) {
	if g.dir == "" {
		g.dir = pathOf(b, "scale-"+g.options+"-"+g.size.Name)
	}
	fatal(b, checkFree(directory, payload(b, g.size, entries-g.entries)))
	var elapsed time.Duration
	inProcess(b, "scale-grow", scaleJob{Dir: g.dir, Options: g.options, Size: g.size, From: g.entries, To: entries, Time: readTime}, &elapsed)
	g.written = elapsed / time.Duration(entries-g.entries)
	g.entries = entries
}

// checkFree returns an error unless the file system of dir has room for writing and compacting this
// many bytes.
func checkFree(dir string, bytes int64) error {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return fmt.Errorf("bench: free space of %s: %w", dir, err)
	}
	free, need := int64(s.Bavail)*int64(s.Bsize), bytes+bytes/10+1<<30
	if free < need {
		return fmt.Errorf("bench: %s has %.1f GB free, but the next step needs up to %.1f: set TMPDIR to a larger disk, or reduce -scale-entries or -scale-gigabytes",
			dir, float64(free)/1e9, float64(need)/1e9)
	}
	return nil
}
