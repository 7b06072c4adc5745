package bench

import "testing"

// BenchmarkOverwrite puts arrays one by one under random keys that are all there already. As many as the database has entries go
// into one copy of it.
func BenchmarkOverwrite(b *testing.B) {
	benchmarkUpdates(b, writers(), Sizes[:4], func(b *testing.B, u *updated) {
		values := newValues(b, u.Size, uint32(u.Keys.Len())) // such that no entry gets what it had
		b.SetBytes(int64(u.Bytes))
		u.timed(u.Keys.Len(),
			func(n int) error { return u.writer.Put(u.Keys, u.Order[:n], values) },
			func(n int) (int, float64) { return u.Keys.Len(), u.SumWith(values, u.Order[:n]) })
	})
}
