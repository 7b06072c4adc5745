package pyclient_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
)

// pythonModules are the modules that the Python client imports.
var pythonModules = []string{"requests", "numpy", "rapidjson"}

// pythonRun runs a script of testdata as a Python client.
func pythonRun(t testing.TB, script string, stdin []byte, args ...string) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", script))
	require.NoError(t, err)
	return string(python.Run(t, pythonModules, string(source), stdin, args...))
}

// pythonServe serves databases on a port of its own. stop ends the server and returns its error. It
// is called when the test ends at the latest, and then no handle may be open.
func pythonServe(t testing.TB, databases server.Databases, o *server.HandlerOptions) (address string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return pythonServeOn(t, listener, databases, o, nil)
}

func pythonServeOn(
	t testing.TB, listener net.Listener, databases server.Databases, o *server.HandlerOptions, so *server.ServeOptions,
) (address string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener, server.NewHandler(databases, o), so) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			assert.NoError(t, <-ended)
		}
	}
	t.Cleanup(stop)
	return "http://" + listener.Addr().String(), stop
}

// pythonDirectory opens a new directory of databases. close is called when the test ends at the
// latest.
func pythonDirectory(t testing.TB, o *server.DirectoryOptions) (directory *server.Directory, root string) {
	t.Helper()
	root = t.TempDir()
	before := native.LiveHandles()
	directory, err := server.OpenDirectory(root, o)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, directory.Close())
		assert.Equal(t, before, native.LiveHandles(), "handles left open by the test")
	})
	return directory, root
}

// pythonStart starts Python with arguments, such as a file, and returns its output. wait closes its
// standard input, which tells it to exit. wait is called when the test ends at the latest.
func pythonStart(t testing.TB, modules []string, arguments ...string) (out *bufio.Reader, wait func()) {
	t.Helper()
	cmd := exec.Command(python.Find(t, modules...), arguments...)
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	wait = sync.OnceFunc(func() {
		assert.NoError(t, stdin.Close())
		assert.NoError(t, cmd.Wait())
	})
	t.Cleanup(wait)
	return bufio.NewReader(stdout), wait
}

// pythonFlask starts testdata/flask_server.py.
func pythonFlask(t testing.TB) (address string) {
	t.Helper()
	out, _ := pythonStart(t, []string{"flask", "plyvel"}, "testdata/flask_server.py")
	port, err := out.ReadString('\n')
	require.NoError(t, err)
	return "http://127.0.0.1:" + strings.TrimSpace(port)
}

// pythonContent prints all entries of a database, as Plyvel sees them.
const pythonContent = `
import plyvel, sys
for key, value in plyvel.DB(sys.argv[1], create_if_missing=False):
    print(key.hex(), value.hex())
`

// Every call returns what Python's own server returns, and leaves the same database.
func TestPythonCalls(t *testing.T) {
	directory, root := pythonDirectory(t, nil)
	address, stop := pythonServe(t, directory, nil)
	path := filepath.Join(root, "db")
	ours := pythonRun(t, "calls.py", nil, address, path)
	stop()
	require.NoError(t, directory.Close())
	content := string(python.Run(t, []string{"plyvel"}, pythonContent, nil, path))
	require.Greater(t, strings.Count(content, "\n"), 60)

	t.Run("server=flask", func(t *testing.T) {
		flask := pythonFlask(t)
		theirPath := filepath.Join(t.TempDir(), "db")
		answers := strings.Split(strings.ReplaceAll(ours, path, "DB"), "\n")
		want := strings.Split(strings.ReplaceAll(pythonRun(t, "calls.py", nil, flask, theirPath), theirPath, "DB"), "\n")
		require.Len(t, answers, len(want))
		require.Greater(t, len(want), 250)
		for i, line := range want {
			require.Equal(t, line, answers[i])
		}
		require.Equal(t, string(python.Run(t, []string{"plyvel"}, pythonContent, nil, theirPath)), content)
	})
}

// starting_by with several parts counts all of them, which Python's own server does not. The
// expected number is what Plyvel selects.
func TestPythonStartingByParts(t *testing.T) {
	directory, root := pythonDirectory(t, nil)
	address, stop := pythonServe(t, directory, nil)
	const selections = `
import itertools, json, sys
keys = ["".join(k) for n in range(4) for k in itertools.product("abé", repeat=n)]
parts = [[], ["a"], ["a", "b"], ["a", ""], ["", "b"], ["b", "é", "a"], ["é", "é"], ["ab", "a"], ["", ""], ["c", "a"], ["a", "b", "a", "b"]]
`
	const client = selections + `
sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None
from client import LevelDBClient
db = LevelDBClient(*sys.argv[1:])
for i, key in enumerate(keys):
    db[key] = i
for prefixes in parts:
    for starting_by in parts:
        print(json.dumps([list(db.prefixed_iter(prefixes, starting_by)), list(db.prefixed_iter(prefixes, starting_by, True, False)),
            db.prefixed_len(prefixes, starting_by)]))
`
	const plyvel = selections + `
import plyvel
whole = plyvel.DB(sys.argv[1], create_if_missing=False)
for prefixes in parts:
    for starting_by in parts:
        db = whole
        for prefix in prefixes:
            db = db.prefixed_db(prefix.encode())
        entries = [(k.decode(), int.from_bytes(v[1:], "big")) for k, v in db.iterator(prefix="".join(starting_by).encode())]
        print(json.dumps([entries, [k for k, _ in entries], len(entries)]))
`
	got := string(python.Run(t, pythonModules, client, nil, address, "db"))
	stop()
	require.NoError(t, directory.Close())
	want := string(python.Run(t, []string{"plyvel"}, plyvel, nil, filepath.Join(root, "db")))
	require.Equal(t, want, got)
	require.Equal(t, 11*11, strings.Count(got, "\n"))
}

// Each language reads the values that the other writes.
func TestPythonAndGoValues(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	address, _ := pythonServe(t, directory, nil)
	db, release, err := directory.Acquire("sub/db", true)
	require.NoError(t, err)
	defer release()
	sub := db.Sub("from/go/")
	for key, value := range map[string]any{
		"int": -7, "str": "naïve 🎈", "bytes": []byte("i\x00"), "float": 3.0, "none": nil, "true": true, "list": []any{1, "x", nil}, "map": map[string]any{"k": 1.5},
	} {
		require.NoError(t, sub.Put(key, value))
	}
	const script = `
import sys
sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None
import numpy
from client import LevelDBClient
db = LevelDBClient(sys.argv[1], "sub/db")
for key, value in db.prefixed_iter(["from", "/go/"]):
    print(key, type(value).__name__, ascii(value))
for key, value in {"int": 2**100, "str": "漢字", "bytes": b"\0", "float": 3.0, "none": None, "true": True, "list": [1, [2.5]],
                   "array": numpy.arange(6, dtype="f4").reshape(2, 3)}.items():
    db["from/", "python/", key] = value
`
	assert.Equal(t, `bytes bytes b'i\x00'
float float 3.0
int int -7
list list [1, 'x', None]
map dict {'k': 1.5}
none NoneType None
str str 'na\xefve \U0001f388'
true bool True
`, string(python.Run(t, pythonModules, script, nil, address)))
	got := map[string]any{}
	for e, err := range db.Entries(&leveldb.Range{Prefix: "from/python/"}) {
		require.NoError(t, err)
		if e.Key() == "array" {
			continue
		}
		got[e.Key()], err = e.Value()
		require.NoError(t, err)
	}
	text, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, `{"int": 1267650600228229401496703205376, "str": "漢字", "bytes": "AA==", "float": 3, "none": null, "true": 1, "list": [1, [2.5]]}`, string(text))
	assert.IsType(t, 0.0, got["float"])
	elements := make([]float32, 6)
	_, err = leveldb.ReadInto(db, "from/python/array", elements)
	require.NoError(t, err)
	assert.Equal(t, []float32{0, 1, 2, 3, 4, 5}, elements)
}

// A server may serve a sub-database. Clients do not see its prefix.
func TestPythonSubDatabase(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	db, release, err := directory.Acquire("db", true)
	require.NoError(t, err)
	defer release()
	require.NoError(t, db.Put("other", 1))
	address, _ := pythonServe(t, pythonOne{db: db.Sub("hidden/")}, nil)
	const script = `
import sys
sys.path.insert(0, "testdata")
from client import LevelDBClient
db = LevelDBClient(sys.argv[1], "any")
db["a", "k"] = "v"
db["k"] = "w"
db["gone"] = 1
del db["gone"]
print(list(db), len(db), db["ak"], list(db.prefixed_iter("a")), list(db.prefixed_iter(starting_by="a", include_value=False)), db["other"])
`
	assert.Equal(t, "[('ak', 'v'), ('k', 'w')] 2 v [('k', 'v')] ['ak'] None\n", string(python.Run(t, pythonModules, script, nil, address)))
	v, err := leveldb.Get[string](db, "hidden/ak")
	require.NoError(t, err)
	assert.Equal(t, "v", v)
	n, err := db.Count(nil)
	require.NoError(t, err)
	assert.Equal(t, 3, n)
}

// Python sees a missing database as empty, as with its own server. Reading it creates no files.
func TestPythonMissingDatabase(t *testing.T) {
	directory, root := pythonDirectory(t, nil)
	address, _ := pythonServe(t, directory, nil)
	const look = `
import sys
sys.path.insert(0, "testdata")
from client import LevelDBClient
db = LevelDBClient(sys.argv[1], "new/db")
del db["k"]
print(db["k"], len(db), list(db), list(db.prefixed_iter(include_value=False)), db.prefixed_len("p"), repr(db), db._prefixed_db(["p", "q"]))
`
	want := "None 0 [] [] 0 LevelDBClient(path='new/db', db=<openleveldb.DB with name 'new/db'>) <openleveldb.PrefixedDB with name 'new/db' and prefix 'pq'>\n"
	assert.Equal(t, want, string(python.Run(t, pythonModules, look, nil, address)))
	files, err := os.ReadDir(root)
	require.NoError(t, err)
	require.Empty(t, files)
	python.Run(t, pythonModules, strings.Replace(look, "print", "db['k'] = 1; print", 1), nil, address)
	names, err := directory.Names()
	require.NoError(t, err)
	require.Equal(t, []string{"new/db"}, names)
}
