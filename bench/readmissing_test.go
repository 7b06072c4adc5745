package bench

import "testing"

// BenchmarkReadMissing reads keys that do not exist.
func BenchmarkReadMissing(b *testing.B) {
	benchmarkReads(b, Sizes, func(b *testing.B, r Reader, d *Dataset) {
		timedReads(b, len(d.Order), func(n int) {
			missing, err := r.ReadMissing(d.Missing, d.Order[:n])
			fatal(b, err)
			fatal(b, checkCount("ReadMissing", missing, n))
		})
	})
}
