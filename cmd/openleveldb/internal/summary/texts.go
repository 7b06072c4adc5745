package summary

import (
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/ndarray"
)

// Texts is what is in an array of bytes or text, whose elements end before their trailing NULs. Lengths are in bytes, or in
// characters of text.
type Texts struct {
	Empty             int // elements
	Shortest, Longest int
	Mean              float64 // length
	First, Last       string  // in the order of bytes or code points
}

// textsOf looks at every element; there is at least one.
func textsOf(a *ndarray.Array) (*Texts, error) {
	t := &Texts{Shortest: a.DType().ItemSize()}
	sum, seen := 0, false
	err := eachElement(a, func(value any) {
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
		if !seen || text < t.First {
			t.First = text
		}
		if !seen || text > t.Last {
			t.Last = text
		}
		seen = true
	})
	t.Mean = float64(sum) / float64(a.Size())
	return t, err
}

// eachElement calls fn with every element as ndarray's At gives it, in C order.
func eachElement(a *ndarray.Array, fn func(value any)) error {
	shape, index := a.Shape(), make([]int, a.NDim())
	for range a.Size() {
		value, err := a.At(index...)
		if err != nil {
			return err
		}
		fn(value)
		for axis := len(index) - 1; axis >= 0; axis-- {
			if index[axis]++; index[axis] < shape[axis] {
				break
			}
			index[axis] = 0
		}
	}
	return nil
}
