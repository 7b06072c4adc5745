package bench

import (
	"sync/atomic"
	"testing"
)

// writtenBytes is the size of the part of a database that ReadWhileWriting overwrites.
const writtenBytes = 64 << 20

// BenchmarkReadWhileWriting reads random keys while another goroutine puts continuously. It
// overwrites the first 64 MiB of the database, in random order, with the same values, so that the
// result of every read is known. writes/s counts its puts. Calls into C are not reported, because
// those of the writer would be included.
func BenchmarkReadWhileWriting(b *testing.B) {
	benchmarkUpdates(b, Stores, Sizes[:3], func(b *testing.B, u *updated) {
		values, err := NewValues(u.Elements(), min(u.Keys.Len(), writtenBytes/u.Bytes))
		fatal(b, err)
		w := startWriting(u.writer, u.Keys, permutation(values.Len()), values)
		defer w.stop() // also if a read fails
		b.SetBytes(int64(u.Bytes))
		b.ResetTimer()
		before := w.puts.Load()
		stretches(b, len(u.Order), func(n int) {
			sum, err := u.reader.Read(u.Keys, u.Order[:n])
			fatal(b, err)
			fatal(b, checkSum("ReadWhileWriting", sum, u.OrderSum(0, n)))
		})
		b.StopTimer()
		b.ReportMetric(float64(w.puts.Load()-before)/b.Elapsed().Seconds(), "writes/s")
		fatal(b, w.stop())
		u.check(u.Keys.Len(), u.Total())
	})
}

// writing is a goroutine that puts until it is stopped.
type writing struct {
	puts    atomic.Int64
	stopped atomic.Bool
	done    chan struct{}
	err     error // valid once done is closed
}

// startWriting returns after the first put has succeeded or failed.
func startWriting(w Writer, keys Keys, order []uint32, values *Values) *writing {
	g := &writing{done: make(chan struct{})}
	first := make(chan struct{})
	go func() {
		defer close(g.done)
		for n := 0; !g.stopped.Load(); n++ {
			at := n % len(order)
			if g.err = w.Put(keys, order[at:at+1], values); g.err != nil {
				return
			}
			if g.puts.Add(1) == 1 {
				close(first)
			}
		}
	}()
	select {
	case <-first:
	case <-g.done:
	}
	return g
}

// stop ends the goroutine and returns its error. Calling it again has no effect.
func (g *writing) stop() error {
	g.stopped.Store(true)
	<-g.done
	return g.err
}
