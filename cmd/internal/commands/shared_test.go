package commands

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// With --shared, commands work on a database that another process has open and shares.
func TestShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Put("k", "v"))
	require.NoError(t, db.Put("gone", "v"))

	requireFailure(t, runTool(t, "del", path, "k"), fmt.Sprint(os.Getpid()))
	assert.Equal(t, "v\n", output(t, "get", path, "k"), "reading needs no --shared")
	assert.Equal(t, "v\n", output(t, "get", path, "k", "--shared"))
	output(t, "put", path, "n", "--int", "7", "--shared")
	output(t, "del", path, "gone", "--shared")
	assert.Equal(t, "2\n", output(t, "len", path, "--shared"))
	assert.Contains(t, output(t, "ls", path, "--shared"), "k")
	assert.Contains(t, output(t, "show", path, "n", "--shared"), "7")
	output(t, "stat", path, "--shared")
	output(t, "du", path, "--shared")
	output(t, "compact", path, "--shared")
	got, err := db.Get("n")
	require.NoError(t, err)
	assert.EqualValues(t, 7, got)

	exported, restored := filepath.Join(t.TempDir(), "x.jsonl"), filepath.Join(t.TempDir(), "restored")
	output(t, "export", path, exported, "--shared")
	output(t, "import", restored, exported, "--shared")
	output(t, "copy", path, restored, "--shared", "--mirror")
	output(t, "copy", path, filepath.Join(t.TempDir(), "copy"), "--shared")
	assert.Equal(t, "2\n", output(t, "len", restored))
	requireFailure(t, runTool(t, "get", "unix:/nowhere:db", "k", "--shared"), "--shared applies only to directories")
}

// A failed import into a new database keeps what other processes have stored in it.
func TestFailedSharedImport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	cmd := command(t, "import", path, "-", "--format", "jsonl", "--shared")
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	_, err = io.WriteString(stdin, `{"key":"k","type":"int","value":1}`+"\n")
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, err := os.Lstat(filepath.Join(path, "CURRENT"))
		return err == nil
	}, 10*time.Second, time.Millisecond, "the import opens the database before it reads more")
	output(t, "put", path, "precious", "--str", "acknowledged", "--shared")
	_, err = io.WriteString(stdin, "not JSON\n")
	require.NoError(t, err)
	require.NoError(t, stdin.Close())
	require.Error(t, cmd.Wait())
	assert.Equal(t, 1, cmd.ProcessState.ExitCode())
	assert.Contains(t, stderr.String(), "line 2")
	assert.Contains(t, stderr.String(), "0 entries were stored before that")
	assert.Equal(t, "acknowledged\n", output(t, "get", path, "precious"))
}

// A server with --shared, and a process that shares one of its databases, work at the same time,
// whichever of them holds the lock.
func TestServeShared(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "db")
	open := func() *leveldb.DB {
		db, err := leveldb.Open(path, &leveldb.Options{Shared: true})
		require.NoError(t, err)
		return db
	}
	db := open()
	s := startServer(t, 1, "--root", root, "--shared", "--listen", "127.0.0.1:0")
	address := "http://" + s.addresses[0] + "/db"
	output(t, "put", address, "k", "--str", "v")
	assert.Contains(t, s.logged("following the process that serves the database")["server"], fmt.Sprint(os.Getpid()))
	got, err := db.Get("k")
	require.NoError(t, err)
	assert.Equal(t, "v", got)
	followed := func() string {
		response, err := http.Get("http://" + s.addresses[0] + "/metrics")
		require.NoError(t, err)
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return string(text)
	}
	assert.Contains(t, followed(), "openleveldb_databases_followed 1\n")
	require.NoError(t, db.Close())

	output(t, "put", address, "k", "--str", "w")
	assert.EqualValues(t, s.cmd.Process.Pid, s.logged("serving the database to other processes")["process"])
	assert.Contains(t, followed(), "openleveldb_databases_followed 0\n")
	db = open()
	defer db.Close()
	got, err = db.Get("k")
	require.NoError(t, err)
	assert.Equal(t, "w", got)
}
