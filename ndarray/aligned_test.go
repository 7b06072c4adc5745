package ndarray

import (
	"testing"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/stretchr/testify/require"
)

func TestAligned(t *testing.T) {
	buffer := mem.Make(256)
	for descr, align := range map[string]int{
		"|b1": 1, "<i2": 2, ">f4": 4, "<f8": 8, "<c8": 4, "<c16": 8, "|S3": 1, "<U2": 4, "|V7": 1, "<M8[ns]": 8, "|S0": 1,
	} {
		d, err := ParseDType(descr)
		require.NoError(t, err)
		for offset := range 17 {
			a, err := FromBytes(d, []int{2}, buffer[offset:offset+2*d.ItemSize()])
			require.NoError(t, err)
			require.Equal(t, offset%align == 0, a.Aligned(), "%s at %d", descr, offset)
			require.True(t, a.Clone().Aligned())
		}
	}
}
