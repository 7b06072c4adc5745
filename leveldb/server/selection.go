package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// selected is the part of an axis that is selected.
type selected struct {
	first, count, step int
	dropped            bool // the result does not have this axis
}

// parseSelection parses the selection of a part of an array, as in numpy's basic indexing: for each
// axis an index, which removes the axis, or a range with an optional positive step. Negative
// indices count from the end. Axes that are not mentioned are selected completely.
func parseSelection(text string, shape []int) ([]selected, error) {
	all := make([]selected, len(shape))
	for axis, length := range shape {
		all[axis] = selected{count: length, step: 1}
	}
	if text == "" {
		return all, nil
	}
	parts := strings.Split(text, ",")
	if len(parts) > len(shape) {
		return nil, fmt.Errorf("%w: %d selections for an array of %d axes", leveldb.ErrInvalidArgument, len(parts), len(shape))
	}
	for axis, part := range parts {
		var err error
		if all[axis], err = parseAxis(strings.TrimSpace(part), shape[axis]); err != nil {
			return nil, fmt.Errorf("%w: axis %d of the selection: %w", leveldb.ErrInvalidArgument, axis, err)
		}
	}
	return all, nil
}

func parseAxis(text string, length int) (selected, error) {
	fields := strings.Split(text, ":")
	if len(fields) > 3 {
		return selected{}, fmt.Errorf("%.40q is neither an index nor a range", text)
	}
	numbers := [3]int{0, length, 1}
	for i, field := range fields {
		if field == "" && len(fields) > 1 {
			continue
		}
		n, err := strconv.Atoi(field)
		if err != nil {
			return selected{}, fmt.Errorf("%.40q is neither an index nor a range", text)
		}
		if numbers[i] = n; i < 2 && n < 0 {
			numbers[i] = n + length
		}
	}
	first, stop, step := numbers[0], numbers[1], numbers[2]
	if len(fields) == 1 {
		if first < 0 || first >= length {
			return selected{}, fmt.Errorf("index %s of an axis of length %d", text, length)
		}
		return selected{first: first, count: 1, step: 1, dropped: true}, nil
	}
	if step < 1 {
		return selected{}, fmt.Errorf("the step must be positive, not %d", step)
	}
	first, stop = min(max(first, 0), length), min(max(stop, 0), length)
	count := 0
	if stop > first {
		count = (stop-first-1)/step + 1
	}
	return selected{first: first, count: count, step: step}, nil
}

// slab is a part of an array in memory.
type slab struct {
	shape  []int // of the result
	size   int   // bytes of the result
	offset int   // of its first element
	item   int   // bytes of an element
	axes   []slabAxis
	run    int // bytes that are adjacent in both the array and the result
}

// slabAxis is an axis along which runs are not adjacent.
type slabAxis struct{ count, stride int }

// newSlab returns the selected part of an array.
func newSlab(array *ndarray.Array, selection []selected) slab {
	s := slab{shape: []int{}, item: array.DType().ItemSize(), size: array.DType().ItemSize()}
	strides := array.Strides()
	for axis, part := range selection {
		s.offset += part.first * strides[axis]
		s.size *= part.count
		if !part.dropped {
			s.shape = append(s.shape, part.count)
		}
		if part.count != 1 {
			s.axes = append(s.axes, slabAxis{part.count, part.step * strides[axis]})
		}
	}
	s.run = s.item
	for n := len(s.axes); n > 0 && s.axes[n-1].stride == s.run; n-- {
		s.run *= s.axes[n-1].count
		s.axes = s.axes[:n-1]
	}
	return s
}

// runs calls yield with the bytes of the result in order, in pieces of complete elements.
func (s *slab) runs(elements []byte, yield func(run []byte) error) error {
	if s.size == 0 {
		return nil
	}
	index := make([]int, len(s.axes))
	for at := s.offset; ; {
		if err := yield(elements[at : at+s.run]); err != nil {
			return err
		}
		axis := len(s.axes) - 1
		for ; axis >= 0; axis-- {
			if index[axis]++; index[axis] < s.axes[axis].count {
				at += s.axes[axis].stride
				break
			}
			at -= (s.axes[axis].count - 1) * s.axes[axis].stride
			index[axis] = 0
		}
		if axis < 0 {
			return nil
		}
	}
}

// swapUnit returns the number of bytes that must be reversed to make elements little-endian, or 1.
// Structures remain as they are stored.
func swapUnit(d ndarray.DType) int {
	if d.ByteOrder() != ndarray.BigEndian {
		return 1
	}
	switch d.Kind() {
	case ndarray.KindComplex:
		return d.ItemSize() / 2
	case ndarray.KindString:
		return 4
	}
	return d.ItemSize()
}

// littleEndian returns the dtype of elements after their bytes were swapped.
func littleEndian(d ndarray.DType) ndarray.DType {
	if swapUnit(d) == 1 {
		return d
	}
	little, err := ndarray.ParseDType("<" + strings.TrimPrefix(d.Str(), ">"))
	if err != nil {
		panic(err) // it differs from a valid dtype only in its byte order
	}
	return little
}

func swap(b []byte, unit int) {
	if unit > 1 {
		for i := 0; i+unit <= len(b); i += unit {
			slices.Reverse(b[i : i+unit])
		}
	}
}
