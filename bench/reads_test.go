package bench

import (
	"testing"
	"time"
)

// benchmarkReads runs a workload that reads, for each store and size. What it is given is open, checked, and in memory.
func benchmarkReads(b *testing.B, sizes []Size, workload func(b *testing.B, r Reader, d *Dataset)) {
	for _, store := range Stores {
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range sizes {
				// Opened only if the size was asked for, and kept for all runs of the workload.
				var r Reader
				b.Run("size="+size.Name, func(b *testing.B) {
					d := datasetOf(size)
					if r == nil {
						r = openForRead(b, store, d)
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

func openForRead(b *testing.B, store Store, d *Dataset) Reader {
	r, err := store.Open(databaseOf(b, store, d), config)
	fatal(b, fail("open", store.Name, err))
	if err := d.Check(r); err != nil {
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
