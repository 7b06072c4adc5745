package ndarray_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Create an array from a Go slice, encode it as a .npy file, and decode it.
func Example() {
	a, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6.5}, 2, 3)
	if err != nil {
		log.Fatal(err)
	}
	npy, err := a.AppendNPY(nil)
	if err != nil {
		log.Fatal(err)
	}
	b, err := ndarray.Decode(npy)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(npy), b.DType(), b.Shape(), b.Equal(a))
	fmt.Println(b)
	// Output:
	// 152 float32 [2 3] true
	// [[1.  2.  3. ]
	//  [4.  5.  6.5]]
}

// There are three ways to read elements: in place, as a copy, and as a copy into an existing slice.
func ExampleView() {
	a, err := ndarray.FromSlice([]int64{1, 2, 3}, -1)
	if err != nil {
		log.Fatal(err)
	}
	view, err := ndarray.View[int64](a)
	if err != nil {
		log.Fatal(err)
	}
	values, err := ndarray.Values[int64](a)
	if err != nil {
		log.Fatal(err)
	}
	dst := make([]int64, 8)
	n, err := ndarray.CopyInto(dst, a)
	if err != nil {
		log.Fatal(err)
	}
	view[0] = 100 // changes the array
	fmt.Println(a, values, dst[:n])

	_, err = ndarray.View[float64](a)
	fmt.Println(err)
	// Output:
	// [100   2   3] [1 2 3] [1 2 3]
	// ndarray: view: invalid dtype: elements are int64, not float64 (float64)
}

// An array in Fortran order cannot be viewed, because its elements are stored column by column. Its
// transpose can.
func ExampleArray_Transpose() {
	a, err := ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		log.Fatal(err)
	}
	f := a.Transpose()
	_, err = ndarray.View[int16](f)
	fmt.Println(errors.Is(err, ndarray.ErrView))
	view, err := ndarray.View[int16](f.Transpose())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f)
	fmt.Println(view)
	// Output:
	// true
	// [[1 4]
	//  [2 5]
	//  [3 6]]
	// [1 2 3 4 5 6]
}

// Read structured elements by field and by record.
func ExampleArray_Field() {
	dtype, err := ndarray.ParseDType("[('name', '<U8'), ('position', '<f8', (2,)), ('seen', '<M8[D]')]")
	if err != nil {
		log.Fatal(err)
	}
	a, err := ndarray.New(dtype, 2)
	if err != nil {
		log.Fatal(err)
	}
	names, err := a.Field("name")
	if err != nil {
		log.Fatal(err)
	}
	seen, err := a.Field("seen")
	if err != nil {
		log.Fatal(err)
	}
	for i, name := range []string{"Ada", "Grace"} {
		if err := names.SetAt(name, i); err != nil {
			log.Fatal(err)
		}
		if err := seen.SetAt(time.Date(2024, 2, 28+i, 0, 0, 0, 0, time.UTC), i); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(names, seen)
	value, err := a.At(1)
	if err != nil {
		log.Fatal(err)
	}
	name, err := value.(ndarray.Record).Field("name")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(name)
	fmt.Println(value)
	// Output:
	// ['Ada' 'Grace'] ['2024-02-28' '2024-02-29']
	// Grace
	// ('Grace', [0., 0.], '2024-02-29')
}

// Large arrays are abbreviated when printed, as by numpy.
func ExampleArray_String() {
	data := make([]int32, 10_000)
	for i := range data {
		data[i] = int32(i)
	}
	a, err := ndarray.FromSlice(data, 100, 100)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a)
	// Output:
	// [[   0    1    2 ...   97   98   99]
	//  [ 100  101  102 ...  197  198  199]
	//  [ 200  201  202 ...  297  298  299]
	//  ...
	//  [9700 9701 9702 ... 9797 9798 9799]
	//  [9800 9801 9802 ... 9897 9898 9899]
	//  [9900 9901 9902 ... 9997 9998 9999]]
}
