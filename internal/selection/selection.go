// Package selection parses the text of numpy's basic indexing, such as "3,:,0:10:2". The result is
// for ndarray.Array.Select. The flags --rows and --index of the command line and the parameter
// select of the server are such texts.
package selection

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/ndarray"
)

// ellipsis stands for all axes that the text does not mention.
const ellipsis = "..."

// Parse parses a selection of the elements of an array with that shape: for each axis an index, which
// drops the axis, or a range with an optional positive step. Negative indices count from the end, and
// ranges may reach beyond it, as in numpy. Axes that are not mentioned are selected completely; an
// ellipsis, as in "...,0", tells which. The result has a span for each axis. For an index outside its
// axis and for too many parts, the error wraps ndarray.ErrIndex.
func Parse(text string, shape []int) ([]ndarray.Span, error) {
	parts, err := split(text)
	if err != nil {
		return nil, err
	}
	spans := make([]ndarray.Span, len(shape))
	for axis, length := range shape {
		spans[axis] = ndarray.Span{Stop: length, Step: 1}
	}
	axis := 0
	for i, p := range parts {
		if p.all {
			axis = max(axis, len(shape)-(len(parts)-1-i))
			continue
		}
		if axis == len(shape) {
			return nil, fmt.Errorf("%w: %.40q has more parts than the array has axes: %d", ndarray.ErrIndex, text, len(shape))
		}
		if spans[axis], err = p.span(shape[axis]); err != nil {
			return nil, fmt.Errorf("%w: axis %d has length %d: %w", ndarray.ErrIndex, axis, shape[axis], err)
		}
		axis++
	}
	return spans, nil
}

// Check returns the error of Parse for a text that is wrong for any shape.
func Check(text string) error {
	_, err := split(text)
	return err
}

// part is what a text selects along an axis.
type part struct {
	start, stop, step int
	toEnd             bool // there is no stop
	index             bool // only start
	all               bool // an ellipsis
}

// split parses the parts of a text. As in Python, a comma may follow the last one.
func split(text string) ([]part, error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	fields := strings.Split(text, ",")
	if last := len(fields) - 1; last > 0 && strings.TrimSpace(fields[last]) == "" {
		fields = fields[:last]
	}
	parts := make([]part, len(fields))
	for i, field := range fields {
		var err error
		if parts[i], err = parse(strings.TrimSpace(field)); err != nil {
			return nil, err
		}
		if parts[i].all && slices.ContainsFunc(parts[:i], func(p part) bool { return p.all }) {
			return nil, fmt.Errorf("%.40q has more than one ellipsis", text)
		}
	}
	return parts, nil
}

func parse(text string) (part, error) {
	fields := strings.Split(text, ":")
	p := part{step: 1, index: len(fields) == 1, all: text == ellipsis, toEnd: true}
	if p.all {
		return p, nil
	}
	if len(fields) > 3 {
		return p, fmt.Errorf("%.40q is neither an index nor a range", text)
	}
	for i, to := range []*int{&p.start, &p.stop, &p.step}[:len(fields)] {
		field := strings.TrimSpace(fields[i])
		if field == "" && !p.index {
			continue
		}
		// A number that is too large becomes the largest one, which is outside any axis as well.
		n, err := strconv.Atoi(field)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return p, fmt.Errorf("%.40q is neither an index nor a range", text)
		}
		*to = n
		p.toEnd = p.toEnd && i != 1
	}
	if p.step < 1 {
		return p, fmt.Errorf("the step of %.40q is not positive", text)
	}
	return p, nil
}

// span returns the selected indices of an axis.
func (p part) span(length int) (ndarray.Span, error) {
	start := fromEnd(p.start, length)
	if p.index {
		if start < 0 || start >= length {
			return ndarray.Span{}, fmt.Errorf("there is no index %d", p.start)
		}
		return ndarray.Span{Start: start, Drop: true}, nil
	}
	stop := length
	if !p.toEnd {
		stop = min(fromEnd(p.stop, length), length)
	}
	start = min(max(start, 0), length)
	return ndarray.Span{Start: start, Stop: max(start, stop), Step: p.step}, nil
}

// fromEnd returns an index that may be negative to count from the end.
func fromEnd(index, length int) int {
	if index < 0 {
		return index + length
	}
	return index
}
