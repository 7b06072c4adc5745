package bench

import (
	"slices"
	"sort"
	"testing"

	"github.com/golang/snappy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDatasetSums checks that the expected sums are those of the arrays.
func TestDatasetSums(t *testing.T) {
	for _, size := range Sizes {
		d := NewDataset(size, size.Short)
		values, err := NewValues(d.Elements(), 2)
		require.NoError(t, err)
		var total float64
		for i := range d.Once {
			if i%values.Len() == 0 {
				require.NoError(t, values.SetFirst(uint32(i)))
			}
			own := PageSum(values.Elements(uint32(i)))
			fromBytes, err := new(decoder).sum(values.Stored(uint32(i)))
			require.NoError(t, err)
			require.Equal(t, own, fromBytes)
			require.Equal(t, own, d.sums[i])
			total += own
		}
		require.Equal(t, total, d.Total())
		var ordered float64
		for _, i := range d.Order[5:100] {
			ordered += d.sums[i]
		}
		require.Equal(t, ordered, d.OrderSum(5, 100))
	}
}

// TestPageSum checks that PageSum adds one element of each page, including an incomplete last page.
func TestPageSum(t *testing.T) {
	for _, n := range []int{0, 1, 1023, 1024, 1025, 2047, 2048, 2049} {
		ones := make([]float32, n)
		for i := range ones {
			ones[i] = 1
		}
		assert.Equal(t, float64((n+1023)/1024), PageSum(ones), n)
	}
}

func TestOrders(t *testing.T) {
	d := NewDataset(Sizes[0], 1000)
	require.Equal(t, d.Order, NewDataset(Sizes[0], 1000).Order, "the same in every run")
	once := slices.Sorted(slices.Values(d.Once))
	require.Equal(t, sequence(1000), once)
	require.NotEqual(t, sequence(1000), d.Once)
	require.Less(t, slices.Max(d.Order), uint32(1000))
	require.Len(t, d.Order, minOrder)
}

// TestKeys checks that missing keys lie between existing ones, and that both are in ascending
// order.
func TestKeys(t *testing.T) {
	d := NewDataset(Sizes[0], 1000)
	var all []string
	for i := range uint32(1000) {
		require.Equal(t, d.Keys.Text(i), string(d.Keys.Bytes(i)))
		all = append(all, d.Keys.Text(i), d.Missing.Text(i))
	}
	require.True(t, sort.StringsAreSorted(all))
	require.Len(t, slices.Compact(all), 2000)
	require.Len(t, all[0], keySize)
}

// TestValues checks that values repeat, starting with the first, and that compression does not make
// them smaller.
func TestValues(t *testing.T) {
	v, err := NewValues(16<<10, 3)
	require.NoError(t, err)
	require.NoError(t, v.SetFirst(5))
	for i := uint32(5); i < 12; i++ {
		same := 5 + (i-5)%3
		require.Equal(t, element(same, 7), v.Elements(i)[7])
		own, err := new(decoder).elements(v.Stored(i))
		require.NoError(t, err)
		require.Equal(t, v.Elements(i), own)
		element, err := v.Array(i).At(9)
		require.NoError(t, err)
		require.Equal(t, own[9], element)
	}
	require.NotEqual(t, v.Elements(5), v.Elements(6))
	assert.Greater(t, len(snappy.Encode(nil, v.stored)), len(v.stored)*99/100)
}
