package summary

import (
	"math"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
)

// Summary is what is in an array. What does not apply to its dtype is nil or 0.
type Summary struct {
	// Numbers says that NaNs, Infs, Mean, Std apply: the elements are bools (1 is true), integers, floats, or complex numbers, of
	// which the magnitude counts.
	Numbers bool
	// Missing is the number of elements that are NaN or NaT. All that follows leaves them out, as numpy.nanmin and its kin do.
	Missing int
	Infs    int
	// Min and Max are the least and the greatest element, of a type that ndarray's SetAt takes: int64, uint64, float16.Float16,
	// float32, float64, Datetime64, Timedelta64. Of complex numbers it is the magnitude, a float64. nil if there is none.
	Min, Max any
	// Low and High are the least and the greatest finite element, counts in datetimes; NaN if there is none.
	Low, High float64
	Mean, Std float64    // NaN if there is none; Std divides by the number of elements, as numpy's does
	True      int        // of bools
	Histogram *Histogram // of numbers, and of the counts of datetimes and timedeltas; nil if nothing is finite
	Texts     *Texts     // of bytes and text
	Fields    []Field    // of structures
}

// Field is the summary of one field of a structured array.
type Field struct {
	Name  string
	Array *ndarray.Array // borrows the memory of the whole
	*Summary
}

// Of sums up an array. bins is the number of bins of histograms; with 0 there are none.
func Of(a *ndarray.Array, bins int) (*Summary, error) {
	s := &Summary{Low: math.NaN(), High: math.NaN(), Mean: math.NaN(), Std: math.NaN()}
	kind := a.DType().Kind()
	var err error
	switch {
	case a.NBytes() == 0: // of a dtype without bytes there may be any number of elements
		s.Numbers = Numeric(a.DType())
	case Numeric(a.DType()):
		s.Numbers = true
		err = s.numbers(inMemoryOrder(a), bins)
	case kind == ndarray.KindDatetime, kind == ndarray.KindTimedelta:
		err = s.times(inMemoryOrder(a), bins)
	case kind == ndarray.KindBytes, kind == ndarray.KindString:
		s.Texts, err = textsOf(inMemoryOrder(a))
	default:
		err = s.fields(a, bins)
	}
	return s, err
}

// numbers fills in what is to say of numbers.
func (s *Summary) numbers(a *ndarray.Array, bins int) error {
	m, err := measure(a)
	if err != nil {
		return err
	}
	s.Missing, s.Infs, s.Mean, s.Std = m.missing, m.negative+m.positive, m.mean(), m.std()
	if m.finite > 0 {
		s.Low, s.High = m.low, m.high
	}
	if s.Histogram, err = histogramOf(a, m, bins); err != nil || a.Size() == m.missing {
		return err
	}
	switch d := a.DType(); {
	case d.Kind() == ndarray.KindBool:
		s.True = int(m.sum + m.lost)
	case d.Kind() == ndarray.KindInt && d.ItemSize() == 8:
		s.Min, s.Max, err = between(extremes(a, func(int64) bool { return false }))
	case d.Kind() == ndarray.KindInt:
		s.Min, s.Max = int64(m.low), int64(m.high)
	case d.Kind() == ndarray.KindUint && d.ItemSize() == 8:
		s.Min, s.Max, err = between(extremes(a, func(uint64) bool { return false }))
	case d.Kind() == ndarray.KindUint:
		s.Min, s.Max = uint64(m.low), uint64(m.high)
	case d.Kind() == ndarray.KindFloat && d.ItemSize() == 2:
		s.Min, s.Max = float16.Fromfloat32(float32(m.min())), float16.Fromfloat32(float32(m.max()))
	case d.Kind() == ndarray.KindFloat && d.ItemSize() == 4:
		s.Min, s.Max = float32(m.min()), float32(m.max())
	default:
		s.Min, s.Max = m.min(), m.max()
	}
	return err
}

// between makes values of any type of what extremes gives.
func between[T int64 | uint64](low, high T, ok bool, err error) (lowest, highest any, _ error) {
	if !ok {
		return nil, nil, err
	}
	return low, high, err
}

// times fills in what is to say of datetimes and timedeltas.
func (s *Summary) times(a *ndarray.Array, bins int) error {
	m, err := measure(a)
	if err != nil {
		return err
	}
	s.Missing = m.missing
	if s.Histogram, err = histogramOf(a, m, bins); err != nil {
		return err
	}
	low, high, ok, err := extremes(a, func(count int64) bool { return count == ndarray.NaT })
	if err == nil && ok {
		s.Low, s.High = m.low, m.high
		s.Min, s.Max = Time(a.DType(), low), Time(a.DType(), high)
	}
	return err
}

// Time returns the element of a datetime or timedelta dtype that has a count.
func Time(d ndarray.DType, count int64) any {
	unit, multiple := d.Unit()
	if d.Kind() == ndarray.KindTimedelta {
		return ndarray.Timedelta64{Count: count, Unit: unit, Multiple: multiple}
	}
	return ndarray.Datetime64{Count: count, Unit: unit, Multiple: multiple}
}

// TimeAt is Time for a count that was computed, as the edge of a histogram: the nearest that there
// is.
func TimeAt(d ndarray.DType, count float64) any {
	switch {
	case count >= math.MaxInt64:
		return Time(d, math.MaxInt64)
	case count <= math.MinInt64:
		return Time(d, math.MinInt64+1) // the one below is NaT
	}
	return Time(d, int64(count))
}

func (s *Summary) fields(a *ndarray.Array, bins int) error {
	for _, f := range a.DType().Fields() {
		field, err := a.Field(f.Name)
		if err != nil {
			return err
		}
		sum, err := Of(field, bins)
		if err != nil {
			return err
		}
		s.Fields = append(s.Fields, Field{Name: f.Name, Array: field, Summary: sum})
	}
	return nil
}
