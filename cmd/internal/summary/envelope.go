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
	f := newFiller(a.Size(), columns)
	blocks, err := a.Floats()
	if err != nil {
		return nil, err
	}
	for block := range blocks {
		for _, x := range block {
			f.add(x)
		}
	}
	return &f.Envelope, nil
}

// TimeEnvelopeOf is EnvelopeOf for datetimes and timedeltas that are not less than first. Its numbers
// are the differences to first, because float64 would round the counts themselves.
func TimeEnvelopeOf(a *ndarray.Array, first int64, columns int) (*Envelope, error) {
	if a.NDim() != 1 || a.Size() == 0 {
		return nil, fmt.Errorf("%w: the shape %v is not that of a line with elements", ndarray.ErrShape, a.Shape())
	}
	f := newFiller(a.Size(), columns)
	err := eachCount(a, func(count int64) {
		if count == ndarray.NaT {
			f.add(math.NaN())
		} else {
			f.add(float64(uint64(count) - uint64(first)))
		}
	})
	return &f.Envelope, err
}

// filler fills an envelope with the elements of a line, in order.
type filler struct {
	Envelope
	size           int
	column, filled int
}

func newFiller(size, columns int) *filler {
	columns = min(columns, size)
	f := &filler{Envelope: Envelope{Low: make([]float64, columns), High: make([]float64, columns)}, size: size}
	for i := range f.Low {
		f.Low[i], f.High[i] = math.NaN(), math.NaN()
	}
	return f
}

func (f *filler) add(x float64) {
	if isFinite(x) {
		if !(x >= f.Low[f.column]) {
			f.Low[f.column] = x
		}
		if !(x <= f.High[f.column]) {
			f.High[f.column] = x
		}
	}
	if f.filled += len(f.Low); f.filled >= f.size {
		f.filled -= f.size
		f.column++
	}
}
