package bench

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

const (
	coldRows   = 8192 // of a gather
	coldReads  = 1024 // of random reads of rows
	coldArrays = 32   // of random reads of large arrays
	// coldPart is the number of rows that a goroutine gathers at a time.
	coldPart = 64
)

// coldSizes are the sizes of the Cold benchmarks.
var coldSizes = []Size{RowSize, Sizes[3]}

// BenchmarkColdReadRandom reads random keys, one after another, from the disk: 1024 rows of 4 KiB,
// or 32 arrays of 1 MiB. No key occurs twice.
func BenchmarkColdReadRandom(b *testing.B) {
	benchmarkCold(b, append(slices.Clone(coldStores), readFloors...), coldSizes, func(b *testing.B, c *cold) {
		count := c.some(coldReads)
		if c.Bytes >= 1<<20 {
			count = c.some(coldArrays)
		}
		c.run(b, count, func(r Reader, n int) error {
			order, want := c.window(n, count)
			sum, err := r.Read(c.Keys, order)
			if err != nil {
				return err
			}
			return checkSum("ColdReadRandom", sum, want)
		})
	})
}

// BenchmarkColdGatherRows reads 8192 rows of 4 KiB by different random keys into one tensor from
// the disk: by one goroutine, and shared by 32 goroutines for the stores that one Gather does not
// read for in parallel.
func BenchmarkColdGatherRows(b *testing.B) {
	benchmarkCold(b, append(slices.Clone(coldStores), gatherFloors...), coldSizes[:1], func(b *testing.B, c *cold) {
		rows := c.some(coldRows)
		tensor := make([]float32, rows*c.Elements())
		for _, goroutines := range []int{1, 32} {
			b.Run(fmt.Sprint("goroutines=", goroutines), func(b *testing.B) {
				c.run(b, rows, func(r Reader, n int) error {
					order, want := c.window(n, rows)
					filled, err := gatherShared(b, r, goroutines, c.Keys, order, tensor)
					if err != nil {
						return err
					}
					return checkSum("ColdGatherRows", PageSum(filled), want)
				})
			})
		}
	})
}

// gatherShared gathers rows by several goroutines, which take the next part of them in turn.
func gatherShared(tb testing.TB, r Reader, goroutines int, keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	if goroutines == 1 {
		return r.Gather(keys, order, tensor)
	}
	forker := ability[Forker](tb, r)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var group sync.WaitGroup
	length := len(tensor) / len(order)
	for range goroutines {
		own := forker.Fork()
		group.Go(func() {
			for {
				to := int(next.Add(coldPart))
				from := to - coldPart
				if to = min(to, len(order)); from >= to {
					return
				}
				rows := tensor[from*length : to*length]
				filled, err := own.Gather(keys, order[from:to], rows)
				if err != nil {
					failed.Store(&err)
					return
				}
				if &filled[0] != &rows[0] {
					copy(rows, filled)
				}
			}
		})
	}
	group.Wait()
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	return tensor, nil
}

// BenchmarkColdReadSeq scans a database from the disk.
func BenchmarkColdReadSeq(b *testing.B) {
	benchmarkCold(b, append(slices.Clone(coldStores), scanFloors...), coldSizes, func(b *testing.B, c *cold) {
		c.run(b, len(c.Once), func(r Reader, _ int) error {
			entries, sum, err := r.Scan()
			if err != nil {
				return err
			}
			if err := checkCount("ColdReadSeq", entries, len(c.Once)); err != nil {
				return err
			}
			return checkSum("ColdReadSeq", sum, c.Total())
		})
	})
}
