package wire

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func TestLocations(t *testing.T) {
	for _, at := range []driver.Location{
		{Table: "000005.ldb", Inode: math.MaxUint64, Offset: 17, Size: MinLocated},
		{Table: "x", Offset: math.MaxInt64 - driver.MaxEntrySize, Size: driver.MaxEntrySize},
		{Size: 1 << 20},
	} {
		value, got, err := ParseLocated(AppendLocation(nil, at))
		require.NoError(t, err)
		assert.Equal(t, at, got)
		assert.Nil(t, value)
		assert.LessOrEqual(t, len(AppendLocation(nil, at)), MaxLocated)
	}
	value, at, err := ParseLocated([]byte("stored\x00"))
	require.NoError(t, err)
	assert.Equal(t, "stored", string(value))
	assert.Zero(t, at)
	value, at, err = ParseLocated([]byte{LocateValue})
	require.NoError(t, err)
	assert.Empty(t, value)
	assert.Zero(t, at)
}

// A location must not lead out of the directory, or past any value.
func TestRefusedLocations(t *testing.T) {
	for name, at := range map[string]driver.Location{
		"short":         {Table: "000005.ldb", Size: MinLocated - 1},
		"negative":      {Table: "000005.ldb", Offset: -1, Size: 1 << 20},
		"negative size": {Table: "000005.ldb", Size: -1 << 20},
		"huge":          {Table: "000005.ldb", Size: driver.MaxEntrySize + 1},
		"past the end":  {Table: "000005.ldb", Offset: math.MaxInt64, Size: 1 << 20},
		"parent":        {Table: "../x", Size: 1 << 20},
		"dots":          {Table: "..", Size: 1 << 20},
		"dot":           {Table: ".", Size: 1 << 20},
		"absolute":      {Table: "/etc/passwd", Size: 1 << 20},
		"slash":         {Table: "a/", Size: 1 << 20},
		"long name":     {Table: strings.Repeat("x", 256), Size: 1 << 20},
		"short there":   {Size: 1},
	} {
		_, got, err := ParseLocated(AppendLocation(nil, at))
		assert.ErrorIs(t, err, ErrProtocol, name)
		assert.Zero(t, got, name)
	}
	for _, answer := range []string{"", "\x03", "stored\x04", "\x01", "012345670123456701234567\x01", "0123456\x02", "012345670\x02"} {
		_, _, err := ParseLocated([]byte(answer))
		assert.ErrorIs(t, err, ErrProtocol, "%q", answer)
	}
}

func FuzzLocated(f *testing.F) {
	f.Add([]byte("stored\x00"))
	f.Add(AppendLocation(nil, driver.Location{Table: "000005.ldb", Offset: 17, Size: 1 << 20}))
	f.Add(AppendLocation(nil, driver.Location{Size: 1 << 20}))
	f.Fuzz(func(t *testing.T, answer []byte) {
		value, at, err := ParseLocated(answer)
		switch {
		case err != nil:
			require.ErrorIs(t, err, ErrProtocol)
		case at.Size == 0:
			require.Equal(t, string(answer), string(append(value, LocateValue)))
		default:
			require.Equal(t, string(answer), string(AppendLocation(nil, at)))
			require.NotContains(t, at.Table, "/")
		}
	})
}
