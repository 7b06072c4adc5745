//go:build count_copies && linux && amd64

package copied

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCheck checks that copies in Go, in C and in C++'s library are all counted, and only once.
func TestCheck(t *testing.T) { require.NoError(t, Check()) }

// TestMoves checks that the counting functions copy correctly: forward, backward, and where source
// and destination overlap.
func TestMoves(t *testing.T) {
	for _, size := range []int{0, 1, 2, 7, 8, 9, 4095, 4096, 4097} {
		for _, shift := range []int{-9, -8, -1, 0, 1, 8, 9} {
			own := make([]byte, size+32)
			for i := range own {
				own[i] = byte(i * 7)
			}
			want := bytes.Clone(own)
			copy(want[16+shift:][:size], want[16:][:size])
			before := Now()
			move(own, 16+shift, 16, size)
			require.Equal(t, want, own, "size %d, shift %d", size, shift)
			require.GreaterOrEqual(t, Since(before).C, uint64(size))
		}
	}
}
