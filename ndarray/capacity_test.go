package ndarray

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Returned slices have no spare capacity, so appending to them writes to no other memory.
func TestNoSpareCapacity(t *testing.T) {
	full := func(what string, length, capacity int) {
		t.Helper()
		assert.Equal(t, length, capacity, what)
	}
	for _, shape := range []string{"()", "(1,)", "(1, 1, 1)", "(1, 1, 1, 1, 1)", "(1,1,1)", "(1,1,1,1,1)", "(1, 1, 1, 1, 1, 1, 1, 1, 1)"} {
		npy := append(rawHeader(1, header("[('a', '<f4', (1, 1, 1)), ('b', '|u1'), ('c', '|u1')]", "False", shape)), make([]byte, 6)...)
		plain := append(rawHeader(1, header("'|u1'", "False", shape)), make([]byte, 1, 100)...)
		for _, npy := range [][]byte{npy, plain} {
			h, _, err := ParseHeader(npy)
			require.NoError(t, err)
			full("Header.Shape", len(h.Shape), cap(h.Shape))
			if len(h.Shape) > 0 {
				h, err = h.Slice(0, 1)
				require.NoError(t, err)
				full("Header.Slice", len(h.Shape), cap(h.Shape))
			}
			fields := h.DType.Fields()
			full("DType.Fields", len(fields), cap(fields))
			for _, f := range fields {
				_, inner, _ := f.DType.Subarray()
				full("DType.Subarray", len(inner), cap(inner))
			}
			var d Decoder
			a, err := d.Decode(npy)
			require.NoError(t, err)
			full("Decoder.Header", len(d.Header()), cap(d.Header()))
			arrays := []*Array{a, a.Clone(), a.Transpose(), a.AsCContiguous()}
			if a.NDim() > 0 {
				row, err := a.Row(0)
				require.NoError(t, err)
				part, err := a.Slice(0, 1)
				require.NoError(t, err)
				arrays = append(arrays, row, part)
			}
			if len(fields) > 0 {
				field, err := a.Field("a")
				require.NoError(t, err)
				arrays = append(arrays, field)
			}
			for _, a := range arrays {
				shape, strides := a.Shape(), a.Strides()
				full("Array.Shape", len(shape), cap(shape))
				full("Array.Strides", len(strides), cap(strides))
				full("shape", len(a.shape), cap(a.shape))
				full("strides", len(a.strides), cap(a.strides))
				b, err := a.Bytes()
				require.NoError(t, err)
				full("Array.Bytes", len(b), cap(b))
			}
		}
		a, err := Decode(plain)
		require.NoError(t, err)
		elements, err := View[uint8](a)
		require.NoError(t, err)
		full("View", len(elements), cap(elements))
	}
	a, err := FromBytes(Uint8, []int{3}, make([]byte, 3, 100))
	require.NoError(t, err)
	b, err := a.Bytes()
	require.NoError(t, err)
	full("Array.Bytes of FromBytes", len(b), cap(b))
}
