package ndarray

import (
	"iter"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// blockSize is the number of elements that are processed together, small enough to stay in the
// processor's cache.
const blockSize = 2048

// inMemoryOrder returns the transpose of an array that is only in Fortran order, so that reading it
// in C order reads memory from start to end. It returns other arrays unchanged.
func (a *Array) inMemoryOrder() *Array {
	if a.fortranOnly() {
		return a.Transpose()
	}
	return a
}

// blocks returns an iterator over the elements in C order and native byte order, up to blockSize at
// a time. A block is valid until the iteration continues and must not be modified. It is a view if
// possible, and otherwise a copy. The dtype must be that of T, as for checkElement.
func blocks[T Element](a *Array) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var copied []T
		for b := range a.byteBlocks(blockSize) {
			part := Array{dtype: a.dtype, size: len(b) / a.dtype.size, data: b}
			if cannotView[T](&part, mem.UnalignedLoads) == "" {
				if !yield(mem.Cast[T](b, part.size)) {
					return
				}
				continue
			}
			if copied == nil {
				copied = make([]T, min(blockSize, a.size))
			}
			block := copied[:part.size]
			copyElements(block, &part)
			if !yield(block) {
				return
			}
		}
	}
}

// byteBlocks returns an iterator over the bytes of the elements in C order, up to n elements at a
// time. A block is borrowed and valid until the iteration continues. It must not be modified. It
// points into the array if n elements have no gaps there, and otherwise into a buffer.
func (a *Array) byteBlocks(n int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var buffer []byte
		if a.NBytes() > 0 {
			a.eachBlock(min(n, a.size), &buffer, yield)
		}
	}
}

// eachBlock is byteBlocks for an array with bytes. The buffer is allocated when it is needed. It
// reports whether yield always returned true.
func (a *Array) eachBlock(n int, buffer *[]byte, yield func([]byte) bool) bool {
	if a.CContiguous() {
		for b := a.data[:a.NBytes()]; len(b) > 0; {
			size := min(len(b), n*a.dtype.size)
			if !yield(b[:size:size]) {
				return false
			}
			b = b[size:]
		}
		return true
	}
	if a.size <= n {
		if *buffer == nil {
			*buffer = mem.Make(n * a.dtype.size)
		}
		block := (*buffer)[:a.NBytes()]
		a.gather(block)
		return yield(block)
	}
	// Several rows fit a block, or a row takes several blocks.
	rows := a.shape[0]
	step := n / (a.size / rows)
	for i := 0; i < rows; i += max(step, 1) {
		var part *Array
		if step == 0 {
			part = a.part(i*a.strides[0], a.dtype, a.shape[1:], a.strides[1:])
		} else {
			shape := a.Shape()
			shape[0] = min(step, rows-i)
			part = a.part(i*a.strides[0], a.dtype, shape, a.strides)
		}
		if !part.eachBlock(n, buffer, yield) {
			return false
		}
	}
	return true
}
