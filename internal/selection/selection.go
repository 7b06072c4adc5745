// Package selection parses the text of numpy's basic indexing, such as "3,:,0:10:2".
package selection

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/ndarray"
)

// ellipsis stands for all axes that the text does not mention.
const ellipsis = "..."

// Parse parses a selection of the elements of an array with that shape: for each axis an index, which
// drops the axis, or a range with an optional positive step. Negative indices count from the end, and
// ranges may reach beyond it, as in numpy. Axes that are not mentioned are selected completely; an
// ellipsis, as in "...,0", tells which. The result has a span for each axis. Errors wrap
// ndarray.ErrIndex.
func Parse(text string, shape []int) ([]ndarray.Span, error) {
	parts := strings.Split(text, ",")
	if strings.TrimSpace(text) == "" {
		parts = nil
	}
	for i, part := range parts {
		if strings.TrimSpace(part) == ellipsis {
			more := make([]string, max(0, len(shape)-len(parts)+1))
			for j := range more {
				more[j] = ":"
			}
			parts = append(append(parts[:i:i], more...), parts[i+1:]...)
			break
		}
	}
	if len(parts) > len(shape) {
		return nil, fmt.Errorf("%w: %q has %d parts, but the array has %d axes", ndarray.ErrIndex, text, len(parts), len(shape))
	}
	spans := make([]ndarray.Span, len(shape))
	for axis, length := range shape {
		spans[axis] = ndarray.Span{Stop: length, Step: 1}
		if axis < len(parts) {
			var err error
			if spans[axis], err = parseAxis(strings.TrimSpace(parts[axis]), length); err != nil {
				return nil, fmt.Errorf("%w: axis %d has length %d: %w", ndarray.ErrIndex, axis, length, err)
			}
		}
	}
	return spans, nil
}

// Check returns the error of Parse for a text that is wrong for any shape.
func Check(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == ellipsis || strings.TrimSpace(text) == "" {
			continue
		}
		if _, _, err := numbersOf(part, 0); err != nil {
			return err
		}
	}
	if strings.Count(text, ellipsis) > 1 {
		return fmt.Errorf("%q has more than one ellipsis", text)
	}
	return nil
}

// numbersOf returns the start, stop and step of a range, or an index as start.
func numbersOf(text string, length int) (numbers [3]int, isRange bool, err error) {
	fields := strings.Split(text, ":")
	numbers = [3]int{0, length, 1}
	if len(fields) > 3 {
		return numbers, false, fmt.Errorf("%.40q is neither an index nor a range", text)
	}
	for i, field := range fields {
		field = strings.TrimSpace(field)
		if field == "" && len(fields) > 1 {
			continue
		}
		n, err := strconv.Atoi(field)
		if err != nil {
			return numbers, false, fmt.Errorf("%.40q is neither an index nor a range", text)
		}
		if numbers[i] = n; i < 2 && n < 0 {
			numbers[i] = n + length
		}
	}
	if numbers[2] < 1 {
		return numbers, false, fmt.Errorf("the step of %.40q is not positive", text)
	}
	return numbers, len(fields) > 1, nil
}

func parseAxis(text string, length int) (ndarray.Span, error) {
	numbers, isRange, err := numbersOf(text, length)
	if err != nil {
		return ndarray.Span{}, err
	}
	if !isRange {
		if numbers[0] < 0 || numbers[0] >= length {
			return ndarray.Span{}, fmt.Errorf("there is no index %s", text)
		}
		return ndarray.Span{Start: numbers[0], Drop: true}, nil
	}
	start := min(max(numbers[0], 0), length)
	return ndarray.Span{Start: start, Stop: max(start, min(numbers[1], length)), Step: numbers[2]}, nil
}
