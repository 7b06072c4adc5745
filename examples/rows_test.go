package examples_test

import (
	"fmt"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Read a few rows of a large array without touching the others: copied into a slice, or viewed
// without a copy.
func Example_rows() {
	db, done := openExample()
	defer done()
	series := make([]float32, 100_000*4)
	for i := range series {
		series[i] = float32(i)
	}
	a, err := ndarray.FromSlice(series, -1, 4)
	check(err)
	check(db.Put("series", a))

	rows := make([]float32, 2*4)
	n, err := leveldb.ReadRows(db, "series", 70_000, 70_002, rows)
	check(err)
	fmt.Println(n, rows)

	err = db.ViewRaw("series", func(p *leveldb.Pinned) error {
		a, err := p.Array()
		if err != nil {
			return err
		}
		last, err := a.Slice(a.Dim(0)-2, a.Dim(0))
		if err != nil {
			return err
		}
		elements, err := ndarray.View[float32](last) // valid until the callback returns
		if err != nil {
			return err
		}
		fmt.Println(last.Shape(), elements)
		return nil
	})
	check(err)
	// Output:
	// 8 [280000 280001 280002 280003 280004 280005 280006 280007]
	// [2 4] [399992 399993 399994 399995 399996 399997 399998 399999]
}
