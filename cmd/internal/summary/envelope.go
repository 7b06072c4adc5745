package summary

import (
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Envelope is a shortened line that keeps its peaks: the smallest and the largest of the finite
// elements in each column, or NaN if there are none.
type Envelope struct {
	Low, High []float64
}

// EnvelopeOf returns the envelope of an array of one axis in the given number of columns, or one
// per element if it has fewer. The error wraps ndarray.ErrShape if the array has more axes, or no
// elements, and ndarray.ErrDType if they are not numbers.
func EnvelopeOf(a *ndarray.Array, columns int) (*Envelope, error) {
	if a.NDim() != 1 || a.Size() == 0 {
		return nil, fmt.Errorf("%w: the shape %v is not that of a line with elements", ndarray.ErrShape, a.Shape())
	}
	columns = min(columns, a.Size())
	e := &Envelope{Low: make([]float64, columns), High: make([]float64, columns)}
	for i := range e.Low {
		e.Low[i], e.High[i] = math.NaN(), math.NaN()
	}
	blocks, err := a.Floats()
	if err != nil {
		return nil, err
	}
	column, filled := 0, 0
	for block := range blocks {
		for _, x := range block {
			if isFinite(x) {
				if !(x >= e.Low[column]) {
					e.Low[column] = x
				}
				if !(x <= e.High[column]) {
					e.High[column] = x
				}
			}
			if filled += columns; filled >= a.Size() {
				filled -= a.Size()
				column++
			}
		}
	}
	return e, nil
}
