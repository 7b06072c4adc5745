package native

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Those who have a database open are named, and asking does not take their lock away.
func TestHolders(t *testing.T) {
	db := openTest(t, nil)
	holders, err := Holders(db.path)
	require.NoError(t, err)
	require.Len(t, holders, 1)
	require.Equal(t, os.Getpid(), holders[0].Process)
	require.False(t, holders[0].Reading)
	require.NoError(t, db.Close())
	holders, err = Holders(db.path)
	require.NoError(t, err)
	require.Empty(t, holders)

	reader := openTestAt(t, db.path, &Options{ReadOnly: true})
	holders, err = Holders(reader.path)
	require.NoError(t, err)
	require.True(t, holders[0].Reading)
	holders, err = Holders(t.TempDir())
	require.NoError(t, err)
	require.Empty(t, holders)
	_, err = Holders(reader.path + "/none")
	require.ErrorIs(t, err, os.ErrNotExist)
}
