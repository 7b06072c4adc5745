package examples_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// detection has the memory layout that numpy uses for these fields with align=True:
//
//	np.dtype([("frame", "i8"), ("box", "f4", (2, 2)), ("score", "f4"),
//		("valid", "?")], align=True)
type detection struct {
	Frame int64         `npy:"frame"`
	Box   [2][2]float32 `npy:"box"`
	Score float32       `npy:"score"`
	Valid bool          `npy:"valid"`
}

// Store a slice of structs as a structured array, and view it as structs without a copy.
func Example_structs() {
	db, done := openExample()
	defer done()
	detections := []detection{
		{Frame: 1, Box: [2][2]float32{{0, 0}, {10, 5}}, Score: 0.5, Valid: true},
		{Frame: 1, Box: [2][2]float32{{3, 4}, {30, 40}}, Score: 0.25},
		{Frame: 2, Box: [2][2]float32{{1, 1}, {2, 2}}, Score: 0.75, Valid: true},
	}
	a, err := ndarray.FromStructs(detections, -1)
	check(err)
	check(db.Put("detections", a))
	fmt.Println(a.DType())

	err = db.ViewRaw("detections", func(p *leveldb.Pinned) error {
		a, err := p.Array()
		if err != nil {
			return err
		}
		seen, err := ndarray.ViewStructs[detection](a) // valid until the callback returns
		if err != nil {
			return err
		}
		for i := range seen {
			if d := &seen[i]; d.Valid {
				fmt.Println(d.Frame, d.Score, d.Box[1])
			}
		}
		return nil
	})
	check(err)
	// Output:
	// {'names': ['frame', 'box', 'score', 'valid'], 'formats': ['<i8', ('<f4', (2, 2)), '<f4', '?'], 'offsets': [0, 8, 24, 28], 'itemsize': 32}
	// 1 0.5 [10 5]
	// 2 0.75 [2 2]
}

// Copy a structured array of another layout into structs, field by field, by name. By default,
// numpy packs the fields. It also has strings of fixed size and times, which a Go struct holds as
// string and time.Time.
func Example_structsCopied() {
	db, done := openExample()
	defer done()
	dtype, err := ndarray.ParseDType("[('name', '<U8'), ('seen', '<M8[ms]'), ('position', '>f4', (2,)), ('flags', '|u1')]")
	check(err)
	a, err := ndarray.New(dtype, 2)
	check(err)
	names, err := a.Field("name")
	check(err)
	seen, err := a.Field("seen")
	check(err)
	for i, name := range []string{"Ada", "Grace"} {
		check(names.SetAt(name, i))
		check(seen.SetAt(time.Date(2024, 2, 28+i, 12, 0, 0, 250e6, time.UTC), i))
	}
	check(db.Put("people", a))

	type person struct {
		Name     string
		Seen     time.Time
		Position [2]float32
	} // flags is left out
	stored, err := leveldb.Get[*ndarray.Array](db, "people")
	check(err)
	_, err = ndarray.ViewStructs[person](stored)
	fmt.Println(errors.Is(err, ndarray.ErrView))
	people, err := ndarray.Structs[person](stored)
	check(err)
	for _, p := range people {
		fmt.Println(p.Name, p.Seen, p.Position)
	}
	// Output:
	// true
	// Ada 2024-02-28 12:00:00.25 +0000 UTC [0 0]
	// Grace 2024-02-29 12:00:00.25 +0000 UTC [0 0]
}
