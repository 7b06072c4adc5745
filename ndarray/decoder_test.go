package ndarray

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An Encoder writes what AppendNPY writes, and a Decoder returns what Decode returns, whatever came
// before: equal headers, different ones, errors, or different headers of the same length.
func TestDecoder(t *testing.T) {
	var files [][]byte
	for _, shape := range [][]int{{2, 3}, {3, 2}, {6}, {}, {0}, {1, 2, 3, 4, 5, 6}} {
		for _, dtype := range []DType{Float32, Int32, Float64} {
			a, err := New(dtype, shape...)
			require.NoError(t, err)
			for i := range a.data {
				a.data[i] = byte(i + len(files))
			}
			npy, err := a.AppendNPY(nil)
			require.NoError(t, err)
			files = append(files, npy, npy)
		}
	}
	damaged := append([]byte{}, files[0]...)
	damaged[20] ^= 1
	files = append(files, nil, damaged, files[0][:len(files[0])-1], append(files[0][:len(files[0]):len(files[0])], 0), []byte("no array"))

	var d Decoder
	for round := range 3 * len(files) {
		npy := files[(round*7)%len(files)]
		want, wantErr := Decode(npy)
		for range 2 {
			got, err := d.Decode(npy)
			if wantErr != nil {
				require.EqualError(t, err, wantErr.Error())
				continue
			}
			require.NoError(t, err)
			require.True(t, want.Equal(got), "%v", want)
			require.True(t, got.ReadOnly())
			require.Equal(t, npy[:len(npy)-want.NBytes()], d.Header())
			require.Equal(t, want.Shape(), got.Shape())
		}
	}
	var e Encoder
	for round := range 3 * len(files) {
		npy := files[(round*7)%len(files)]
		a, err := Decode(npy)
		if err != nil {
			continue
		}
		for _, a := range []*Array{a, a.Transpose(), a} {
			want, err := a.AppendNPY([]byte("before"))
			require.NoError(t, err)
			got, err := e.AppendNPY([]byte("before"), a)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		_, err = e.AppendNPY(nil, new(Array))
		require.ErrorIs(t, err, ErrDType)
	}
	d.Forget()
	got, err := d.Decode(files[0])
	require.NoError(t, err)
	require.Equal(t, 6, got.Size())
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		for _, npy := range files[:4] {
			if _, err := d.Decode(npy); err != nil {
				t.Fatal(err)
			}
		}
	}))
}
