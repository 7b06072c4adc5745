package leveldb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// openRuns returns a database that holds 1000 arrays under the prefix "run/".
func openRuns() (db *leveldb.DB, done func()) {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	db, err = leveldb.Open(filepath.Join(dir, "db"), nil)
	check(err)
	b := db.NewBatch()
	for i := range 1000 {
		a, err := ndarray.FromSlice([]float64{float64(i), 0.5}, -1)
		check(err)
		check(b.Put(fmt.Sprintf("run/%04d", i), a))
	}
	check(b.Write())
	return db, func() {
		check(db.Close())
		check(os.RemoveAll(dir))
	}
}

// Each goroutine iterates over one part. The parts could also be sent to other machines.
func ExampleDB_Split() {
	db, done := openRuns()
	defer done()

	parts, err := db.Split(&leveldb.Range{StartingBy: "run/"}, 4)
	check(err)
	counts := make([]int, len(parts))
	var g errgroup.Group
	for i, part := range parts {
		g.Go(func() error {
			for _, err := range db.Entries(part) {
				if err != nil {
					return err
				}
				counts[i]++
			}
			return nil
		})
	}
	check(g.Wait())
	for i, part := range parts {
		fmt.Printf("%q to %q: %d\n", part.Start, part.Stop, counts[i])
	}
	// Output:
	// "" to "run/0250": 250
	// "run/0250" to "run/0500": 250
	// "run/0500" to "run/0750": 250
	// "run/0750" to "": 250
}

// Sum all arrays with as many goroutines as there are processors. Each call sums one array.
func ExampleParallelViews() {
	db, done := openRuns()
	defer done()

	var total atomic.Int64
	err := leveldb.ParallelViews(db, nil, 0, func(v leveldb.ArrayView[float64]) error {
		sum := 0.0
		for _, x := range v.Elements {
			sum += x
		}
		total.Add(int64(2 * sum))
		return nil
	})
	check(err)
	fmt.Println(total.Load() / 2)
	// Output: 500000
}
