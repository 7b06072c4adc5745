package remote_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/ndarray"
)

// The client refuses values too large for LevelDB before reading or sending any byte of them.
func TestClientTooLarge(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", nil)
	// Mapped memory without access: reading a byte of it crashes the test.
	huge, err := unix.Mmap(-1, 0, 1<<32, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	defer func() { require.NoError(t, unix.Munmap(huge)) }()
	require.ErrorIs(t, db.PutRaw("k", huge), leveldb.ErrTooLarge)
	require.ErrorIs(t, db.PutRaw("k", huge[:driver.MaxEntrySize]), leveldb.ErrTooLarge, "with its key")
	require.ErrorIs(t, db.Delete(unsafe.String(&huge[0], len(huge))), leveldb.ErrTooLarge)
	b := db.NewBatch()
	require.NoError(t, b.Put("k", 1))
	require.ErrorIs(t, b.PutRaw("", huge[:driver.MaxEntrySize-b.Size()]), leveldb.ErrTooLarge, "together with what is in it")
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Zero(t, n)
}

// A value larger than the server's limit is refused, and none of it is written. The next call
// succeeds.
func TestMaxBody(t *testing.T) {
	s := clientServe(t, &server.HandlerOptions{MaxBody: 1 << 20}, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", nil)
	value := make([]byte, 2<<20)
	require.ErrorIs(t, db.Put("k", value), leveldb.ErrTooLarge)
	b := db.NewBatch()
	require.NoError(t, b.Put("small", 1))
	require.NoError(t, b.Put("k", value))
	require.ErrorIs(t, b.Write(), leveldb.ErrTooLarge)
	require.NoError(t, db.Put("k", value[:1<<19]))
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

// Keys of a megabyte work in the Go API. The Python client sends its keys in the URL, where each
// byte may take three: ServeOptions.MaxHeader limits them.
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
		row, err := ndarray.FromSlice([]int64{int64(i), 1}, -1)
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
	n, err := db.Count(&leveldb.Range{Start: keys[0], ExcludeStart: true, Stop: keys[4], Reverse: true})
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

	// Calls of the Python client.
	query := url.Values{"dbpath": {"db"}, "prefixes": {prefix}, "key": {"/1"}}.Encode()
	stored, err := db.AppendRaw(nil, keys[1])
	require.NoError(t, err)
	require.Equal(t, stored, testdb.PythonCall(t, http.MethodGet, s.URL+"/getitem?"+query, nil))
	testdb.PythonCall(t, http.MethodPost, s.URL+"/setitem?"+query, []byte("sby the other face"))
	text, err := leveldb.Get[string](db, keys[1])
	require.NoError(t, err)
	require.Equal(t, "by the other face", text)
	testdb.PythonCall(t, http.MethodDelete, s.URL+"/delitem?"+query, nil)
	_, err = db.Get(keys[1])
	require.ErrorIs(t, err, leveldb.ErrNotFound)
}
