// Package summary computes what an array contains: extremes, mean, deviation, missing elements, a
// histogram, and a small picture of it.
//
//	s, err := summary.Of(array, 10)
//	fmt.Println(s.Min, s.Max, s.Mean, s.NaNs, s.Histogram.Counts)
//
//	g, err := summary.GridOf(array, 80, 40) // a matrix, averaged down to 80 columns and 40 rows
//
// The elements are read in place, in blocks of a few kilobytes, regardless of their order, gaps and
// byte order. So an array of a gigabyte needs no additional memory of that size. Numbers are summed
// in float64 with an error that does not grow with their count.
//
// Functions borrow arrays for the duration of the call and do not change them. All functions may be
// called from many goroutines.
package summary
