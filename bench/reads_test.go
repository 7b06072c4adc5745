package bench

import (
	"runtime"
	"testing"
	"time"
)

// benchmarkReads runs a workload that reads, for each store and size. The Reader that it receives
// is open and checked, and its database is in memory.
func benchmarkReads(b *testing.B, sizes []Size, workload func(b *testing.B, r Reader, d *Dataset)) {
	for _, store := range Stores {
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range sizes {
				if !store.fits(entriesOf(size)) {
					continue
				}
				// Opened only if the size is selected, and kept for all runs of the workload.
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

// someEntries is the number of entries that are read of a slow store.
const someEntries = 4096

// openForRead opens a database and reads everything in it once, or some entries if the store is
// slow.
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

// measure runs a workload on a store. If the store measures its own time, measure reports that
// time.
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

// restart resets the clock of a store that measures its own time, after reads that do not count.
func restart(store any) {
	if timed, ok := store.(selfTimed); ok {
		timed.Taken()
	}
}

// reportOwn reports a time that a store measured, instead of the benchmark's. It reports no
// throughput, which would be that of the communication.
func reportOwn(b *testing.B, elapsed time.Duration, entries int) {
	b.SetBytes(0)
	b.ReportMetric(float64(elapsed.Nanoseconds())/float64(b.N), "ns/op")
	if entries > b.N {
		b.ReportMetric(float64(elapsed.Nanoseconds())/float64(entries), "ns/entry")
	}
}

// ability returns r as a T, or skips the benchmark if r does not implement T.
func ability[T any](tb testing.TB, r Reader) T {
	able, ok := r.(T)
	if !ok {
		tb.Skip("the store does not support this workload")
	}
	return able
}

// timedReads runs the reads after resetting the clock, and reports their calls into C.
func timedReads(b *testing.B, most int, visit func(n int)) {
	c := startCrossings()
	b.ResetTimer()
	stretches(b, most, visit)
	b.StopTimer()
	c.report(b, 1)
}

// timedScans runs scans of the database after resetting the clock. It also reports the time per
// entry.
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

// stretches calls visit with numbers of operations, each at most most, that add up to b.N.
func stretches(b *testing.B, most int, visit func(n int)) {
	for left := b.N; left > 0; {
		n := min(left, most)
		visit(n)
		left -= n
	}
}

// perEntry reports the time per entry, for operations on many entries.
func perEntry(b *testing.B, entries int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(entries), "ns/entry")
}

// crossings is the number of calls from Go into C that this process had made when the clock
// started. It counts calls of the process, including those of a remote store's server.
type crossings int64

func startCrossings() crossings { return crossings(runtime.NumCgoCall()) }

// report reports the calls per operation since then, and per entry if an operation covers many
// entries.
func (c crossings) report(b *testing.B, entries int) {
	each := float64(runtime.NumCgoCall()-int64(c)) / float64(b.N)
	b.ReportMetric(each, "cgo/op")
	if entries > 1 {
		b.ReportMetric(each/float64(entries), "cgo/entry")
	}
}
