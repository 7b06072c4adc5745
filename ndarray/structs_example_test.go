package ndarray_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/openleveldb/openleveldb/ndarray"
)

// reading has the memory layout of numpy's np.dtype([("sensor", "i4"), ("value", "f8"), ("ok",
// "?")], align=True).
type reading struct {
	Sensor int32   `npy:"sensor"`
	Value  float64 `npy:"value"`
	OK     bool    `npy:"ok"`
}

// Convert a slice of structs to a structured array and back, without a copy.
func ExampleFromStructs() {
	a, err := ndarray.FromStructs([]reading{{7, 21.5, true}, {9, -3, false}}, -1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a)
	npy, err := a.AppendNPY(nil)
	if err != nil {
		log.Fatal(err)
	}

	b, err := ndarray.Decode(npy)
	if err != nil {
		log.Fatal(err)
	}
	readings, err := ndarray.ViewStructs[reading](b)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", readings[1])
	// Output:
	// [(7, 21.5,  True) (9, -3. , False)]
	// {Sensor:9 Value:-3 OK:false}
}

// numpy's default layout is packed, without alignment, so its elements can only be copied. Text
// must always be copied.
func ExampleStructs() {
	dtype, err := ndarray.ParseDType("[('sensor', '<i4'), ('value', '<f8'), ('ok', '|b1'), ('place', '<U5')]")
	if err != nil {
		log.Fatal(err)
	}
	a, err := ndarray.New(dtype, 1)
	if err != nil {
		log.Fatal(err)
	}
	place, err := a.Field("place")
	if err != nil {
		log.Fatal(err)
	}
	if err := place.SetAt("attic", 0); err != nil {
		log.Fatal(err)
	}

	_, err = ndarray.ViewStructs[reading](a)
	fmt.Println(errors.Is(err, ndarray.ErrView))
	readings, err := ndarray.Structs[struct {
		reading
		Place string
	}](a)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", readings[0])
	// Output:
	// true
	// {reading:{Sensor:0 Value:0 OK:false} Place:attic}
}
