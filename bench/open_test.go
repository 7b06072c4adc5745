package bench

import (
	"testing"
	"time"
)

// BenchmarkOpen opens a compacted database, reads one array, and closes it. A store that writes
// like another also opens like it, and is left out.
func BenchmarkOpen(b *testing.B) {
	for _, store := range Stores {
		if store.Create == nil {
			continue
		}
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range []Size{Sizes[0], Sizes[2], Sizes[3]} {
				if !store.fits(entriesOf(size)) {
					continue
				}
				checked := false
				b.Run("size="+size.Name, func(b *testing.B) {
					d := datasetOf(size)
					dir := databaseOf(b, store, d)
					if !checked {
						fatal(b, openForRead(b, store, dir, d).Close())
						checked = true
					}
					b.ReportAllocs()
					benchmarkOpen(b, store, dir, d)
				})
			}
		})
	}
}

func benchmarkOpen(b *testing.B, store Store, dir string, d *Dataset) {
	var opening, reading, closing time.Duration
	n := 0
	c := startCrossings()
	for b.Loop() {
		start := time.Now()
		r, err := store.Open(dir, config)
		fatal(b, fail("open", store.Name, err))
		opened := time.Now()
		sum, err := r.Read(d.Keys, d.Order[n:n+1])
		read := time.Now()
		fatal(b, err)
		fatal(b, fail("close", store.Name, r.Close()))
		closing += time.Since(read)
		reading += read.Sub(opened)
		opening += opened.Sub(start)
		fatal(b, checkSum("Open", sum, d.OrderSum(n, n+1)))
		n = (n + 1) % len(d.Order)
	}
	c.report(b, 1)
	for unit, time := range map[string]time.Duration{"open-ns/op": opening, "read-ns/op": reading, "close-ns/op": closing} {
		b.ReportMetric(float64(time.Nanoseconds())/float64(b.N), unit)
	}
}
