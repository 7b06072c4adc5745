package bench

import "testing"

// BenchmarkFillBatch puts arrays in batches, in the order of the keys. Sizes end where a batch of 1000 is no longer one that
// anybody would write.
func BenchmarkFillBatch(b *testing.B) {
	benchmarkFill(b, Sizes[:3], BatchEntries, sequence, Writer.PutBatch)
}
