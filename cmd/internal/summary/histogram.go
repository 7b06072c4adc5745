package summary

import (
	"math"
	"sort"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Histogram counts the finite elements in bins of equal width, as numpy.histogram does. Bin i holds
// Edges[i] <= x < Edges[i+1]; the last bin includes its upper edge. There is one more edge than
// counts.
type Histogram struct {
	Counts []int
	Edges  []float64
	// Times holds the edges of datetimes and timedeltas, as counts, which float64 would round. It is
	// nil for other dtypes. Edges then holds the distances to the first of them.
	Times []int64
}

// newHistogram returns empty bins from the smallest to the largest element, which must be finite.
func newHistogram(low, high float64, bins int) *Histogram {
	if low == high { // numpy chooses the width this way
		low, high = low-0.5, high+0.5
	}
	if low == high { // too large for 0.5 to make a difference
		low = max(math.Nextafter(low, math.Inf(-1)), -math.MaxFloat64)
		high = min(math.Nextafter(high, math.Inf(1)), math.MaxFloat64)
	}
	h := &Histogram{Counts: make([]int, bins), Edges: make([]float64, bins+1)}
	step := (high - low) / float64(bins)
	for i := range h.Edges {
		// The conversion rounds the product, even where a processor could fuse both operations.
		h.Edges[i] = float64(float64(i)*step) + low
		if math.IsInf(step, 0) { // the range overflows float64
			part := float64(i) / float64(bins)
			h.Edges[i] = low*(1-part) + high*part
		}
	}
	h.Edges[bins] = high
	return h
}

// add counts the finite elements of a block. The division can be off by one bin; the edges correct
// that.
func (h *Histogram) add(block []float64) {
	last := len(h.Counts) - 1
	low := h.Edges[0]
	perUnit := float64(len(h.Counts)) / (h.Edges[last+1] - low)
	if perUnit == 0 || math.IsInf(perUnit, 0) { // the range overflows float64, or is close to zero
		h.addBySearch(block)
		return
	}
	for _, x := range block {
		if !isFinite(x) {
			continue
		}
		bin := min(int((x-low)*perUnit), last)
		if x < h.Edges[bin] {
			bin--
		} else if bin < last && x >= h.Edges[bin+1] {
			bin++
		}
		h.Counts[bin]++
	}
}

// addBySearch is like add, but finds bins by binary search instead of division.
func (h *Histogram) addBySearch(block []float64) {
	inner := h.Edges[1:len(h.Counts)]
	for _, x := range block {
		if isFinite(x) {
			h.Counts[sort.Search(len(inner), func(i int) bool { return x < inner[i] })]++
		}
	}
}

// histogramOf counts the elements of an array whose statistics are known. It returns nil if no
// element is finite.
func histogramOf(a *ndarray.Array, s *ndarray.Stats, bins int) (*Histogram, error) {
	low, high := s.FiniteRange()
	if !isFinite(low) || bins < 1 {
		return nil, nil
	}
	blocks, err := a.Floats()
	if err != nil {
		return nil, err
	}
	h := newHistogram(low, high, bins)
	for block := range blocks {
		h.add(block)
	}
	return h, nil
}

func isFinite(x float64) bool { return x-x == 0 }
