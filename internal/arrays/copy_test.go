package arrays

import (
	"slices"
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
)

// requireCopy checks that CopyInto behaves like ndarray.CopyInto for destinations of every length
// around the right one, and that contiguous elements are copied by move.
func requireCopy[T ndarray.Element](t *testing.T, a *ndarray.Array) {
	t.Helper()
	for _, length := range []int{0, a.Size() - 1, a.Size(), a.Size() + 1} {
		want, got, moved := make([]T, max(length, 0)), make([]T, max(length, 0)), 0
		wantN, wantErr := ndarray.CopyInto(want, a)
		n, err := CopyInto(got, a, func(dst, src []byte) {
			require.Len(t, src, len(dst))
			moved += copy(dst, src)
		})
		require.Equal(t, wantN, n)
		require.Equal(t, want, got)
		if wantErr != nil {
			require.EqualError(t, err, wantErr.Error())
			require.Zero(t, moved)
			continue
		}
		require.NoError(t, err)
		if a.CContiguous() {
			require.Equal(t, a.NBytes(), moved)
		}
	}
}

func TestCopyInto(t *testing.T) {
	for _, descr := range []string{
		"|b1", "|i1", "<i2", ">i2", "<i8", ">i8", "<f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16", ">c16",
		"<M8[ns]", ">m8[s]", "|S8", "<U2", "|V8", "<f16", "[('a', '<f8')]",
	} {
		d, err := ndarray.ParseDType(descr)
		require.NoError(t, err)
		data := make([]byte, 6*d.ItemSize())
		for i := range data {
			data[i] = byte(i*7) % 96
		}
		a, err := ndarray.FromBytes(d, []int{2, 3}, data)
		require.NoError(t, err)
		for _, a := range []*ndarray.Array{a, a.Transpose()} {
			requireCopy[bool](t, a)
			requireCopy[int8](t, a)
			requireCopy[int16](t, a)
			requireCopy[int64](t, a)
			requireCopy[float32](t, a)
			requireCopy[float64](t, a)
			requireCopy[complex64](t, a)
			requireCopy[complex128](t, a)
		}
	}
}

// Received elements are those that ndarray.CopyInto copies from the complete array.
func TestReceiveAsCopied(t *testing.T) {
	for _, descr := range []string{"|b1", "<f4", ">f4", ">c16", "<M8[ns]"} {
		d, err := ndarray.ParseDType(descr)
		require.NoError(t, err)
		npy := npyOf(t, d, 5)
		a, err := ndarray.Decode(npy)
		require.NoError(t, err)
		h, offset, err := ndarray.ParseHeader(npy)
		require.NoError(t, err)
		read := func(b []byte) error { copy(b, npy[offset:]); return nil }
		switch d.Kind() {
		case ndarray.KindBool:
			requireReceived[bool](t, a, h, read)
		case ndarray.KindFloat:
			requireReceived[float32](t, a, h, read)
		case ndarray.KindComplex:
			requireReceived[complex128](t, a, h, read)
		default:
			requireReceived[int64](t, a, h, read)
		}
	}
}

func requireReceived[T ndarray.Element](t *testing.T, a *ndarray.Array, h ndarray.Header, read func([]byte) error) {
	t.Helper()
	want, err := ndarray.Values[T](a)
	require.NoError(t, err)
	got := make([]T, a.Size())
	n, err := Receive(got, h, read)
	require.NoError(t, err)
	require.Equal(t, len(want), n)
	require.Equal(t, want, got)
}

// An adopted array in Fortran order has the same elements as the decoded one.
func TestAdoptFortran(t *testing.T) {
	a, err := ndarray.New(ndarray.Int16, 3, 4)
	require.NoError(t, err)
	for i := range 12 {
		require.NoError(t, a.SetAt(i, i/4, i%4))
	}
	npy, err := a.Transpose().AppendNPY(nil)
	require.NoError(t, err)
	want, err := ndarray.Decode(npy)
	require.NoError(t, err)
	aligned := alignedCopy(npy, len(npy)-a.NBytes())
	got, err := Adopt(aligned)
	require.NoError(t, err)
	require.True(t, want.Equal(got))
	require.Equal(t, want.Strides(), got.Strides())
	require.NoError(t, got.SetAt(7, 0, 0))
	require.False(t, slices.Equal(npy, aligned), "the array owns the bytes")
	_, err = Adopt(alignedCopy(npy[:len(npy)-1], len(npy)-a.NBytes()))
	require.ErrorIs(t, err, ndarray.ErrData)
}
