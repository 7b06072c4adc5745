package commands

import (
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// partsOf returns the stored values of the tests of parts.
func partsOf(t *testing.T) map[string]string {
	t.Helper()
	numbers := make([]int16, 24)
	for i := range numbers {
		numbers[i] = int16(i)
	}
	type event struct {
		Time   int32
		Inside struct{ X, Y float32 }
		Two    [2]uint8
	}
	events := make([]event, 5)
	for i := range events {
		events[i].Time = int32(i) * 10
		events[i].Inside.Y = float32(i) / 2
		events[i].Two = [2]uint8{uint8(i), uint8(2 * i)}
	}
	structured, err := ndarray.FromStructs(events, -1)
	require.NoError(t, err)
	stored, err := codec.Append(nil, structured)
	require.NoError(t, err)
	a, err := ndarray.FromSlice(numbers, 4, 3, 2)
	require.NoError(t, err)
	fortran, err := codec.Append(nil, a.Transpose())
	require.NoError(t, err)
	one, err := ndarray.New(ndarray.Int16)
	require.NoError(t, err)
	scalar, err := codec.Append(nil, one)
	require.NoError(t, err)
	return map[string]string{"cube": testdb.StoredArray(t, numbers, 4, 3, 2), "fortran": string(fortran), "events": string(stored), "text": "stext", "scalar": string(scalar)}
}

// Parts are the same from a directory and from a server.
func TestParts(t *testing.T) {
	path := database(t, partsOf(t))
	copied := path + ".served"
	output(t, "copy", path, copied)
	db, err := leveldb.Open(copied, nil)
	require.NoError(t, err)
	handler := server.NewHandler(server.Opened{"db": db}, nil)
	s := httptest.NewServer(handler)
	defer func() {
		require.NoError(t, handler.Close())
		s.Close()
		require.NoError(t, db.Close())
	}()
	for _, name := range []string{path, s.URL + "/db"} {
		for _, c := range []struct{ args, want string }{
			{"cube --rows 1:3", "int16 (2, 3, 2)\n[[[ 6  7]\n  [ 8  9]\n  [10 11]]\n\n [[12 13]\n  [14 15]\n  [16 17]]]\n"},
			{"cube --rows 2", "int16 (3, 2)\n[[12 13]\n [14 15]\n [16 17]]\n"},
			{"cube --rows=-1", "int16 (3, 2)\n[[18 19]\n [20 21]\n [22 23]]\n"},
			{"cube --rows 9:", "int16 (0, 3, 2)\n[]\n"},
			{"cube --index 3,:,0", "int16 (3,)\n[18 20 22]\n"},
			{"cube --index ...,1", "int16 (4, 3)\n[[ 1  3  5]\n [ 7  9 11]\n [13 15 17]\n [19 21 23]]\n"},
			{"cube --index ::3,2,1", "int16 (2,)\n[ 5 23]\n"},
			{"cube --index 1:99,0,0", "int16 (3,)\n[ 6 12 18]\n"},
			{"cube --index 3,2,1", "int16 ()\n23\n"},
			{"fortran --index 1,:,3", "int16 (3,)\n[19 21 23]\n"},
			{"events --field Time", "int32 (5,)\n[ 0 10 20 30 40]\n"},
			{"events --field Inside.Y --rows 3:", "float32 (2,)\n[1.5 2. ]\n"},
			{"events --field Two --index 2:4,1", "uint8 (2,)\n[4 6]\n"},
			{"cube --index 0,:,0 --json", `{"dtype":"<i2","shape":[3],"data":[0,2,4]}` + "\n"},
		} {
			assert.Equal(t, c.want, output(t, append([]string{"get", name}, strings.Fields(c.args)...)...), "%s %s", name, c.args)
		}
		assert.Contains(t, output(t, "show", name, "cube", "--index", "3,:,0"), "shape  (3,)\n")
		assert.True(t, strings.HasPrefix(output(t, "get", name, "cube", "--rows", "1", "--npy"), "\x93NUMPY"))
		for args, problem := range map[string]string{
			"cube --rows 4":           "axis 0 has length 4: there is no index 4",
			"cube --index 0,3":        "axis 1 has length 3: there is no index 3",
			"cube --index 0,0,0,0":    "more parts than the array has axes: 3",
			"cube --field x":          "--field: the elements have no fields: their dtype is ",
			"events --field Inside.z": `--field: no such field: "z"; the fields are X, Y`,
			"text --rows 1":           "the value is of type str",
			"scalar --rows 0":         "more parts than the array has axes: 0",
			"missing --rows 0":        "not found",
		} {
			requireFailure(t, runTool(t, append([]string{"get", name}, strings.Fields(args)...)...), problem)
		}
	}
	drawn := filepath.Join(t.TempDir(), "events.png")
	requireFailure(t, runTool(t, "show", path, "events", "--png", drawn), "has no numbers to draw: --field draws one field of Time, Inside, Two")
	output(t, "show", path, "events", "--field", "Time", "--png", drawn)
	for args, problem := range map[string]string{
		"--rows 1,2": "selects more than rows", "--rows x": "neither an index nor a range", "--index 1:2:0": "is not positive",
		"--rows 1 --index 1": "--index and --rows cannot be combined", "--rows 1 --raw": "--raw and --rows cannot be combined",
	} {
		r := runTool(t, append([]string{"get", path, "cube"}, strings.Fields(args)...)...)
		assert.Equal(t, 2, r.status, args)
		assert.Contains(t, r.stderr, problem)
	}
}

// countingListener counts the bytes that are sent through its connections.
type countingListener struct {
	net.Listener
	sent atomic.Int64
}

func (l *countingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return countingConn{conn, &l.sent}, err
}

type countingConn struct {
	net.Conn
	sent *atomic.Int64
}

func (c countingConn) Write(b []byte) (int, error) {
	c.sent.Add(int64(len(b)))
	return c.Conn.Write(b)
}

// Of an array on a server, only the rows are transferred.
func TestOnlyRowsAreTransferred(t *testing.T) {
	path := database(t, map[string]string{"large": testdb.StoredArray(t, make([]float64, 1<<20), 1<<10, 1<<10)})
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	handler := server.NewHandler(server.Opened{"db": db}, nil)
	s := httptest.NewUnstartedServer(handler)
	listener := &countingListener{Listener: s.Listener}
	s.Listener = listener
	s.Start()
	defer func() {
		require.NoError(t, handler.Close())
		s.Close()
		require.NoError(t, db.Close())
	}()
	assert.True(t, strings.HasPrefix(output(t, "get", s.URL+"/db", "large", "--rows", "5:7"), "float64 (2, 1024)\n"))
	assert.Greater(t, listener.sent.Load(), int64(2*1024*8))
	assert.Less(t, listener.sent.Load(), int64(1<<20))
}
