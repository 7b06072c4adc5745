package native

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func TestVersion(t *testing.T) {
	major, minor := Version()
	assert.Equal(t, 1, major)
	assert.GreaterOrEqual(t, minor, 20)
}

// HasSnappy agrees with the tables that the library writes. scripts/install-leveldb.sh installs a
// library with Snappy.
func TestHasSnappy(t *testing.T) {
	require.True(t, HasSnappy())
}

func TestLacking(t *testing.T) {
	without := func() bool { return false }
	require.ErrorIs(t, lacking("corrupted snappy compressed block length", without), driver.ErrNotSupported)
	require.ErrorContains(t, lacking("corrupted snappy compressed block length", without), "built without")
	require.Nil(t, lacking("corrupted snappy compressed block length", HasSnappy), "the block is damaged")
	require.Nil(t, lacking("block checksum mismatch", without))
}
