package examples_test

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"gonum.org/v1/gonum/dsp/fourier"
)

// The spectrum of a stored signal. Package fourier is written in Go alone and reads its input element by element, so that it
// takes a view at any address; the spectrum lies in memory of our own.
func Example_complex() {
	db, done := openExample()
	defer done()
	const n = 64
	signal := make([]complex128, n)
	for i := range signal { // 5 turns one way, and half as strong 12 the other way
		phase := 2 * math.Pi * float64(i) / n
		signal[i] = cmplx.Exp(complex(0, 5*phase)) + 0.5*cmplx.Exp(complex(0, -12*phase))
	}
	a, err := ndarray.FromSlice(signal, -1)
	check(err)
	check(db.Put("signal", a)) // complex128 for numpy

	spectrum := make([]complex128, n)
	transform := fourier.NewCmplxFFT(n)
	err = leveldb.View(db, "signal", func(elements []complex128, _ []int) error {
		if len(elements) != n {
			return fmt.Errorf("%d samples, not %d", len(elements), n)
		}
		transform.Coefficients(spectrum, elements)
		return nil
	})
	check(err)
	for i, c := range spectrum {
		if cmplx.Abs(c) > 1e-9 {
			fmt.Printf("frequency %.0f: %.2f\n", transform.Freq(i)*n, cmplx.Abs(c)/n)
		}
	}

	result, err := ndarray.FromSlice(spectrum, -1)
	check(err)
	check(db.Put("spectrum", result))
	power, err := leveldb.Get[*ndarray.Array](db, "spectrum")
	check(err)
	fmt.Println(power.DType(), power.Shape())
	// Output:
	// frequency 5: 1.00
	// frequency -12: 0.50
	// complex128 [64]
}
