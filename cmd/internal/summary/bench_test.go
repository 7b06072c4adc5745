package summary

import (
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
)

func BenchmarkOf(b *testing.B) {
	data := make([]float32, 16<<20)
	for i := range data {
		data[i] = float32(i%1000) * 0.37
	}
	a, err := ndarray.FromSlice(data, -1)
	require.NoError(b, err)
	b.SetBytes(int64(a.NBytes()))
	b.ReportAllocs()
	for b.Loop() {
		_, err := Of(a, 10)
		require.NoError(b, err)
	}
}
