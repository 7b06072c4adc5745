package driver

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func copyRun(dst, src []byte) { copy(dst, src) }

// A merged part has the same bytes, no axes of one run, and no runs that continue the one before.
func TestPartMerged(t *testing.T) {
	ones := make([]PartAxis, 60)
	for i := range ones {
		ones[i] = PartAxis{Count: 1, Stride: int64(i)}
	}
	for _, c := range []struct{ part, merged Part }{
		{Part{Offset: 3, Run: 2, Axes: ones}, Part{Offset: 3, Run: 2}},
		{Part{Run: 1, Axes: slices.Concat(ones[:30], []PartAxis{{100, 1}}, ones[30:])}, Part{Run: 100, Axes: []PartAxis{}}},
		{Part{Run: 2, Axes: []PartAxis{{5, 24}, {1, 7}, {3, 8}, {4, 2}, {1, 0}}}, Part{Run: 120, Axes: []PartAxis{}}},
		{Part{Run: 2, Axes: []PartAxis{{5, 30}, {3, 8}, {4, 2}}}, Part{Run: 24, Axes: []PartAxis{{5, 30}}}},
		{Part{Run: 4, Axes: []PartAxis{{3, 4}, {2, 12}}}, Part{Run: 4, Axes: []PartAxis{{3, 4}, {2, 12}}}}, // transposed
	} {
		require.Equal(t, c.merged, c.part.Merged())
	}
	random := rand.New(rand.NewPCG(1, 2))
	value := make([]byte, 4000)
	for i := range value {
		value[i] = byte(random.IntN(256))
	}
	compared := 0
	for range 3000 {
		p := Part{Offset: random.Int64N(20), Run: random.Int64N(4)}
		for range random.IntN(5) {
			p.Axes = append(p.Axes, PartAxis{Count: 1 + random.Int64N(4), Stride: p.Run * (1 + random.Int64N(9))})
		}
		size, ok := p.Size(int64(len(value)))
		if !ok || size == 0 {
			continue
		}
		want := []byte{}
		p.Runs(func(offset int64) bool { want = append(want, value[offset:offset+p.Run]...); return true })
		first := random.Int64N(p.Offset + 1)
		got := make([]byte, size)
		p.Copy(got, value[first:p.Extent()], first, copyRun)
		require.Equal(t, want, got, "%+v", p)
		compared++
	}
	require.Greater(t, compared, 1000)
}

// Runs that overlap are no part of a value. Nothing needs them, and they would take long.
func TestPartOverlap(t *testing.T) {
	for stride, valid := range map[int64]bool{0: false, 1: false, 7: false, 8: true, 9: true} {
		p := Part{Run: 8, Axes: []PartAxis{{Count: 2, Stride: stride}}}
		_, ok := p.Size(100)
		require.Equal(t, valid, ok, stride)
		p.Axes[0].Count = 1
		_, ok = p.Size(100)
		require.True(t, ok, stride)
	}
}

// A copy ends soon after its context is done, also with short runs.
func TestPartCopyContext(t *testing.T) {
	const n = 1 << 20
	value := make([]byte, 2*n)
	p := Part{Run: 1, Axes: []PartAxis{{Count: n, Stride: 2}}}
	ctx, cancel := context.WithCancel(t.Context())
	copied := 0
	err := p.CopyContext(ctx, make([]byte, n), value, 0, func(dst, src []byte) {
		if copied++; copied == 10 {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, copied, n/8)
	require.GreaterOrEqual(t, copied, 10)
}
