package leveldb_test

import (
	"cmp"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"

	"github.com/openleveldb/openleveldb/leveldb"
)

// A database in the order of numbers, as of a Python program with
// plyvel.DB(path, comparator=…, comparator_name=b"numbers").
func ExampleComparator() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	numbers := &leveldb.Comparator{Name: "numbers", Compare: func(a, b []byte) int {
		x, _ := strconv.Atoi(string(a))
		y, _ := strconv.Atoi(string(b))
		return cmp.Compare(x, y)
	}}
	db, err := leveldb.Open(filepath.Join(dir, "db"), &leveldb.Options{Comparator: numbers})
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	for _, key := range []string{"100", "9", "20"} {
		if err := db.Put(key, "value"); err != nil {
			log.Fatal(err)
		}
	}
	for key, err := range db.Keys(&leveldb.Range{Start: "10"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(key)
	}
	// Output:
	// 20
	// 100
}
