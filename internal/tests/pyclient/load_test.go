package pyclient_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Arrays of 100 MB are sent in both directions; 10 MB in a short run.
func TestPythonLargeArrays(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	address, _ := pythonServe(t, directory, nil)
	db, release, err := directory.Acquire("db", true)
	require.NoError(t, err)
	defer release()
	const columns = 1000
	rows := 12_500
	if testing.Short() {
		rows = 1250
	}
	elements := make([]float64, rows*columns)
	for i := range elements {
		elements[i] = float64(i) / 3
	}
	array, err := ndarray.FromSlice(elements, rows, columns)
	require.NoError(t, err)
	require.NoError(t, db.Put("from go", array))
	const script = `
import sys
sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None
import numpy
from client import LevelDBClient
db = LevelDBClient(sys.argv[1], "db")
want = (numpy.arange(int(sys.argv[2]) * 1000) / 3).reshape(-1, 1000)
got = db["from go"]
assert got.dtype == want.dtype and got.shape == want.shape and (got == want).all()
db["from python"] = want.T
(key, got), = db.prefixed_iter(starting_by="from p")
assert key == "from python" and got.flags.f_contiguous and (got == want.T).all()
`
	python.Run(t, pythonModules, script, nil, address, strconv.Itoa(rows))
	got, err := leveldb.Get[*ndarray.Array](db, "from python")
	require.NoError(t, err)
	require.Equal(t, []int{columns, rows}, got.Shape())
	clear(elements)
	n, err := leveldb.ReadInto(db, "from go", elements)
	require.NoError(t, err)
	require.Equal(t, rows*columns, n)
	for i := range 100 {
		row, column := i*125%rows, i*7%columns
		v, err := ndarray.At[float64](got, column, row)
		require.NoError(t, err)
		require.Equal(t, elements[row*columns+column], v)
	}
}

// 32 clients in 4 processes work concurrently. No write is lost or torn.
func TestPythonConcurrentClients(t *testing.T) {
	directory, root := pythonDirectory(t, nil)
	address, stop := pythonServe(t, directory, nil)
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	const script = `
import sys, threading
sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None
import numpy
from client import LevelDBClient
address, process, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
failures = []

def work(thread):
    try:
        db = LevelDBClient(address, "db/%d" % (thread % 2))
        me = process * 8 + thread
        for i in range(rounds):
            size = (i * 977 + me) % 5000
            db["own/%02d/" % me, "%04d" % i] = "x" * size
            assert db["own/%02d/%04d" % (me, i)] == "x" * size
            db["shared"] = numpy.full(size, me)
            shared = db["shared"]
            assert (shared == shared[:1]).all(), "torn"
            db["own/%02d/" % me, "gone"] = i
            del db["own/%02d/" % me, "gone"]
            assert db["own/%02d/gone" % me] is None
        assert db.prefixed_len("own/%02d/" % me) == rounds
        assert [len(v) for v in db.prefixed_iter("own/%02d/" % me, include_key=False)] == [(i * 977 + me) % 5000 for i in range(rounds)]
    except BaseException as e:
        failures.append(repr(e))

threads = [threading.Thread(target=work, args=(t,)) for t in range(8)]
for t in threads: t.start()
for t in threads: t.join()
sys.exit("\n".join(failures) or None)
`
	var waits []func()
	for process := range 4 {
		_, wait := pythonStart(t, pythonModules, "-c", script, address, fmt.Sprint(process), fmt.Sprint(rounds))
		waits = append(waits, wait)
	}
	for _, wait := range waits {
		wait()
	}
	stop()
	require.NoError(t, directory.Close())
	for i := range 2 {
		content := string(python.Run(t, []string{"plyvel"}, pythonContent, nil, filepath.Join(root, "db", fmt.Sprint(i))))
		assert.Equal(t, 16*rounds+1, strings.Count(content, "\n"))
	}
}

// A long iteration holds no more of the database in memory than a buffer, and proceeds as fast as
// the client reads.
func TestPythonLongIteration(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	address, _ := pythonServe(t, directory, &server.HandlerOptions{Logger: pythonQuiet})
	db, release, err := directory.Acquire("db", true)
	require.NoError(t, err)
	defer release()
	const entries = 150_000
	batch := db.NewBatch()
	for i := range entries {
		require.NoError(t, batch.Put(fmt.Sprintf("key%07d", i), i))
		if i%10_000 == 9_999 {
			require.NoError(t, batch.Write())
			batch = db.NewBatch()
		}
	}
	const script = `
import sys
sys.path.insert(0, "testdata")
from client import LevelDBClient
db = LevelDBClient(sys.argv[1], "db")
n = 0
for key, value in db:
    assert key == "key%07d" % n and value == n
    n += 1
assert n == len(db) == sum(1 for _ in db.prefixed_iter(include_key=False, include_value=False))
assert list(db.prefixed_iter(include_value=False)) == ["key%07d" % i for i in range(n)]
assert list(db.prefixed_iter("key", include_key=False)) == list(range(n))
print(n)
`
	assert.Equal(t, fmt.Sprintln(entries), string(python.Run(t, pythonModules, script, nil, address)))
}

// The script of the benchmarks works with both servers.
func TestPythonMeasure(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	ours, _ := pythonServe(t, directory, nil)
	for _, c := range []struct{ server, address, database string }{
		{"openleveldb", ours, "db"}, {"flask", pythonFlask(t), filepath.Join(t.TempDir(), "db")},
	} {
		out, wait := pythonStart(t, pythonModules, "testdata/measure.py", c.address, c.database, "20", "128", "1048576")
		var results map[string]map[string]float64
		require.NoError(t, json.NewDecoder(out).Decode(&results))
		wait()
		require.Len(t, results, 2)
		for size, times := range results {
			assert.Positive(t, times["fastest"])
			assert.LessOrEqual(t, times["fastest"], times["median"])
			assert.LessOrEqual(t, times["median"], times["p95"])
			t.Logf("server=%s size=%s %v", c.server, size, times)
		}
	}
}
