package remote_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// busy implements server.Databases and refuses everything.
type busy struct{}

func (busy) Acquire(string, bool) (*leveldb.DB, func(), error) { return nil, nil, server.ErrBusy }
func (busy) Names() ([]string, error)                          { return nil, server.ErrBusy }

// A failed list and an invalid address return errors that do not contain the password.
func TestListErrors(t *testing.T) {
	_, err := remote.List(t.Context(), "ftp://user:secret@h", nil)
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	require.ErrorContains(t, err, `list "server"`)
	require.NotContains(t, err.Error(), "secret")
	s := clientServe(t, nil, (*httptest.Server).Start)
	names, err := remote.List(t.Context(), s.URL, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"db", "sub"}, names)
	refusing := httptest.NewServer(server.NewHandler(busy{}, nil))
	defer refusing.Close()
	_, err = remote.List(t.Context(), refusing.URL, &remote.Options{Retries: -1})
	require.ErrorIs(t, err, remote.ErrBusy)
	require.ErrorContains(t, err, refusing.URL)
}
