package dblock

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// All holders are reported once. The device must match if any line has it.
func TestParseLocks(t *testing.T) {
	const locks = `1: POSIX  ADVISORY  READ  300 fe:01:77 0 EOF
2: FLOCK  ADVISORY  READ  300 fe:01:77 0 EOF
2: -> FLOCK  ADVISORY  WRITE 999 fe:01:77 0 EOF
3: FLOCK  ADVISORY  WRITE 200 fe:01:77 0 EOF
4: POSIX  ADVISORY  WRITE 400 08:02:77 0 EOF
5: POSIX  ADVISORY  WRITE 500 00:1f:88 0 EOF
6: POSIX  ADVISORY  WRITE 600 fe:01:177 0 EOF
7: OFDLCK ADVISORY  READ  -1 fe:01:77 0 EOF
8: POSIX  ADVISORY  READ  0 fe:01:77 0 EOF
9: LEASE  ACTIVE    READ  700 fe:01:77 0 EOF
short
`
	for _, c := range []struct {
		device string
		inode  uint64
		kinds  []string
		want   []holder
	}{
		{"fe:01", 77, allLocks, []holder{{true, 200, false}, {true, 300, true}}},
		{"fe:01", 77, posixLocks, []holder{{true, 300, true}}},
		{"00:2a", 88, allLocks, []holder{{true, 500, false}}},
		{"00:2a", 99, allLocks, nil},
	} {
		require.Equal(t, c.want, parseLocks(bufio.NewScanner(strings.NewReader(locks)), c.device, c.inode, c.kinds), "%s:%d", c.device, c.inode)
	}
}

func FuzzParseLocks(f *testing.F) {
	f.Add("1: POSIX  ADVISORY  READ  300 fe:01:77 0 EOF\n", "fe:01", uint64(77))
	f.Add("2: -> FLOCK  ADVISORY  WRITE 999 fe:01:77 0 EOF", "", uint64(77))
	f.Add("1: POSIX", "fe:01", uint64(0))
	f.Fuzz(func(t *testing.T, lines, device string, inode uint64) {
		seen := map[int]bool{}
		for _, h := range parseLocks(bufio.NewScanner(strings.NewReader(lines)), device, inode, allLocks) {
			require.Positive(t, h.pid)
			require.False(t, seen[h.pid])
			seen[h.pid] = true
		}
	})
}

// Holders reports who has locked a directory, and does not drop the lock of this process.
func TestHolders(t *testing.T) {
	path := t.TempDir()
	holders, err := Holders(path)
	require.NoError(t, err)
	require.Empty(t, holders, "without LOCK")

	l := lock(t, path, false)
	for range 2 {
		holders, err = Holders(path)
		require.NoError(t, err)
		require.Equal(t, []Holder{{Process: os.Getpid(), Name: commandOf(os.Getpid())}}, holders)
	}
	require.Contains(t, startHelper(t, "write", path).line, "has the database open")
	require.NoError(t, l.Release())
	holders, err = Holders(path)
	require.NoError(t, err)
	require.Empty(t, holders)

	l = lock(t, path, true)
	holders, err = Holders(path)
	require.NoError(t, err)
	require.Len(t, holders, 1)
	require.True(t, holders[0].Reading)
	require.NoError(t, l.Release())

	for _, name := range []string{"write", "read", "record"} {
		other := startHelper(t, name, path)
		holders, err = Holders(path)
		require.NoError(t, err)
		require.Len(t, holders, 1)
		require.Equal(t, other.pid(), holders[0].Process)
		require.Equal(t, name == "read", holders[0].Reading)
		other.end(t)
	}
}
