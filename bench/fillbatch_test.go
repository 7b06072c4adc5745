package bench

import "testing"

// BenchmarkFillBatch puts arrays in batches, in key order. It leaves out sizes for which a batch of
// 1000 is unrealistic.
func BenchmarkFillBatch(b *testing.B) {
	benchmarkFill(b, Sizes[:3], BatchEntries, sequence, Writer.PutBatch)
}
