package examples_test

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"gonum.org/v1/gonum/dsp/fourier"
)

// Compute the spectrum of a stored signal. Package fourier is pure Go and reads its input element
// by element, so a view at any address is valid input. The spectrum is written to Go memory.
func Example_complex() {
	db, done := openExample()
	defer done()
	const n = 64
	signal := make([]complex128, n)
	for i := range signal { // 5 turns in one direction, and 12 of half the amplitude in the other
		phase := 2 * math.Pi * float64(i) / n
		signal[i] = cmplx.Exp(complex(0, 5*phase)) + 0.5*cmplx.Exp(complex(0, -12*phase))
	}
	a, err := ndarray.FromSlice(signal, -1)
	check(err)
	check(db.Put("signal", a)) // complex128 in numpy

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
