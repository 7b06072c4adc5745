package ndarray_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/ndarray"
)

// The smallest and largest element, the mean, and the number of NaN, as numpy computes them.
func ExampleArray_Min() {
	a, err := ndarray.FromSlice([]float32{2.5, -1, 4, 0.5}, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	low, err := a.Min()
	if err != nil {
		log.Fatal(err)
	}
	high, err := a.Max()
	if err != nil {
		log.Fatal(err)
	}
	mean, err := a.Mean()
	if err != nil {
		log.Fatal(err)
	}
	nans, err := a.CountNaN()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T %v to %v, mean %v, %d NaN\n", low, low, high, mean, nans)

	empty, err := ndarray.New(ndarray.Float32, 0, 3)
	if err != nil {
		log.Fatal(err)
	}
	_, err = empty.Min()
	fmt.Println(err)
	// Output:
	// float32 -1 to 4, mean 1.5, 0 NaN
	// ndarray: min: invalid shape: array of shape (0, 3) has no elements
}

// The mean and the standard deviation of the numbers in several arrays, such as to normalize them.
func ExampleStats() {
	days := [][]float64{{1, 2, math.NaN()}, {3}, {4, 5, 6}}
	var s ndarray.Stats
	for _, day := range days {
		a, err := ndarray.FromSlice(day, -1)
		if err != nil {
			log.Fatal(err)
		}
		if err := s.Add(a); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%d numbers from %g to %g, mean %g, std %.3f, %d NaN\n", s.Count(), s.Min(), s.Max(), s.Mean(), s.Std(), s.CountNaN())
	// Output:
	// 6 numbers from 1 to 6, mean 3.5, std 1.708, 1 NaN
}

// Sum the elements of a large array without a copy of it, whatever its dtype and order.
func ExampleArray_Floats() {
	a, err := ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		log.Fatal(err)
	}
	blocks, err := a.Transpose().Floats()
	if err != nil {
		log.Fatal(err)
	}
	sum := 0.
	for block := range blocks {
		for _, x := range block {
			sum += x
		}
	}
	fmt.Println(sum)
	// Output:
	// 21
}

// Iterate over the rows of a matrix.
func ExampleArray_Rows() {
	a, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		log.Fatal(err)
	}
	for i, row := range a.Rows() {
		v, err := ndarray.View[float32](row) // no copy
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(i, v)
	}
	// Output:
	// 0 [1 2 3]
	// 1 [4 5 6]
}

// Save several arrays one after another, and load them until there are no more.
func ExampleLoad() {
	var file bytes.Buffer // or an *os.File
	for i := range 3 {
		a, err := ndarray.FromSlice([]int64{int64(i), 10}, -1)
		if err != nil {
			log.Fatal(err)
		}
		if err := ndarray.Save(&file, a); err != nil {
			log.Fatal(err)
		}
	}
	r := bufio.NewReader(&file)
	for {
		a, err := ndarray.Load(r)
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(a)
	}
	// Output:
	// [ 0 10]
	// [ 1 10]
	// [ 2 10]
}

// Write an .npz archive for numpy.load, and read it back by name.
func ExampleNPZ() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "example.npz")
	if err := writeArchive(path); err != nil {
		log.Fatal(err)
	}
	z, err := ndarray.OpenNPZ(path)
	if err != nil {
		log.Fatal(err)
	}
	defer z.Close()
	for _, name := range z.Names() {
		a, err := z.Get(name)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, a)
	}
	// Output:
	// weights [0.5  0.25]
	// steps [100 200 300]
}

func writeArchive(path string) (err error) {
	weights, err := ndarray.FromSlice([]float32{0.5, 0.25}, -1)
	if err != nil {
		return err
	}
	steps, err := ndarray.FromSlice([]int64{100, 200, 300}, -1)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := ndarray.NewNPZWriter(f, &ndarray.NPZOptions{Compress: true})
	if err := z.Save("weights", weights); err != nil {
		return err
	}
	if err := z.Save("steps", steps); err != nil {
		return err
	}
	return z.Close()
}

// Map a file of any size, and read the elements that are needed.
func ExampleOpenMapped() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "example.npy")
	a, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 3, 2)
	if err != nil {
		log.Fatal(err)
	}
	npy, err := a.AppendNPY(nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(path, npy, 0o600); err != nil {
		log.Fatal(err)
	}

	m, err := ndarray.OpenMapped(path)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close() // v is valid until then
	v, err := ndarray.View[float32](m.Array())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Array().Shape(), v[4:])
	// Output:
	// [3 2] [5 6]
}
