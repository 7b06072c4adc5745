package bench

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

// BenchmarkReadParallel reads random keys from one goroutine, and from two that share the same
// number of reads.
func BenchmarkReadParallel(b *testing.B) {
	benchmarkReads(b, Sizes, func(b *testing.B, r Reader, d *Dataset) {
		f := ability[Forker](b, r)
		for _, goroutines := range []int{1, 2} {
			b.Run(fmt.Sprintf("goroutines=%d", goroutines), func(b *testing.B) {
				readers := make([]Reader, goroutines)
				for g := range readers {
					readers[g] = f.Fork()
					fatal(b, d.CheckSome(readers[g], someEntries))
				}
				b.ReportAllocs()
				b.SetBytes(int64(d.Bytes))
				timedReads(b, len(d.Order), func(n int) {
					sum, err := readShared(readers, d.Keys, d.Order[:n])
					fatal(b, err)
					fatal(b, checkSum("ReadParallel", sum, d.OrderSum(0, n)))
				})
			})
		}
	})
}

// readShared has each reader read an equal part of order, all at the same time.
func readShared(readers []Reader, keys Keys, order []uint32) (float64, error) {
	sums, errs := make([]float64, len(readers)), make([]error, len(readers))
	var wg sync.WaitGroup
	for g, r := range readers {
		part := order[g*len(order)/len(readers) : (g+1)*len(order)/len(readers)]
		wg.Go(func() { sums[g], errs[g] = r.Read(keys, part) })
	}
	wg.Wait()
	var sum float64
	for _, part := range sums {
		sum += part
	}
	return sum, errors.Join(errs...)
}
