package bench

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// FuzzNativeHeader checks that the C++ loop never reads outside its input, which the address
// sanitizer detects. Where both the loop and ndarray accept the input as an array of float32, the
// sums must be equal.
func FuzzNativeHeader(f *testing.F) {
	for _, elements := range []int{0, 1, 1024, 1025} {
		a, err := ndarray.FromSlice(make([]float32, elements), -1)
		require.NoError(f, err)
		stored, err := codec.Append(nil, a)
		require.NoError(f, err)
		f.Add(stored)
		f.Add(stored[:len(stored)/2])
	}
	f.Add([]byte{})
	f.Add([]byte("s"))
	f.Fuzz(func(t *testing.T, stored []byte) {
		got, isArray := nativeSum(stored)
		want, err := new(decoder).sum(stored)
		if !isArray || err != nil || math.IsNaN(want) && math.IsNaN(got) {
			return
		}
		require.Equal(t, want, got)
	})
}

func TestNativeSum(t *testing.T) {
	v, err := NewValues(1025, 1)
	require.NoError(t, err)
	sum, isArray := nativeSum(v.Stored(0))
	require.True(t, isArray)
	require.Equal(t, PageSum(v.Elements(0)), sum)
	// Truncate the input at any byte, with any header length: nothing after the end may be read,
	// which the address sanitizer detects.
	const offset = 129 // of the elements
	for n := range len(v.Stored(0)) {
		cut := bytes.Clone(v.Stored(0)[:n])
		_, isArray := nativeSum(cut)
		require.Equal(t, n >= offset, isArray, n)
		if n > 10 {
			binary.LittleEndian.PutUint16(cut[9:], uint16(n))
			_, isArray := nativeSum(cut)
			require.False(t, isArray, n)
		}
	}
}
