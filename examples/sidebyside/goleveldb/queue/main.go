// A queue: pushes jobs, pops the oldest, prints how many are left.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/syndtr/goleveldb/leveldb"
)

func main() {
	db := must(leveldb.OpenFile(os.Args[1], nil))
	defer db.Close()
	for i, job := range []string{"wash", "rinse", "spin", "dry"} {
		check(db.Put(fmt.Appendf(nil, "%08d", i), []byte(job), nil))
	}
	for range 2 {
		oldest := db.NewIterator(nil, nil)
		if oldest.First() {
			check(db.Delete(oldest.Key(), nil))
			fmt.Printf("popped: %s\n", oldest.Value())
		}
		oldest.Release()
		check(oldest.Error())
	}
	count := 0
	entries := db.NewIterator(nil, nil)
	defer entries.Release()
	for entries.Next() {
		count++
	}
	check(entries.Error())
	fmt.Println("left:", count)
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
