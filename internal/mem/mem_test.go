package mem

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewMemoryIsAligned(t *testing.T) {
	for _, size := range []int{0, 1, 63, 64, 65, PageAligned - 1, PageAligned, PageAligned + 1, 1 << 20} {
		b := Make(size)
		require.Len(t, b, size)
		require.Equal(t, size, cap(b))
		require.True(t, size == 0 || IsAligned(b, Alignment), "%d", size)
		for i := range b {
			b[i] = byte(i)
		}
		clone := Clone(b)
		require.Equal(t, b, clone)
		require.True(t, size == 0 || IsAligned(clone, Alignment) && unsafe.SliceData(clone) != unsafe.SliceData(b), "%d", size)
		for _, at := range []int{0, 1, 63, 64, 129} {
			b := MakeAt(size+at+1, at)
			require.Len(t, b, size+at+1)
			require.True(t, IsAligned(b[at:], Alignment))
		}
	}
}

func TestCastAndBytes(t *testing.T) {
	values := []uint16{1, 2, 3}
	b := Bytes(values)
	require.Len(t, b, 6)
	require.Equal(t, values, Cast[uint16](b, 3))
	require.Same(t, &values[0], &Cast[uint16](b, 1)[0], "no copy")
	require.Equal(t, []uint16{}, Cast[uint16](nil, 0))
	require.Panics(t, func() { Cast[uint16](b, 4) })
	texts := make([]string, 2)
	Store(Bytes(texts)[unsafe.Sizeof(""):], "second")
	require.Equal(t, []string{"", "second"}, texts)
	require.Panics(t, func() { Store(b, "long") })
	memory := Make(16)
	require.True(t, Viewable[uint64](memory[8:], false))
	require.False(t, Viewable[uint64](memory[1:], false))
	require.True(t, Viewable[uint64](memory[1:], true))
}

func TestSwapBytes(t *testing.T) {
	for width, want := range map[int][]byte{
		1: {0, 1, 2, 3, 4, 5, 6, 7}, 2: {1, 0, 3, 2, 5, 4, 7, 6}, 4: {3, 2, 1, 0, 7, 6, 5, 4}, 8: {7, 6, 5, 4, 3, 2, 1, 0},
	} {
		b := []byte{0, 1, 2, 3, 4, 5, 6, 7}
		SwapBytes(b, width)
		assert.Equal(t, want, b, "%d", width)
	}
}

func TestBools(t *testing.T) {
	for length := range 20 {
		for at := range length {
			b := make([]byte, length)
			b[at] = 1
			require.True(t, ValidBools(b))
			for _, other := range []byte{2, 128, 255} {
				b[at] = other
				require.False(t, ValidBools(b))
				FixBools(b)
				require.Equal(t, byte(1), b[at])
				require.True(t, ValidBools(b))
			}
		}
	}
}
