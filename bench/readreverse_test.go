package bench

import "testing"

// BenchmarkReadReverse scans a database from its last key to its first.
func BenchmarkReadReverse(b *testing.B) {
	benchmarkReads(b, Sizes, func(b *testing.B, r Reader, d *Dataset) {
		scan := ability[ReverseScanner](b, r).ScanReverse
		entries, sum, err := scan()
		fatal(b, err)
		fatal(b, checkSum("ReadReverse", sum, d.Total()))
		fatal(b, checkCount("ReadReverse", entries, d.Keys.Len()))
		timedScans(b, d, scan)
	})
}
