package bench

import (
	"runtime"
	"testing"
	"time"
)

// benchmarkReads runs a workload that reads, for each store and size. What it is given is open, checked, and in memory.
func benchmarkReads(b *testing.B, sizes []Size, workload func(b *testing.B, r Reader, d *Dataset)) {
	for _, store := range Stores {
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range sizes {
				if !store.fits(entriesOf(size)) {
					continue
				}
				// Opened only if the size was asked for, and kept for all runs of the workload.
				var r Reader
				b.Run("size="+size.Name, func(b *testing.B) {
					d := datasetOf(size)
					if r == nil {
						r = openForRead(b, store, databaseOf(b, store, d), d)
					}
					measure(b, r, func() { workload(b, r, d) })
				})
				if r != nil {
					fatal(b, r.Close())
				}
			}
		})
	}
}

// someEntries is how many entries are read where not all are.
const someEntries = 4096

// openForRead opens a database and reads everything in it once; of a slow store, some.
func openForRead(b *testing.B, store Store, dir string, d *Dataset) Reader {
	r, err := store.Open(dir, config)
	fatal(b, fail("open", store.Name, err))
	count := len(d.Once)
	if store.Slow {
		count = someEntries
	}
	if err := d.CheckSome(r, count); err != nil {
		r.Close()
		b.Fatal(err)
	}
	return r
}

// measure runs a workload on a store, and reports its time by its own clock if it measures itself.
func measure(b *testing.B, store any, workload func()) {
	timed, ok := store.(selfTimed)
	if !ok {
		b.ReportAllocs()
		workload()
		return
	}
	restart(store)
	workload()
	elapsed, entries := timed.Taken()
	reportOwn(b, elapsed, entries)
}

// restart sets the clock of a store that measures itself to zero, after reads that do not count.
func restart(store any) {
	if timed, ok := store.(selfTimed); ok {
		timed.Taken()
	}
}

// reportOwn reports a time that a store measured, in place of the benchmark's. There is no throughput then: it would be that of
// the way to the store.
func reportOwn(b *testing.B, elapsed time.Duration, entries int) {
	b.SetBytes(0)
	b.ReportMetric(float64(elapsed.Nanoseconds())/float64(b.N), "ns/op")
	if entries > b.N {
		b.ReportMetric(float64(elapsed.Nanoseconds())/float64(entries), "ns/entry")
	}
}

// ability gives what r can do as a T, or skips the benchmark.
func ability[T any](b *testing.B, r Reader) T {
	able, ok := r.(T)
	if !ok {
		b.Skip("the store cannot do this")
	}
	return able
}

// timedReads runs stretches of reads with a fresh clock, and reports their crossings into C.
func timedReads(b *testing.B, most int, visit func(n int)) {
	c := startCrossings()
	b.ResetTimer()
	stretches(b, most, visit)
	b.StopTimer()
	c.report(b, 1)
}

// timedScans runs scans of the whole database with a fresh clock, and reports also what an entry takes.
func timedScans(b *testing.B, d *Dataset, scan func() (entries int, sum float64, err error)) {
	total := d.Total()
	b.SetBytes(int64(d.Keys.Len() * d.Bytes))
	c := startCrossings()
	for b.Loop() {
		entries, sum, err := scan()
		fatal(b, err)
		fatal(b, checkSum("scan", sum, total))
		fatal(b, checkCount("scan", entries, d.Keys.Len()))
	}
	c.report(b, d.Keys.Len())
	perEntry(b, d.Keys.Len())
}

// stretches calls visit with the number of operations of each stretch, which add up to b.N.
func stretches(b *testing.B, most int, visit func(n int)) {
	for left := b.N; left > 0; {
		n := min(left, most)
		visit(n)
		left -= n
	}
}

// perEntry reports the time of an entry, for operations on many.
func perEntry(b *testing.B, entries int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(entries), "ns/entry")
}

// crossings is the number of calls from Go into C that this process had made when the clock started. It is a figure of the whole
// process: the server of a remote store counts, too.
type crossings int64

func startCrossings() crossings { return crossings(runtime.NumCgoCall()) }

// report reports the calls of an operation since then, and those of an entry if an operation is on many.
func (c crossings) report(b *testing.B, entries int) {
	each := float64(runtime.NumCgoCall()-int64(c)) / float64(b.N)
	b.ReportMetric(each, "cgo/op")
	if entries > 1 {
		b.ReportMetric(each/float64(entries), "cgo/entry")
	}
}
