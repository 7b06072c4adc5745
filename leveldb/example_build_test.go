package leveldb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Build a data set of rows at the speed of the disk. The database appears when it is complete.
func ExampleBuild() {
	dir, err := os.MkdirTemp("", "build")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "rows")

	b, err := leveldb.Build(path, &leveldb.BuildOptions{Open: leveldb.LargeArrays()})
	check(err)
	defer b.Abort() // harmless after Close
	for i := range 1000 {
		row, err := ndarray.FromSlice([]float32{float32(i), float32(i) / 2}, -1)
		check(err)
		check(b.Put(fmt.Sprintf("row/%08d", i), row))
	}
	fmt.Println(b.Put("row/00000000", nil))
	check(b.Close())

	db, err := leveldb.Open(path, nil)
	check(err)
	defer db.Close()
	count, err := db.Count(nil)
	check(err)
	fmt.Println(count, "rows")
	// Output:
	// leveldb: put "row/00000000": invalid argument: it follows the key "row/00000999", which is greater; the option Sort accepts any order
	// 1000 rows
}

// Several goroutines build one database. Each has a part, whose keys come in any order.
func ExampleBuilder_Part() {
	dir, err := os.MkdirTemp("", "build")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "parts")

	b, err := leveldb.Build(path, &leveldb.BuildOptions{Sort: true})
	check(err)
	defer b.Abort()
	var group sync.WaitGroup
	for _, camera := range []string{"camera1/", "camera2/"} {
		part, err := b.Part()
		check(err)
		group.Go(func() {
			defer part.Abort()
			for i := 99; i >= 0; i-- {
				check(part.Put(fmt.Sprintf("%s%04d", camera, i), i))
			}
			check(part.Close())
		})
	}
	group.Wait()
	check(b.Close())

	db, err := leveldb.Open(path, nil)
	check(err)
	defer db.Close()
	for e, err := range db.Entries(&leveldb.Range{Limit: 1}) {
		check(err)
		value, err := e.Value()
		check(err)
		fmt.Println(e.Key(), value)
	}
	// Output: camera1/0000 0
}
