// Counts the entries of each prefix and deletes those of one.
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
	colors := []string{"blue", "green", "red"}
	for i := range 1000 {
		check(db.Put(fmt.Sprintf("%s/%04d", colors[i%3], i), nil))
	}
	for _, color := range colors {
		fmt.Println(color, must(db.Count(&leveldb.Range{StartingBy: color + "/"})))
	}
	must(db.DeleteRange(&leveldb.Range{StartingBy: "green/"}))
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
