package bench

import "testing"

// BenchmarkOverwrite puts arrays one at a time under random existing keys. A copy of the database
// receives as many puts as it has entries.
func BenchmarkOverwrite(b *testing.B) {
	benchmarkUpdates(b, writers(), Sizes[:4], func(b *testing.B, u *updated) {
		values := newValues(b, u.Size, uint32(u.Keys.Len())) // so that every put changes the value
		b.SetBytes(int64(u.Bytes))
		u.timed(u.Keys.Len(),
			func(n int) error { return u.writer.Put(u.Keys, u.Order[:n], values) },
			func(n int) (int, float64) { return u.Keys.Len(), u.SumWith(values, u.Order[:n]) })
	})
}
