package native

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Unwrap never returns nil among the errors, as the errors package requires.
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

// A file that a repair leaves alone is reported with the class of its error.
func TestErrorsOfFilesLeftAlone(t *testing.T) {
	for _, c := range []struct {
		err, class error
	}{
		{&fs.PathError{Path: "000005.ldb", Err: fs.ErrPermission}, driver.ErrIO},
		{fmt.Errorf("scan: %w", &dbfile.OrderError{}), driver.ErrInvalidArgument},
		{errors.New("a compression of the future"), driver.ErrNotSupported},
	} {
		err := leftAlone("000005.ldb", c.err)
		require.ErrorIs(t, err, c.class)
		require.ErrorContains(t, err, "000005.ldb: ")
		require.ErrorContains(t, err, "nothing was changed")
	}
	require.ErrorIs(t, leftAlone("000005.ldb", &fs.PathError{Err: fs.ErrPermission}), fs.ErrPermission)
}
