package bench

import "testing"

// BenchmarkReadSeq scans a database.
func BenchmarkReadSeq(b *testing.B) {
	benchmarkReads(b, Sizes, func(b *testing.B, r Reader, d *Dataset) { timedScans(b, d, r.Scan) })
}
