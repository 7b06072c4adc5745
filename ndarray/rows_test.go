package ndarray

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRows(t *testing.T) {
	for _, rows := range []int{0, 1, 2, maxRowGroup - 1, maxRowGroup, maxRowGroup + 1, 100} {
		for _, rest := range [][]int{{}, {0}, {1}, {3}, {2, 3}, {2, 1, 2, 1, 2}} {
			size, _, err := extent(rest, 1)
			require.NoError(t, err)
			data := make([]int32, rows*size)
			for i := range data {
				data[i] = int32(i)
			}
			a := must(FromSlice(data, append([]int{rows}, rest...)...))
			readOnly := must(Decode(must1(a.AppendNPY(nil))))
			for _, a := range []*Array{a, a.Transpose().Clone().Transpose(), withGaps(t, a), readOnly} {
				var seen []*Array
				for i, row := range a.Rows() {
					require.Equal(t, len(seen), i)
					seen = append(seen, row)
				}
				require.Len(t, seen, rows)
				for i, row := range seen { // rows may be kept
					want := must(a.Row(i))
					require.True(t, row.Equal(want), "%v row %d", a.Shape(), i)
					require.Equal(t, want.Strides(), row.Strides())
					require.Equal(t, want.ReadOnly(), row.ReadOnly())
					require.Equal(t, len(want.data), len(row.data))
					require.Equal(t, len(want.data), cap(row.data))
					if len(row.data) > 0 {
						require.Same(t, &want.data[0], &row.data[0], "no copy")
					}
				}
			}
		}
	}
	for range must(New(Float32)).Rows() {
		t.Error("a row of a scalar")
	}
	for range new(Array).Rows() {
		t.Error("a row of the zero Array")
	}
	left := 0
	for i := range must(New(Float32, 10, 2)).Rows() {
		if left++; i == 4 {
			break
		}
	}
	assert.Equal(t, 5, left)
}

// Many rows take few allocations. A loop that ends early does not allocate many.
func TestRowsAllocateInGroups(t *testing.T) {
	a := must(New(Float32, 1000, 8))
	assert.Less(t, testing.AllocsPerRun(10, func() {
		for _, row := range a.Rows() {
			if row.Size() != 8 {
				t.Error(row.Size())
			}
		}
	}), 1000./maxRowGroup+10)
}
