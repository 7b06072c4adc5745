package bench

import "testing"

// BenchmarkReadRandom reads random keys.
func BenchmarkReadRandom(b *testing.B) {
	benchmarkReads(b, Sizes, func(b *testing.B, r Reader, d *Dataset) {
		b.SetBytes(int64(d.Bytes))
		timedReads(b, len(d.Order), func(n int) {
			sum, err := r.Read(d.Keys, d.Order[:n])
			fatal(b, err)
			fatal(b, checkSum("ReadRandom", sum, d.OrderSum(0, n)))
		})
	})
}
