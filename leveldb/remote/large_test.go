package remote_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/ndarray"
)

// What LevelDB cannot hold is refused by the client before a byte of it is read or sent.
func TestClientTooLarge(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", nil)
	// A length and no memory: reading a byte of it ends the test.
	huge, err := unix.Mmap(-1, 0, 1<<32, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	defer func() { require.NoError(t, unix.Munmap(huge)) }()
	require.ErrorIs(t, db.PutRaw("k", huge), leveldb.ErrTooLarge)
	require.ErrorIs(t, db.PutRaw("k", huge[:driver.MaxEntrySize]), leveldb.ErrTooLarge, "with its key")
	require.ErrorIs(t, db.Delete(unsafe.String(&huge[0], len(huge))), leveldb.ErrTooLarge)
	b := db.NewBatch()
	require.NoError(t, b.Put("k", 1))
	require.ErrorIs(t, b.PutRaw("", huge[:driver.MaxEntrySize-b.Size()]), leveldb.ErrTooLarge, "together with what is in it")
	n, err := db.Len(nil)
	require.NoError(t, err)
	require.Zero(t, n)
}

// A value that is longer than the server takes is refused, and nothing of it is written; the next call goes through.
func TestMaxBody(t *testing.T) {
	s := clientServe(t, &remote.HandlerOptions{MaxBody: 1 << 20}, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", nil)
	value := make([]byte, 2<<20)
	require.ErrorIs(t, db.Put("k", value), leveldb.ErrTooLarge)
	b := db.NewBatch()
	require.NoError(t, b.Put("small", 1))
	require.NoError(t, b.Put("k", value))
	require.ErrorIs(t, b.Write(), leveldb.ErrTooLarge)
	require.NoError(t, db.Put("k", value[:1<<19]))
	n, err := db.Len(nil)
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

// Keys of a megabyte go through the Go face as they are. The Python client has its keys in the address, where each byte may take
// three: ServerOptions.MaxHeader limits them.
func TestRemoteLongKeys(t *testing.T) {
	s := clientServe(t, nil, func(s *httptest.Server) {
		s.Config.MaxHeaderBytes = 8 << 20
		s.Start()
	})
	db := clientDial(t, s.URL, "db", nil)
	prefix := strings.Repeat("é", 1<<19)
	keys := make([]string, 5)
	b := db.NewBatch()
	for i := range keys {
		keys[i] = fmt.Sprintf("%s/%d", prefix, i)
		row, err := ndarray.FromSlice([]int64{int64(i), 1})
		require.NoError(t, err)
		require.NoError(t, b.Put(keys[i], row))
	}
	require.NoError(t, b.Write())
	sub := db.Sub(prefix)
	i := 0
	for e, err := range sub.Entries(nil) {
		require.NoError(t, err)
		require.Equal(t, keys[i][len(prefix):], e.Key())
		a, err := leveldb.ValueAs[*ndarray.Array](e)
		require.NoError(t, err)
		require.Equal(t, 2, a.Size())
		i++
	}
	require.Equal(t, len(keys), i)
	n, err := db.Len(&leveldb.Range{Start: keys[0], ExcludeStart: true, Stop: keys[4], Reverse: true})
	require.NoError(t, err)
	require.Equal(t, 3, n)
	tensor, err := db.Gather(keys, nil)
	require.NoError(t, err)
	require.Equal(t, []int{len(keys), 2}, tensor.Shape())
	arrays, err := leveldb.GetAll[*ndarray.Array](db, keys)
	require.NoError(t, err)
	require.Len(t, arrays, len(keys))
	require.NoError(t, sub.Delete("/0"))
	found, err := db.Has(keys[0])
	require.NoError(t, err)
	require.False(t, found)

	// The Python client's calls.
	query := url.Values{"dbpath": {"db"}, "prefixes": {prefix}, "key": {"/1"}}.Encode()
	stored, err := db.GetRaw(keys[1], nil)
	require.NoError(t, err)
	require.Equal(t, stored, pythonCall(t, http.MethodGet, s.URL+"/getitem?"+query, nil))
	pythonCall(t, http.MethodPost, s.URL+"/setitem?"+query, []byte("sby the other face"))
	text, err := leveldb.Get[string](db, keys[1])
	require.NoError(t, err)
	require.Equal(t, "by the other face", text)
	pythonCall(t, http.MethodDelete, s.URL+"/delitem?"+query, nil)
	_, err = db.Get(keys[1])
	require.ErrorIs(t, err, leveldb.ErrNotFound)
}

// pythonCall makes a call as the Python client does.
func pythonCall(t *testing.T, method, address string, body []byte) []byte {
	t.Helper()
	r, err := http.NewRequest(method, address, bytes.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Close = true // it has a connection for each call
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	var answer []byte
	if response.ContentLength > 0 {
		answer = make([]byte, response.ContentLength)
		_, err = io.ReadFull(response.Body, answer)
	} else {
		answer, err = io.ReadAll(response.Body)
	}
	require.NoError(t, err)
	return answer
}

// The large value: 2.2 GiB, which is past all that 31 bits can count, as rows of a MiB.
const (
	largeRows    = 2253
	largeColumns = 1 << 17
	largeSize    = largeRows * largeColumns
)

// largeElement is element i of it.
func largeElement(i int) uint64 { return uint64(i+1) * 0x9E3779B97F4A7C15 }

func requireLarge(t *testing.T, elements []uint64, first, length int) {
	t.Helper()
	require.Len(t, elements, length)
	for i, x := range elements {
		if x != largeElement(first+i) {
			require.Equal(t, largeElement(first+i), x, "element %d", first+i)
		}
	}
}

// An array of 2.2 GiB goes through the server in every call, if it is told to take so much.
func TestRemoteLarge(t *testing.T) {
	if os.Getenv("OPENLEVELDB_LARGE") == "" {
		t.Skip("takes 20 GiB of memory; `make test-large` runs it")
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(8 << 30)) // LevelDB takes as much again
	step := func(name string, do func()) {
		began := time.Now()
		do()
		runtime.GC()
		debug.FreeOSMemory()
		t.Logf("%s: %.1f s", name, time.Since(began).Seconds())
	}
	s := clientServe(t, &remote.HandlerOptions{MaxBody: 3 << 30}, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", &remote.Options{Timeout: 5 * time.Minute})
	step("put", func() {
		elements := make([]uint64, largeSize)
		for i := range elements {
			elements[i] = largeElement(i)
		}
		a, err := ndarray.FromSlice(elements, largeRows, largeColumns)
		require.NoError(t, err)
		require.NoError(t, db.Put("k", a))
	})
	step("get", func() {
		a, err := leveldb.Get[*ndarray.Array](db, "k")
		require.NoError(t, err)
		elements, err := ndarray.View[uint64](a)
		require.NoError(t, err)
		requireLarge(t, elements, 0, largeSize)
	})
	step("read into", func() {
		into := make([]uint64, largeSize)
		n, err := leveldb.ReadInto(db, "k", into)
		require.NoError(t, err)
		requireLarge(t, into[:n], 0, largeSize)
	})
	step("read rows", func() {
		into := make([]uint64, 3*largeColumns)
		n, err := leveldb.ReadRows(db, "k", largeRows-3, largeRows, into)
		require.NoError(t, err)
		requireLarge(t, into[:n], largeSize-3*largeColumns, 3*largeColumns)
	})
	step("view in a snapshot", func() {
		snapshot, err := db.Snapshot()
		require.NoError(t, err)
		require.NoError(t, leveldb.View(snapshot, "k", func(elements []uint64, _ []int) error {
			requireLarge(t, elements, 0, largeSize)
			return nil
		}))
		require.NoError(t, snapshot.Close())
	})
	step("gather", func() {
		tensor, err := db.Gather([]string{"k"}, nil)
		require.NoError(t, err)
		elements, err := ndarray.View[uint64](tensor)
		require.NoError(t, err)
		requireLarge(t, elements, 0, largeSize)
	})
	step("entries", func() {
		for v, err := range leveldb.Views[uint64](db, nil) {
			require.NoError(t, err)
			requireLarge(t, v.Elements, 0, largeSize)
		}
	})
	step("stored bytes, batch", func() {
		stored, err := db.GetRaw("k", nil)
		require.NoError(t, err)
		b := db.NewBatch()
		require.NoError(t, b.Delete("k"))
		require.NoError(t, b.PutRaw("batch", stored))
		stored = nil
		require.NoError(t, b.Write())
	})
	step("python's calls", func() {
		stored := pythonCall(t, http.MethodGet, s.URL+"/getitem?dbpath=db&key=batch", nil)
		pythonCall(t, http.MethodPost, s.URL+"/setitem?dbpath=db&key=python", stored)
	})
	step("what they wrote", func() {
		require.NoError(t, db.Delete("batch"))
		require.NoError(t, db.Compact(nil))
		require.NoError(t, leveldb.View(db, "python", func(elements []uint64, _ []int) error {
			requireLarge(t, elements, 0, largeSize)
			return nil
		}))
	})
	step("python's iteration", func() {
		const script = `
import pickle, struct, sys
import requests
answer = requests.get(sys.argv[1], params={"dbpath": "db", "include_key": "True", "include_value": "True"}, stream=True)
[(key, value)] = pickle.load(answer.raw)
assert key == b"python" and value[:7] == b"n\x93NUMPY", (key, value[:7])
print(len(value), struct.unpack("<Q", value[-8:])[0], end="")
`
		out := python.Run(t, []string{"requests"}, script, nil, s.URL+"/iterator")
		require.Equal(t, fmt.Sprintf("%d %d", 1+128+8*largeSize, largeElement(largeSize-1)), string(out))
	})
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	t.Logf("the process, client and server in one, has taken %.1f GiB at most", float64(used.Maxrss)/(1<<20))
}
