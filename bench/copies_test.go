//go:build count_copies && linux && amd64

package bench

import (
	"runtime"
	"testing"

	"github.com/openleveldb/openleveldb/bench/copied"
)

// copyReads and copyBytes limit the number of reads over which copies are counted, and the bytes of
// their arrays.
const (
	copyReads = 4096
	copyBytes = 512 << 20
)

// BenchmarkCopied counts what a read of a random key copies, and how often it calls into C. Its
// time is not reported. Per read:
//
//	copied-go-B, copied-c-B   in memory, in Go and in C (package copied documents how)
//	copied-kernel-B           by system calls, from the page cache or through a connection
//	copied-B                  all of these
//	copies/array              the same, divided by the bytes of the array's elements
//	cgo                       calls into C
//	B, allocs                 allocations in Go
func BenchmarkCopied(b *testing.B) {
	fatal(b, copied.Check())
	benchmarkReads(b, figureSizes, func(b *testing.B, r Reader, d *Dataset) {
		if _, apart := r.(selfTimed); apart {
			b.Skip("the store reads in another process")
		}
		reads := min(copyReads, copyBytes/d.Bytes, len(d.Order))
		var c copies
		for b.Loop() {
			// Subtract the cost of counting and of a call without reads.
			idle, err := countCopies(r, d, 0)
			fatal(b, err)
			c, err = countCopies(r, d, reads)
			fatal(b, err)
			c = c.minus(idle)
		}
		c.report(b, reads, d.Bytes)
	})
}

// copies holds bytes copied, calls into C, and allocations during the same reads.
type copies struct{ inGo, inC, inKernel, calls, allocated, allocations float64 }

func (c copies) minus(d copies) copies {
	return copies{
		c.inGo - d.inGo, c.inC - d.inC, c.inKernel - d.inKernel, c.calls - d.calls,
		c.allocated - d.allocated, c.allocations - d.allocations,
	}
}

// countCopies counts the cost of the first reads in the data set's order.
func countCopies(r Reader, d *Dataset, reads int) (copies, error) {
	before, err := copiesNow()
	if err != nil {
		return copies{}, err
	}
	sum, err := r.Read(d.Keys, d.Order[:reads])
	if err != nil {
		return copies{}, err
	}
	after, err := copiesNow()
	if err != nil {
		return copies{}, err
	}
	return after.minus(before), checkSum("Copied", sum, d.OrderSum(0, reads))
}

// copiesNow returns what this process has copied since it started.
func copiesNow() (copies, error) {
	io, err := ioNow()
	if err != nil {
		return copies{}, err
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	moved := copied.Now()
	return copies{
		float64(moved.Go), float64(moved.C), float64(io.RChar + io.WChar), float64(runtime.NumCgoCall()),
		float64(memory.TotalAlloc), float64(memory.Mallocs),
	}, nil
}

func (c copies) report(b *testing.B, reads, arrayBytes int) {
	all := (c.inGo + c.inC + c.inKernel) / float64(reads)
	b.ReportMetric(0, "ns/op") // not reported
	b.ReportMetric(c.allocated/float64(reads), "B/op")
	b.ReportMetric(c.allocations/float64(reads), "allocs/op")
	b.ReportMetric(c.inGo/float64(reads), "copied-go-B/op")
	b.ReportMetric(c.inC/float64(reads), "copied-c-B/op")
	b.ReportMetric(c.inKernel/float64(reads), "copied-kernel-B/op")
	b.ReportMetric(all, "copied-B/op")
	b.ReportMetric(all/float64(arrayBytes), "copies/array")
	b.ReportMetric(c.calls/float64(reads), "cgo/op")
}
