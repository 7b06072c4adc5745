package ndarray

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
)

// maxDims is the maximum number of dimensions of an array: that of numpy 2. numpy 1 reads at most
// 32.
const maxDims = 64

// appendShape appends a shape as Python prints a tuple: (), (3,), (2, 3).
func appendShape(b []byte, shape []int) []byte {
	b = append(b, '(')
	for i, n := range shape {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	if len(shape) == 1 {
		b = append(b, ',')
	}
	return append(b, ')')
}

func formatShape(shape []int) string { return string(appendShape(nil, shape)) }

// extent returns the number of elements of a shape and their size in bytes. As in numpy, the
// product of the axes that are not zero must also fit, so that no stride overflows.
func extent(shape []int, itemsize int) (elements, size int, err error) {
	if len(shape) > maxDims {
		return 0, 0, fmt.Errorf("%w: %d dimensions exceed the limit of %d", ErrShape, len(shape), maxDims)
	}
	count, empty := uint64(1), false
	for _, n := range shape {
		if n < 0 {
			return 0, 0, fmt.Errorf("%w: negative dimension in %s", ErrShape, formatShape(shape))
		}
		if n == 0 {
			empty = true
			continue
		}
		high, low := bits.Mul64(count, uint64(n))
		if high != 0 || low > math.MaxInt {
			return 0, 0, fmt.Errorf("%w: array is too big: %s", ErrShape, formatShape(shape))
		}
		count = low
	}
	high, low := bits.Mul64(count, uint64(itemsize))
	if high != 0 || low > math.MaxInt {
		return 0, 0, fmt.Errorf("%w: array is too big: %s with elements of %d bytes", ErrShape, formatShape(shape), itemsize)
	}
	if empty {
		return 0, 0, nil
	}
	return int(count), int(low), nil
}

// resolveShape returns a copy of shape in which the one allowed -1 is replaced so that the shape
// holds elements.
func resolveShape(shape []int, elements int) ([]int, error) {
	resolved := append(make([]int, 0, len(shape)), shape...)
	unknown := -1
	for i, n := range resolved {
		if n != -1 {
			continue
		}
		if unknown >= 0 {
			return nil, fmt.Errorf("%w: only one dimension of %s can be -1", ErrShape, formatShape(shape))
		}
		unknown, resolved[i] = i, 1
	}
	count, _, err := extent(resolved, 1)
	if err != nil {
		return nil, err
	}
	if unknown >= 0 && count > 0 && elements%count == 0 {
		resolved[unknown] = elements / count
	} else if unknown >= 0 || count != elements {
		hint := ""
		if len(shape) == 0 {
			hint = " of a scalar; pass -1 for one axis"
		}
		return nil, fmt.Errorf("%w: %d elements do not fill %s%s", ErrShape, elements, formatShape(shape), hint)
	}
	return resolved, nil
}
