package bench

import "testing"

// BenchmarkFillSeq puts arrays one at a time in key order.
func BenchmarkFillSeq(b *testing.B) { benchmarkFill(b, Sizes, 1, sequence, Writer.Put) }
