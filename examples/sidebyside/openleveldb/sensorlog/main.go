// Appends samples every minute, reads a time range and the newest entry.
package main

import (
	"fmt"
	"log"
	"os"
	"slices"

	"github.com/openleveldb/openleveldb/leveldb"
)

func main() {
	db := must(leveldb.Open(os.Args[1], nil))
	defer db.Close()
	for minute := range 180 {
		time := fmt.Sprintf("%02d:%02d", 12+minute/60, minute%60)
		check(db.Put(time, []float32{float32(minute), float32(minute) + 0.5, float32(minute) + 0.25}))
	}
	for e, err := range db.Entries(&leveldb.Range{Start: "12:58", Stop: "13:01"}) {
		check(err)
		fmt.Printf("%s %.2f\n", e.Key(), slices.Max(must(leveldb.ValueAs[[]float32](e))))
	}
	newest := must(db.LastKey(nil))
	fmt.Printf("newest: %s %.2f\n", newest, slices.Max(must(leveldb.Get[[]float32](db, newest))))
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
