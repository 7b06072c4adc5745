//go:build count_copies && linux && amd64

package bench

import (
	"runtime"
	"testing"

	"github.com/openleveldb/openleveldb/bench/copied"
)

// copyReads is the number of reads that copies are counted over, at most, and copyBytes that of their arrays' bytes.
const (
	copyReads = 4096
	copyBytes = 512 << 20
)

// BenchmarkCopied counts what a read of a random key copies, and how often it crosses into C; the time tells nothing. Per read:
//
//	copied-go-B, copied-c-B   from memory to memory, in Go and in C (package copied says how it is counted)
//	copied-kernel-B           by system calls, out of the page cache or through a connection
//	copied-B                  all of these
//	copies/array              the same, divided by the bytes of the array's elements
//	cgo                       calls of C
//	B, allocs                 what is allocated in Go
func BenchmarkCopied(b *testing.B) {
	fatal(b, copied.Check())
	benchmarkReads(b, figureSizes, func(b *testing.B, r Reader, d *Dataset) {
		if _, apart := r.(selfTimed); apart {
			b.Skip("the store reads in another process")
		}
		reads := min(copyReads, copyBytes/d.Bytes, len(d.Order))
		var c copies
		for b.Loop() {
			// What counting itself and a call without reads cost is taken away.
			idle, err := countCopies(r, d, 0)
			fatal(b, err)
			c, err = countCopies(r, d, reads)
			fatal(b, err)
			c = c.minus(idle)
		}
		c.report(b, reads, d.Bytes)
	})
}

// copies are bytes copied, calls of C, and what was allocated meanwhile.
type copies struct{ inGo, inC, inKernel, calls, allocated, allocations float64 }

func (c copies) minus(d copies) copies {
	return copies{
		c.inGo - d.inGo, c.inC - d.inC, c.inKernel - d.inKernel, c.calls - d.calls,
		c.allocated - d.allocated, c.allocations - d.allocations,
	}
}

// countCopies counts what the first reads of the data set's order cost.
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

// copiesNow gives what this process has copied since it began.
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
	b.ReportMetric(0, "ns/op") // left out
	b.ReportMetric(c.allocated/float64(reads), "B/op")
	b.ReportMetric(c.allocations/float64(reads), "allocs/op")
	b.ReportMetric(c.inGo/float64(reads), "copied-go-B/op")
	b.ReportMetric(c.inC/float64(reads), "copied-c-B/op")
	b.ReportMetric(c.inKernel/float64(reads), "copied-kernel-B/op")
	b.ReportMetric(all, "copied-B/op")
	b.ReportMetric(all/float64(arrayBytes), "copies/array")
	b.ReportMetric(c.calls/float64(reads), "cgo/op")
}
