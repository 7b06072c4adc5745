package summary

import (
	"math"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/x448/float16"
)

// Summary describes the contents of an array. Fields that do not apply to its dtype are nil or 0.
type Summary struct {
	// Numbers is set if NaNs, Infs, Mean and Std apply: the elements are bools (1 is true),
	// integers, floats, or complex numbers, whose magnitude is used.
	Numbers bool
	// Missing is the number of elements that are NaN or NaT. The fields below ignore them, as
	// numpy.nanmin and similar functions do.
	Missing int
	Infs    int
	// Min and Max are the smallest and the largest element, as a type that ndarray's SetAt accepts:
	// int64, uint64, float16.Float16, float32, float64, Datetime64, Timedelta64. For complex
	// numbers they are magnitudes, of type float64. They are nil if there is no such element.
	Min, Max any
	// Low and High are the smallest and the largest finite element, or count of a datetime. They
	// are NaN if there is none.
	Low, High float64
	// Mean and Std are NaN if there are no elements. Std divides by their number, as numpy does.
	Mean, Std float64
	True      int // number of true bools
	// Histogram counts numbers, or the counts of datetimes and timedeltas. It is nil if nothing is
	// finite.
	Histogram *Histogram
	Texts     *Texts  // of bytes and text
	Fields    []Field // of structures
}

// Field is the summary of one field of a structured array.
type Field struct {
	Name  string
	Array *ndarray.Array // borrows the memory of the structured array
	*Summary
}

// Numeric reports whether an array has numbers: bools, integers, floats, and complex numbers, whose
// magnitude is used. Long doubles are not numeric here, because a file does not record their
// format.
func Numeric(d ndarray.DType) bool {
	switch d.Kind() {
	case ndarray.KindBool, ndarray.KindInt, ndarray.KindUint:
		return true
	case ndarray.KindFloat:
		return d.ItemSize() <= 8
	case ndarray.KindComplex:
		return d.ItemSize() <= 16
	}
	return false
}

// inMemoryOrder returns the transpose of an array that is only in Fortran order, so that reading it
// in C order reads memory from start to end. It returns other arrays unchanged.
func inMemoryOrder(a *ndarray.Array) *ndarray.Array {
	if a.FContiguous() && !a.CContiguous() {
		return a.Transpose()
	}
	return a
}

// Of summarizes an array. bins is the number of bins of histograms; 0 means no histograms.
func Of(a *ndarray.Array, bins int) (*Summary, error) {
	s := &Summary{Low: math.NaN(), High: math.NaN(), Mean: math.NaN(), Std: math.NaN()}
	kind := a.DType().Kind()
	var err error
	switch {
	case a.NBytes() == 0: // a dtype without bytes can have any number of elements
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

// numbers sets the fields for numbers.
func (s *Summary) numbers(a *ndarray.Array, bins int) error {
	var m ndarray.Stats
	if err := m.Add(a); err != nil {
		return err
	}
	s.Missing, s.Infs, s.Mean, s.Std = m.CountNaN(), m.CountInf(), m.Mean(), m.Std()
	s.Low, s.High = m.FiniteRange()
	var err error
	if s.Histogram, err = histogramOf(a, &m, bins); err != nil || m.Count() == 0 {
		return err
	}
	switch d := a.DType(); {
	case d.Kind() == ndarray.KindBool:
		s.True = int(m.Sum())
	case d.Kind() == ndarray.KindInt && d.ItemSize() < 8:
		s.Min, s.Max = int64(m.Min()), int64(m.Max())
	case d.Kind() == ndarray.KindUint && d.ItemSize() < 8:
		s.Min, s.Max = uint64(m.Min()), uint64(m.Max())
	case d.Kind() == ndarray.KindInt, d.Kind() == ndarray.KindUint: // float64 could round them
		return s.extremes(a)
	case d.Kind() == ndarray.KindFloat && d.ItemSize() == 2:
		s.Min, s.Max = float16.Fromfloat32(float32(m.Min())), float16.Fromfloat32(float32(m.Max()))
	case d.Kind() == ndarray.KindFloat && d.ItemSize() == 4:
		s.Min, s.Max = float32(m.Min()), float32(m.Max())
	default:
		s.Min, s.Max = m.Min(), m.Max()
	}
	return nil
}

// times sets the fields for datetimes and timedeltas.
func (s *Summary) times(a *ndarray.Array, bins int) error {
	var m ndarray.Stats
	if err := m.Add(a); err != nil {
		return err
	}
	s.Missing = m.CountNaN()
	if m.Count() == 0 {
		return nil
	}
	s.Low, s.High = m.FiniteRange()
	err := s.extremes(a)
	if err == nil && bins > 0 {
		s.Histogram, err = timeHistogramOf(a, CountOf(s.Min), CountOf(s.Max), bins)
	}
	return err
}

// extremes sets Min and Max to elements.
func (s *Summary) extremes(a *ndarray.Array) (err error) {
	if s.Min, err = a.NaNMin(); err == nil {
		s.Max, err = a.NaNMax()
	}
	return err
}

// Time returns the element with the given count of a datetime or timedelta dtype.
func Time(d ndarray.DType, count int64) any {
	unit, multiple := d.Unit()
	if d.Kind() == ndarray.KindTimedelta {
		return ndarray.Timedelta64{Count: count, Unit: unit, Multiple: multiple}
	}
	return ndarray.Datetime64{Count: count, Unit: unit, Multiple: multiple}
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
