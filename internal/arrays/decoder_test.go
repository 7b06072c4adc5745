package arrays

import (
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// npyOf returns the .npy file of an array of counting bytes.
func npyOf(t *testing.T, d ndarray.DType, shape ...int) []byte {
	t.Helper()
	a, err := ndarray.New(d, shape...)
	require.NoError(t, err)
	b, err := a.Bytes()
	require.NoError(t, err)
	for i := range b {
		b[i] = byte(i)
	}
	npy, err := a.AppendNPY(nil)
	require.NoError(t, err)
	return npy
}

// requireView checks that View returns what ndarray.View does.
func requireView[T ndarray.Element](t *testing.T, d *Decoder, npy []byte, a *ndarray.Array) {
	t.Helper()
	want, wantErr := ndarray.View[T](a)
	for range 2 {
		got, err := View[T](d, npy)
		if wantErr != nil {
			require.EqualError(t, err, wantErr.Error())
			continue
		}
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, a.Shape(), d.AppendShape([]int{}))
	}
}

// A Decoder returns what ndarray does, whatever it decoded before: equal headers, other headers of
// the same length, errors, or views of other types.
func TestDecoder(t *testing.T) {
	var files [][]byte
	for _, shape := range [][]int{{2, 3}, {3, 2}, {6}, {}, {0}, {1, 2, 3, 4, 5, 6}} {
		for _, dtype := range []ndarray.DType{ndarray.Float32, ndarray.Int32, ndarray.Float64} {
			npy := npyOf(t, dtype, shape...)
			files = append(files, npy, npy)
		}
	}
	damaged := append([]byte{}, files[0]...)
	damaged[20] ^= 1
	files = append(files, nil, damaged, files[0][:len(files[0])-1], append(files[0][:len(files[0]):len(files[0])], 0), []byte("no array"))
	var d Decoder
	for round := range 3 * len(files) {
		npy := files[(round*7)%len(files)]
		want, wantErr := ndarray.Decode(npy)
		got, err := d.Decode(npy)
		if wantErr != nil {
			require.EqualError(t, err, wantErr.Error())
			_, err = View[float32](&d, npy)
			require.EqualError(t, err, wantErr.Error())
			continue
		}
		require.NoError(t, err)
		require.True(t, want.Equal(got), "%v", want)
		require.Equal(t, npy[:len(npy)-want.NBytes()], d.Header())
		requireView[float32](t, &d, npy, want)
		requireView[int32](t, &d, npy, want)
		requireView[float64](t, &d, npy, want)
		if round%3 == 0 {
			d.Forget()
		}
	}
}

func TestViewsOfOneHeaderDoNotAllocate(t *testing.T) {
	var d Decoder
	npy, shape := npyOf(t, ndarray.Float32, 2, 3), make([]int, 0, 8)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if _, err := View[float32](&d, npy); err != nil {
			t.Fatal(err)
		}
		shape = d.AppendShape(shape[:0])
	}))
	assert.Equal(t, []int{2, 3}, shape)
}

// The previous header may be followed by more or fewer elements. A view of them would read out of
// bounds.
func TestViewChecksLength(t *testing.T) {
	for _, shape := range [][]int{{3}, {3, 1}, {}, {0}} {
		npy := npyOf(t, ndarray.Int8, shape...)
		h, offset, err := ndarray.ParseHeader(npy)
		require.NoError(t, err)
		var d Decoder
		for _, extra := range []int{0, 1, 8, 100, -1, -3, 0, -3, 8, 0} {
			size := h.NBytes() + extra
			if size < 0 {
				continue
			}
			view, err := View[int8](&d, append(npy[:offset:offset], make([]byte, size)...))
			if extra == 0 {
				require.NoError(t, err)
				require.Len(t, view, h.NBytes())
			} else {
				require.ErrorIs(t, err, ndarray.ErrData, "%v, %d bytes more", shape, extra)
			}
		}
	}
}

// Bools are checked each time, even with the previous header.
func TestViewChecksBools(t *testing.T) {
	var d Decoder
	npy := npyOf(t, ndarray.Bool, 2)
	for _, last := range []byte{1, 1, 2, 0, 255} {
		npy[len(npy)-1] = last
		_, err := View[bool](&d, npy)
		if last > 1 {
			require.ErrorIs(t, err, ndarray.ErrView)
		} else {
			require.NoError(t, err)
		}
	}
}
