package pyclient_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	_ "github.com/openleveldb/openleveldb/leveldb/shared"
)

// Python clients share a database with Go programs through a server that shares it too, whoever
// holds the lock. Plyvel is refused.
func TestPythonShared(t *testing.T) {
	directory, root := pythonDirectory(t, &server.DirectoryOptions{Open: leveldb.Options{Shared: true}})
	address, _ := pythonServe(t, directory, nil)
	path := filepath.Join(root, "db")
	db, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Put("k", 1))
	const increment = `
import sys
sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None
from client import LevelDBClient
db = LevelDBClient(sys.argv[1], "db")
db["k"] = db["k"] + 1
print(db["k"], len(db))
`
	assert.Equal(t, "2 1\n", string(python.Run(t, pythonModules, increment, nil, address)))
	got, err := leveldb.Get[int](db, "k")
	require.NoError(t, err)
	assert.Equal(t, 2, got)

	const direct = `
import plyvel, sys
try:
    plyvel.DB(sys.argv[1])
except plyvel.IOError as e:
    print(e)
`
	assert.Contains(t, string(python.Run(t, []string{"plyvel"}, direct, nil, path)), "lock")

	require.NoError(t, db.Close()) // the server takes over
	assert.Equal(t, "3 1\n", string(python.Run(t, pythonModules, increment, nil, address)))
	db, err = leveldb.Open(path, &leveldb.Options{Shared: true})
	require.NoError(t, err)
	got, err = leveldb.Get[int](db, "k")
	require.NoError(t, err)
	assert.Equal(t, 3, got)
	require.NoError(t, db.Close())
}
