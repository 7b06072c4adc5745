package summary

import (
	"fmt"
	"math"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Envelope is a line that was made shorter without losing its peaks: the least and the greatest of the finite elements that fall
// into each column; NaN where there are none.
type Envelope struct {
	Low, High []float64
}

// EnvelopeOf gives the envelope of an array of one axis in so many columns, or in one for each element if it has fewer. The error
// wraps ndarray.ErrShape if it has more axes, or no elements, and ndarray.ErrDType if they are no numbers.
func EnvelopeOf(a *ndarray.Array, columns int) (*Envelope, error) {
	if a.NDim() != 1 || a.Size() == 0 {
		return nil, fmt.Errorf("%w: %v is no line with elements", ndarray.ErrShape, a.Shape())
	}
	columns = min(columns, a.Size())
	e := &Envelope{Low: make([]float64, columns), High: make([]float64, columns)}
	for i := range e.Low {
		e.Low[i], e.High[i] = math.NaN(), math.NaN()
	}
	column, filled := 0, 0
	err := Floats(a, func(block []float64) {
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
	})
	return e, err
}
