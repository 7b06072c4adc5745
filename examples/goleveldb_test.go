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

// Moving from goleveldb. The files are the same format, so nothing is converted to open them; but goleveldb's values are bytes of
// whatever form the program gave them, and typed values begin with a tag. So either they stay as they are, read
// with AppendRaw and written with PutRaw, or they are rewritten once, as here.
func Example_fromGoleveldb() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "db")

	// What there was: numbers as text, arrays of float32 as little-endian bytes.
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
	_, err = db.Get("count/a") // it has no tag
	fmt.Println(err)

	// Rewritten in one batch; a large database takes one every few megabytes. The loop sees the state in which it began.
	batch := db.NewBatch()
	for e, err := range db.Entries(nil) { // db.NewIterator(nil, nil) of goleveldb, without Release and Error
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

	// util.BytesPrefix is Range.Prefix or StartingBy; a util.Range is Start and Stop.
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
