package bench

import "testing"

// BenchmarkReadSeq scans a database.
func BenchmarkReadSeq(b *testing.B) {
	benchmarkReads(b, Sizes, func(b *testing.B, r Reader, d *Dataset) {
		total := d.Total()
		b.SetBytes(int64(d.Keys.Len() * d.Bytes))
		for b.Loop() {
			entries, sum, err := r.Scan()
			fatal(b, err)
			fatal(b, checkSum("ReadSeq", sum, total))
			fatal(b, checkCount("ReadSeq", entries, d.Keys.Len()))
		}
		perEntry(b, d.Keys.Len())
	})
}
