package ndarray

import "iter"

// maxRowGroup is the largest number of rows that are allocated together.
const maxRowGroup = 32

// Rows returns an iterator over the first axis: each index, and the sub-array there, with one axis
// less. A loop over a numpy array yields the same sub-arrays.
//
//	for i, row := range a.Rows() {
//
// A row borrows the array's memory without a copy. It is a separate Array, which the iteration does
// not reuse, so it may be kept as long as that memory is valid. Rows are allocated in groups of up
// to 32. The rows of an array with one axis have no axes. An array without axes, over which numpy
// refuses to iterate, has no rows.
func (a *Array) Rows() iter.Seq2[int, *Array] {
	rows := 0
	if len(a.shape) > 0 {
		rows = a.shape[0]
	}
	return func(yield func(int, *Array) bool) {
		if rows == 0 {
			return
		}
		first := a.part(0, a.dtype, a.shape[1:], a.strides[1:])
		var group []Array
		next := 1
		for i := range rows {
			if len(group) == 0 {
				group = make([]Array, min(next, rows-i))
				next = min(2*next, maxRowGroup)
			}
			row := &group[0]
			group = group[1:]
			// Shapes and strides never change once they are set, so the rows share them.
			row.dtype, row.size, row.readOnly = first.dtype, first.size, first.readOnly
			row.shape, row.strides = first.shape, first.strides
			if first.size > 0 {
				offset := i * a.strides[0]
				end := offset + len(first.data)
				row.data = a.data[offset:end:end]
			}
			if !yield(i, row) {
				return
			}
		}
	}
}
