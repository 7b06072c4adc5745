package testdb

import (
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/require"
)

// StoredArray returns the stored form of an array over a slice, by default with one axis.
func StoredArray[T ndarray.Element](t testing.TB, data []T, shape ...int) string {
	t.Helper()
	if len(shape) == 0 {
		shape = []int{-1}
	}
	a, err := ndarray.FromSlice(data, shape...)
	require.NoError(t, err)
	stored, err := codec.Append(nil, a)
	require.NoError(t, err)
	return string(stored)
}
