package native

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Unwrap never returns a nil error in its slice, as the errors package requires.
func TestErrorUnwrap(t *testing.T) {
	require.Equal(t, []error{driver.ErrIO}, (&driver.Error{Class: driver.ErrIO}).Unwrap())
	require.Equal(t, []error{driver.ErrIO, fs.ErrExist}, (&driver.Error{Class: driver.ErrIO, Cause: fs.ErrExist}).Unwrap())
}

func TestLevigoError(t *testing.T) {
	require.NoError(t, levigoError(nil))
	other := errors.New("not LevelDB's")
	require.ErrorIs(t, levigoError(other), other)
	require.ErrorIs(t, levigoError(levigo.DatabaseError("Corruption: bad block")), driver.ErrCorrupt)
}
