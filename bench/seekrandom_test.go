package bench

import "testing"

// BenchmarkSeekRandom seeks random missing keys and reads the array of the entry after each.
func BenchmarkSeekRandom(b *testing.B) {
	benchmarkReads(b, Sizes, func(b *testing.B, r Reader, d *Dataset) {
		s := ability[Seeker](b, r)
		order, sums := d.SeekOrder()
		some := min(len(order), someEntries)
		sum, err := s.Seek(d.Missing, order[:some])
		fatal(b, err)
		fatal(b, checkSum("SeekRandom", sum, sums[some]))
		b.SetBytes(int64(d.Bytes))
		timedReads(b, len(order), func(n int) {
			sum, err := s.Seek(d.Missing, order[:n])
			fatal(b, err)
			fatal(b, checkSum("SeekRandom", sum, sums[n]))
		})
	})
}
