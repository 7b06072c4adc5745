package examples_test

import (
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
)

// Store half-precision numbers, which take half the space of float32. Go has no such type. The
// elements are Float16 of github.com/x448/float16, whose method Float32 converts exactly.
func Example_float16() {
	db, done := openExample()
	defer done()
	embedding := make([]float16.Float16, 6)
	for i := range embedding {
		embedding[i] = float16.Fromfloat32(float32(i) / 3) // rounded to 11 bits
	}
	a, err := ndarray.FromSlice(embedding, 2, 3)
	check(err)
	check(db.Put("embedding", a)) // float16 in numpy

	err = leveldb.View(db, "embedding", func(elements []float16.Float16, shape []int) error {
		fmt.Println(shape, elements[1], elements[1].Float32() == 1.0/3)
		return nil
	})
	check(err)

	stored, err := db.Get("embedding")
	check(err)
	fmt.Println(stored.(*ndarray.Array).DType())
	fmt.Println(stored)
	// Output:
	// [2 3] 0.33325195 false
	// float16
	// [[0.     0.3333 0.6665]
	//  [1.     1.333  1.667 ]]
}

// Convert half-precision numbers to float32, which is the type to compute in. The library never
// converts numbers implicitly, so this is a loop. It reads the elements in LevelDB's memory and
// writes to a buffer that is reused.
func Example_float16AsFloat32() {
	db, done := openExample()
	defer done()
	for i := range 3 {
		row := make([]float16.Float16, 4)
		for j := range row {
			row[j] = float16.Fromfloat32(float32(i*4+j) / 2)
		}
		a, err := ndarray.FromSlice(row, -1)
		check(err)
		check(db.Put(fmt.Sprintf("row/%d", i), a))
	}

	wide := make([]float32, 4)
	for row, err := range leveldb.Views[float16.Float16](db, &leveldb.Range{Prefix: "row/"}) {
		check(err)
		for j, element := range row.Elements {
			wide[j] = element.Float32()
		}
		fmt.Println(row.Key(), wide)
	}
	// Output:
	// 0 [0 0.5 1 1.5]
	// 1 [2 2.5 3 3.5]
	// 2 [4 4.5 5 5.5]
}
