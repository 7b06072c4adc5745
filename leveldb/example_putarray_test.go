package leveldb_test

import (
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
)

// A slice of numbers is stored as an array, which can be viewed in place, and which Python reads as
// a numpy.ndarray.
func ExampleDB_Put_slice() {
	db, done := openExample()
	defer done()

	check(db.Put("rates", []float32{0.5, 1.5, 2.5}))
	check(leveldb.View(db, "rates", func(rates []float32, shape []int) error {
		fmt.Println(rates, shape)
		return nil
	}))
	wide, err := leveldb.Get[[]float64](db, "rates") // float64 holds every float32
	fmt.Println(wide, err)
	_, err = leveldb.Get[[]int](db, "rates")
	fmt.Println(err)

	check(db.Put("list", codec.JSON{V: []float32{0.5, 1.5, 2.5}})) // a list in Python
	list, err := db.Get("list")
	fmt.Printf("%T %v %v\n", list, list, err)
	// Output:
	// [0.5 1.5 2.5] [3]
	// [0.5 1.5 2.5] <nil>
	// leveldb: get "rates": codec: decode ndarray of float32 into []int: int cannot hold every float32; get a *ndarray.Array and call AsType
	// []interface {} [0.5 1.5 2.5] <nil>
}

func ExamplePutArray() {
	db, done := openExample()
	defer done()

	batch := db.NewBatch()
	check(leveldb.PutArray(batch, "matrix", []int16{1, 2, 3, 4, 5, 6}, 2, 3))
	check(batch.Write())
	matrix, err := db.Get("matrix")
	check(err)
	fmt.Println(matrix)
	rows, err := leveldb.Get[[][]int](db, "matrix")
	fmt.Println(rows, err)
	fmt.Println(leveldb.PutArray(db, "matrix", []int16{1, 2, 3}, 2, 3))
	// Output:
	// [[1 2 3]
	//  [4 5 6]]
	// [[1 2 3] [4 5 6]] <nil>
	// leveldb: put "matrix": ndarray: from slice: invalid shape: 3 elements do not fill (2, 3)
}
