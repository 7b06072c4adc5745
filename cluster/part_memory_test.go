package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A part with distances between its runs needs memory for everything from the first to the last.
func TestPartMemory(t *testing.T) {
	m := newMock(t)
	store := m.mustOpen(t, "test", &Options{}).Driver().(driver.PartReader)
	for want, p := range map[int64]driver.Part{
		0: {}, 100: {Offset: 7, Run: 100}, 30 + 1010: {Offset: 129, Run: 10, Axes: []driver.PartAxis{{Count: 3, Stride: 500}}},
	} {
		size, ok := p.Size(4096)
		require.True(t, ok)
		require.Equal(t, want, driver.PartMemory(store, &p, size), "%+v", p)
	}
}
