package large_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/ndarray"
)

// An array of 2.2 GiB passes through every call of the server, if its limits allow that size.
func TestRemoteLarge(t *testing.T) {
	large(t, 8<<30)
	const size = largeRows * largeColumns
	address := testdb.Serve(t, testdb.Open(t, nil), &server.HandlerOptions{MaxBody: 3 << 30})
	db := testdb.Dial(t, address, &remote.Options{Timeout: 5 * time.Minute})
	step(t, "put", func() {
		require.NoError(t, db.Put("k", largeArray(t)))
	})
	step(t, "get", func() {
		a, err := leveldb.Get[*ndarray.Array](db, "k")
		require.NoError(t, err)
		elements, err := ndarray.View[uint64](a)
		require.NoError(t, err)
		requireLarge(t, elements, 0, size)
	})
	step(t, "read into", func() {
		into := make([]uint64, size)
		n, err := leveldb.ReadInto(db, "k", into)
		require.NoError(t, err)
		requireLarge(t, into[:n], 0, size)
	})
	step(t, "read rows", func() {
		into := make([]uint64, 3*largeColumns)
		n, err := leveldb.ReadRows(db, "k", largeRows-3, largeRows, into)
		require.NoError(t, err)
		requireLarge(t, into[:n], size-3*largeColumns, 3*largeColumns)
	})
	step(t, "view in a snapshot", func() {
		snapshot, err := db.Snapshot()
		require.NoError(t, err)
		require.NoError(t, leveldb.View(snapshot, "k", func(elements []uint64, _ []int) error {
			requireLarge(t, elements, 0, size)
			return nil
		}))
		require.NoError(t, snapshot.Close())
	})
	step(t, "gather", func() {
		tensor, err := db.Gather([]string{"k"}, nil)
		require.NoError(t, err)
		elements, err := ndarray.View[uint64](tensor)
		require.NoError(t, err)
		requireLarge(t, elements, 0, size)
	})
	step(t, "entries", func() {
		for v, err := range leveldb.Views[uint64](db, nil) {
			require.NoError(t, err)
			requireLarge(t, v.Elements, 0, size)
		}
	})
	step(t, "stored bytes, batch", func() {
		stored, err := db.AppendRaw(nil, "k")
		require.NoError(t, err)
		b := db.NewBatch()
		require.NoError(t, b.Delete("k"))
		require.NoError(t, b.PutRaw("batch", stored))
		stored = nil
		require.NoError(t, b.Write())
	})
	step(t, "python's calls", func() {
		stored := testdb.PythonCall(t, http.MethodGet, address+"/getitem?dbpath=db&key=batch", nil)
		testdb.PythonCall(t, http.MethodPost, address+"/setitem?dbpath=db&key=python", stored)
	})
	step(t, "what they wrote", func() {
		require.NoError(t, db.Delete("batch"))
		require.NoError(t, db.Compact(nil))
		require.NoError(t, leveldb.View(db, "python", func(elements []uint64, _ []int) error {
			requireLarge(t, elements, 0, size)
			return nil
		}))
	})
	step(t, "python's iteration", func() {
		const script = `
import pickle, struct, sys
import requests
answer = requests.get(sys.argv[1], params={"dbpath": "db", "include_key": "True", "include_value": "True"}, stream=True)
[(key, value)] = pickle.load(answer.raw)
assert key == b"python" and value[:7] == b"n\x93NUMPY", (key, value[:7])
print(len(value), struct.unpack("<Q", value[-8:])[0], end="")
`
		out := python.Run(t, []string{"requests"}, script, nil, address+"/iterator")
		require.Equal(t, fmt.Sprintf("%d %d", 1+128+8*size, largeElement(size-1)), string(out))
	})
}
