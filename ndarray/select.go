package ndarray

import "fmt"

// Span selects indices of one axis: Start, Start+Step, … before Stop. The zero value selects none.
type Span struct {
	Start, Stop int
	Step        int  // 0 means 1
	Drop        bool // select only Start, and drop the axis
}

// Len returns the number of selected indices.
func (s Span) Len() int {
	switch {
	case s.Drop:
		return 1
	case s.Stop <= s.Start:
		return 0
	}
	return (s.Stop-s.Start-1)/max(s.Step, 1) + 1
}

// Select returns the elements whose indices are selected, as numpy's basic indexing does: the spans
// of a[3, 0:10:2] are {Start: 3, Drop: true} and {Stop: 10, Step: 2}. Axes after those that have a
// span are selected completely. The result borrows the array's memory without a copy. Errors wrap
// ErrIndex: unlike numpy, Select does not accept bounds outside the axis, or negative steps.
func (a *Array) Select(spans ...Span) (*Array, error) {
	if len(spans) > len(a.shape) {
		return nil, fmt.Errorf("ndarray: select: %w: %d spans for an array with %d axes", ErrIndex, len(spans), len(a.shape))
	}
	offset := 0
	shape, strides := make([]int, 0, len(a.shape)), make([]int, 0, len(a.shape))
	for axis, s := range spans {
		length := a.shape[axis]
		if s.Step == 0 {
			s.Step = 1
		}
		if s.Drop {
			s.Stop = s.Start + 1
		}
		if s.Start < 0 || s.Step < 0 || s.Stop > length || s.Start > max(s.Stop, length) {
			return nil, fmt.Errorf("ndarray: select %d:%d:%d: %w: axis %d has length %d", s.Start, s.Stop, s.Step, ErrIndex, axis, length)
		}
		offset += s.Start * a.strides[axis]
		if !s.Drop {
			shape, strides = append(shape, s.Len()), append(strides, s.Step*a.strides[axis])
		}
	}
	shape, strides = append(shape, a.shape[len(spans):]...), append(strides, a.strides[len(spans):]...)
	return a.part(offset, a.dtype, shape, strides), nil
}
