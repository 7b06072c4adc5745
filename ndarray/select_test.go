package ndarray

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSelect(t *testing.T) {
	elements := make([]int32, 4*3*5)
	for i := range elements {
		elements[i] = int32(i)
	}
	c, err := FromSlice(elements, 4, 3, 5)
	require.NoError(t, err)
	f := c.Transpose().Clone().Transpose() // the same elements in Fortran order
	for _, spans := range [][]Span{
		nil,
		{{Start: 2, Drop: true}},
		{{Start: 1, Stop: 4}},
		{{Start: 0, Stop: 4, Step: 3}, {Start: 1, Drop: true}, {Start: 1, Stop: 5, Step: 2}},
		{{Start: 0, Stop: 4}, {Start: 0, Stop: 3}, {Start: 4, Drop: true}},
		{{Start: 3, Drop: true}, {Start: 2, Drop: true}, {Start: 4, Drop: true}},
		{{Start: 4, Stop: 4}, {Start: 3, Stop: 2}},
		{{}},
		{{Stop: 4, Step: math.MaxInt}, {Stop: 3, Step: 4}},
	} {
		var want []int32
		shape := []int{}
		var collect func(axis int, index []int)
		collect = func(axis int, index []int) {
			if axis == 3 {
				value, err := At[int32](c, index...)
				require.NoError(t, err)
				want = append(want, value)
				return
			}
			s := Span{Stop: c.Dim(axis), Step: 1}
			if axis < len(spans) {
				s = spans[axis]
				s.Step = max(s.Step, 1)
			}
			if s.Drop {
				s.Stop = s.Start + 1
			}
			n := 0
			for i := s.Start; i < s.Stop; i += s.Step {
				collect(axis+1, append(index[:axis:axis], i))
				n++
			}
		}
		for axis := range 3 {
			s := Span{Stop: c.Dim(axis)}
			if axis < len(spans) {
				s = spans[axis]
			}
			if s.Drop {
				continue
			}
			n := 0
			for i := s.Start; i < s.Stop; i += max(s.Step, 1) {
				n++
			}
			shape = append(shape, n)
		}
		collect(0, nil)
		for _, a := range []*Array{c, f} {
			got, err := a.Select(spans...)
			require.NoError(t, err, "%v", spans)
			assert.Equal(t, shape, got.Shape(), "%v", spans)
			values, err := Values[int32](got)
			require.NoError(t, err)
			assert.ElementsMatch(t, want, values, "%v", spans)
			assert.Equal(t, len(want), got.Size())
			if len(want) > 0 {
				assert.Equal(t, want, values, "%v", spans)
			}
		}
	}
	part, err := c.Select(Span{Start: 1, Drop: true})
	require.NoError(t, err)
	require.NoError(t, part.SetAt(-1, 0, 0))
	assert.EqualValues(t, -1, elements[15], "the memory is shared")
}

func TestSelectOutside(t *testing.T) {
	a, err := New(Int8, 3, 2)
	require.NoError(t, err)
	for _, spans := range [][]Span{
		{{Start: 3, Drop: true}}, {{Start: -1, Drop: true}}, {{Start: -1, Stop: 2}}, {{Start: 0, Stop: 4}}, {{Start: 4, Stop: 3}},
		{{Start: 0, Stop: 3, Step: -1}}, {{Stop: 3}, {Stop: 3}}, {{}, {}, {}},
	} {
		_, err := a.Select(spans...)
		assert.ErrorIs(t, err, ErrIndex, "%v", spans)
	}
}
