package bench

import "testing"

// BenchmarkFillSeq puts arrays one by one in the order of the keys.
func BenchmarkFillSeq(b *testing.B) { benchmarkFill(b, Sizes, 1, sequence, Writer.Put) }
