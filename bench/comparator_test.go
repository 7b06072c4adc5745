package bench

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
)

// BenchmarkComparator compares LevelDB's own order of bytes with the same order as a Go function.
func BenchmarkComparator(b *testing.B) {
	const entries = 100_000
	key := func(i int) string { return fmt.Sprintf("key/%012d", i) }
	value := bytes.Repeat([]byte("s"), 100)
	order := rand.New(rand.NewPCG(1, 2)).Perm(entries)
	for _, c := range []struct {
		name       string
		comparator *leveldb.Comparator
	}{
		{"builtin", nil}, {"go", &leveldb.Comparator{Name: "bench.bytewise", Compare: bytes.Compare}},
	} {
		o := &leveldb.Options{Comparator: c.comparator}
		fill := func(b *testing.B, path string) *leveldb.DB {
			db, err := leveldb.Open(path, o)
			fatal(b, err)
			batch := db.NewBatch()
			for n, i := range order {
				fatal(b, batch.PutRaw(key(i), value))
				if n%100 == 99 {
					fatal(b, batch.Write())
					batch = db.NewBatch()
				}
			}
			return db
		}
		b.Run("op=fill/order="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fatal(b, fill(b, filepath.Join(b.TempDir(), "db")).Close())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*entries), "ns/entry")
		})
		db := fill(b, filepath.Join(b.TempDir(), "db"))
		fatal(b, db.Compact(nil))
		b.Run("op=put/order="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				fatal(b, db.PutRaw(key(order[i%entries]), value))
			}
		})
		fatal(b, db.Compact(nil))
		b.Run("op=get/order="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			var stored []byte
			for i := 0; b.Loop(); i++ {
				var err error
				stored, err = db.AppendRaw(stored[:0], key(order[i%entries]))
				fatal(b, err)
			}
		})
		b.Run("op=scan/order="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for _, err := range db.Keys(nil) {
					fatal(b, err)
					n++
				}
				if n != entries {
					b.Fatal(n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*entries), "ns/entry")
		})
		fatal(b, db.Close())
	}
}
