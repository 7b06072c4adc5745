package native

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// Unwrap never returns nil among the errors, as the errors package requires.
func TestErrorUnwrap(t *testing.T) {
	require.Equal(t, []error{ErrIO}, (&Error{Class: ErrIO}).Unwrap())
	require.Equal(t, []error{ErrIO, fs.ErrExist}, (&Error{Class: ErrIO, Cause: fs.ErrExist}).Unwrap())
}

func TestLevigoError(t *testing.T) {
	require.NoError(t, levigoError("repair", nil))
	other := errors.New("not LevelDB's")
	require.ErrorIs(t, levigoError("repair", other), other)
	require.ErrorIs(t, levigoError("repair", levigo.DatabaseError("Corruption: bad block")), ErrCorrupt)
}

// A file that a repair leaves alone is reported with the class of its error.
func TestErrorsOfFilesLeftAlone(t *testing.T) {
	for _, c := range []struct {
		err, class error
	}{
		{&fs.PathError{Op: "open", Path: "000005.ldb", Err: fs.ErrPermission}, ErrIO},
		{fmt.Errorf("scan: %w", &dbfile.OrderError{}), ErrInvalidArgument},
		{errors.New("a compression of the future"), ErrNotSupported},
	} {
		err := leftAlone("000005.ldb", c.err)
		require.ErrorIs(t, err, c.class)
		require.ErrorContains(t, err, "000005.ldb: ")
		require.ErrorContains(t, err, "nothing was changed")
	}
	require.ErrorIs(t, leftAlone("000005.ldb", &fs.PathError{Op: "open", Err: fs.ErrPermission}), fs.ErrPermission)
}
