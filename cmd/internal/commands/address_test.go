package commands

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/stretchr/testify/require"
)

// Every command accepts an address in place of a path.
func TestAddresses(t *testing.T) {
	root := t.TempDir()
	directory, err := server.OpenDirectory(root, nil)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "credentials")
	require.NoError(t, os.WriteFile(file, []byte("token ci read-write 0123456789abcdef\nuser viewer read-only look\n"), 0o600))
	credentials, err := server.ReadCredentials(file)
	require.NoError(t, err)
	handler := server.NewHandler(directory, &server.HandlerOptions{Credentials: credentials})
	server := httptest.NewServer(handler)
	defer func() {
		require.NoError(t, handler.Close())
		server.Close()
		require.NoError(t, directory.Close())
	}()
	db := server.URL + "/runs/2024"
	requireFailure(t, runTool(t, "get", db, "k"), "credentials are missing or wrong")
	t.Setenv(cli.TokenVariable, "0123456789abcdef")
	for _, args := range [][]string{{"get", db, "k"}, {"ls", db}, {"len", db}, {"del", db, "k"}} {
		requireFailure(t, runTool(t, args...), "there is no database")
	}
	require.Empty(t, output(t, "put", db, "a", "k", "--str", "first light"))
	require.Empty(t, output(t, "put", db, "a", "n", "--int", "42"))
	require.Equal(t, "first light\n", output(t, "get", db, "ak"))
	require.Equal(t, "k\tstr\tfirst light\nn\tint\t42\n", output(t, "ls", db, "--prefix", "a"))
	require.Equal(t, "2\n", output(t, "len", db))
	require.Empty(t, output(t, "del", db, "an"))
	requireFailure(t, runTool(t, "del", db, "an"), "not found")

	viewer := strings.Replace(db, "://", "://viewer:look@", 1)
	require.Equal(t, "1\n", output(t, "len", viewer))
	requireFailure(t, runTool(t, "put", viewer, "k", "--int", "1"), "read-only")
	requireFailure(t, runTool(t, "len", server.URL), "the database name is empty")
	require.DirExists(t, filepath.Join(root, "runs", "2024"))
}
