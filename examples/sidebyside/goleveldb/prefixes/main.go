// Counts the entries of each prefix and deletes those of one.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/util"
)

func main() {
	db := must(leveldb.OpenFile(os.Args[1], nil))
	defer db.Close()
	colors := []string{"blue", "green", "red"}
	for i := range 1000 {
		check(db.Put(fmt.Appendf(nil, "%s/%04d", colors[i%3], i), nil, nil))
	}
	for _, color := range colors {
		fmt.Println(color, count(db, util.BytesPrefix([]byte(color+"/"))))
	}
	batch := new(leveldb.Batch)
	entries := db.NewIterator(util.BytesPrefix([]byte("green/")), nil)
	defer entries.Release()
	for entries.Next() {
		batch.Delete(entries.Key())
	}
	check(entries.Error())
	check(db.Write(batch, nil))
	fmt.Println("left:", count(db, nil))
}

func count(db *leveldb.DB, r *util.Range) (n int) {
	entries := db.NewIterator(r, nil)
	defer entries.Release()
	for entries.Next() {
		n++
	}
	check(entries.Error())
	return n
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
