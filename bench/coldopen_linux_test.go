package bench

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/pagecache"
)

// BenchmarkColdOpen opens a database whose files are not in memory, and reads one array. A store
// that writes like another also opens like it, and is left out.
func BenchmarkColdOpen(b *testing.B) {
	stores := slices.DeleteFunc(slices.Clone(coldStores), func(s Store) bool { return s.Create == nil })
	benchmarkCold(b, stores, coldSizes[:1], func(b *testing.B, c *cold) {
		b.ReportAllocs()
		var opening, reading time.Duration
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			fatal(b, pagecache.Drop(c.dir))
			before, err := ioNow()
			fatal(b, err)
			order, want := c.window(n, 1)
			b.StartTimer()
			start := time.Now()
			r, err := c.store.Open(c.dir, largeConfig())
			fatal(b, fail("open", c.store.Name, err))
			opened := time.Now()
			sum, err := r.Read(c.Keys, order)
			reading += time.Since(opened)
			opening += opened.Sub(start)
			b.StopTimer()
			after, failed := ioNow()
			fatal(b, errors.Join(err, failed, fail("close", c.store.Name, r.Close()), checkSum("ColdOpen", sum, want)))
			fatal(b, checkFetched(after.ReadBytes-before.ReadBytes, c.Bytes))
			b.StartTimer()
		}
		b.ReportMetric(float64(opening.Nanoseconds())/float64(b.N), "open-ns/op")
		b.ReportMetric(float64(reading.Nanoseconds())/float64(b.N), "read-ns/op")
	})
}
