package remote

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/ndarray"
)

// liar is a server that responds to every call with the same bytes.
type liar struct {
	status int
	header http.Header
	body   []byte
	length int64 // the announced Content-Length
}

func (l *liar) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	response := &http.Response{StatusCode: l.status, Header: l.header, Body: io.NopCloser(bytes.NewReader(l.body)), ContentLength: l.length}
	if l.length < 0 {
		response.TransferEncoding = []string{"chunked"}
	}
	return response, nil
}

func clientLiedTo(t testing.TB, l *liar) *leveldb.DB {
	t.Helper()
	c, err := newClient("liar:1", "db", &Options{Retries: 1, Backoff: time.Nanosecond})
	require.NoError(t, err)
	c.transport = l
	t.Cleanup(func() { c.end() })
	return leveldb.New(&clientStore{client: c, handle: new(handle)}, "db", nil)
}

// For any response, the client returns an error or a valid value. It does not panic, reserves no
// memory for data that does not arrive, and returns no key that was not requested.
func FuzzClient(f *testing.F) {
	array, err := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	require.NoError(f, err)
	npy, err := array.AppendNPY([]byte{'n'})
	require.NoError(f, err)
	lease := wire.Lease{ID: 1, Milliseconds: 1000}.Append(nil)
	page := wire.AppendPageHead(nil, []driver.End{{Key: 2, Value: 1}, {Key: 4, Value: 3}}, 4, 3)
	page = wire.AppendEnd(append(page, "paqbsxy"...))
	lookup := wire.AppendPageHead(nil, []driver.End{{Key: 1, Value: 1}, {Key: 0, Value: 1}}, 0, 1)
	lookup = wire.AppendEnd(append(lookup, "s"...))
	rows := wire.AppendRowsHead(nil, []driver.RowState{driver.RowCopied, driver.RowMissing})
	rows = wire.AppendEnd(append(rows, make([]byte, 16)...))
	head := wire.ArrayHead{Header: npy[:129]}.Append(nil)
	huge := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32([]byte{wire.FramePage, 1, 0, 0, 0}, 1<<31), 1<<31)
	for _, body := range [][]byte{
		nil, {0}, {1}, make([]byte, 8), []byte("sx"), npy, lease, page, lookup, rows, append(head, npy[129:]...), huge,
		wire.AppendError(nil, wire.CodeOf(leveldb.ErrNotFound), ""), append(page, page...), page[:20], []byte("<html>"),
	} {
		f.Add(body, int64(len(body)), uint16(200), wire.ContentType, "", "1")
		f.Add(body, int64(-1), uint16(200), wire.ContentType, "", "1")
		f.Add(body, int64(1)<<60, uint16(200), wire.ContentType, "", "x")
	}
	f.Add([]byte("text"), int64(4), uint16(404), "text/plain", "not_found", "")
	f.Add([]byte("text"), int64(4), uint16(410), "text/plain", "expired", "")
	f.Add([]byte("text"), int64(4), uint16(503), "text/html", "", "")
	f.Fuzz(func(t *testing.T, body []byte, length int64, status uint16, kind, code, id string) {
		if length >= 0 {
			// net/http returns no more than the announced length.
			body = body[:min(int64(len(body)), length)]
		}
		header := http.Header{"Content-Type": {kind}, wire.HeaderRange: {id}}
		if code != "" {
			header[wire.HeaderError] = []string{code}
		}
		db := clientLiedTo(t, &liar{int(status), header, body, max(length, -1)})
		if stored, err := db.AppendRaw(nil, "k"); err == nil {
			require.True(t, bytes.Equal(body, stored))
		}
		db.Get("k")
		db.Has("k")
		db.Count(&leveldb.Range{Limit: 3})
		db.ApproximateSize(nil)
		db.Property("p")
		for _, write := range []func() error{
			func() error { return db.Put("k", 1) }, func() error { return db.Delete("k") }, func() error { return db.Compact(nil) },
		} {
			if write() == nil {
				require.Empty(t, body)
				require.EqualValues(t, 200, status)
			}
		}
		for _, r := range []*leveldb.Range{{Prefix: "p"}, {Prefix: "p", Reverse: true, Limit: 1}} {
			last, n := "", 0
			for e, err := range db.Entries(r) {
				if err != nil {
					break
				}
				if n > 0 {
					require.Equal(t, r.Reverse, e.Key() < last)
				}
				last = strings.Clone(e.Key())
				n++
				e.Value()
			}
			if r.Limit > 0 {
				require.LessOrEqual(t, n, r.Limit)
			}
			for range db.Keys(r) {
			}
		}
		keys := []string{"a", "b"}
		n := 0
		for e, err := range db.Lookup(keys) {
			if err == nil {
				require.Equal(t, keys[n], e.Key())
				e.Value()
				n++
			}
		}
		db.Gather(keys, nil)
		into, err := ndarray.New(ndarray.Float32, 2, 2)
		require.NoError(t, err)
		db.Gather(keys, &leveldb.GatherOptions{Into: into, RowErrors: make([]error, 2)})
		dst := make([]float32, 4)
		if n, err := leveldb.ReadInto(db, "k", dst); err == nil {
			require.LessOrEqual(t, n, 4)
		}
		leveldb.ReadInto(db, "k", make([]bool, 4))
		leveldb.ReadRows(db, "k", 0, 1, dst)
		if s, err := db.Snapshot(); err == nil {
			s.Get("k")
			require.NoError(t, s.Close())
		}
	})
}

// A large announced length does not make the client reserve much memory.
func TestClientReservesLittle(t *testing.T) {
	for _, body := range [][]byte{
		nil, []byte("s"), {wire.FramePage, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		{wire.FrameRows, 0, 0, 1, 0}, {0, 0, 0, 16, 0},
	} {
		l := &liar{200, http.Header{"Content-Type": {wire.ContentType}, wire.HeaderRange: {"1"}}, body, 4 << 30}
		db := clientLiedTo(t, l)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := db.Get("k")
		require.Error(t, err)
		for _, err := range db.Entries(nil) {
			require.Error(t, err)
		}
		for _, err := range db.Lookup([]string{"k"}) {
			require.Error(t, err)
		}
		_, err = leveldb.ReadInto(db, "k", []float32{})
		require.Error(t, err)
		runtime.ReadMemStats(&after)
		allocated := after.TotalAlloc - before.TotalAlloc
		require.Less(t, allocated, uint64(64<<20), "%q", body)
	}
}
