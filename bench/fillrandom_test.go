package bench

import "testing"

// BenchmarkFillRandom puts arrays one at a time in random order, each key once.
func BenchmarkFillRandom(b *testing.B) { benchmarkFill(b, Sizes, 1, permutation, Writer.Put) }
