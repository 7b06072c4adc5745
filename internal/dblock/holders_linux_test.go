package dblock

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// An open file description lock belongs to no process, so its holder is reported without one.
func TestHoldersWithoutProcess(t *testing.T) {
	path := t.TempDir()
	file, err := os.Create(filepath.Join(path, "LOCK"))
	require.NoError(t, err)
	defer file.Close()
	holders, err := Holders(path)
	require.NoError(t, err)
	require.Empty(t, holders)

	require.NoError(t, setLock(file, unix.F_WRLCK))
	holders, err = Holders(path)
	require.NoError(t, err)
	require.Equal(t, []Holder{{}}, holders)
	_, err = Acquire(path, "")
	require.ErrorIs(t, err, driver.ErrLocked)
	require.ErrorContains(t, err, "another process has the database open")
}
