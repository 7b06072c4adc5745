package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/syndtr/goleveldb/leveldb/opt"
	"github.com/syndtr/goleveldb/leveldb/util"

	goleveldb "github.com/syndtr/goleveldb/leveldb"
)

// Move a database from goleveldb. Both libraries use the same file format, so no conversion is
// needed to open the files. But values written by goleveldb are plain bytes, while typed values
// begin with a tag. Either keep the values as they are, and use AppendRaw and PutRaw, or rewrite
// them once, as this example does.
func Example_fromGoleveldb() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "db")

	// The old database: numbers as text, and arrays of float32 as little-endian bytes.
	before, err := goleveldb.OpenFile(path, &opt.Options{ErrorIfExist: true})
	check(err)
	check(before.Put([]byte("count/a"), []byte("3"), nil))
	check(before.Put([]byte("count/b"), []byte("14"), nil))
	check(before.Put([]byte("image/a"), []byte{0, 0, 128, 63, 0, 0, 0, 64}, nil))
	check(before.Close())

	db, err := leveldb.Open(path, nil)
	check(err)
	defer db.Close()
	raw, err := db.AppendRaw(nil, "count/a") // db.Get(key, nil) of goleveldb
	fmt.Printf("%q %v\n", raw, err)
	_, err = db.Get("count/a") // the value has no tag
	fmt.Println(err)

	// Rewrite everything in one batch. For a large database, write a batch every few megabytes. The
	// loop iterates over the state at its start.
	batch := db.NewBatch()
	for e, err := range db.Entries(nil) { // db.NewIterator in goleveldb, without Release and Error
		check(err)
		raw, err = e.AppendRaw(raw[:0])
		check(err)
		switch kind := e.Key()[:len("count/")]; kind {
		case "count/":
			n, err := strconv.Atoi(string(raw))
			check(err)
			check(batch.Put(e.Key(), n))
		case "image/":
			elements, err := ndarray.FromBytes(ndarray.Float32, []int{len(raw) / 4}, raw)
			check(err)
			check(batch.Put(e.Key(), elements))
		}
	}
	check(batch.Write())

	for e, err := range db.Entries(nil) {
		check(err)
		value, err := e.Value()
		fmt.Printf("%s: %T %v %v\n", e.Key(), value, value, err)
	}

	// util.BytesPrefix corresponds to Range.Prefix or StartingBy; util.Range to Start and Stop.
	limits := util.BytesPrefix([]byte("count/"))
	n, err := db.Count(&leveldb.Range{Start: string(limits.Start), Stop: string(limits.Limit)})
	fmt.Println(n, err)
	n, err = db.Count(&leveldb.Range{StartingBy: "count/"})
	fmt.Println(n, err)
	// Output:
	// "3" <nil>
	// leveldb: get "count/a": codec: decode: unknown tag '3'
	// count/a: int64 3 <nil>
	// count/b: int64 14 <nil>
	// image/a: *ndarray.Array [1. 2.] <nil>
	// 2 <nil>
	// 2 <nil>
}
