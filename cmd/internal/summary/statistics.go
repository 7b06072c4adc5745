package summary

import (
	"math"
	"slices"

	"github.com/openleveldb/openleveldb/ndarray"
)

// statistics holds the results of one pass over the elements of an array as float64.
type statistics struct {
	missing            int // NaN, NaT
	negative, positive int // infinities

	// For the finite elements: their number, their extremes, their sum with the rounding error
	// (Neumaier's), their mean, and the sum of squared differences from it. Runs are combined as in
	// Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
	// variances", 1979.
	finite          int
	low, high       float64
	sum, lost       float64
	center, squares float64
}

func measure(a *ndarray.Array) (*statistics, error) {
	s := &statistics{low: math.Inf(1), high: math.Inf(-1)}
	return s, Floats(a, s.add)
}

// run is the number of elements that are summed plainly. It is small, because the error grows with
// it.
const run = 128

func (s *statistics) add(block []float64) {
	for part := range slices.Chunk(block, run) {
		s.addRun(part)
	}
}

func (s *statistics) addRun(block []float64) {
	n, sum := 0, 0.0
	low, high := s.low, s.high
	for _, x := range block {
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
			s.missing++
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
	for _, x := range block {
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

// min and max return the extremes, including infinities. They return NaN if all elements are
// missing.
func (s *statistics) min() float64 {
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

func (s *statistics) max() float64 {
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

// mean returns the mean. It is infinite or NaN if there are infinities among the elements, and
// infinite if the sum overflows float64, as in numpy.
func (s *statistics) mean() float64 {
	switch {
	case s.negative > 0 && s.positive > 0, s.negative+s.positive+s.finite == 0:
		return math.NaN()
	case s.negative > 0:
		return math.Inf(-1)
	case s.positive > 0:
		return math.Inf(1)
	}
	if !isFinite(s.sum) { // then lost is NaN
		return s.sum
	}
	return (s.sum + s.lost) / float64(s.finite)
}

// std returns the standard deviation with the number of elements as divisor, numpy's default.
func (s *statistics) std() float64 {
	if s.negative+s.positive > 0 || s.finite == 0 {
		return math.NaN()
	}
	return math.Sqrt(s.squares / float64(s.finite))
}

// extremes returns the smallest and the largest of 64-bit integers, which float64 could round. It
// ignores elements for which skip returns true. ok is false if there are no others.
func extremes[T int64 | uint64](a *ndarray.Array, skip func(T) bool) (low, high T, ok bool, err error) {
	err = blocks(a, func(block []T) {
		for _, x := range block {
			switch {
			case skip(x):
			case !ok:
				low, high, ok = x, x, true
			case x < low:
				low = x
			case x > high:
				high = x
			}
		}
	})
	return low, high, ok, err
}
