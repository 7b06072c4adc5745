package bench

import "testing"

// BenchmarkDeleteRandom deletes random existing keys until the database is empty. Large arrays are
// left out: a database has too few of them for a reliable time, and deleting does not read the
// value.
func BenchmarkDeleteRandom(b *testing.B) {
	benchmarkUpdates(b, writers(), Sizes[:2], func(b *testing.B, u *updated) {
		u.timed(u.Keys.Len(),
			func(n int) error { return u.writer.Delete(u.Keys, u.Once[:n]) },
			func(n int) (int, float64) { return u.Keys.Len() - n, u.SumWith(nil, u.Once[:n]) })
	})
}
