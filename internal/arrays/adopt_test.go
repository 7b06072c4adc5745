package arrays

import (
	"io"
	"testing"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
)

// An adopted array is writable and shares its bytes; unaligned elements are refused.
func TestAdopt(t *testing.T) {
	a, err := ndarray.FromSlice([]float32{1, 2, 3}, -1)
	require.NoError(t, err)
	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)
	for _, lead := range []int{0, 1, 63} {
		b := mem.MakeAt(lead+len(npy), lead+128)
		require.Len(t, b, lead+len(npy))
		copy(b[lead:], npy)
		adopted, err := Adopt(b[lead:])
		require.NoError(t, err)
		require.NoError(t, adopted.SetAt(float32(9), 0))
		require.NotEqual(t, npy, b[lead:], "the array owns the bytes")
		_, err = Adopt(append(mem.MakeAt(1+len(npy), 128)[:1], npy...)[1:])
		require.ErrorIs(t, err, ndarray.ErrView)
	}
	_, err = Adopt(npy[:20])
	require.ErrorIs(t, err, ndarray.ErrHeader)
}

// Elements are received in the caller's slice, with the values that CopyInto copies.
func TestReceive(t *testing.T) {
	big, err := ndarray.ParseDType(">i2")
	require.NoError(t, err)
	give := func(stored ...byte) func([]byte) error {
		return func(b []byte) error {
			require.Len(t, b, len(stored))
			copy(b, stored)
			return nil
		}
	}
	never := func([]byte) error { t.Error("called"); return nil }
	dst := make([]int16, 3)
	n, err := Receive(dst, ndarray.Header{DType: big, Shape: []int{2}}, give(0, 1, 0, 2))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, []int16{1, 2, 0}, dst)
	n, err = Receive(dst, ndarray.Header{DType: big, Shape: []int{4}}, never)
	require.ErrorIs(t, err, ndarray.ErrShort)
	require.Equal(t, 4, n)
	_, err = Receive(make([]int32, 3), ndarray.Header{DType: big, Shape: []int{2}}, never)
	require.ErrorIs(t, err, ndarray.ErrDType)
	_, err = Receive(dst, ndarray.Header{DType: big, Shape: []int{2}, Fortran: true}, never)
	require.ErrorIs(t, err, ndarray.ErrView)
	bools := make([]bool, 2)
	_, err = Receive(bools, ndarray.Header{DType: ndarray.Bool, Shape: []int{2}}, func(b []byte) error {
		copy(b, []byte{7, 0})
		return io.ErrUnexpectedEOF
	})
	require.Equal(t, io.ErrUnexpectedEOF, err)
	require.Equal(t, []bool{true, false}, bools, "0 and 1, even after an error")
}

// alignedCopy returns a copy of b whose byte at index at is aligned.
func alignedCopy(b []byte, at int) []byte {
	aligned := mem.MakeAt(len(b), at)
	copy(aligned, b)
	return aligned
}
