package bench

import "testing"

// BenchmarkDeleteRandom deletes random keys, all of which are there, until the database is empty. Large arrays are left out: a
// database has too few of them for a time to be told, and what is deleted is not looked at.
func BenchmarkDeleteRandom(b *testing.B) {
	benchmarkUpdates(b, writers(), Sizes[:2], func(b *testing.B, u *updated) {
		u.timed(u.Keys.Len(),
			func(n int) error { return u.writer.Delete(u.Keys, u.Once[:n]) },
			func(n int) (int, float64) { return u.Keys.Len() - n, u.SumWith(nil, u.Once[:n]) })
	})
}
