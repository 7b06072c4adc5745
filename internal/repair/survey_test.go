package repair

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

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
