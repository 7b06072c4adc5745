package native

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVersion(t *testing.T) {
	major, minor := Version()
	assert.Equal(t, 1, major)
	assert.GreaterOrEqual(t, minor, 20)
}

// What a table shows is what HasSnappy says: scripts/install-leveldb.sh installs a library that has it.
func TestHasSnappy(t *testing.T) {
	require.True(t, HasSnappy())
}

func TestLacking(t *testing.T) {
	without := func() bool { return false }
	require.ErrorIs(t, lacking("get", "corrupted snappy compressed block length", without), ErrNotSupported)
	require.ErrorContains(t, lacking("get", "corrupted snappy compressed block length", without), "built without")
	require.Nil(t, lacking("get", "corrupted snappy compressed block length", HasSnappy), "the block is damaged")
	require.Nil(t, lacking("get", "block checksum mismatch", without))
}
