package summary

import (
	"errors"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Texts describes an array of bytes or text. Elements end before their trailing NULs. Lengths are
// in bytes, or in characters for text.
type Texts struct {
	Empty int // number of empty elements
	// Invalid is the number of elements with code points that do not exist. The other fields
	// ignore them.
	Invalid           int
	Shortest, Longest int
	Mean              float64 // mean length
	First, Last       string  // in the order of bytes or code points
}

// textsOf reads every element. There must be at least one.
func textsOf(a *ndarray.Array) (*Texts, error) {
	t := &Texts{Shortest: a.DType().ItemSize()}
	sum, seen := 0, 0
	err := eachElement(a, func(value any, err error) error {
		if errors.Is(err, ndarray.ErrValue) {
			t.Invalid++
			return nil
		}
		var text string
		var length int
		switch v := value.(type) {
		case []byte:
			text, length = string(v), len(v)
		case string:
			text, length = v, utf8.RuneCountInString(v)
		}
		if length == 0 {
			t.Empty++
		}
		sum += length
		t.Shortest, t.Longest = min(t.Shortest, length), max(t.Longest, length)
		if seen == 0 || text < t.First {
			t.First = text
		}
		if seen == 0 || text > t.Last {
			t.Last = text
		}
		seen++
		return err
	})
	if seen > 0 {
		t.Mean = float64(sum) / float64(seen)
	} else {
		t.Shortest = 0
	}
	return t, err
}

// eachElement calls fn with every element and error that ndarray's At returns, in C order, until fn
// returns an error.
func eachElement(a *ndarray.Array, fn func(value any, err error) error) error {
	shape, index := a.Shape(), make([]int, a.NDim())
	for range a.Size() {
		if err := fn(a.At(index...)); err != nil {
			return err
		}
		for axis := len(index) - 1; axis >= 0; axis-- {
			if index[axis]++; index[axis] < shape[axis] {
				break
			}
			index[axis] = 0
		}
	}
	return nil
}
