package ndarray

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAligned(t *testing.T) {
	buffer := makeAligned(256)
	for descr, align := range map[string]int{
		"|b1": 1, "<i2": 2, ">f4": 4, "<f8": 8, "<c8": 4, "<c16": 8, "|S3": 1, "<U2": 4, "|V7": 1, "<M8[ns]": 8, "|S0": 1,
	} {
		d, err := ParseDType(descr)
		require.NoError(t, err)
		for offset := range 17 {
			a, err := FromBytes(d, []int{2}, buffer[offset:offset+2*d.ItemSize()])
			require.NoError(t, err)
			require.Equal(t, offset%align == 0, a.Aligned(), "%s at %d", descr, offset)
			require.True(t, a.Clone().Aligned())
		}
	}
}

// An adopted array is writable and shares its bytes; others than aligned ones are refused.
func TestAdopt(t *testing.T) {
	a, err := FromSlice([]float32{1, 2, 3})
	require.NoError(t, err)
	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)
	for _, lead := range []int{0, 1, 63} {
		b := AlignedBytes(lead+len(npy), lead+128)
		require.Len(t, b, lead+len(npy))
		copy(b[lead:], npy)
		adopted, err := Adopt(b[lead:])
		require.NoError(t, err)
		require.NoError(t, adopted.SetAt(float32(9), 0))
		require.NotEqual(t, npy, b[lead:], "the bytes are its own")
		_, err = Adopt(append(AlignedBytes(1+len(npy), 128)[:1], npy...)[1:])
		require.ErrorIs(t, err, ErrView)
	}
	_, err = Adopt(npy[:20])
	require.ErrorIs(t, err, ErrHeader)
}

// Elements that are still to come are received where they are wanted, in the form that CopyInto gives them.
func TestReceive(t *testing.T) {
	big, err := ParseDType(">i2")
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
	n, err := Receive(dst, Header{DType: big, Shape: []int{2}}, give(0, 1, 0, 2))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, []int16{1, 2, 0}, dst)
	n, err = Receive(dst, Header{DType: big, Shape: []int{4}}, never)
	require.ErrorIs(t, err, ErrShort)
	require.Equal(t, 4, n)
	_, err = Receive(make([]int32, 3), Header{DType: big, Shape: []int{2}}, never)
	require.ErrorIs(t, err, ErrDType)
	_, err = Receive(dst, Header{DType: big, Shape: []int{2}, Fortran: true}, never)
	require.ErrorIs(t, err, ErrView)
	_, err = Receive(dst, Header{DType: big, Shape: []int{-1}}, never)
	require.ErrorIs(t, err, ErrShape)
	bools := make([]bool, 2)
	_, err = Receive(bools, Header{DType: Bool, Shape: []int{2}}, func(b []byte) error {
		copy(b, []byte{7, 0})
		return io.ErrUnexpectedEOF
	})
	require.Equal(t, io.ErrUnexpectedEOF, err)
	require.Equal(t, []bool{true, false}, bools, "0 and 1 after an error too")
}
