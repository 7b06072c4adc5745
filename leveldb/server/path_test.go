package server

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// A server started with relative paths keeps using the same files after the working directory
// changes.
func TestWorkingDirectoryChanges(t *testing.T) {
	base, err := os.MkdirTemp("", "p") // short, because the length of a socket path is limited
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(base)) })
	first, second := filepath.Join(base, "1"), filepath.Join(base, "2")
	for _, directory := range []string{first, second} {
		require.NoError(t, os.MkdirAll(filepath.Join(directory, "root"), 0o755))
	}
	t.Chdir(first)
	directory, err := OpenDirectory("root", nil)
	require.NoError(t, err)
	defer func() { assert.NoError(t, directory.Close()) }()
	listener, err := Listen(t.Context(), "unix:s")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile("users", []byte("token ci read-write 0123456789abcdef\n"), 0o600))
	credentials, err := ReadCredentials("users")
	require.NoError(t, err)
	handler := NewHandler(directory, &HandlerOptions{Credentials: credentials})
	server := &http.Server{Handler: handler}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	db, err := remote.Dial(t.Context(), "unix:s", "db", &remote.Options{Token: "0123456789abcdef"})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()

	t.Chdir(second)
	require.NoError(t, db.Put("k", 1))
	server.SetKeepAlivesEnabled(false) // forces the client to reconnect
	_, err = db.Get("k")               // get is retried if the old connection breaks; put is not
	require.NoError(t, err)
	require.NoError(t, db.Put("k", 2))
	require.NoError(t, credentials.Reload())
	server.SetKeepAlivesEnabled(true)
	require.NoError(t, db.Put("k", 3))
	require.NoError(t, handler.Close())
	require.NoError(t, server.Close())
	require.ErrorIs(t, <-served, http.ErrServerClosed)
	assert.FileExists(t, filepath.Join(first, "root", "db", "CURRENT"))
	assert.NoFileExists(t, filepath.Join(first, "s"), "the socket is removed")
	left, err := os.ReadDir(filepath.Join(second, "root"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestPathsThatAreNone(t *testing.T) {
	for _, path := range []string{"", "a\x00b"} {
		_, err := OpenDirectory(path, nil)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "%q", path)
		_, err = ReadCredentials(path)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "%q", path)
		_, err = Listen(t.Context(), "unix:"+path)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "%q", path)
		_, err = remote.Dial(t.Context(), "unix:"+path, "db", nil)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, "%q", path)
	}
}
