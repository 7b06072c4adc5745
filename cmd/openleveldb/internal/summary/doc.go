// Package summary says what is in an array: extremes, mean, deviation, what is missing, a histogram, and a small picture of it.
//
//	s, err := summary.Of(array, 10)
//	fmt.Println(s.Min, s.Max, s.Mean, s.NaNs, s.Histogram.Counts)
//
//	g, err := summary.GridOf(array, 80, 40) // a matrix, averaged down to 80 columns and 40 rows
//
// The elements are read where they lie, in blocks of a few kilobytes, whatever their order, gaps and byte order are: an array of
// a gigabyte needs no memory beside its own. Numbers are summed in float64 with an error that does not grow with their number.
//
// Arrays are borrowed for the time of a call and not changed. All functions may be called from many goroutines.
package summary
