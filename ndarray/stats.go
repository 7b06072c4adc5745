package ndarray

import (
	"math"
	"slices"
)

// Stats accumulates statistics of numbers in float64, in one pass over any number of arrays:
//
//	var s ndarray.Stats
//	err := s.Add(a) // once for each array
//	fmt.Println(s.Min(), s.Max(), s.Mean(), s.Std(), s.CountNaN())
//
// NaN and NaT are counted and otherwise ignored, as in numpy's nanmin, nanmax, nanmean and nanstd.
// Array.Min and Array.Max return exact elements and propagate NaN.
//
// Sums are compensated, so their error does not grow with the number of elements. numpy sums
// pairwise, in float32 for float16 and float32, so its results can differ in the last digits.
//
// The zero Stats has no numbers and is ready to use. A Stats must not be used by multiple
// goroutines at once.
type Stats struct {
	nans               int // NaN, NaT
	negative, positive int // infinities

	// For the finite numbers: their count, their extremes, their sum with the rounding error
	// (Neumaier's), their mean, and the sum of squared differences from it. Runs are combined as in
	// Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
	// variances", 1979.
	finite          int
	low, high       float64
	sum, lost       float64
	center, squares float64
}

// Add adds the elements of an array as Floats represents them: bools as 0 and 1, complex numbers as
// their magnitudes, datetimes and timedeltas as their counts. It reads them in place, in any order
// in memory. The error wraps ErrDType for other dtypes, and s is then unchanged.
func (s *Stats) Add(a *Array) error {
	blocks, err := a.inMemoryOrder().Floats()
	if err != nil {
		return err
	}
	for block := range blocks {
		for run := range slices.Chunk(block, runLength) {
			s.addRun(run)
		}
	}
	return nil
}

// runLength is the number of elements that are summed without compensation. It is small, because
// the error grows with it.
const runLength = 128

func (s *Stats) addRun(run []float64) {
	if s.finite == 0 {
		s.low, s.high = math.Inf(1), math.Inf(-1)
	}
	n, sum := 0, 0.0
	low, high := s.low, s.high
	for _, x := range run {
		switch {
		case isFinite(x):
			n++
			sum += x
			if x < low {
				low = x
			}
			if x > high {
				high = x
			}
		case x != x:
			s.nans++
		case x < 0:
			s.negative++
		default:
			s.positive++
		}
	}
	s.low, s.high = low, high
	if n == 0 {
		return
	}
	center, squares := sum/float64(n), 0.0
	for _, x := range run {
		if d := x - center; isFinite(d) {
			squares += d * d
		}
	}
	total := float64(s.finite + n)
	d := center - s.center
	s.squares += squares + d*d*float64(s.finite)*float64(n)/total
	s.center += d * float64(n) / total
	s.finite += n

	t := s.sum + sum
	if math.Abs(s.sum) >= math.Abs(sum) {
		s.lost += s.sum - t + sum
	} else {
		s.lost += sum - t + s.sum
	}
	s.sum = t
}

func isFinite(x float64) bool { return x-x == 0 }

// Count returns the number of elements that are neither NaN nor NaT.
func (s *Stats) Count() int { return s.finite + s.negative + s.positive }

// CountNaN returns the number of elements that are NaN or NaT: numpy.isnan(a).sum().
func (s *Stats) CountNaN() int { return s.nans }

// CountInf returns the number of infinite elements: numpy.isinf(a).sum().
func (s *Stats) CountInf() int { return s.negative + s.positive }

// Min returns the smallest number, which may be infinite: numpy.nanmin. It returns NaN if there are
// no numbers.
func (s *Stats) Min() float64 {
	switch {
	case s.negative > 0:
		return math.Inf(-1)
	case s.finite > 0:
		return s.low
	case s.positive > 0:
		return math.Inf(1)
	}
	return math.NaN()
}

// Max returns the largest number, which may be infinite: numpy.nanmax. It returns NaN if there are
// no numbers.
func (s *Stats) Max() float64 {
	switch {
	case s.positive > 0:
		return math.Inf(1)
	case s.finite > 0:
		return s.high
	case s.negative > 0:
		return math.Inf(-1)
	}
	return math.NaN()
}

// FiniteRange returns the smallest and the largest finite number, for example for the axis of a
// chart. It returns NaN if there are none.
func (s *Stats) FiniteRange() (low, high float64) {
	if s.finite == 0 {
		return math.NaN(), math.NaN()
	}
	return s.low, s.high
}

// Sum returns the sum of the numbers: numpy.nansum. It is infinite or NaN if there are infinite
// numbers, and infinite if it overflows float64.
func (s *Stats) Sum() float64 {
	switch {
	case s.negative > 0 && s.positive > 0:
		return math.NaN()
	case s.negative > 0:
		return math.Inf(-1)
	case s.positive > 0:
		return math.Inf(1)
	}
	if !isFinite(s.sum) { // then lost is NaN
		return s.sum
	}
	return s.sum + s.lost
}

// Mean returns the mean of the numbers: numpy.nanmean. It is infinite or NaN if the sum is. It
// returns NaN if there are no numbers.
func (s *Stats) Mean() float64 { return s.Sum() / float64(s.Count()) }

// Std returns the standard deviation, with the number of elements as divisor: numpy.nanstd. It
// returns NaN if there are no numbers, or infinite ones.
func (s *Stats) Std() float64 {
	if s.CountInf() > 0 || s.finite == 0 {
		return math.NaN()
	}
	return math.Sqrt(s.squares / float64(s.finite))
}
