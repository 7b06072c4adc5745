// A queue: pushes jobs, pops the oldest, prints how many are left.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/openleveldb/openleveldb/leveldb"
)

func main() {
	db := must(leveldb.Open(os.Args[1], nil))
	defer db.Close()
	for i, job := range []string{"wash", "rinse", "spin", "dry"} {
		check(db.Put(fmt.Sprintf("%08d", i), job))
	}
	for range 2 {
		key := must(db.FirstKey(nil))
		fmt.Println("popped:", must(leveldb.Get[string](db, key)))
		check(db.Delete(key))
	}
	fmt.Println("left:", must(db.Count(nil)))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}
