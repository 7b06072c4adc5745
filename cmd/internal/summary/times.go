package summary

import (
	"math/bits"

	"github.com/openleveldb/openleveldb/ndarray"
)

// timeHistogramOf counts the datetimes or timedeltas of an array between two of them, exactly. There
// are fewer bins than requested if there are not as many different counts.
func timeHistogramOf(a *ndarray.Array, low, high int64, bins int) (*Histogram, error) {
	span := uint64(high) - uint64(low) // also right if the difference overflows int64
	bins = int(min(uint64(bins), max(span, 1)))
	h := &Histogram{Counts: make([]int, bins), Edges: make([]float64, bins+1), Times: make([]int64, bins+1)}
	for i := range h.Times {
		// The smallest count that is not less than the edge: counts between two edges are those
		// between their rounded values.
		product, low64 := bits.Mul64(span, uint64(i))
		offset, rest := bits.Div64(product, low64, uint64(bins))
		if rest > 0 {
			offset++
		}
		h.Times[i], h.Edges[i] = int64(uint64(low)+offset), float64(offset)
	}
	err := eachCount(a, func(count int64) {
		if count == ndarray.NaT {
			return
		}
		bin := bins - 1
		if offset := uint64(count) - uint64(low); offset < span {
			product, low64 := bits.Mul64(offset, uint64(bins))
			quotient, _ := bits.Div64(product, low64, span)
			bin = int(quotient)
		}
		h.Counts[bin]++
	})
	return h, err
}

// eachCount calls do with the count of every datetime or timedelta of an array.
func eachCount(a *ndarray.Array, do func(count int64)) error {
	if a.CContiguous() {
		flat, err := a.Reshape(-1)
		if err != nil {
			return err
		}
		a = flat
	}
	if a.NDim() > 1 {
		for _, row := range a.Rows() {
			if err := eachCount(row, do); err != nil {
				return err
			}
		}
		return nil
	}
	var buffer [512]int64
	for first := 0; first < a.Dim(0); first += len(buffer) {
		block, err := a.Slice(first, min(first+len(buffer), a.Dim(0)))
		if err != nil {
			return err
		}
		n, err := ndarray.CopyInto(buffer[:], block)
		if err != nil {
			return err
		}
		for _, count := range buffer[:n] {
			do(count)
		}
	}
	return nil
}

// CountOf returns the count of an element that Time returns.
func CountOf(element any) int64 {
	switch t := element.(type) {
	case ndarray.Datetime64:
		return t.Count
	case ndarray.Timedelta64:
		return t.Count
	}
	return ndarray.NaT
}
